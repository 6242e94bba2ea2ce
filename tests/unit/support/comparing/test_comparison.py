"""Two databases compared: against joins in plain SQL, and by every kind of key."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.drift import DriftKind
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.hive.privacy import MASK_TEXT
from hive_inspector.core.progress import silent
from hive_inspector.core.support.comparing.comparison import compare
from hive_inspector.core.support.comparing.matching import MatchedBy
from hive_inspector.core.support.comparing.merging import Side
from hive_inspector.core.support.comparing.report import report_lines
from tests.support.compared import compared, counts_by_sql
from tests.support.databases import contents, make_database

if TYPE_CHECKING:
    from pathlib import Path

SHAPES = {
    "a number as primary key": ("k INTEGER PRIMARY KEY, a, b", ("k",), MatchedBy.PRIMARY_KEY),
    "a text as primary key": ("k TEXT PRIMARY KEY, a, b", ("k",), MatchedBy.PRIMARY_KEY),
    "two columns without rowid": (
        "k, a INTEGER, b, PRIMARY KEY (k, a DESC)) WITHOUT ROWID",
        ("k", "a"),
        MatchedBy.PRIMARY_KEY,
    ),
    "a key without case": ("k TEXT COLLATE NOCASE NOT NULL UNIQUE, a, b", ("k",), MatchedBy.UNIQUE),
    "a key of any kind": ("k NOT NULL UNIQUE, a, b", ("k",), MatchedBy.UNIQUE),
    "no key": ("k, a, b", ("rowid",), MatchedBy.ROWID),
}
STARTS = "aAbBzé\uffff\U0001f600"
VALUES = [
    None,
    0,
    1,
    1.0,
    -2.5,
    1e300,
    "",
    "1",
    "a",
    "A",
    "é",
    "\U0001f600",
    "￿",
    b"",
    b"1",
    b"\xff",
]


def _filled(path: Path, columns: str, rows: list[tuple[object, ...]]) -> Path:
    with closing(sqlite3.connect(path)) as raw:
        ending = "" if columns.endswith("ROWID") else ")"
        raw.execute(f"CREATE TABLE t ({columns}{ending}")
        raw.executemany("INSERT OR IGNORE INTO t VALUES (?, ?, ?)", rows)
        raw.commit()
    return path


def _rows(chance: random.Random, shape: str, count: int) -> list[tuple[object, ...]]:
    keys: list[object] = list(range(count))
    if "text" in shape or "case" in shape:
        keys = [chance.choice(STARTS) + str(number) for number in range(count)]
    elif "any" in shape or "two" in shape:
        keys = [chance.choice((n, n + 0.5, str(n), f"é{n}", bytes([n % 256]))) for n in keys]  # type: ignore[operator]
    return [(key, chance.choice((1, 2, 3)), chance.choice(VALUES)) for key in keys]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(4))
def test_rows_are_found_as_joins_find_them(tmp_path: Path, shape: str, seed: int) -> None:
    columns, key, by = SHAPES[shape]
    chance = random.Random(f"{seed}{shape}")
    rows = _rows(chance, shape, 40 if seed else 1500)
    other = [
        (row[0], row[1], chance.choice(VALUES)) if chance.random() < 0.05 else row
        for row in rows
        if chance.random() > 0.05
    ]
    other += _rows(chance, shape, 20)
    left = _filled(tmp_path / "left.db", columns, [row for row in rows if chance.random() > 0.02])
    right = _filled(tmp_path / "right.db", columns, other)

    found = compared(left, right).table("t")

    assert found.matched_by is by
    expected = counts_by_sql(left, right, "t", key, ("k", "a", "b"))
    assert (found.only_left, found.only_right, found.changed) == expected


def test_two_copies_do_not_differ(tmp_path: Path) -> None:
    left = make_database(tmp_path / "left.db")
    right = make_database(tmp_path / "right.db", wal=True)

    found = compared(left, right)

    assert not found.differs
    assert found.table("item").same == 500


def test_the_kind_of_a_value_counts(tmp_path: Path) -> None:
    for name, value in (("left", "1"), ("right", "1.0")):
        make_database(
            tmp_path / f"{name}.db",
            "CREATE TABLE t (k INTEGER PRIMARY KEY, a)",
            f"INSERT INTO t VALUES (1, {value})",
        )

    (row,) = compared(tmp_path / "left.db", tmp_path / "right.db").table("t").examples

    assert row.side is Side.BOTH
    assert [(cell.column, cell.left.text, cell.right.text) for cell in row.cells] == [
        ("a", "1", "1.0")
    ]


def test_texts_in_utf_16_are_matched_in_their_own_order(tmp_path: Path) -> None:
    for name in ("left", "right"):
        make_database(
            tmp_path / f"{name}.db",
            "PRAGMA encoding = 'UTF-16le'",
            "CREATE TABLE t (k TEXT PRIMARY KEY, a)",
            "INSERT INTO t VALUES ('a', 1), ('b', 2), ('Ā', 3), ('ā', 4), ('\U0001f600', 5), ('￿', 6)",
        )
    with closing(sqlite3.connect(tmp_path / "right.db")) as raw:
        raw.execute("DELETE FROM t WHERE a = 3")
        raw.commit()

    found = compared(tmp_path / "left.db", tmp_path / "right.db").table("t")

    assert (found.same, found.only_left, found.only_right, found.changed) == (5, 1, 0, 0)


def test_texts_in_different_encodings_are_said_not_to_be_comparable(tmp_path: Path) -> None:
    table = ("CREATE TABLE t (k TEXT PRIMARY KEY, a)", "INSERT INTO t VALUES ('a', 1)")
    left = make_database(tmp_path / "left.db", *table)
    right = make_database(tmp_path / "right.db", "PRAGMA encoding = 'UTF-16le'", *table)

    found = compared(left, right)

    assert found.differs
    assert not found.table("t").is_compared
    assert "encodings" in found.table("t").note


def test_tables_and_columns_of_one_side_are_told(tmp_path: Path) -> None:
    left = make_database(
        tmp_path / "left.db",
        "CREATE TABLE t (k INTEGER PRIMARY KEY, a, old)",
        "INSERT INTO t VALUES (1, 2, 3)",
        "CREATE TABLE gone (a)",
        "INSERT INTO gone VALUES (1), (2)",
    )
    right = make_database(
        tmp_path / "right.db",
        "CREATE TABLE T (new, A, K INTEGER PRIMARY KEY)",
        "INSERT INTO T VALUES (9, 2, 1)",
    )

    found = compared(left, right)

    table, gone = found.table("t"), found.table("gone")
    assert (table.same, table.differences) == (1, 0)
    assert (table.columns_only_left, table.columns_only_right) == (("old",), ("new",))
    assert (gone.only_left, gone.only_right) == (2, 0)
    assert {one.kind for one in found.schema} == {
        DriftKind.MISSING_TABLE,
        DriftKind.MISSING_COLUMN,
        DriftKind.EXTRA_COLUMN,
    }


def test_rows_whose_key_is_null_are_matched_as_they_come(tmp_path: Path) -> None:
    for name, count in (("left", 3), ("right", 2)):
        make_database(
            tmp_path / f"{name}.db",
            "CREATE TABLE t (k TEXT PRIMARY KEY, a)",
            *["INSERT INTO t VALUES (NULL, 1)"] * count,
        )

    found = compared(tmp_path / "left.db", tmp_path / "right.db").table("t")

    assert (found.same, found.only_left, found.only_right, found.changed) == (2, 1, 0, 0)


def test_texts_that_are_no_utf_8_are_compared_by_their_bytes(tmp_path: Path) -> None:
    for name, value in (("left", "FE"), ("right", "FF")):
        make_database(
            tmp_path / f"{name}.db",
            "CREATE TABLE t (k INTEGER PRIMARY KEY, a TEXT)",
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
            " INSERT INTO t SELECT i, 'x' FROM n",
            f"UPDATE t SET a = CAST(X'{value}' AS TEXT) WHERE k = 800",
        )

    found = compared(tmp_path / "left.db", tmp_path / "right.db").table("t")

    assert (found.same, found.changed, found.differences) == (899, 1, 1)


def test_secrets_are_dots_on_both_sides(tmp_path: Path) -> None:
    for name in ("left", "right"):
        make_database(
            tmp_path / f"{name}.db",
            "CREATE TABLE configurations (key TEXT PRIMARY KEY, value TEXT, encrypted INTEGER)",
            f"INSERT INTO configurations VALUES ('openrouter_api_key', 'sk-{name}-secret', 0)",
            f"INSERT INTO configurations VALUES ('theme', '{name}-theme', 0)",
            "CREATE TABLE licenses (key TEXT PRIMARY KEY, tier TEXT)",
            f"INSERT INTO licenses VALUES ('HIVE-{name}-secret', 'free')",
        )

    found = compared(tmp_path / "left.db", tmp_path / "right.db")

    report = "\n".join(report_lines(found))
    assert "secret" not in repr(found).replace("secrets", "")
    assert "-secret" not in report
    assert "left-theme" in report
    key = found.table("configurations").examples[0].cells[0]
    assert (key.left.text, key.right.text) == (MASK_TEXT, MASK_TEXT)


def test_a_secret_that_only_one_side_calls_so_is_hidden_on_both(tmp_path: Path) -> None:
    for name, encrypted in (("left", 1), ("right", 0)):
        make_database(
            tmp_path / f"{name}.db",
            "CREATE TABLE configurations (key TEXT PRIMARY KEY, value TEXT, encrypted INTEGER)",
            f"INSERT INTO configurations VALUES ('anything', 'hidden-{name}', {encrypted})",
        )

    assert "hidden-" not in repr(compared(tmp_path / "left.db", tmp_path / "right.db"))


def test_neither_file_is_changed(tmp_path: Path) -> None:
    left = make_database(tmp_path / "left.db", wal=True)
    right = make_database(tmp_path / "right.db")
    before = contents(tmp_path)

    compared(left, right)

    assert contents(tmp_path) == before


def test_a_cancel_ends_it(tmp_path: Path) -> None:
    left, right = (make_database(tmp_path / f"{name}.db") for name in ("left", "right"))
    token = CancelToken()

    def cancel(done: int, total: int | None, step: str) -> None:
        token.cancel()

    here, there = open_hive(DatabaseTarget(left)), open_hive(DatabaseTarget(right))
    with here.database, there.database:
        with pytest.raises(Cancelled):
            compare(here, there, token=token, progress=cancel)
        assert not compare(here, there, token=CancelToken(), progress=silent).differs


def test_tables_without_key_or_rowid_are_compared_row_by_row(tmp_path: Path) -> None:
    hidden = "CREATE TABLE t (rowid, _rowid_, oid)"
    left = make_database(
        tmp_path / "left.db", hidden, "INSERT INTO t VALUES (1, 2, 3), (1, 2, 3), (4, 5, 6)"
    )
    right = make_database(
        tmp_path / "right.db", hidden, "INSERT INTO t VALUES (4, 5, 6), (1, 2, 3), (7, 8, NULL)"
    )

    found = compared(left, right).table("t")

    assert found.matched_by is MatchedBy.WHOLE_ROW
    assert (found.same, found.only_left, found.only_right, found.changed) == (2, 1, 1, 0)
    assert "whole rows" in found.note


def test_tables_that_share_no_column_are_said_not_to_be_comparable(tmp_path: Path) -> None:
    left = make_database(tmp_path / "left.db", "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)")
    right = make_database(tmp_path / "right.db", "CREATE TABLE t (b)")

    found = compared(left, right).table("t")

    assert (found.only_left, found.only_right) == (1, 0)
    assert not found.is_compared


def test_a_report_names_what_differs_and_how_many_rows_it_leaves_out(tmp_path: Path) -> None:
    rows = ", ".join(f"({number}, 'x|y')" for number in range(250))
    table = "CREATE TABLE t (k INTEGER PRIMARY KEY, a)"
    left = make_database(tmp_path / "left.db", table, f"INSERT INTO t VALUES {rows}")
    right = make_database(
        tmp_path / "right.db", table, "INSERT INTO t VALUES (900, '*')", "CREATE TABLE more (a)"
    )

    report = "\n".join(report_lines(compared(left, right)))

    assert "The first 200 of 251 rows." in report
    assert "| 0 | only left |  | k: 0; a: x\\|y |  |" in report
    assert "| extra\\_table | more |" in report
    assert "| t | primary key (k) | 0 | 250 | 1 | 0 |  |" in report


@pytest.mark.parametrize("length", [500, 4096, 9000])
def test_a_text_that_goes_on_is_shown_where_it_does(tmp_path: Path, length: int) -> None:
    for name, end in (("left", ""), ("right", "more")):
        make_database(
            tmp_path / f"{name}.db",
            "CREATE TABLE t (k INTEGER PRIMARY KEY, a)",
            f"INSERT INTO t VALUES (1, printf('%0{length}d', 0) || '{end}')",
        )

    (row,) = compared(tmp_path / "left.db", tmp_path / "right.db").table("t").examples

    assert [(cell.left.text, cell.right.text) for cell in row.cells] == [
        ("…" + "0" * 30, "…" + "0" * 30 + "more")
    ]


def test_two_long_texts_are_shown_where_they_differ(tmp_path: Path) -> None:
    for name in ("left", "right"):
        make_database(
            tmp_path / f"{name}.db",
            "CREATE TABLE t (k INTEGER PRIMARY KEY, a)",
            f"INSERT INTO t VALUES (1, printf('%09000d', 0) || '{name}' || printf('%0900d', 0))",
        )

    (row,) = compared(tmp_path / "left.db", tmp_path / "right.db").table("t").examples

    (cell,) = row.cells
    assert cell.left.text.startswith("…000")
    assert "0left0" in cell.left.text
    assert "0right0" in cell.right.text
    assert len(cell.left.text) == len(cell.right.text) == 200

"""The difference as SQL: run by plain SQLite, it makes the left file hold what the right one does."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.errors import Refusal
from tests.support.compared import all_rows, compared, run_script, written
from tests.support.databases import contents, make_database

if TYPE_CHECKING:
    from pathlib import Path

_VALUES = ("NULL", "1", "1.0", "0.1", "'it''s'", "X'00FF'", "'é' || char(0) || 'b'", "9e999")
_TABLES = {
    "a": "CREATE TABLE a (k INTEGER PRIMARY KEY, u UNIQUE, v)",
    "b": "CREATE TABLE b (k TEXT, l, v, u INTEGER UNIQUE, PRIMARY KEY (k, l)) WITHOUT ROWID",
    "c": "CREATE TABLE c (u, v)",
}


def _statements(chance: random.Random) -> list[str]:
    numbers = chance.sample(range(100), 60)
    made = list(_TABLES.values())
    for place, unique in enumerate(numbers):
        value = chance.choice(_VALUES)
        made.append(f"INSERT INTO a VALUES ({place + chance.choice((0, 100))}, {unique}, {value})")
        made.append(f"INSERT OR IGNORE INTO b VALUES ('k{place % 7}', {place}, {value}, {unique})")
        made.append(f"INSERT INTO c VALUES ({unique}, {value})")
    made.append("DELETE FROM c WHERE u % 9 = 1")
    return made


@pytest.mark.parametrize("seed", range(5))
def test_the_statements_make_the_left_like_the_right(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    left = make_database(tmp_path / "left.db", *_statements(chance), "CREATE TABLE gone (a)")
    right = make_database(
        tmp_path / "right.db",
        *_statements(chance),
        "CREATE TABLE come (a TEXT PRIMARY KEY, b)",
        "CREATE INDEX come_b ON come (b)",
        "INSERT INTO come VALUES ('x', 1), ('y', 0.5)",
    )

    result = written(left, right, tmp_path / "difference.sql")
    run_script(left, tmp_path / "difference.sql")

    assert result.notes == ()
    for table in (*_TABLES, "come"):
        assert all_rows(left, table) == all_rows(right, table)
    assert not compared(left, right).differs


def _with_secrets(path: Path, name: str) -> Path:
    return make_database(
        path,
        "CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT, license_key TEXT)",
        f"INSERT INTO users VALUES ('1', '{name}@x', 'SECRET-{name}'), ('{name}', 'e', 'SECRET-2')",
        "CREATE TABLE licenses (id INTEGER PRIMARY KEY, key TEXT NOT NULL, tier TEXT)",
        f"INSERT INTO licenses VALUES ({len(name)}, 'SECRET-{name}', 'free')",
    )


def test_secrets_are_left_out_and_that_is_said(tmp_path: Path) -> None:
    left = _with_secrets(tmp_path / "left.db", "left")
    right = _with_secrets(tmp_path / "right.db", "right")

    result = written(left, right, tmp_path / "difference.sql")
    run_script(left, tmp_path / "difference.sql")

    assert "SECRET" not in (tmp_path / "difference.sql").read_text(encoding="utf-8")
    assert result.notes == (
        "licenses: 1 row left as they are, since they need a secret that is left out.",
        "users: secrets in license_key are left out.",
    )
    assert all_rows(left, "users", "id, email") == all_rows(right, "users", "id, email")
    assert all_rows(left, "users", "license_key") == [("SECRET-left",), (None,)]


def test_secrets_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    left = _with_secrets(tmp_path / "left.db", "left")
    right = _with_secrets(tmp_path / "right.db", "right")

    result = written(left, right, tmp_path / "difference.sql", with_secrets=True)
    run_script(left, tmp_path / "difference.sql")

    assert result.notes == ()
    assert not compared(left, right).differs


@pytest.mark.parametrize("name", ["left.db", "right.db", "right.db-wal", "there.sql"])
def test_nothing_that_is_there_is_replaced(tmp_path: Path, name: str) -> None:
    left = make_database(tmp_path / "left.db")
    right = make_database(tmp_path / "right.db", "CREATE TABLE t (a)")
    (tmp_path / "there.sql").write_text("mine", encoding="utf-8")
    before = contents(tmp_path)

    with pytest.raises(Refusal):
        written(left, right, tmp_path / name)

    assert contents(tmp_path) == before


def test_columns_that_one_side_lacks_are_left_as_they_are(tmp_path: Path) -> None:
    left = make_database(
        tmp_path / "left.db",
        "CREATE TABLE t (k INTEGER PRIMARY KEY, a, old)",
        "INSERT INTO t VALUES (1, 2, 3)",
    )
    right = make_database(
        tmp_path / "right.db",
        "CREATE TABLE t (k INTEGER PRIMARY KEY, a, new)",
        "INSERT INTO t VALUES (1, 5, 6), (2, 7, 8)",
    )

    result = written(left, right, tmp_path / "difference.sql")
    run_script(left, tmp_path / "difference.sql")

    assert all_rows(left, "t") == [(1, 5, 3), (2, 7, None)]
    assert result.notes == (
        "t: only the left file has old; left as it is.",
        "t: only the right file has new; left as it is.",
    )


def test_rows_that_only_a_secret_names_are_left_as_they_are(tmp_path: Path) -> None:
    for name in ("left", "right"):
        make_database(
            tmp_path / f"{name}.db",
            "CREATE TABLE licenses (key TEXT PRIMARY KEY, tier TEXT)",
            f"INSERT INTO licenses VALUES ('SECRET-both', '{name}'), ('SECRET-{name}', 'free')",
        )
    before = all_rows(tmp_path / "left.db", "licenses")

    result = written(tmp_path / "left.db", tmp_path / "right.db", tmp_path / "difference.sql")
    run_script(tmp_path / "left.db", tmp_path / "difference.sql")

    assert result.notes == (
        "licenses: 2 rows left as they are, since their key is a secret.",
        "licenses: 1 row left as they are, since they need a secret that is left out.",
    )
    assert all_rows(tmp_path / "left.db", "licenses") == before


def test_what_cannot_be_told_apart_is_left_as_it_is(tmp_path: Path) -> None:
    hidden = "CREATE TABLE t (rowid, _rowid_, oid)"
    left = make_database(tmp_path / "left.db", hidden, "INSERT INTO t VALUES (1, 2, 3)")
    right = make_database(tmp_path / "right.db", hidden, "INSERT INTO t VALUES (4, 5, 6)")

    result = written(left, right, tmp_path / "difference.sql")

    assert result.statements == 0
    assert "nothing tells equal rows of this table apart" in result.notes[0]

"""Which rows are written: all or some, in any order, as they are now, with secrets masked; and how it is told."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.browsing import found, indexed, order
from hive_inspector.core.browsing.export import Format, Options, export, running
from hive_inspector.core.browsing.filters import RowFilter
from hive_inspector.core.browsing.order import natural_order
from hive_inspector.core.browsing.selection import Selection, select_rows
from hive_inspector.core.browsing.sorting import SortTerm
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.privacy import MASK_TEXT

if TYPE_CHECKING:
    from hive_inspector.core.browsing.spans import RowOrder
    from tests.unit.browsing.export.conftest import Exporter


def written(exporter: Exporter, table: str = "t", **changes: Any) -> list[list[str]]:
    text = exporter.text(Format.CSV, Options(headers=False), table, **changes)
    return list(csv.reader(io.StringIO(text, newline="")))


def selected(exporter: Exporter, selection: Selection, table: str = "t") -> RowOrder:
    described = exporter.browsed.table(table)
    with exporter.browsed.reading() as connection:
        return list(select_rows(connection, described, selection))[-1]


def plain(exporter: Exporter, sql: str) -> list[list[str]]:
    return [
        ["" if value is None else str(value) for value in row]
        for row in exporter.browsed.plain(sql)
    ]


def anywhere(words: str) -> Selection:
    return Selection(RowFilter((), anywhere=words))


def test_a_whole_table_is_written_in_natural_order_however_large(exporter: Exporter) -> None:
    exporter.fill([(i, f"x{i}") for i in range(3_000)], "a INTEGER PRIMARY KEY, b")
    exporter.browsed.raw.execute("DELETE FROM t WHERE a % 3 = 0")
    assert written(exporter) == plain(exporter, "SELECT * FROM t ORDER BY a")


def test_tables_without_rowid_and_views_are_written_whole(exporter: Exporter) -> None:
    exporter.browsed.raw.execute("CREATE TABLE k (a, b, PRIMARY KEY (b DESC, a)) WITHOUT ROWID")
    exporter.browsed.insert("k", [(i % 5, i) for i in range(50)])
    exporter.browsed.raw.execute(
        "CREATE VIEW seen AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        " WHERE i < 12000) SELECT i FROM n"
    )
    assert written(exporter, "k") == plain(exporter, "SELECT * FROM k ORDER BY b DESC, a")
    assert len(written(exporter, "seen")) == 12_000


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", ["a", "b", "c"])
def test_a_sort_is_written_in_its_order(
    exporter: Exporter, column: str, monkeypatch: pytest.MonkeyPatch, *, descending: bool
) -> None:
    monkeypatch.setattr(indexed, "_MOST_TURNED", 7)
    monkeypatch.setattr(found, "MOST_NAMES", 5)
    monkeypatch.setattr(order, "SMALL_TABLE", 0)
    exporter.fill([(i, i * 7 % 50, i * 11 % 50) for i in range(50)], "a INTEGER PRIMARY KEY, b, c")
    exporter.browsed.raw.execute("CREATE INDEX by_c ON t (c)")
    wanted = selected(exporter, Selection(sort=(SortTerm(column, descending),)))
    direction = "DESC" if descending else ""
    assert written(exporter, order=wanted) == plain(
        exporter, f"SELECT * FROM t ORDER BY {column} {direction}"
    )


def test_of_what_a_filter_found_the_rows_that_are_still_there_are_written(
    exporter: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "MOST_NAMES", 5)
    exporter.fill([(i, f"word {i % 4}") for i in range(100)], "a INTEGER PRIMARY KEY, b")
    wanted = selected(exporter, anywhere("word 2"))
    exporter.browsed.raw.execute("DELETE FROM t WHERE a < 40")
    exporter.browsed.raw.execute("UPDATE t SET b = 'changed' WHERE a = 42")
    expected = plain(exporter, "SELECT * FROM t WHERE b = 'word 2' OR a = 42 ORDER BY a")
    assert written(exporter, order=wanted) == expected
    done = exporter.run(Format.CSV, order=wanted)
    assert done.rows == len(expected)


def test_chosen_positions_of_an_order_are_written(exporter: Exporter) -> None:
    exporter.fill([(i, i) for i in range(100)], "a INTEGER PRIMARY KEY, b")
    wanted = selected(exporter, Selection())
    rows = written(exporter, order=wanted, rows=(range(3, 5), range(90, 200)), columns=("b",))
    assert [int(row[0]) for row in rows] == [3, 4, *range(90, 100)]


def test_an_order_that_is_still_growing_is_refused(
    exporter: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "SMALL_TABLE", 0)
    exporter.fill([(1, 2)])
    described = exporter.browsed.table("t")
    with exporter.browsed.reading() as connection:
        estimated = natural_order(connection, described)
    with pytest.raises(UsageProblem, match="not all of them are known"):
        exporter.run(Format.CSV, order=estimated)


def test_very_many_columns_are_written_side_by_side(exporter: Exporter) -> None:
    names = [f"c{i}" for i in range(2_000)]
    exporter.browsed.raw.execute(f"CREATE TABLE wide ({', '.join(names)})")
    exporter.browsed.insert("wide", [tuple(range(2_000)), tuple(range(2_000, 4_000))])
    rows = written(exporter, "wide")
    assert rows == [[str(i) for i in range(2_000)], [str(i) for i in range(2_000, 4_000)]]


@pytest.fixture
def secrets(exporter: Exporter) -> Exporter:
    exporter.browsed.raw.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, license_key TEXT)")
    exporter.browsed.raw.execute("CREATE TABLE configurations (encrypted, value TEXT, key TEXT)")
    exporter.browsed.insert("users", [(1, "HIVE-1"), (2, None)])
    exporter.browsed.insert(
        "configurations",
        [
            (0, "dark", "theme"),
            (None, "sk-1", "openrouter_api_key"),
            (1, "xyz", "x"),
            (0, None, "k"),
        ],
    )
    return exporter


@pytest.mark.parametrize("of", [Format.CSV, Format.NDJSON, Format.SQL, Format.MARKDOWN])
def test_secrets_are_written_as_dots(secrets: Exporter, of: Format) -> None:
    users = secrets.text(of, table="users")
    settings = secrets.text(of, Options(null_as="NULL"), table="configurations")
    assert "HIVE" not in users
    assert users.count(MASK_TEXT) == 1
    assert "sk-1" not in settings
    assert "xyz" not in settings
    assert settings.count(MASK_TEXT) == 2
    assert "dark" in settings


def test_what_decides_about_a_secret_need_not_be_written_itself(secrets: Exporter) -> None:
    rows = written(secrets, "configurations", columns=("VALUE",))
    assert rows == [["dark"], [MASK_TEXT], [MASK_TEXT], [""]]


def test_secrets_are_written_where_that_is_asked_for(secrets: Exporter) -> None:
    options = Options(reveal=frozenset({"value", "license_key"}))
    assert '"license_key": "HIVE-1"' in secrets.text(Format.NDJSON, options, "users")
    lines = secrets.text(Format.NDJSON, options, "configurations").splitlines()
    assert [json.loads(line)["value"] for line in lines] == ["dark", "sk-1", "xyz", None]


def test_a_table_that_is_gone_or_broken_is_said(exporter: Exporter) -> None:
    exporter.fill([(1, 2)])
    request = exporter.request(Format.CSV)
    exporter.browsed.raw.execute("DROP TABLE t")
    with exporter.browsed.reading() as connection, pytest.raises(StatementProblem):
        export(connection, request)
    exporter.browsed.raw.execute("CREATE VIEW broken AS SELECT * FROM missing")
    with pytest.raises(StatementProblem):
        exporter.run(Format.CSV, table="broken")
    assert [path.name for path in exporter.folder.iterdir() if "exported" in path.name] == []


def test_progress_is_told_in_rows(exporter: Exporter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_REPORT_EVERY_S", 0.0)
    exporter.fill([(i, "x") for i in range(2_000)])
    told: list[tuple[int, int | None]] = []
    request = exporter.request(Format.CSV)
    with exporter.browsed.reading() as connection:
        done = export(connection, request, lambda rows, total, step: told.append((rows, total)))
    assert done.rows == 2_000
    assert told[-1] == (2_000, 2_000)
    assert [rows for rows, _ in told] == sorted(rows for rows, _ in told)
    assert done.size == done.path.stat().st_size

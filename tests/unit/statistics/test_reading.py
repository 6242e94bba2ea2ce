"""Reading piece by piece: what is kept, what is read anew, what stops it, and what cannot be read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.statistics import reading as reading_module
from hive_inspector.core.statistics.charts import (
    Absent,
    Bars,
    Failed,
    Misfit,
    MisfitKind,
    Series,
    Space,
)
from hive_inspector.core.statistics.measures import MEASURES
from hive_inspector.core.statistics.passes import run_pass
from hive_inspector.core.statistics.periods import Choice, Period, Span
from hive_inspector.core.statistics.reading import StatisticsRequest
from hive_inspector.core.statistics.subjects import CHARTS
from tests.support.lineage_files import make_file
from tests.support.statistics import NOW, change, make_filled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.statistics.passes import Pass, Tally
    from tests.unit.statistics.conftest import Reading


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables over which a pass was run."""
    tables: list[str] = []

    def noted(
        connection: ReadConnection, table: Table, wanted: Pass, slot_s: int, progress: Progress
    ) -> Tally:
        tables.append(table.name)
        return run_pass(connection, table, wanted, slot_s, progress)

    monkeypatch.setattr(reading_module, "run_pass", noted)
    return tables


@pytest.mark.parametrize("wal", [False, True])
def test_another_period_reads_nothing_until_the_file_changes(
    tmp_path: Path, reading: Callable[[Path], Reading], passes: list[str], wal: bool
) -> None:
    path = make_filled(tmp_path, "hybrid")
    if wal:
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA journal_mode = WAL")
    opened = reading(path)
    first = opened.read()
    assert passes.count("messages") == 1
    passes.clear()
    opened.read(Choice(Span.WEEK))
    again = opened.read()
    assert not passes
    assert {id_: number.value for id_, number in again.numbers.items()} == {
        id_: number.value for id_, number in first.numbers.items()
    }
    change(
        path,
        "INSERT INTO messages (id, conversation_id, role, content) VALUES ('new', 'c', 'user', 'x')",
    )
    changed = opened.read()
    was = first.numbers["message_count"].value
    assert was is not None
    assert changed.numbers["message_count"].value == was + 1
    assert "messages" in passes


def test_a_table_is_read_once_for_all_its_json_and_once_for_all_its_events(
    tmp_path: Path, reading: Callable[[Path], Reading], passes: list[str]
) -> None:
    reading(make_filled(tmp_path, "core-013")).read()
    assert passes.count("cost_analytics") == passes.count("activity_log") == 1


def test_a_row_of_json_without_a_time_is_one_misfit_however_much_it_holds(
    tmp_path: Path, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, "core-013")
    change(
        path,
        "UPDATE cost_analytics SET created_at = NULL WHERE id IN (SELECT id FROM cost_analytics LIMIT 3)",
    )
    with closing(sqlite3.connect(path)) as raw:
        (rows,) = raw.execute(
            "SELECT count(*) FROM cost_analytics WHERE created_at IS NULL"
        ).fetchone()
    chart = reading(path).read().charts["cost_by_stage"]
    assert isinstance(chart, Bars)
    assert rows >= 3
    timeless = [one for one in chart.misfits if one.kind is MisfitKind.NO_TIME]
    assert timeless == [Misfit(MisfitKind.NO_TIME, rows, "cost_analytics.created_at")]


def test_the_period_comes_first_and_what_is_missing_at_once(
    tmp_path: Path, reading: Callable[[Path], Reading]
) -> None:
    opened = reading(make_filled(tmp_path, "knowledge"))
    request = StatisticsRequest(opened.opened.schema, opened.opened.identity, now=NOW)
    pieces = list(opened.reader.read(request, CancelToken()))
    assert isinstance(pieces[0], Period)
    last_absent = max(n for n, piece in enumerate(pieces) if isinstance(piece, Absent))
    first_series = min(n for n, piece in enumerate(pieces) if isinstance(piece, Series))
    assert last_absent < first_series


def test_a_cancel_stops_all_passes_and_the_next_reading_is_whole(
    tmp_path: Path, reading: Callable[[Path], Reading]
) -> None:
    opened = reading(make_filled(tmp_path, "core-013"))
    request = StatisticsRequest(opened.opened.schema, opened.opened.identity, now=NOW)
    token = CancelToken()
    pieces = opened.reader.read(request, token)
    next(pieces)
    token.cancel()
    with pytest.raises(Cancelled):
        list(pieces)
    assert opened.opened.database.pool_use().in_use == 0
    assert opened.read().numbers["message_count"].value == 160


def test_a_reading_that_is_left_ends_its_passes(
    tmp_path: Path, reading: Callable[[Path], Reading]
) -> None:
    opened = reading(make_filled(tmp_path, "core-013"))
    request = StatisticsRequest(opened.opened.schema, opened.opened.identity, now=NOW)
    pieces = opened.reader.read(request, CancelToken())
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]  # a generator
    assert opened.opened.database.pool_use().in_use == 0


def test_a_damaged_table_costs_only_what_is_read_from_it(
    tmp_path: Path, reading: Callable[[Path], Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(
        connection: ReadConnection, table: Table, wanted: Pass, slot_s: int, progress: Progress
    ) -> Tally:
        if table.name == "messages":
            raise DatabaseDamaged("A page is damaged.", "Check the file.")
        return run_pass(connection, table, wanted, slot_s, progress)

    monkeypatch.setattr(reading_module, "run_pass", failing)
    opened = reading(make_filled(tmp_path, "core-013"))
    found = opened.read()
    assert found.numbers["message_count"].problem == "A page is damaged."
    assert found.numbers["message_count"].value is None
    assert isinstance(found.charts["week"], Failed)
    assert found.numbers["conversation_count"].value == 160
    monkeypatch.setattr(reading_module, "run_pass", run_pass)
    assert opened.read().numbers["message_count"].value == 160


def test_sizes_that_cannot_be_read_say_so_themselves(
    tmp_path: Path, reading: Callable[[Path], Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Space:
        raise DatabaseDamaged("A page is damaged.", "Check the file.")

    monkeypatch.setattr(reading_module, "read_space", failing)
    found = reading(make_filled(tmp_path, "core-013")).read()
    chart = found.charts["table_sizes"]
    assert isinstance(chart, Failed)
    assert (chart.problem, chart.hint) == ("A page is damaged.", "Check the file.")


def test_a_database_that_is_none_of_hives_has_its_size_and_sizes(
    tmp_path: Path, reading: Callable[[Path], Reading]
) -> None:
    path = make_file(tmp_path / "x.db", ["CREATE TABLE users (id)", "CREATE TABLE things (a)"])
    found = reading(path).read()
    assert found.numbers["database_size_bytes"].value == path.stat().st_size
    assert all(found.numbers[one.id].needs for one in MEASURES)
    assert all(isinstance(found.charts[one.subject.id], Absent) for one in CHARTS)
    assert isinstance(found.charts["table_sizes"], Space)


def test_a_view_in_place_of_a_table_is_not_counted(
    tmp_path: Path, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, "core-013")
    change(path, "DROP TABLE messages", "CREATE VIEW messages AS SELECT * FROM users")
    assert reading(path).read().numbers["message_count"].needs


def test_a_table_without_its_time_is_counted_without_a_period(
    tmp_path: Path, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, "core-013")
    change(path, "ALTER TABLE messages RENAME COLUMN timestamp TO at")
    found = reading(path).read(Choice(Span.DAY))
    assert found.numbers["message_count"].value == 160
    assert found.numbers["message_count"].period is None
    assert isinstance(found.charts["messages"], Absent)
    assert "messages.timestamp" in found.charts["messages"].needs


def test_large_tables_are_read_in_pieces_that_add_up(
    tmp_path: Path, reading: Callable[[Path], Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_filled(tmp_path, "hybrid")
    whole = reading(path).read()
    monkeypatch.setattr("hive_inspector.core.statistics.passes.CHUNK_ROWS", 7)
    pieces = reading(path).read()
    for id_, number in whole.numbers.items():
        assert pieces.numbers[id_].value == pytest.approx(number.value), id_
        assert pieces.numbers[id_].points == pytest.approx(number.points), id_

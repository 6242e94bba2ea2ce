"""Every chart of every lineage, against plain sqlite3 and Python over the same rows."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from math import fsum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.hive.locations import Backup
from hive_inspector.core.statistics.charts import (
    Absent,
    Bars,
    Distribution,
    Growth,
    HeatMap,
    MisfitKind,
    Series,
    Space,
    is_empty,
)
from hive_inspector.core.statistics.drawing import NAMED_LINES, OTHERS, UNNAMED
from hive_inspector.core.statistics.periods import Bucket, Choice, Span
from hive_inspector.core.statistics.subjects import CHARTS
from tests.support.statistics import (
    BERLIN,
    LINEAGES,
    NOW,
    OLDEST,
    SOURCES,
    change,
    make_filled,
    moment_of,
    plainly,
    rows_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hive_inspector.core.statistics.periods import Period
    from tests.unit.statistics.conftest import Reading

CHOICES = (Choice(Span.ALL, Bucket.MONTH), Choice(Span.MONTH), Choice(Span.DAY))
PARTS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "cost_by_model": (
        ("stage_outputs", "model", "cost", "created_at"),
        ("conversation_messages", "model_name", "cost", "created_at"),
        ("usage_records", "model_used", "cost", "timestamp"),
    ),
    "tokens_by_model": (
        ("stage_outputs", "model", "tokens_used", "created_at"),
        ("conversation_messages", "model_name", "tokens_input + tokens_output", "created_at"),
        ("usage_records", "model_used", "tokens_input + tokens_output", "timestamp"),
    ),
    "cost_by_stage": (
        ("stage_outputs", "stage_name", "cost", "created_at"),
        ("conversation_messages", "stage", "cost", "created_at"),
    ),
    "tokens_by_stage": (
        ("stage_outputs", "stage_name", "tokens_used", "created_at"),
        ("conversation_messages", "stage", "tokens_input + tokens_output", "created_at"),
    ),
    "errors": (("activity_log WHERE error_message IS NOT NULL", "event_type", "1", "created_at"),),
}
"""Where each comparison is, by the facts of the lineages: table, part, amount, time."""


def columns_in(path: Path, table: str) -> set[str]:
    return {name for (name,) in rows_of(path, f"SELECT name FROM pragma_table_info('{table}')")}


def parts_of(path: Path, id_: str) -> list[tuple[Any, str, float]] | None:
    """Time, part and amount, row by row."""
    for table, part, amount, time in PARTS[id_]:
        named = {part, time, *(word for word in amount.split() if word.isidentifier())}
        if named <= columns_in(path, table.split()[0]):
            rows = rows_of(path, f"SELECT {time}, {part}, {amount} FROM {table}")
            return [(moment_of(at), UNNAMED if name is None else name, n) for at, name, n in rows]
    return None


def json_parts(path: Path, column: str) -> Iterable[tuple[Any, str, float]]:
    for at, text in rows_of(path, f"SELECT created_at, {column} FROM cost_analytics"):
        try:
            content = json.loads(text)
        except ValueError:
            continue
        for name, amount in content.items() if isinstance(content, dict) else ():
            yield moment_of(at), name, amount


def totals(rows: Iterable[tuple[Any, str, float]], period: Period) -> dict[str, float]:
    amounts: defaultdict[str, list[float]] = defaultdict(list)
    for at, name, amount in rows:
        if period.is_everything or (at and period.start <= at < period.end):
            amounts[name].append(amount)
    return {name: total for name, values in amounts.items() if (total := fsum(values))}


@pytest.mark.parametrize("lineage", LINEAGES)
def test_comparisons_are_what_plain_sql_and_python_make_of_the_same_rows(
    tmp_path: Path, lineage: str, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, lineage)
    opened = reading(path)
    for choice in CHOICES:
        found = opened.read(choice)
        for id_ in PARTS:
            chart, rows = found.charts[id_], parts_of(path, id_)
            if (
                rows is None
                and id_ in {"cost_by_stage", "tokens_by_stage"}
                and not isinstance(chart, Absent)
            ):
                column = id_.replace("_by_", "_per_")
                rows = list(json_parts(path, column))
            if rows is None:
                assert isinstance(chart, Absent), id_
                assert chart.needs
                continue
            assert isinstance(chart, Bars)
            told = {bar.name: bar.value for bar in chart.bars if bar.value}
            assert told == pytest.approx(totals(rows, chart.period)), (id_, choice)
            assert [bar.value for bar in chart.bars] == sorted(
                (bar.value for bar in chart.bars), reverse=True
            )


@pytest.mark.parametrize("lineage", LINEAGES)
def test_the_stack_of_costs_adds_up_in_every_bucket(
    tmp_path: Path, lineage: str, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, lineage)
    rows = parts_of(path, "cost_by_model")
    opened = reading(path)
    for choice in CHOICES:
        chart = opened.read(choice).charts["cost_over_time"]
        if rows is None:
            assert isinstance(chart, Absent)
            continue
        assert isinstance(chart, Series)
        named = {line.name: line for line in chart.lines}
        largest = Counter(totals(rows, chart.period)).most_common(NAMED_LINES)
        for name, total in largest:
            assert named[name].total == pytest.approx(total)
        for bucket in range(len(chart.period.starts)):
            start, end = chart.period.ends_of(bucket)
            plain = fsum(amount for at, _, amount in rows if at and start <= at < end)
            assert fsum(line.values[bucket] or 0 for line in chart.lines) == pytest.approx(plain)
        if OTHERS in named:
            assert chart.rows(0, len(chart.lines) - 1) is None


@pytest.mark.parametrize("lineage", LINEAGES)
def test_messages_and_conversations_are_counted_in_their_bucket_and_hour(
    tmp_path: Path, lineage: str, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, lineage)
    found = reading(path).read(Choice(Span.QUARTER))
    for id_, source in (("messages", "message_count"), ("conversations", "conversation_count")):
        rows, chart = plainly(path, SOURCES[source]), found.charts[id_]
        if rows is None:
            assert isinstance(chart, Absent)
            continue
        assert isinstance(chart, Series)
        days = Counter(at.astimezone(BERLIN).date() for at, _ in rows if at)
        shown = [chart.period.shown_start(bucket).date() for bucket in range(90)]
        assert list(chart.lines[0].values) == [days[day] for day in shown]
        assert chart.lines[0].total == sum(days[day] for day in shown)
    week, rows = found.charts["week"], plainly(path, SOURCES["message_count"])
    if rows is not None:
        assert isinstance(week, HeatMap)
        local = [
            at.astimezone(BERLIN) for at, _ in rows if at and week.period.bucket_of(at) is not None
        ]
        hours = Counter((at.weekday(), at.hour) for at in local)
        assert {
            (d, h): n for d, row in enumerate(week.counts) for h, n in enumerate(row) if n
        } == hours


@pytest.mark.parametrize("lineage", ["core-013", "desktop", "knowledge", "enhanced"])
def test_response_times_are_spread_over_bins_that_hold_them_all(
    tmp_path: Path, lineage: str, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, lineage)
    rows = plainly(path, SOURCES["average_response_ms"])
    assert rows is not None
    found = reading(path).read(Choice(Span.ALL, Bucket.MONTH))
    spread, course = found.charts["response_times"], found.charts["response_over_time"]
    assert isinstance(spread, Distribution)
    values = sorted(value for _, value in rows)
    for one in spread.bins[:-1]:
        assert one.rows == sum(one.low <= value < one.high for value in values)
    assert sum(one.rows for one in spread.bins) == spread.count == len(values)
    assert (spread.least, spread.most) == (values[0], values[-1])
    assert isinstance(course, Series)
    for bucket in range(len(course.period.starts)):
        start, end = course.period.ends_of(bucket)
        inside = sorted(value for at, value in rows if at and start <= at < end)
        for line, percent in zip(course.lines, (50, 95), strict=True):
            expected = inside[-(-len(inside) * percent // 100) - 1] if inside else None
            assert line.values[bucket] == expected


def test_features_and_rounds_are_counted(
    tmp_path: Path, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, "hybrid")
    found = reading(path).read()
    features, rounds = found.charts["features"], found.charts["rounds"]
    assert isinstance(features, Bars)
    assert isinstance(rounds, Bars)
    used: Counter[str] = Counter()
    for (text,) in rows_of(path, "SELECT features_used FROM feature_usage"):
        used.update(json.loads(text) if text.startswith("[") else ())
    assert {bar.name: bar.value for bar in features.bars} == used
    last = "SELECT max(round_number) AS n FROM consensus_iterations GROUP BY consensus_id"
    plain = f"SELECT n, count(*) FROM ({last}) GROUP BY n"
    assert [(bar.name, bar.value) for bar in rounds.bars] == [
        (str(n), c) for n, c in rows_of(path, plain)
    ]


def test_sizes_are_those_of_the_pages(tmp_path: Path, reading: Callable[[Path], Reading]) -> None:
    path = make_filled(tmp_path, "core-013")
    chart = reading(path).read().charts["table_sizes"]
    assert isinstance(chart, Space)
    assert chart.exact
    plain = dict(rows_of(path, "SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    assert {tile.name: tile.bytes for tile in chart.tiles} == plain
    owners = dict(rows_of(path, "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'"))
    assert {tile.name: tile.table for tile in chart.tiles if tile.is_index} == owners


def test_without_dbstat_sizes_are_estimated_and_that_is_said(
    tmp_path: Path, reading: Callable[[Path], Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hive_inspector.core.statistics.space.object_sizes", lambda _: None)
    path = make_filled(tmp_path, "core-013")
    change(
        path,
        *(
            f"INSERT INTO messages VALUES ('{n}', 'c', 'user', '{'x' * 3000}', NULL, NULL, NULL)"
            for n in range(300)
        ),
    )
    chart = reading(path).read().charts["table_sizes"]
    assert isinstance(chart, Space)
    assert not chart.exact
    assert "Estimated" in chart.note
    assert chart.tiles[0].name == "messages"
    assert sum(tile.bytes for tile in chart.tiles) <= chart.total


def test_growth_takes_backups_in_order_and_the_file_last(
    tmp_path: Path, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, "core-013")
    backups = (
        Backup(Path("new"), NOW, 3000, compressed=False),
        Backup(Path("packed"), NOW, 10, compressed=True),
        Backup(Path("old"), OLDEST, 2000, compressed=False),
    )
    chart = reading(path).read(backups=backups).charts["growth"]
    assert isinstance(chart, Growth)
    assert [point.path.name for point in chart.points] == ["old", "new", path.name]
    assert chart.points[-1].bytes == path.stat().st_size
    assert chart.left_out == 1


@pytest.mark.parametrize("lineage", LINEAGES)
def test_charts_of_a_file_without_rows_are_empty_and_not_absent(
    tmp_path: Path, lineage: str, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, lineage)
    full = reading(path).read()
    (tmp_path / "empty").mkdir()
    found = reading(make_filled(tmp_path / "empty", lineage, rows=0)).read()
    for plan in CHARTS:
        chart = found.charts[plan.subject.id]
        assert isinstance(chart, Absent) is isinstance(full.charts[plan.subject.id], Absent)
        assert isinstance(chart, Absent) or is_empty(chart)


def test_what_does_not_fit_is_counted_and_breaks_nothing(
    tmp_path: Path, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, "core-013", rows=0)
    costs = ("1.5", "9e999", "-9e999", "-0.5", "'dear'", "NULL", "x'00'")
    times = (
        "'2025-04-01 10:00:00'",
        "'3000-01-01 00:00:00'",
        "'1970-01-01T00:00:00Z'",
        "0",
        "NULL",
        "'soon'",
    )
    change(
        path,
        *(
            f"INSERT INTO conversations (id, total_cost, created_at) VALUES ('c{n}', {cost}, '2025-04-01 10:00:00')"
            for n, cost in enumerate(costs)
        ),
        *(
            f"INSERT INTO conversations (id, total_cost, created_at) VALUES ('t{n}', 1, {time})"
            for n, time in enumerate(times)
        ),
        *(
            f"INSERT INTO performance_metrics (timestamp, total_duration) VALUES ('2025-04-01 10:00:00', {ms})"
            for ms in ("100", "9e999", "'slow'", "-5")
        ),
    )
    found = reading(path).read()
    cost = found.numbers["total_cost"]
    assert cost.value == pytest.approx(1.5 - 0.5 + len(times))
    kinds = {(one.kind, one.column): one.rows for one in cost.misfits}
    assert kinds == {
        (MisfitKind.NO_TIME, "conversations.created_at"): 1,
        (MisfitKind.UNREADABLE_TIME, "conversations.created_at"): 2,
        (MisfitKind.FAR_TIME, "conversations.created_at"): 2,
        (MisfitKind.INFINITE, "conversations.total_cost"): 2,
        (MisfitKind.NO_NUMBER, "conversations.total_cost"): 2,
        (MisfitKind.NEGATIVE, "conversations.total_cost"): 1,
    }
    spread = found.charts["response_times"]
    assert isinstance(spread, Distribution)
    assert (spread.count, spread.least, spread.most) == (2, -5, 100)
    assert {one.kind for one in spread.misfits} == {
        MisfitKind.INFINITE,
        MisfitKind.NO_NUMBER,
        MisfitKind.NEGATIVE,
    }


def test_one_row_makes_every_chart(tmp_path: Path, reading: Callable[[Path], Reading]) -> None:
    path = make_filled(tmp_path, "hybrid", rows=1)
    for span in Span:
        found = reading(path).read(Choice(span))
        assert {*found.charts} == {*(one.subject.id for one in CHARTS), "table_sizes", "growth"}

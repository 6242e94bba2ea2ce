"""Every number of every lineage, against plain sqlite3 and Python over the same rows."""

from __future__ import annotations

import statistics
from math import fsum
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.statistics.measures import MEASURES, Fold
from hive_inspector.core.statistics.periods import Bucket, Choice, Span
from tests.support.statistics import (
    BERLIN,
    FAR_TIMES,
    LINEAGES,
    SOURCES,
    change,
    make_filled,
    moment_of,
    plainly,
    rows_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from hive_inspector.core.statistics.periods import Period
    from tests.unit.statistics.conftest import Reading

CHOICES = (
    Choice(Span.ALL),
    Choice(Span.DAY),
    Choice(Span.WEEK),
    Choice(Span.MONTH, Bucket.WEEK),
    Choice(Span.QUARTER, Bucket.HOUR),
)
COUNTS = {
    "model_count": ("openrouter_models",),
    "profile_count": ("consensus_profiles",),
    "user_count": ("users", "user_profiles"),
}
FOLDS: dict[Fold, Callable[[list[Any]], Any]] = {
    Fold.COUNT: len,
    Fold.SUM: lambda values: fsum(value for value in values if value is not None),
    Fold.MEAN: lambda values: _mean([value for value in values if value is not None]),
}


def _mean(values: list[float]) -> float | None:
    return statistics.fmean(values) if values else None


def _within(rows: list[tuple[datetime | None, Any]], start: datetime, end: datetime) -> list[Any]:
    return [value for at, value in rows if at and start <= at < end]


def _key(at: datetime, bucket: Bucket) -> object:
    local = at.astimezone(BERLIN)
    keys = {
        Bucket.HOUR: (at.date(), at.hour),
        Bucket.DAY: local.date(),
        Bucket.WEEK: local.isocalendar()[:2],
        Bucket.MONTH: (local.year, local.month),
    }
    return keys[bucket]


def _by_bucket(rows: list[tuple[datetime | None, Any]], period: Period) -> list[list[Any]]:
    """Values by the hour, date, week or month that their own time has."""
    keys = [_key(start, period.bucket) for start in period.starts]
    found: dict[object, list[Any]] = {key: [] for key in keys}
    for at, value in rows:
        if at and period.start <= at < period.end:
            found[_key(at, period.bucket)].append(value)
    return [found[key] for key in keys]


@pytest.mark.parametrize("lineage", LINEAGES)
def test_every_number_is_what_plain_sql_and_python_make_of_the_same_rows(
    tmp_path: Path, lineage: str, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, lineage)
    opened = reading(path)
    folds = {one.id: FOLDS.get(one.fold) for one in MEASURES}
    for choice in CHOICES:
        found = opened.read(choice)
        for id_, sources in SOURCES.items():
            number, rows, fold = found.numbers[id_], plainly(path, sources), folds[id_]
            assert fold is not None
            if rows is None:
                assert number.value is None
                assert number.needs
                continue
            period = number.period
            assert period is not None
            inside = (
                [v for _, v in rows]
                if choice.span is Span.ALL
                else _within(rows, period.start, period.end)
            )
            assert number.value == pytest.approx(fold(inside)), (id_, choice)
            if period.before is not None:
                assert number.before == pytest.approx(
                    fold(_within(rows, period.before, period.start))
                )
            expected = [fold(values) for values in _by_bucket(rows, period)]
            assert list(number.points) == pytest.approx(expected), (id_, choice)


@pytest.mark.parametrize("lineage", LINEAGES)
def test_what_has_no_time_is_counted_as_it_stands(
    tmp_path: Path, lineage: str, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, lineage)
    tables = {
        name for (name,) in rows_of(path, "SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    found = reading(path).read(Choice(Span.WEEK))
    for id_, places in COUNTS.items():
        table = next((place for place in places if place in tables), None)
        expected = None if table is None else rows_of(path, f"SELECT count(*) FROM {table}")[0][0]
        assert found.numbers[id_].value == expected
        assert bool(found.numbers[id_].needs) is (table is None)
    pages = rows_of(path, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    assert found.numbers["database_size_bytes"].value == pages[0][0]


@pytest.mark.parametrize("lineage", ["core-013", "desktop", "knowledge", "enhanced"])
def test_percentiles_are_the_nearest_ranks(
    tmp_path: Path, lineage: str, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, lineage)
    rows = plainly(path, SOURCES["average_response_ms"])
    assert rows is not None
    found = reading(path).read(Choice(Span.MONTH))
    for id_, percent in (("p50_response_ms", 50), ("p95_response_ms", 95)):
        number = found.numbers[id_]
        assert number.period is not None
        ordered = sorted(_within(rows, number.period.start, number.period.end))
        assert number.value == ordered[-(-len(ordered) * percent // 100) - 1]


def test_cost_limits_are_told_by_the_active_ones_alone(
    tmp_path: Path, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, "core-013")
    plain = "SELECT sum(current_spent) / sum(limit_amount) FROM budget_limits WHERE is_active = 1"
    number = reading(path).read().numbers["cost_limit_used"]
    assert number.value == pytest.approx(rows_of(path, plain)[0][0])
    assert number.rows is not None
    assert number.rows.filters == (("is_active", "=1"),)


@pytest.mark.parametrize("lineage", ["core-013", "desktop", "enhanced"])
def test_what_waits_to_be_sent_is_counted(
    tmp_path: Path, lineage: str, reading: Callable[[Path], Reading]
) -> None:
    tables = {
        "core-013": "pending_sync",
        "desktop": "d1_usage_queue",
        "enhanced": "sync_queue WHERE synced_at IS NULL",
    }
    path = make_filled(tmp_path, lineage)
    number = reading(path).read().numbers["waiting_sync_count"]
    assert number.value == rows_of(path, f"SELECT count(*) FROM {tables[lineage]}")[0][0]


def test_rounds_are_the_last_round_of_each_consensus(
    tmp_path: Path, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, "hybrid")
    marks = ", ".join(f"'{text}'" for text in FAR_TIMES)
    change(path, f"DELETE FROM consensus_iterations WHERE datetime IN ({marks})")
    rounds: dict[str, int] = {}
    last: dict[str, datetime] = {}
    for consensus, number, at in rows_of(
        path, "SELECT consensus_id, round_number, datetime FROM consensus_iterations"
    ):
        rounds[consensus] = max(number, rounds.get(consensus, 0))
        moment = moment_of(at)
        if moment:
            last[consensus] = max(moment, last.get(consensus, moment))
    found = reading(path).read().numbers["average_rounds"]
    assert found.value == pytest.approx(statistics.fmean(rounds.values()))
    recent = reading(path).read(Choice(Span.WEEK)).numbers["average_rounds"]
    assert recent.period is not None
    inside = [
        n
        for key, n in rounds.items()
        if key in last and recent.period.bucket_of(last[key]) is not None
    ]
    assert recent.value == pytest.approx(statistics.fmean(inside))


@pytest.mark.parametrize("lineage", LINEAGES)
def test_a_file_without_rows_has_zeros_and_no_means(
    tmp_path: Path, lineage: str, reading: Callable[[Path], Reading]
) -> None:
    found = reading(make_filled(tmp_path, lineage, rows=0)).read()
    counted = {Fold.COUNT, Fold.SUM}
    for measure in MEASURES:
        number = found.numbers[measure.id]
        assert not number.problem
        if not number.needs:
            assert number.value == (0 if measure.fold in counted else None), measure.id

"""The period before beside each bucket, and one cost for all: against plain sqlite3 and Python over the same rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import fsum
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.statistics.charts import Bars, Series
from hive_inspector.core.statistics.periods import Bucket, Choice, Span
from tests.support.statistics import BERLIN, change, make_filled, moment_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.statistics.conftest import Reading

OVER_A_CHANGE = datetime.fromisoformat("2025-03-28")
"""Summer time begins two days later."""


@pytest.mark.parametrize("lineage", ["core-013", "desktop", "hybrid", "enhanced"])
def test_the_cost_is_what_the_charts_of_cost_add_up_to(
    tmp_path: Path, lineage: str, reading: Callable[[Path], Reading]
) -> None:
    opened = reading(make_filled(tmp_path, lineage))
    for choice in (Choice(Span.ALL), Choice(Span.MONTH), Choice(Span.QUARTER, Bucket.WEEK)):
        found = opened.read(choice)
        cost, over_time = found.numbers["total_cost"], found.charts["cost_over_time"]
        by_model = found.charts["cost_by_model"]
        assert isinstance(over_time, Series)
        assert isinstance(by_model, Bars)
        assert cost.place == over_time.place == by_model.place
        assert fsum(line.total or 0 for line in over_time.lines) == pytest.approx(cost.value)
        assert fsum(bar.value for bar in by_model.bars) == pytest.approx(cost.value)


def test_where_no_payment_is_noted_the_cost_is_what_conversations_say(
    tmp_path: Path, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, "hybrid")
    change(path, "DELETE FROM stage_outputs", "DELETE FROM usage_records")
    cost = reading(path).read().numbers["total_cost"]
    assert cost.place == "conversations.total_cost"
    assert cost.value == pytest.approx(
        rows_of(path, "SELECT total(total_cost) FROM conversations")[0][0]
    )


@pytest.mark.parametrize("lineage", ["core-013", "hybrid"])
@pytest.mark.parametrize(
    "choice",
    [
        Choice(Span.DAY),
        Choice(Span.WEEK, Bucket.HOUR),
        Choice(Span.MONTH, Bucket.WEEK),
        Choice(Span.QUARTER, Bucket.DAY),
        Choice(Span.CUSTOM, Bucket.DAY, OVER_A_CHANGE, OVER_A_CHANGE + timedelta(days=5)),
    ],
)
def test_each_bucket_has_beside_it_the_same_stretch_of_the_period_before(
    tmp_path: Path, lineage: str, choice: Choice, reading: Callable[[Path], Reading]
) -> None:
    path = make_filled(tmp_path, lineage)
    found = reading(path).read(choice)
    places = {
        "messages": "SELECT timestamp, 1 FROM messages",
        "cost_over_time": "SELECT timestamp, cost FROM usage_records"
        if lineage == "core-013"
        else "SELECT created_at, cost FROM stage_outputs",
    }
    for id_, sql in places.items():
        chart = found.charts[id_]
        assert isinstance(chart, Series)
        (earlier,) = chart.earlier
        period = chart.period
        assert period.before is not None
        length = period.clock.shows(period.end) - period.clock.shows(period.start)
        expected = [0.0] * len(period.starts)
        for at, amount in ((moment_of(cell), amount) for cell, amount in rows_of(path, sql)):
            if at is None or not period.before <= at < period.start:
                continue
            shown = at.astimezone(BERLIN).replace(tzinfo=None) + length
            starts = [period.clock.shows(start) for start in period.starts]
            expected[max(n for n, start in enumerate(starts) if start <= shown)] += amount or 0
        assert list(earlier.values) == pytest.approx(expected), id_
        assert fsum(value or 0 for value in earlier.values) == pytest.approx(earlier.total)

"""Periods, buckets and changes as this page says them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hive_inspector.core.amounts import change_text
from hive_inspector.core.language import plural, tr
from hive_inspector.core.statistics.charts import Bars, MisfitKind, Series
from hive_inspector.core.statistics.periods import Span
from hive_inspector.gui.period_words import BUCKETS
from hive_inspector.gui.widgets.charts.scales import day_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from hive_inspector.core.statistics.charts import Chart, Misfit
    from hive_inspector.core.statistics.periods import Period
    from hive_inspector.core.statistics.values import MeasureValue

_BEFORE = {
    Span.DAY: tr("the 24 hours before"),
    Span.WEEK: tr("the 7 days before"),
    Span.MONTH: tr("the 30 days before"),
    Span.QUARTER: tr("the 90 days before"),
    Span.CUSTOM: tr("as long a time before"),
}
_NO_VALUES = frozenset({MisfitKind.INFINITE, MisfitKind.NO_NUMBER})
_NUMBERS_ABOVE = {
    "cost_over_time": "total_cost",
    "cost_by_model": "total_cost",
    "cost_by_stage": "total_cost",
    "tokens_by_model": "input_tokens",
    "tokens_by_stage": "input_tokens",
}
"""Numbers that the sum of a chart would be expected to be, or to be a part of."""
_MISFITS = {
    MisfitKind.NO_TIME: tr("without a time"),
    MisfitKind.UNREADABLE_TIME: tr("with a time that cannot be read"),
    MisfitKind.FAR_TIME: tr("with a time before 2000 or in the future"),
    MisfitKind.INFINITE: tr("with an infinite value"),
    MisfitKind.NO_NUMBER: tr("with a value that is no number"),
}


def period_text(period: Period) -> str:
    """From when to when: `27 Aug – 24 Nov 2025, by day`."""
    first = period.clock.shows(period.start)
    last = period.clock.shows(period.end - timedelta(seconds=1))
    end = "" if period.newest is None else tr(" · up to the file's newest entry")
    return tr(
        "{range}, by {bucket}{end}",
        range=_range(first, last),
        bucket=BUCKETS[period.bucket],
        end=end,
    )


def before_text(span: Span) -> str:
    """What a period is compared with; empty where there is nothing to compare it with."""
    return _BEFORE.get(span, "")


def change_words(value: float | None, before: float | None) -> str:
    """How a value differs from the one before: `+12 %`; empty where nothing can be said."""
    if value is None or before is None or before <= 0 or value < 0:
        return ""
    return change_text((value - before) / before)


def other_place(chart: Chart | None, numbers: Mapping[str, MeasureValue]) -> str:
    """That a chart was read from another table than the numbers above it, where it was: the sums may differ then."""
    if not isinstance(chart, Series | Bars):
        return ""
    number = numbers.get(_NUMBERS_ABOVE.get(chart.subject.id, ""))
    if number is None or not number.place or not chart.place:
        return ""
    table = number.place.split(".")[0]
    if chart.place.split(".")[0] == table:
        return ""
    return tr("From {place}; the number above is from {table}.", place=chart.place, table=table)


def misfits_text(misfits: Sequence[Misfit]) -> str:
    """What a chart leaves out, in one sentence; empty where it shows everything."""
    parts = [
        plural(
            one.rows,
            "{count:,} row {misfit} ({column})",
            "{count:,} rows {misfit} ({column})",
            misfit=_MISFITS[one.kind],
            column=one.column,
        )
        for one in misfits
        if one.rows and one.kind in _MISFITS
    ]
    said = tr("Left out: {parts}.", parts="; ".join(parts)) if parts else ""
    negative = sum(one.rows for one in misfits if one.kind is MisfitKind.NEGATIVE)
    if negative:
        said += plural(negative, " {count:,} value is negative.", " {count:,} values are negative.")
    return said.strip()


def left_out_text(value: MeasureValue) -> str:
    """How many rows are not counted in a number, in a few words; empty where all of them are.

    Over all time, rows whose time is none are counted as well.
    """
    is_all = value.period is None or value.period.is_everything
    kinds = _NO_VALUES if is_all else _MISFITS.keys()
    rows = sum(one.rows for one in value.misfits if one.kind in kinds)
    return plural(rows, "{count:,} row left out", "{count:,} rows left out") if rows else ""


def _range(first: datetime, last: datetime) -> str:
    end = f"{day_text(last)} {last.year}"
    if first.date() == last.date():
        return end
    start = day_text(first) if first.year == last.year else f"{day_text(first)} {first.year}"
    return f"{start} – {end}"

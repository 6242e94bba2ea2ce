"""From what a pass gathered to a chart of a period."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hive_inspector.core.language import tr
from hive_inspector.core.statistics.charts import (
    Bar,
    Bars,
    Bin,
    Distribution,
    HeatMap,
    Line,
    RowsWanted,
    Series,
    in_columns,
)
from hive_inspector.core.statistics.folding import (
    Sums,
    hours_of_week,
    mean,
    quantile,
    samples_before,
    sums,
    sums_before,
    sums_by_part,
    whole,
)
from hive_inspector.core.statistics.passes import Kind
from hive_inspector.core.statistics.subjects import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hive_inspector.core.statistics.charts import Chart
    from hive_inspector.core.statistics.folding import Laid
    from hive_inspector.core.statistics.periods import Period
    from hive_inspector.core.statistics.subjects import ChartPlan, Origin

NAMED_LINES = 5
"""Layers of a stack that bear a name; there are as many colours."""
OTHERS = tr("Others")
UNNAMED = tr("not known")
"""What a part is called that is NULL."""
_BINS = 24
_JSON_PART_AT = 2


def chart_of(plan: ChartPlan, origin: Origin, laid: Laid) -> Chart:
    """A chart, from what was gathered for it."""
    chart = _WAYS[plan.drawing](plan, origin, laid)
    table, columns = origin.gathered.table, (origin.part, *origin.amounts, origin.gathered.time)
    misfits = in_columns(chart.misfits, table, columns)
    return replace(chart, place=origin.place, misfits=misfits)


def _counted(plan: ChartPlan, origin: Origin, laid: Laid) -> Series:
    period = laid.period
    found = sums(laid, laid.rows_at, laid.rows_at)
    before = None if period.before is None else found.before
    line = Line(
        name=plan.subject.title,
        values=tuple(found.buckets),
        total=found.total,
        before=before,
        source=origin.gathered.table,
        time=origin.gathered.time,
    )
    earlier = _earlier(line, laid, (laid.rows_at,))
    return Series(plan.subject, period, (line,), misfits=laid.misfits, earlier=earlier)


def _earlier(line: Line, laid: Laid, amounts_at: Sequence[int]) -> tuple[Line, ...]:
    """What lies in the period before, for each bucket of this one."""
    if laid.period.before is None:
        return ()
    return (Line(line.name, sums_before(laid, amounts_at), line.before),)


def _stacked(plan: ChartPlan, origin: Origin, laid: Laid) -> Series:
    period = laid.period
    parts = _parts(origin, laid)
    present = [(part, found) for part, found in parts if found.total]
    lines = [_layer(origin, part, found, period) for part, found in present[:NAMED_LINES]]
    rest = [found for _, found in present[NAMED_LINES:]]
    if rest:
        lines.append(_rest(rest, period))
    before = math.fsum(found.before for _, found in parts)
    whole_line = Line(plan.subject.title, (), None, before)
    earlier = _earlier(whole_line, laid, [laid.tally.amount_at(one) for one in origin.amounts])
    return Series(
        plan.subject,
        period,
        tuple(lines),
        stacked=True,
        misfits=laid.misfits,
        earlier=earlier,
    )


def _layer(origin: Origin, part: str | None, found: Sums, period: Period) -> Line:
    return Line(
        name=_name(part),
        values=tuple(found.buckets),
        total=found.total,
        before=None if period.before is None else found.before,
        source=origin.gathered.table,
        filters=((origin.part, _exactly(part)),),
        time=origin.gathered.time,
    )


def _rest(parts: Sequence[Sums], period: Period) -> Line:
    values = tuple(
        math.fsum(column) for column in zip(*(one.buckets for one in parts), strict=True)
    )
    before = None if period.before is None else math.fsum(one.before for one in parts)
    return Line(OTHERS, values, math.fsum(one.total for one in parts), before)


def _bars(plan: ChartPlan, origin: Origin, laid: Laid) -> Bars:
    period = laid.period
    named = laid.tally.source.kind is Kind.CELLS
    bars = tuple(
        Bar(
            _name(part),
            whole(found.total),
            _rows(origin, period, part) if named else None,
        )
        for part, found in _parts(origin, laid)
        if found.total
    )
    return Bars(plan.subject, period, bars, laid.misfits)


def _parts(origin: Origin, laid: Laid) -> list[tuple[str | None, Sums]]:
    """The parts that have anything now or had before, the largest first."""
    tally = laid.tally
    if tally.source.kind is Kind.CELLS:
        amounts = [tally.amount_at(column) for column in origin.amounts]
        part_at = 1 + tally.source.parts.index(origin.part)
        found = sums_by_part(laid, part_at, amounts, laid.rows_at)
    else:
        found = sums_by_part(laid, _JSON_PART_AT, (), laid.rows_at, column=origin.part)
    parts = [(part, amount) for part, amount in found.items() if amount.total or amount.before]
    return sorted(parts, key=lambda one: (-one[1].total, one[0] or ""))


def _name(part: str | None) -> str:
    return UNNAMED if part is None else str(part)


def _exactly(part: str | None) -> str:
    """The filter that finds exactly this text, whatever it looks like."""
    return "null" if part is None else '="' + str(part).replace('"', '""') + '"'


def _rows(origin: Origin, period: Period, part: str | None) -> RowsWanted:
    filters = [(origin.part, _exactly(part)), *_conditions(origin)]
    return RowsWanted(origin.gathered.table, (*filters, *_within(origin, period)))


def _within(origin: Origin, period: Period) -> tuple[tuple[str, str], ...]:
    return () if period.is_everything else ((origin.gathered.time, period.filter_text()),)


def _conditions(origin: Origin) -> tuple[tuple[str, str], ...]:
    only = origin.gathered.only
    return () if only is None else ((only[0], "!null"),)


def _spread(plan: ChartPlan, origin: Origin, laid: Laid) -> Distribution:
    period = laid.period
    values = laid.samples.inside
    return Distribution(
        subject=plan.subject,
        period=period,
        bins=tuple(_bins(values, origin, period)),
        count=len(values),
        mean=mean(values),
        p50=quantile(values, 0.5),
        p95=quantile(values, 0.95),
        least=values[0] if values else None,
        most=values[-1] if values else None,
        misfits=laid.misfits,
    )


def _bins(ordered: Sequence[float], origin: Origin, period: Period) -> list[Bin]:
    """Bins of a round width, so that about `_BINS` hold 99 of 100 values; the last one takes the rest."""
    if not ordered:
        return []
    low, top = ordered[0], quantile(ordered, 0.99) or 0
    width = _round_width((top - min(low, 0)) / _BINS)
    first, last = math.floor(low / width), max(math.floor(top / width), math.floor(low / width))
    first = max(first, last - 4 * _BINS)
    bins = []
    at = 0
    for number in range(first, last + 1):
        start = min(low, number * width) if number == first else number * width
        end = max(ordered[-1], (number + 1) * width) if number == last else (number + 1) * width
        following = (
            len(ordered)
            if number == last
            else bisect_right(ordered, number, lo=at, key=lambda value: math.floor(value / width))
        )
        bins.append(Bin(start, end, following - at, _between(origin, start, end, period)))
        at = following
    return bins


def _round_width(width: float) -> float:
    """The next of 1, 2, 5, 10, 20, … that is no smaller."""
    if width <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(width))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= width * 0.999)


def _between(origin: Origin, low: float, high: float, period: Period) -> RowsWanted | None:
    """The rows of a bin of whole numbers; a range in Browse holds both its ends."""
    if low != int(low):
        return None
    text = f"{int(low)}..{math.ceil(high) - 1 if high == int(high) else int(high)}"
    return RowsWanted(origin.gathered.table, ((origin.amounts[0], text), *_within(origin, period)))


def _course(plan: ChartPlan, origin: Origin, laid: Laid) -> Series:
    period = laid.period
    found = laid.samples
    before = [] if period.before is None else samples_before(laid)
    shares = ((tr("Median"), 0.5), (tr("95 of 100"), 0.95))
    lines = tuple(
        Line(
            name=name,
            values=tuple(quantile(values, share) for values in found.buckets),
            total=quantile(found.inside, share),
            before=None if period.before is None else quantile(found.before, share),
            source=origin.gathered.table,
            time=origin.gathered.time,
        )
        for name, share in shares
    )
    earlier = tuple(
        Line(name, tuple(quantile(values, share) for values in before), line.before)
        for (name, share), line in zip(shares, lines, strict=True)
        if before
    )
    return Series(plan.subject, period, lines, misfits=laid.misfits, earlier=earlier)


def _numbers(plan: ChartPlan, origin: Origin, laid: Laid) -> Bars:  # noqa: ARG001 - all ways alike
    period = laid.period
    counts = Counter(laid.samples.inside)
    bars = tuple(Bar(f"{number:g}", counts[number]) for number in sorted(counts))
    return Bars(plan.subject, period, bars, laid.misfits)


def _week(plan: ChartPlan, origin: Origin, laid: Laid) -> HeatMap:  # noqa: ARG001 - all ways alike
    period = laid.period
    counts = hours_of_week(laid)
    return HeatMap(plan.subject, period, counts, laid.misfits)


_WAYS: dict[
    Drawing, Callable[[ChartPlan, Origin, Laid], Series | Bars | Distribution | HeatMap]
] = {
    Drawing.COUNT: _counted,
    Drawing.STACK: _stacked,
    Drawing.PARTS: _bars,
    Drawing.SPREAD: _spread,
    Drawing.COURSE: _course,
    Drawing.NUMBERS: _numbers,
    Drawing.WEEK: _week,
}

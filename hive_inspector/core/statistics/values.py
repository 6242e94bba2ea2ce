"""What a measure comes to in a period, beside what it came to in the period before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hive_inspector.core.statistics.charts import RowsWanted
from hive_inspector.core.statistics.folding import (
    mean,
    misfits_of,
    quantile,
    sums,
    values_by_bucket,
)
from hive_inspector.core.statistics.measures import Fold, Unit
from hive_inspector.core.statistics.passes import Kind
from hive_inspector.core.statistics.periods import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.statistics.charts import Misfit
    from hive_inspector.core.statistics.folding import Sums, View
    from hive_inspector.core.statistics.measures import Measure, Source
    from hive_inspector.core.statistics.passes import Tally
    from hive_inspector.core.statistics.periods import Period

_SHARES = {Fold.P50: 0.5, Fold.P95: 0.95}


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """A number of a period."""

    measure: Measure
    value: float | None
    """None where the file does not have it, it cannot be read, or there is nothing to take a mean of."""
    before: float | None = None
    """The same of the period before; None where there is none to compare with."""
    points: tuple[float | None, ...] = ()
    """The same of each bucket of the period, for a small line."""
    period: Period | None = None
    """None where the number has no period: it holds for the file as it is."""
    needs: str = ""
    """What the file would need to have, where it does not have the number; otherwise empty."""
    problem: str = ""
    """Why the number could not be read although the file has it, or empty."""
    misfits: tuple[Misfit, ...] = ()
    rows: RowsWanted | None = None

    @property
    def change(self) -> float | None:
        """By which share it differs from the period before: 0.1 is a tenth more. None where that says nothing."""
        if self.value is None or not self.before:
            return None
        return (self.value - self.before) / self.before


@dataclass(frozen=True, slots=True)
class _Worth:
    """What came of folding."""

    value: float | None
    before: float | None
    points: tuple[float | None, ...]


def value_of(measure: Measure, source: Source, tally: Tally, view: View) -> MeasureValue:
    """What a measure comes to, from what was gathered for it."""
    period = view.over(tally) if tally.source.time else None
    worth = _WAYS[measure.fold](measure, source, tally, period or view.period)
    if period is None:
        return MeasureValue(measure, worth.value, misfits=tally.misfits, rows=_rows(source, None))
    return MeasureValue(
        measure=measure,
        value=worth.value,
        before=None if period.before is None else worth.before,
        points=worth.points,
        period=period,
        misfits=misfits_of(tally, view.now),
        rows=_rows(source, period),
    )


def _count(measure: Measure, source: Source, tally: Tally, period: Period) -> _Worth:  # noqa: ARG001 - all ways alike
    found = sums(tally, _standing(tally, period), None, 1)
    return _Worth(found.count, found.before_count, tuple(found.buckets))


def _sum(measure: Measure, source: Source, tally: Tally, period: Period) -> _Worth:
    found = _column(source.column, tally, period)
    if measure.unit is Unit.COUNT:
        return _Worth(int(found.total), int(found.before), tuple(map(int, found.buckets)))
    return _Worth(found.total, found.before, tuple(found.buckets))


def _mean(measure: Measure, source: Source, tally: Tally, period: Period) -> _Worth:  # noqa: ARG001 - all ways alike
    if tally.source.kind is not Kind.CELLS:
        buckets, inside, before = values_by_bucket(tally, period)
        return _Worth(mean(inside), mean(before), tuple(map(mean, buckets)))
    found = _column(source.column, tally, period)
    return _Worth(
        _quotient(found.total, found.count),
        _quotient(found.before, found.before_count),
        found.means(),
    )


def _quantile(measure: Measure, source: Source, tally: Tally, period: Period) -> _Worth:  # noqa: ARG001 - all ways alike
    share = _SHARES[measure.fold]
    buckets, inside, before = values_by_bucket(tally, period)
    points = tuple(quantile(values, share) for values in buckets)
    return _Worth(quantile(inside, share), quantile(before, share), points)


def _ratio(measure: Measure, source: Source, tally: Tally, period: Period) -> _Worth:  # noqa: ARG001 - all ways alike
    amount = _column(source.column, tally, period).total
    return _Worth(_quotient(amount, _column(source.per, tally, period).total), None, ())


_WAYS = {
    Fold.COUNT: _count,
    Fold.SUM: _sum,
    Fold.MEAN: _mean,
    Fold.P50: _quantile,
    Fold.P95: _quantile,
    Fold.RATIO: _ratio,
}


def _column(column: str, tally: Tally, period: Period) -> Sums:
    at = tally.amount_at(column)
    return sums(tally, _standing(tally, period), at, at + 1)


def _standing(tally: Tally, period: Period) -> Period:
    """A number without a period counts all rows."""
    return period if tally.source.time else replace(period, span=Span.ALL)


def _quotient(amount: float, by: float) -> float | None:
    return amount / by if by else None


def _rows(source: Source, period: Period | None) -> RowsWanted:
    """The rows that were counted, for Browse."""
    filters: Sequence[tuple[str, str]] = ()
    if period is not None and not period.is_everything:
        filters = ((source.time, period.filter_text()),)
    if source.only is not None:
        filters = (*filters, (source.only[0], _FILTER_TEXTS[source.only[1]]))
    return RowsWanted(source.table, tuple(filters))


_FILTER_TEXTS = {"IS NULL": "null", "IS NOT NULL": "!null", "= 1": "=1"}

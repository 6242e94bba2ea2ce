"""What a measure comes to in a period, beside what it came to in the period before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.statistics.charts import RowsWanted, in_columns
from hive_inspector.core.statistics.folding import (
    mean,
    quantile,
    sums,
    whole,
)
from hive_inspector.core.statistics.measures import Fold, Unit
from hive_inspector.core.statistics.passes import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.statistics.charts import Misfit
    from hive_inspector.core.statistics.folding import Laid, Sums
    from hive_inspector.core.statistics.measures import Measure, Source
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
    place: str = ""
    """The columns or the table that it was read from, as `stage_outputs.cost`."""

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


def value_of(measure: Measure, source: Source, laid: Laid) -> MeasureValue:
    """What a measure comes to, from what was gathered for it."""
    worth = _WAYS[measure.fold](measure, source, laid)
    columns = (source.column, source.per, source.time)
    misfits = in_columns(laid.misfits, source.table, columns)
    if not laid.tally.source.time:
        rows = _rows(source, None)
        return MeasureValue(measure, worth.value, misfits=misfits, rows=rows, place=source.place)
    return MeasureValue(
        measure=measure,
        value=worth.value,
        before=None if laid.period.before is None else worth.before,
        points=worth.points,
        period=laid.period,
        misfits=misfits,
        rows=_rows(source, laid.period),
        place=source.place,
    )


def _count(measure: Measure, source: Source, laid: Laid) -> _Worth:  # noqa: ARG001 - all ways alike
    found = sums(laid, laid.rows_at, laid.rows_at)
    return _Worth(found.count, found.before_count, tuple(found.buckets))


def _sum(measure: Measure, source: Source, laid: Laid) -> _Worth:
    found = _column(source.column, laid)
    if measure.unit is Unit.COUNT:
        return _Worth(whole(found.total), whole(found.before), tuple(map(whole, found.buckets)))
    return _Worth(found.total, found.before, tuple(found.buckets))


def _mean(measure: Measure, source: Source, laid: Laid) -> _Worth:  # noqa: ARG001 - all ways alike
    if laid.tally.source.kind is not Kind.CELLS:
        found = laid.samples
        return _Worth(mean(found.inside), mean(found.before), tuple(map(mean, found.buckets)))
    column = _column(source.column, laid)
    return _Worth(
        _quotient(column.total, column.count),
        _quotient(column.before, column.before_count),
        column.means(),
    )


def _quantile(measure: Measure, source: Source, laid: Laid) -> _Worth:  # noqa: ARG001 - all ways alike
    share, found = _SHARES[measure.fold], laid.samples
    points = tuple(quantile(values, share) for values in found.buckets)
    return _Worth(quantile(found.inside, share), quantile(found.before, share), points)


def _ratio(measure: Measure, source: Source, laid: Laid) -> _Worth:  # noqa: ARG001 - all ways alike
    amount, by = _column(source.column, laid).total, _column(source.per, laid).total
    return _Worth(_quotient(amount, by), None, ())


_WAYS = {
    Fold.COUNT: _count,
    Fold.SUM: _sum,
    Fold.MEAN: _mean,
    Fold.P50: _quantile,
    Fold.P95: _quantile,
    Fold.RATIO: _ratio,
}


def _column(column: str, laid: Laid) -> Sums:
    at = laid.tally.amount_at(column)
    return sums(laid, at, at + 1)


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

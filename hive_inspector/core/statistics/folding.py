"""From what a pass gathered to what a period shows: sums by bucket, by part, by hour of the week."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, cast

from hive_inspector.core.statistics.charts import Misfit, MisfitKind
from hive_inspector.core.statistics.clock import EARLIEST
from hive_inspector.core.statistics.json_cells import ROWS
from hive_inspector.core.statistics.periods import Choice, Extent, Period, Span, period_of
from hive_inspector.core.statistics.slots import NO_TIME, UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.statistics.clock import Clock
    from hive_inspector.core.statistics.passes import Cell, Tally

BEFORE = -1
"""Where slots of the period before lie."""
OUTSIDE = -2
_AHEAD = timedelta(days=1)
"""How far a time may lie in the future and still be taken for one: clocks go wrong by hours."""
_HOURS_OF_WEEK = 7 * 24


class Places(dict[int, int]):
    """In which bucket of a period a slot lies, or `BEFORE` or `OUTSIDE`; found when first asked."""

    def __init__(self, period: Period, slot_s: int) -> None:
        super().__init__()
        self._slot_s = slot_s
        self._starts = [int(at.timestamp()) for at in period.starts]
        self._end = int(period.end.timestamp())
        self._before = self._end if period.before is None else int(period.before.timestamp())

    def __missing__(self, slot: int) -> int:
        second = slot * self._slot_s
        if self._starts[0] <= second < self._end:
            place = bisect_right(self._starts, second) - 1
        else:
            place = BEFORE if self._before <= second < self._starts[0] else OUTSIDE
        self[slot] = place
        return place


@dataclass(frozen=True, slots=True)
class View:
    """A period, laid over what was gathered."""

    choice: Choice
    extent: Extent
    clock: Clock
    now: datetime
    period: Period = field(init=False)

    def __post_init__(self) -> None:
        period = period_of(self.choice, self.extent, self.clock, self.now)
        object.__setattr__(self, "period", period)

    def over(self, tally: Tally) -> Period:
        """The period for a tally: where everything is wanted, it reaches from its first entry to its last."""
        if self.choice.span is not Span.ALL:
            return self.period
        own = extent_of(tally, self.now)
        wider = Extent(
            _first(self.extent.oldest, own.oldest), _last(self.extent.newest, own.newest)
        )
        return self.period if wider == self.extent else replace(self, extent=wider).period


class Laid:
    """What was gathered, with a period laid over it: done once for all numbers and charts of a pass."""

    def __init__(self, tally: Tally, view: View) -> None:
        self.tally = tally
        self.view = view
        self.period = view.over(tally) if tally.source.time else view.period
        self.everything = self.period.is_everything or not tally.source.time
        """Whether rows count that lie in no bucket: those without a time, where everything is wanted."""
        self.misfits = misfits_of(tally, view.now)
        self.cells = tally.cells if self.everything else _between(tally, self.period)

    @cached_property
    def places(self) -> list[int]:
        """For each of the cells the bucket it lies in, or `BEFORE` or `OUTSIDE`."""
        places = Places(self.period, self.tally.slot_s)
        return [places[cell[0]] for cell in self.cells]

    @property
    def rows_at(self) -> int:
        """Where in a cell the number of its rows stands."""
        at = self.tally.rows_at
        if at is None:
            raise LookupError(self.tally.source.kind)
        return at

    @cached_property
    def samples(self) -> Samples:
        """The single values, where a pass gathered those."""
        return _samples(self)


def _between(tally: Tally, period: Period) -> tuple[Cell, ...]:
    """The cells of the period and of the one before, which stand in order of their slots."""
    first = (period.before or period.start).timestamp() // tally.slot_s
    end = period.end.timestamp() // tally.slot_s
    return tally.cells[
        bisect_left(tally.cells, first, key=_slot_of) : bisect_left(tally.cells, end, key=_slot_of)
    ]


def _slot_of(cell: Cell) -> int:
    return cast("int", cell[0])


def extent_of(tally: Tally, now: datetime) -> Extent:
    """From when to when a tally has rows, those aside whose time is none."""
    first, end = _bounds(tally, now)
    if first == end:
        return Extent(None, None)
    return Extent(_moment(tally.cells[first][0], tally), _moment(tally.cells[end - 1][0], tally))


def misfits_of(tally: Tally, now: datetime) -> tuple[Misfit, ...]:
    """The rows whose time is none, beside the values that do not fit."""
    if not tally.source.time:
        return tally.misfits
    first, end = _bounds(tally, now)
    rows = dict.fromkeys((MisfitKind.NO_TIME, MisfitKind.UNREADABLE_TIME, MisfitKind.FAR_TIME), 0)
    at = tally.rows_at
    for cell in (*tally.cells[:first], *tally.cells[end:]):
        if tally.source.of_json and cell[1] != ROWS:
            continue
        rows[_kind_of(cell[0])] += 1 if at is None else cell[at]
    column = f"{tally.source.table}.{tally.source.time}"
    times = (Misfit(kind, count, column) for kind, count in rows.items() if count)
    return (*times, *tally.misfits)


def _kind_of(slot: int) -> MisfitKind:
    if slot == NO_TIME:
        return MisfitKind.NO_TIME
    return MisfitKind.UNREADABLE_TIME if slot == UNREADABLE else MisfitKind.FAR_TIME


def _bounds(tally: Tally, now: datetime) -> tuple[int, int]:
    """Between which places of the cells the times are some: from 2000 until tomorrow."""
    earliest = EARLIEST.timestamp() // tally.slot_s
    latest = (now + _AHEAD).timestamp() // tally.slot_s + 1
    first = bisect_left(tally.cells, earliest, key=_slot_of)
    return first, bisect_left(tally.cells, latest, lo=first, key=_slot_of)


def _moment(slot: int, tally: Tally) -> datetime:
    return datetime.fromtimestamp(slot * tally.slot_s, UTC)


def _first(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)


def _last(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None)


@dataclass(slots=True)
class Sums:
    """A number by bucket, in all and before."""

    buckets: list[float]
    touched: list[int]
    """How many values went into each bucket."""
    before: float = 0
    before_count: int = 0
    outside: float = 0
    """What lies in no bucket and counts all the same."""
    outside_count: int = 0

    @property
    def total(self) -> float:
        """Over the whole period."""
        amounts = (*self.buckets, self.outside)
        return sum(amounts) if all(isinstance(one, int) for one in amounts) else math.fsum(amounts)

    @property
    def count(self) -> int:
        """How many values there are in the whole period."""
        return sum(self.touched) + self.outside_count

    def means(self) -> tuple[float | None, ...]:
        """The mean of each bucket, None where there is nothing in it."""
        pairs = zip(self.buckets, self.touched, strict=True)
        return tuple(amount / count if count else None for amount, count in pairs)

    def add_aside(self, place: int, amount: float, count: int, *, everything: bool) -> None:
        """Add what lies in no bucket."""
        if place == BEFORE:
            self.before += amount
            self.before_count += count
        elif everything:
            self.outside += amount
            self.outside_count += count


def sums(laid: Laid, amount_at: int, count_at: int) -> Sums:
    """One column of a tally by bucket.

    Args:
        laid: What was gathered, and over what.
        amount_at: Where in a cell the amount stands.
        count_at: Where in a cell the number of values stands; the same place where rows are counted.
    """
    found = _nothing(laid.period)
    buckets, touched, everything = found.buckets, found.touched, laid.everything
    for place, cell in zip(laid.places, laid.cells, strict=True):
        if place >= 0:
            buckets[place] += cell[amount_at]
            touched[place] += cell[count_at]
        else:
            found.add_aside(place, cell[amount_at], cell[count_at], everything=everything)
    return found


def sums_by_part(
    laid: Laid, part_at: int, amounts_at: Sequence[int], count_at: int, *, column: str = ""
) -> dict[str | None, Sums]:
    """Columns of a tally, added up, by part and bucket.

    Args:
        laid: What was gathered, and over what.
        part_at: Where in a cell the part stands.
        amounts_at: Where the amounts stand; rows are counted where there is none.
        count_at: Where the number of rows stands.
        column: Of JSON, the column whose cells are meant; its name stands before the part.
    """
    found: dict[str | None, Sums] = {}
    first, *others = amounts_at or (count_at,)
    everything, column_at = laid.everything, part_at - 1
    for place, cell in zip(laid.places, laid.cells, strict=True):
        if column and cell[column_at] != column:
            continue
        amount = cell[first]
        for at in others:
            amount += cell[at]
        one = found.get(cell[part_at])
        if one is None:
            one = found[cell[part_at]] = _nothing(laid.period)
        if place >= 0:
            one.buckets[place] += amount
        else:
            one.add_aside(place, amount, 1, everything=everything)
    return found


def sums_before(laid: Laid, amounts_at: Sequence[int]) -> tuple[float, ...]:
    """Columns of a tally over the period before, added up, for each bucket of this one."""
    starts, slot_s = _earlier(laid), laid.tally.slot_s
    amounts = [0.0 for _ in starts]
    for place, cell in zip(laid.places, laid.cells, strict=True):
        if place == BEFORE:
            bucket = bisect_right(starts, cell[0] * slot_s) - 1
            for at in amounts_at:
                amounts[bucket] += cell[at]
    return tuple(map(whole, amounts))


def samples_before(laid: Laid) -> list[list[float]]:
    """Single values of the period before, by rising value, for each bucket of this one."""
    starts, slot_s = _earlier(laid), laid.tally.slot_s
    found: list[list[float]] = [[] for _ in starts]
    for place, (slot, value) in zip(laid.places, laid.cells, strict=True):
        if place == BEFORE:
            found[bisect_right(starts, slot * slot_s) - 1].append(value)
    for values in found:
        values.sort()
    return found


def _earlier(laid: Laid) -> list[int]:
    return [int(at.timestamp()) for at in laid.period.earlier_starts]


def _nothing(period: Period) -> Sums:
    return Sums([0] * len(period.starts), [0] * len(period.starts))


def hours_of_week(laid: Laid) -> tuple[tuple[int, ...], ...]:
    """Rows by weekday and hour of the clock."""
    counts = [0] * _HOURS_OF_WEEK
    by_slot: dict[int, int] = {}
    rows_at = laid.rows_at
    for place, cell in zip(laid.places, laid.cells, strict=True):
        if place >= 0:
            by_slot[cell[0]] = by_slot.get(cell[0], 0) + cell[rows_at]
    for slot, rows in by_slot.items():
        shown = laid.view.clock.shows(_moment(slot, laid.tally))
        counts[shown.weekday() * 24 + shown.hour] += rows
    return tuple(tuple(counts[day : day + 24]) for day in range(0, _HOURS_OF_WEEK, 24))


@dataclass(frozen=True, slots=True)
class Samples:
    """Single values, each list by rising value."""

    buckets: list[list[float]]
    inside: list[float]
    """Of the whole period."""
    before: list[float]


def _samples(laid: Laid) -> Samples:
    """The values of each bucket are those of neighbouring cells, which stand in order of their slots."""
    period, slot_s = laid.period, laid.tally.slot_s
    values = [cell[1] for cell in laid.cells]
    moments = (period.before or period.start, *period.starts, period.end)
    ends = [_place_of(moment, laid.cells, slot_s) for moment in moments]
    before, *buckets = (sorted(values[first:end]) for first, end in pairwise(ends))
    inside = list(chain.from_iterable(buckets))
    if laid.everything:
        inside += values[: ends[1]] + values[ends[-1] :]
    inside.sort()
    return Samples(buckets, inside, [] if laid.everything else before)


def _place_of(moment: datetime, cells: Sequence[Cell], slot_s: int) -> int:
    """How many cells lie before a moment."""
    return bisect_left(cells, moment.timestamp() / slot_s, key=_slot_of)


def whole(amount: float) -> float:
    """The amount without a fraction where it has none, as SQLite's totals of whole numbers bear one."""
    return int(amount) if amount == int(amount) else amount


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The value that this share of the values does not exceed: the nearest rank; None where there is no value."""
    if not ordered:
        return None
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def mean(values: Sequence[float]) -> float | None:
    """The mean, or None where there is no value."""
    return math.fsum(values) / len(values) if values else None

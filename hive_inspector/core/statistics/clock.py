"""The reader's clock: what it shows at a moment, and at which moments it may jump.

Rows are counted by slots of UTC: the longest stretch, at most an hour, that divides every offset of the zone and every
moment at which it changes. A slot therefore lies as a whole in one hour of the clock, so that hours, days and months of
the clock can be put together from slots without a row in the wrong one. It is half an hour for India, and a minute for
Gaza, whose clocks jump at 00:01.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Times before are no times of a Hive, see `core.database.times`."""
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_WEEK = timedelta(weeks=1)
_SECOND = timedelta(seconds=1)
_HOUR_S = 3600


class Stretch(NamedTuple):
    """A stretch of time over which the clock is off UTC by the same."""

    start: datetime
    end: datetime
    offset: timedelta


class Clock:
    """The clock of this computer, or of a zone."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone

    def shows(self, moment: datetime) -> datetime:
        """What the clock shows at a moment, without a zone."""
        return moment.astimezone(self._zone).replace(tzinfo=None)

    def moment(self, shown: datetime) -> datetime:
        """The moment at which the clock shows this: of two the first, of none the moment of the jump over it."""
        local = shown if self._zone is None else shown.replace(tzinfo=self._zone)
        return local.astimezone(UTC)

    @property
    def is_this_computers(self) -> bool:
        """Whether it is the clock by which days count that are written without a zone."""
        return self._zone is None

    @property
    def name(self) -> str:
        """The zone's name, or `local time`."""
        return tr("local time") if self._zone is None else str(self._zone)

    @cached_property
    def slot_s(self) -> int:
        """Seconds of a slot."""
        slot = _HOUR_S
        for stretch in self._stretches:
            slot = gcd(slot, int(stretch.start.timestamp()), stretch.offset // _SECOND)
        return slot

    def stretches(self, start: datetime, end: datetime) -> Iterator[Stretch]:
        """The stretches of constant offset between two moments of UTC, cut to them."""
        for index, stretch in enumerate(self._stretches):
            following = index + 1
            until = self._stretches[following].start if following < len(self._stretches) else LATEST
            first = start if not index else max(stretch.start, start)
            last = end if following == len(self._stretches) else min(until, end)
            if first < last:
                yield Stretch(first, last, stretch.offset)

    @cached_property
    def _stretches(self) -> tuple[Stretch, ...]:
        return tuple(Stretch(at, LATEST, offset) for at, offset in self._changes())

    def _changes(self) -> Iterator[tuple[datetime, timedelta]]:
        """Moments from which on another offset holds, found to the second."""
        at, offset = EARLIEST, self._offset(EARLIEST)
        yield at, offset
        while at < LATEST:
            later = at + _WEEK
            if self._offset(later) != offset:
                later = self._first_other(at, later, offset)
                offset = self._offset(later)
                yield later, offset
            at = later

    def _first_other(self, low: datetime, high: datetime, offset: timedelta) -> datetime:
        while high - low > _SECOND:
            middle = low + ((high - low) // 2 // _SECOND or 1) * _SECOND
            if self._offset(middle) == offset:
                low = middle
            else:
                high = middle
        return high

    def _offset(self, moment: datetime) -> timedelta:
        return self.shows(moment).replace(tzinfo=UTC) - moment

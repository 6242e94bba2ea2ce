"""The readings of the last minutes: how a number went, what is usual, and how fast the content changes."""

from __future__ import annotations

import math
from collections import deque
from itertools import pairwise
from typing import TYPE_CHECKING

from hive_inspector.core.database.walindex import commits_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hive_inspector.core.health.probes import Reading

KEPT_S = 300.0
"""Five minutes."""
MINUTE_S = 60.0
PERIODS_S = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Times between two readings that may be chosen."""
PERIOD_S = 1.0


class History:
    """Keeps the readings of five minutes. Used by one thread."""

    def __init__(self) -> None:
        self._readings: deque[Reading] = deque()

    def add(self, reading: Reading) -> None:
        """Keep a reading, and let go of those that are too old."""
        self._readings.append(reading)
        while self._readings[0].taken_s < reading.taken_s - KEPT_S:
            self._readings.popleft()

    @property
    def latest(self) -> Reading | None:
        """The newest reading."""
        return self._readings[-1] if self._readings else None

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All that is kept, the newest last."""
        return tuple(self._readings)

    def values(self, of: Callable[[Reading], float | None]) -> list[float]:
        """What was measured, the newest last, without what was not."""
        found = map(of, self._readings)
        return [value for value in found if value is not None]

    def series(
        self, of: Callable[[Reading], float | None], period_s: float = PERIOD_S
    ) -> list[float | None]:
        """The course of a number at equal distances up to the newest reading; None where nothing was measured.

        Args:
            of: The number.
            period_s: The distance; where several readings fall into one, the highest counts.
        """
        return _at_equal_distances(((one.taken_s, of(one)) for one in self._readings), period_s)

    def changes_per_minute(self) -> float | None:
        """Commits of the last minute, by anybody, scaled to a minute where less of one was seen.

        None where fewer than two readings can tell. Without a write-ahead log SQLite says only whether something
        changed between two readings, which counts as one: more cannot be known.
        """
        end = self._readings[-1].taken_s if self._readings else 0.0
        recent = [one for one in self._readings if one.taken_s >= end - MINUTE_S]
        made = (_changes_between(earlier, later) for earlier, later in pairwise(recent))
        counted = [changes for changes in made if changes is not None]
        if not counted:
            return None
        seen_s = recent[-1].taken_s - recent[0].taken_s
        return sum(counted) * MINUTE_S / seen_s if seen_s else None

    def change_series(self, period_s: float = PERIOD_S) -> list[float | None]:
        """Changes at each reading since the one before, a minute's worth, at equal distances."""
        return _at_equal_distances(self._rates(), period_s)

    def _rates(self) -> Iterator[tuple[float, float | None]]:
        """When each reading was taken, and the changes a minute since the one before."""
        for earlier, later in pairwise(self._readings):
            changes, seen_s = _changes_between(earlier, later), later.taken_s - earlier.taken_s
            yield (
                later.taken_s,
                None if changes is None or not seen_s else changes * MINUTE_S / seen_s,
            )


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value that a share of the values does not exceed (nearest rank); None of none."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def _at_equal_distances(
    measured: Iterable[tuple[float, float | None]], period_s: float
) -> list[float | None]:
    pairs = list(measured)
    if not pairs:
        return []
    end = pairs[-1][0]
    points: list[float | None] = [None] * (round((end - pairs[0][0]) / period_s) + 1)
    for taken_s, value in pairs:
        if value is not None:
            place = len(points) - 1 - round((end - taken_s) / period_s)
            before = points[place]
            points[place] = value if before is None else max(before, value)
    return points


def _changes_between(earlier: Reading, later: Reading) -> int | None:
    if earlier.log and later.log:
        return commits_between(earlier.log, later.log)
    one, other = earlier.content, later.content
    if one is None or other is None or one.connection != other.connection:
        return None
    return int(one != other)

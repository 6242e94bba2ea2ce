"""Chance that repeats: fast draws from named streams of one seed.

Only `random()` and `getrandbits()` of the Mersenne Twister are used. Their results are the same in every version of
Python; those of `choice`, `shuffle` and the like are not promised to be.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


class Chance:
    """One stream of draws; another stream of the same seed does not disturb it."""

    def __init__(self, seed: int, stream: str) -> None:
        source = Random(f"{seed}/{stream}")  # noqa: S311 - content to look at, nothing to guess
        self.unit: Callable[[], float] = source.random
        """A number from 0 up to, not including, 1."""
        self._bits = source.getrandbits

    def pick(self, pool: Sequence[T]) -> T:
        """One of the pool, each equally likely."""
        return pool[int(self.unit() * len(pool))]

    def some(self, pool: Sequence[T], count: int) -> list[T]:
        """That many different ones of the pool, all of it where it is smaller; in order of the draw."""
        rest = list(pool)
        return [rest.pop(int(self.unit() * len(rest))) for _ in range(min(count, len(rest)))]

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.unit() * (high - low + 1))

    def real(self, low: float, high: float, digits: int = 3) -> float:
        """A number between the two, rounded."""
        return round(low + self.unit() * (high - low), digits)

    def hits(self, probability: float) -> bool:
        """Whether something of that probability happens."""
        return self.unit() < probability

    def hexadecimal(self, digits: int) -> str:
        """That many hexadecimal digits."""
        return f"{self._bits(4 * digits):0{digits}x}"

    def identifier(self, moment_ms: int) -> str:
        """A UUID of version 7: it begins with the time, so that rows made later sort later and indexes grow in order.

        Args:
            moment_ms: Milliseconds since 1970.
        """
        time = f"{moment_ms:012x}"
        rest = f"{self._bits(72):018x}"
        variant = "89ab"[self._bits(2)]
        return f"{time[:8]}-{time[8:]}-7{rest[:3]}-{variant}{rest[3:6]}-{rest[6:]}"

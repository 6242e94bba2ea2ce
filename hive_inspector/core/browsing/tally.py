"""Values counted as they pass, in bounded memory: kinds, lengths, extremes, how many different ones, which most."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from heapq import nlargest
from itertools import compress
from types import NoneType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from hive_inspector.core.database.values import KIND_OF_TYPE, CellKind, utf8

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from hive_inspector.core.database.values import Cell

MOST_DISTINCT = 100_000
"""Different values that are kept, below 40 MB; of more only their number is estimated."""
KEPT_CHARACTERS = 64
"""A longer value is kept by a fingerprint and its beginning."""
SHOWN_CHARACTERS = 200
"""How much of a longer value is kept to be shown."""

Comparable = TypeVar("Comparable", int | float, str, bytes)


class Tally:
    """Counts values; each comes with its length, of which a long one may be the beginning."""

    def __init__(self) -> None:
        self.kinds: Counter[CellKind] = Counter()
        self.lengths: Counter[int] = Counter()
        """How many texts and blobs have a length of so many binary digits: 0, 1, 2 to 3, 4 to 7, …"""
        self.length_range: tuple[int, int] | None = None
        """The shortest and the longest of them; None while there are none."""
        self.different = Different()
        self._numbers: _Extremes[int | float] = _Extremes()
        self._texts: _Extremes[str] = _Extremes(utf8, _are_in_order)
        self._blobs: _Extremes[bytes] = _Extremes()

    def add(self, values: Sequence[Cell], lengths: Sequence[Cell]) -> None:
        """Count further values with their lengths, in characters of a text and bytes of a blob."""
        types = Counter(map(type, values))
        for one, amount in types.items():
            self.kinds[CellKind.NULL if one is NoneType else KIND_OF_TYPE[one]] += amount
        if types[str] or types[bytes]:
            sized = [one is str or one is bytes for one in map(type, values)]
            self._add_lengths(
                [length for length in compress(lengths, sized) if isinstance(length, int)]
            )
        if types[int] or types[float]:
            self._numbers.add([value for value in values if isinstance(value, int | float)])
        if types[str]:
            self._texts.add([value for value in values if isinstance(value, str)])
        if types[bytes]:
            self._blobs.add([value for value in values if isinstance(value, bytes)])
        self.different.add(
            (value, length)
            for value, length in zip(values, lengths, strict=True)
            if value is not None
        )

    def _add_lengths(self, lengths: list[int]) -> None:
        if lengths:
            self.lengths.update(length.bit_length() for length in lengths)
            known = self.length_range or (lengths[0], lengths[0])
            self.length_range = min(known[0], *lengths), max(known[1], *lengths)

    @property
    def smallest(self) -> Cell:
        """The first value in SQLite's order, or None."""
        numbers, texts, blobs = self._numbers.smallest, self._texts.smallest, self._blobs.smallest
        return numbers if numbers is not None else texts if texts is not None else blobs

    @property
    def largest(self) -> Cell:
        """The last value in SQLite's order, or None."""
        numbers, texts, blobs = self._numbers.largest, self._texts.largest, self._blobs.largest
        return blobs if blobs is not None else texts if texts is not None else numbers


class _Extremes(Generic[Comparable]):
    """The smallest and the largest of some values of one kind."""

    def __init__(
        self,
        key: Callable[[Comparable], Any] | None = None,
        needs_none: Callable[[list[Comparable]], bool] | None = None,
    ) -> None:
        """Know none yet.

        Args:
            key: By what they are compared.
            needs_none: Whether some values compare in the same way without it, which is quicker.
        """
        self.smallest: Comparable | None = None
        self.largest: Comparable | None = None
        self._key: Callable[[Comparable], Any] | None = key
        self._needs_none: Callable[[list[Comparable]], bool] | None = needs_none

    def add(self, values: list[Comparable]) -> None:
        """Look at further values."""
        if not values:
            return
        if self.smallest is not None and self.largest is not None:
            values += (self.smallest, self.largest)
        key = None if self._needs_none is not None and self._needs_none(values) else self._key
        self.smallest = min(values, key=key)
        self.largest = max(values, key=key)


def _are_in_order(texts: list[str]) -> bool:
    """Whether texts certainly compare as their bytes do; asking each for its bytes takes longer than comparing them."""
    return "".join(texts).isascii()


class Different:
    """Which values there are, and how often each."""

    def __init__(self, most: int = MOST_DISTINCT) -> None:
        self._most = most
        self._counts: Counter[Hashable] = Counter()
        self._beginnings: dict[Hashable, Cell] = {}
        self._sketch: _Sketch | None = None
        self._seen = 0

    @property
    def exact(self) -> bool:
        """Whether all of them were kept."""
        return self._sketch is None

    @property
    def count(self) -> int:
        """How many there are; estimated to a few percent unless `exact`."""
        if self._sketch is None:
            return len(self._counts)
        return max(len(self._counts), min(self._sketch.estimate(), self._seen))

    def add(self, values: Iterable[tuple[Cell, Cell]]) -> None:
        """Count further values, with their lengths."""
        keys = [self._key(value, length) for value, length in values]
        self._counts.update(keys)
        self._seen += len(keys)
        if self._sketch is not None:
            self._sketch.add(keys)
        if len(self._counts) > self._most:
            self._forget()

    def most_frequent(self, count: int) -> list[tuple[Cell, bool, int]]:
        """The most frequent values, whether each is whole, and how often each was met (unless `exact`: at least)."""
        common = nlargest(count, self._counts.items(), key=lambda item: item[1])
        return [(*self._value(key), rows) for key, rows in common]

    def _key(self, value: Cell, length: Cell) -> Hashable:
        """What tells a value from others. Long ones are equal if their lengths and beginnings are."""
        if not isinstance(value, str | bytes) or len(value) <= KEPT_CHARACTERS:
            return value
        data = utf8(value) if isinstance(value, str) else value
        key: Hashable = (type(value), length, blake2b(data, digest_size=16).digest())
        if key not in self._beginnings:
            self._beginnings[key] = value[:SHOWN_CHARACTERS]
        return key

    def _value(self, key: Hashable) -> tuple[Cell, bool]:
        if isinstance(key, tuple):
            return self._beginnings[key], False
        return key, True  # type: ignore[return-value]  # a key that is no tuple is the value

    def _forget(self) -> None:
        """Keep the more frequent half."""
        if self._sketch is None:
            self._sketch = _Sketch()
            self._sketch.add(self._counts)
        kept = nlargest(self._most // 2, self._counts.items(), key=lambda item: item[1])
        self._counts = Counter(dict(kept))
        self._beginnings = {
            key: value for key, value in self._beginnings.items() if key in self._counts
        }


class _Sketch:
    """How many different values passed, from the smallest of their hashes (k minimum values, Bar-Yossef 2002)."""

    def __init__(self) -> None:
        self._hashes: set[int] = set()
        self._threshold = _HASHES

    def add(self, keys: Iterable[Hashable]) -> None:
        """Note further values."""
        hashes = (hash((key, _SALT)) % _HASHES for key in keys)
        self._hashes.update(one for one in hashes if one < self._threshold)
        if len(self._hashes) > 2 * _SKETCH_SIZE:
            smallest = sorted(self._hashes)[:_SKETCH_SIZE]
            self._threshold = smallest[-1]
            self._hashes = set(smallest)

    def estimate(self) -> int:
        """About how many there were; the standard error is 1.6 percent."""
        smallest = sorted(self._hashes)[:_SKETCH_SIZE]
        if len(smallest) < _SKETCH_SIZE:
            return len(smallest)
        return (_SKETCH_SIZE - 1) * _HASHES // smallest[-1]


_HASHES = 2**61
_SALT = 0x9E3779B97F4A7C15
_SKETCH_SIZE = 4096

"""How much of each matrix is run, and the table of what came of it."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from tests.counts.recording import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pytest

T = TypeVar("T")

IS_FULL = os.environ.get("HIVE_INSPECTOR_FAULTS") == "all"
"""Whether `make faults` asked for everything; else a part is run that takes less than a minute in all."""
PROPERTY = "faults"


def part(cases: Sequence[T], most: int) -> Sequence[T]:
    """All cases, or as many as there is time for, evenly spread with the first and the last among them."""
    if IS_FULL or len(cases) <= most:
        return cases
    if most == 1:
        return cases[:1]
    return [cases[round(number * (len(cases) - 1) / (most - 1))] for number in range(most)]


def examples(most: int, few: int) -> int:
    """How many examples Hypothesis looks at where each of them takes long."""
    return most if IS_FULL else few


class Tally:
    """Counts the cases of one matrix by outcome and hands them to the table at the end."""

    def __init__(self, request: pytest.FixtureRequest, area: str) -> None:
        self._area = area
        self._counts: dict[str, int] = {}  # a plain one, which a worker can send
        request.node.user_properties.append((PROPERTY, (area, self._counts)))

    def add(self, outcome: str, count: int = 1) -> None:
        """One more case."""
        self._counts[outcome] = self._counts.get(outcome, 0) + count

    def __getitem__(self, outcome: str) -> int:
        return self._counts.get(outcome, 0)


def areas(found: Iterable[tuple[str, dict[str, int], float, bool]]) -> list[Area]:
    """What is put on record of a full run.

    Args:
        found: Of each test the area, its outcomes, how long it took in seconds, and whether it failed, which counts as
            one further case.
    """
    outcomes: dict[str, Counter[str]] = {}
    seconds: dict[str, float] = {}
    failures: Counter[str] = Counter()
    for area, counts, duration, is_failed in found:
        outcomes.setdefault(area, Counter()).update(counts)
        seconds[area] = seconds.get(area, 0.0) + duration
        failures[area] += is_failed
    return [
        Area(
            area,
            cases=counts.total() + failures[area],
            failures=failures[area],
            seconds=round(seconds[area], 1),
            outcomes=dict(sorted(counts.items())),
        )
        for area, counts in sorted(outcomes.items())
    ]


def table(found: Iterable[tuple[str, dict[str, int], float]]) -> list[str]:
    """Lines of the table: area, cases, outcomes, seconds."""
    by_area: dict[str, Counter[str]] = {}
    seconds: Counter[str] = Counter()
    for area, counts, duration in found:
        by_area.setdefault(area, Counter()).update(counts)
        seconds[area] += duration  # type: ignore[assignment]  # a Counter of floats
    width = max(map(len, by_area), default=0)
    return [
        f"{area:<{width}}  {counts.total():>6,} cases  {seconds[area]:>6.1f} s  "
        + ", ".join(f"{count:,} {outcome}" for outcome, count in counts.most_common())
        for area, counts in sorted(by_area.items())
    ]

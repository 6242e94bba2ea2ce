"""What a figure is made of: repeated timings, their percentiles, and a bound that it has to keep.

The machines that run this are shared and noisy, so wherever a bound allows it a figure is the ratio to raw sqlite3
measured in turn with it, not a time on its own.
"""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table."""

    work: str
    """What was measured, in a few words."""
    reached: float
    bound: float
    unit: str
    """`ms`, `s`, `MB` or `×`."""
    at_least: bool = False
    """Whether the bound is a minimum."""
    beside: str = ""
    """The same work done bare, for comparison, or another remark."""

    @property
    def holds(self) -> bool:
        """Whether the bound is kept."""
        return self.reached >= self.bound if self.at_least else self.reached <= self.bound

    @property
    def bound_text(self) -> str:
        """The bound as the table shows it."""
        return f"{'≥' if self.at_least else '≤'} {number(self.bound)} {self.unit}"

    @property
    def reached_text(self) -> str:
        """The figure as the table shows it."""
        return f"{number(self.reached)} {self.unit}"


def number(value: float) -> str:
    """A number with as many digits as mean something."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def milliseconds(work: Callable[[], object], repeats: int, *, warm_up: int = 1) -> list[float]:
    """How long each of `repeats` calls took, after `warm_up` calls that do not count."""
    for _ in range(warm_up):
        work()
    gc.collect()
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def table_of(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| work | reached | bound | kept | beside |", "| --- | ---: | ---: | :---: | --- |"]
    lines += [
        f"| {one.work} | {one.reached_text} | {one.bound_text} | {'yes' if one.holds else 'NO'} | {one.beside} |"
        for one in figures
    ]
    return "\n".join(lines)

"""All hostile files."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tests.faults.hostile import codes, exhausting, masters, shadows, spoofing

if TYPE_CHECKING:
    from tests.faults.hostile.making import Case


@cache
def corpus() -> tuple[Case, ...]:
    """Every case, in the order of its families."""
    rooms = (codes, exhausting, spoofing, shadows, masters)
    return tuple(case for room in rooms for case in room.cases())


@cache
def by_name() -> dict[str, Case]:
    """Every case by its name."""
    return {case.name: case for case in corpus()}

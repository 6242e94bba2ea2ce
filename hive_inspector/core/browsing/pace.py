"""How often work that finds one row after the other tells of them."""

from __future__ import annotations

import time

_EVERY_S = 0.25


class Pace:
    """When a growing order is worth telling: at the first row, then a few times a second."""

    def __init__(self) -> None:
        self._told = 0
        self._next = 0.0

    def is_due(self, count: int) -> bool:
        """Whether the order should be told now that it has so many rows."""
        now = time.monotonic()
        if count == self._told or (self._told and now < self._next):
            return False
        self._told, self._next = count, now + _EVERY_S
        return True

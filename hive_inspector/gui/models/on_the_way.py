"""The pages that were asked for and are not here yet."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

_MOST = 3
"""Requests at once. While somebody drags, other pages come into sight before the last ones are here: asked for only
then, they would stay blank for twice as long as one takes."""
_LET_FINISH_S = 0.06
"""A page takes milliseconds. Were those on their way given up whenever others come into sight, then as long as somebody
drags none would ever arrive."""


class Asked(Protocol):
    """A page that is on its way."""

    def cancel(self) -> None:
        """Stop reading it; nothing is delivered any more."""


@dataclass(frozen=True, slots=True)
class _Request:
    """Neighbouring pages that are read together."""

    pages: range
    handle: Asked
    since: float
    """When they were asked for, as `time.monotonic` tells it."""


class OnTheWay:
    """Requests for pages, the oldest first; no page is asked for twice."""

    def __init__(self) -> None:
        self._requests: dict[int, _Request] = {}

    def __contains__(self, number: int) -> bool:
        return any(number in request.pages for request in self._requests.values())

    def __len__(self) -> int:
        return len(self._requests)

    @property
    def has_room(self) -> bool:
        """Whether more may be asked for now."""
        return len(self._requests) < _MOST

    def add(self, pages: range, handle: Asked) -> None:
        """Pages have been asked for."""
        self._requests[pages.start] = _Request(pages, handle, time.monotonic())

    def end(self, pages: range) -> None:
        """They are here, or cannot be read; what was given up meanwhile may have been on its way already."""
        self._requests.pop(pages.start, None)

    def give_up_but(self, wanted: Collection[int]) -> None:
        """Stop what is not wanted any more, except where it will be here sooner than anything else could be."""
        now = time.monotonic()
        for start, request in list(self._requests.items()):
            is_wanted = any(number in wanted for number in request.pages)
            if not is_wanted and now - request.since >= _LET_FINISH_S:
                request.handle.cancel()
                del self._requests[start]

    def clear(self) -> None:
        """Stop everything."""
        for request in self._requests.values():
            request.handle.cancel()
        self._requests.clear()

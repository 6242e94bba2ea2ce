"""A progress line for long work, shown only to people."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_QUIET_S = 0.4
"""Work that takes no longer than this shows nothing."""
_BETWEEN_S = 0.1
_CLEAR = "\r\x1b[2K"
_BAR = 24
_COLUMNS = 79


@contextmanager
def meter(
    title: str, stream: TextIO, clock: Callable[[], float] = time.monotonic
) -> Iterator[Progress]:
    """Receive progress and show it as one line that is wiped at the end; silent where the stream is no terminal."""
    if not stream.isatty():
        yield silent
        return
    line = _Line(title, stream, clock)
    try:
        yield line.report
    finally:
        line.wipe()


class _Line:
    def __init__(self, title: str, stream: TextIO, clock: Callable[[], float]) -> None:
        self._title = title
        self._stream = stream
        self._clock = clock
        self._next = clock() + _QUIET_S
        self._shown = False

    def report(self, done: int, total: int | None, step: str) -> None:
        """Show a state, at most ten times a second."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + _BETWEEN_S
        self._shown = True
        self._stream.write(_CLEAR + line_text(step or self._title, done, total)[:_COLUMNS])
        self._stream.flush()

    def wipe(self) -> None:
        """Leave nothing behind."""
        if self._shown:
            self._stream.write(_CLEAR)
            self._stream.flush()


def line_text(step: str, done: int, total: int | None) -> str:
    """A state as one line: the step, a bar and the share where the total is known, and the number."""
    if not total:
        return f"{step}  {done:,}"
    share = min(done / total, 1)
    bar = ("█" * round(share * _BAR)).ljust(_BAR, "░")
    return f"{step}  {bar} {share:4.0%}  {done:,} of {total:,}"

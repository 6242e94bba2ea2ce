"""Progress that goes on while SQLite works on one long statement, so that nobody takes the program for dead."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.progress import Progress

INTERVAL_S = 0.05
"""Half of the tenth of a second that is promised: the rest is for a busy computer."""


@contextmanager
def beating(progress: Progress) -> Iterator[Progress]:
    """A progress whose last report is repeated twenty times a second for as long as the block lasts."""
    ended = threading.Event()
    last: list[tuple[int, int | None, str]] = []

    def report(done: int, total: int | None, step: str) -> None:
        last[:] = [(done, total, step)]
        progress(done, total, step)

    def repeat() -> None:
        while not ended.wait(INTERVAL_S):
            for told in tuple(last):
                progress(*told)

    thread = threading.Thread(target=repeat, name="progress", daemon=True)
    thread.start()
    try:
        yield report
    finally:
        ended.set()
        thread.join()

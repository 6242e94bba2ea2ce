"""The window measured from inside, in a process of its own: `python -m tests.benchmarks.window_probe WHAT DATABASE`.

`scroll` prints what the event loop and the painting did while a large table was scrolled and counted. `switch` prints
how long `messages` took to show rows in a window that showed another table. Each prints one JSON document.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.beating import beating

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.beating import Beats

WHEEL_S = 8.0
DRAG_S = 8.0
FRAME_MS = 16
PATIENCE_S = 120.0
REPAINTS = 200
GRID_SIZE = (1600, 1000)
SWITCHES = 9
WIDE_TABLE = "conversations"
"""Has fifteen columns."""


def main() -> None:
    """Measure what the arguments say."""
    what, database = sys.argv[1:]
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    probe = Probe(Path(database))
    try:
        works = {"scroll": probe.scroll, "switch": probe.switch}
        result = works[what]()
    finally:
        probe.end()
    sys.stdout.write(json.dumps(result) + "\n")


class Probe:
    """The real window on a database, and its grid; on the start page where there is no database."""

    def __init__(self, database: Path | None) -> None:
        from hive_inspector.core.requests import WindowRequest
        from hive_inspector.core.settings import Settings
        from hive_inspector.gui.composition import Program, make_application
        from hive_inspector.gui.garbage import GarbageCollection

        self._application = make_application()
        self._program = Program(self._application, Settings(), None)
        self._garbage = GarbageCollection(self._program)
        self._garbage.start()
        self._program.window.resize(1440, 900)
        self._program.window.show()
        if database is None:
            self._program.start.presenter.look()
        else:
            self._program.begin(WindowRequest(path=database, page="browse"))

    def scroll(self) -> dict[str, float]:
        """Scroll by wheel and by dragging while the rows are being counted; then repaint a wide table."""
        self._wait(self._has_rows)
        beats = self._beats_while_scrolling()
        gaps = beats.gaps()
        self._show(WIDE_TABLE)
        self._fit_grid()
        paints = self._repaints()
        return {
            "rows": self._rows_scrolled,
            "gap_p99": _percentile(gaps, 0.99),
            "gap_max": max(gaps),
            "whole_gap_max": max(beats.whole_gaps()),
            "paint_p99": _percentile(paints, 0.99),
            "paint_max": max(paints),
            "columns": self._grid().model().columnCount(),
            "longest_blank": self._longest_blank,
        }

    def switch(self) -> dict[str, float]:
        """Go to `messages` and back, again and again; the first time counts as cold."""
        self._wait(self._has_rows)
        taken = []
        for _ in range(SWITCHES + 1):
            self._show(WIDE_TABLE)
            self._wait(self._is_idle)
            began = time.perf_counter()
            self._show("messages")
            self._grid().viewport().repaint()
            taken.append((time.perf_counter() - began) * 1000)
        cold, *warm = taken
        return {"cold": cold, "median": _percentile(warm, 0.5), "slowest": max(warm)}

    def end(self) -> None:
        """Close everything."""
        self._program.window.close()
        self._program.shutdown()
        self._garbage.stop()

    def _show(self, table: str) -> None:
        self._page().show_table(table)
        self._wait(lambda: self._page().presenter._rows.table.name == table)
        self._wait(self._has_rows)

    def _is_idle(self) -> bool:
        session = self._program.desk.session
        return session is not None and session.workspace.tasks.is_idle

    def _beats_while_scrolling(self) -> Beats:
        self._rows_scrolled = self._grid().model().rowCount()
        self._longest_blank = 0.0
        self._page().reload()
        with beating(self._program.window) as beats:
            self._roll(WHEEL_S, self._turn_the_wheel)
            self._roll(DRAG_S, self._drag_somewhere)
        return beats

    def _roll(self, seconds: float, step: Callable[[], None]) -> None:
        from PySide6.QtCore import QTimer

        frame = QTimer(self._program.window)
        frame.timeout.connect(step)
        frame.start(FRAME_MS)
        end = time.perf_counter() + seconds
        self._wait(lambda: time.perf_counter() > end, watch_blank=True)
        frame.stop()

    def _turn_the_wheel(self) -> None:
        bar = self._grid().verticalScrollBar()
        bar.setValue(bar.value() + 3)

    def _drag_somewhere(self) -> None:
        bar = self._grid().verticalScrollBar()
        if random.random() < 0.1:
            bar.setValue(random.randrange(bar.maximum() + 1))
        else:
            bar.setValue(bar.value() + random.randrange(-200, 200))

    def _repaints(self) -> list[float]:
        taken = []
        bar, viewport = self._grid().verticalScrollBar(), self._grid().viewport()
        for _ in range(REPAINTS):
            bar.setValue((bar.value() + 1) % max(bar.maximum(), 1))
            self._wait(self._has_rows)
            started = time.perf_counter()
            viewport.repaint()
            taken.append((time.perf_counter() - started) * 1000)
        return taken

    def _fit_grid(self) -> None:
        window, viewport = self._program.window, self._grid().viewport()
        extra = window.size() - viewport.size()
        window.resize(GRID_SIZE[0] + extra.width(), GRID_SIZE[1] + extra.height())
        self._wait(lambda: viewport.width() >= GRID_SIZE[0])
        self._wait(self._has_rows)

    def _has_rows(self) -> bool:
        session = self._program.desk.session
        if session is None:
            return False
        model = self._page().presenter._rows.model
        if model is None or not model.rowCount():
            return False
        top = self._grid().verticalScrollBar().value()
        bottom = min(top + 20, model.rowCount() - 1)
        return model.shown_row(top) is not None and model.shown_row(bottom) is not None

    def _page(self) -> Any:
        session = self._program.desk.session
        assert session is not None
        pages: Any = session.pages
        return next(page.body for page in pages if page.id == "browse")

    def _grid(self) -> Any:
        return self._page().view.rows.grid

    def _wait(self, is_over: Callable[[], bool], *, watch_blank: bool = False) -> None:
        from PySide6.QtCore import QEventLoop

        end = time.perf_counter() + PATIENCE_S
        blank_since: float | None = None
        while not is_over():
            if time.perf_counter() > end:
                raise TimeoutError("the window did not get there")
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
            if watch_blank:
                blank_since = self._watch_blank(blank_since)

    def _watch_blank(self, since: float | None) -> float | None:
        if self._has_rows():
            return None
        now = time.perf_counter()
        since = now if since is None else since
        self._longest_blank = max(self._longest_blank, (now - since) * 1000)
        return since


def _percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


if __name__ == "__main__":
    main()

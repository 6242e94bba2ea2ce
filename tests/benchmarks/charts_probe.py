"""Measures the page of statistics in a process of its own, and prints what it found as JSON."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from math import sin
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from hive_inspector.core.requests import WindowRequest
from hive_inspector.core.settings import Settings
from hive_inspector.core.statistics.periods import Choice, Span
from hive_inspector.gui.composition import Program, make_application

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from hive_inspector.gui.pages.statistics.page import StatisticsPage

PATIENCE_S = 120.0
WARM_S = 15.0
POINTS = 10_000
MOVES = 400
SWITCHES = 1_000
_CHOICES = (Choice(Span.WEEK), Choice(Span.MONTH), Choice(Span.QUARTER), Choice(Span.ALL))
_PAGES = ("overview", "statistics")


class Bench:
    """A window with a file, on a screen that nobody sees."""

    def __init__(self, path: Path) -> None:
        self.application: QApplication = make_application()
        self.program = Program(self.application, Settings(), None)
        self.program.window.resize(1440, 900)
        self.program.window.show()
        self.program.begin(WindowRequest(path=path, page="overview"))
        self.wait(lambda: self.program.desk.session is not None)
        began = time.monotonic()
        self.wait(lambda: time.monotonic() - began > WARM_S and self.is_idle)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being read."""
        session = self.program.desk.session
        return session is not None and session.workspace.tasks.is_idle

    def wait(self, is_over: Callable[[], bool]) -> None:
        """Let the window live until then."""
        end = time.monotonic() + PATIENCE_S
        while not is_over() and time.monotonic() < end:
            self.application.processEvents()

    def turn(self, page: str) -> None:
        """Go to a page."""
        self.program.window.area.turn_to(page)

    @property
    def statistics(self) -> StatisticsPage:
        """The page, made if it has not been needed before."""
        session = self.program.desk.session
        if session is None:
            raise LookupError("statistics")
        late = next(one for one in session.pages if one.id == "statistics")
        body: StatisticsPage = late.body  # type: ignore[attr-defined]
        return body

    def settle(self) -> None:
        """Until all is drawn."""
        self.wait(lambda: not self.statistics.presenter.is_reading)
        for _ in range(3):
            self.application.processEvents()

    def close(self) -> None:
        """End in order."""
        self.program.shutdown()
        self.program.window.close()


def opening(bench: Bench) -> dict[str, float]:
    """From the click on Statistics to the whole page drawn, then switches of period."""
    is_loaded = "pyqtgraph" in sys.modules
    began, busy = time.perf_counter(), time.process_time()
    bench.turn("statistics")
    bench.settle()
    taken, used = time.perf_counter() - began, time.process_time() - busy
    return {
        "ms": taken * 1000,
        "cpu_ms": used * 1000,
        "warm": float(is_loaded),
        **_switching(bench),
    }


def _switching(bench: Bench) -> dict[str, float]:
    for choice in _CHOICES:
        bench.statistics.presenter.choose(choice)
        bench.settle()
    taken = []
    for _ in range(5):
        for choice in _CHOICES:
            began = time.perf_counter()
            bench.statistics.presenter.choose(choice)
            bench.settle()
            taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return {"switch": taken[len(taken) // 2], "slowest_switch": taken[-1]}


def panning(_: Bench) -> dict[str, float]:
    """Pan and zoom over many points, each with a repaint."""
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.charts.charted import Charted, Layer, Style
    from hive_inspector.gui.widgets.charts.xy_chart import XYChart

    application = QCoreApplication.instance()
    ground = QWidget()
    ground.resize(1200, 320)
    chart = XYChart(Theme(application), ground)  # type: ignore[arg-type]
    chart.resize(1200, 320)
    ground.show()
    edges = tuple(1.7e9 + 3600.0 * n for n in range(POINTS + 1))
    values = tuple(500 + 400 * sin(n / 24 * 6.283) + (n * 7919) % 100 for n in range(POINTS))
    layers = (Layer("one", values, Style.LINE), Layer("two", values[::-1], Style.AREA, 1))
    chart.set_charted(Charted(edges, tuple(map(str, range(POINTS))), layers))
    QCoreApplication.processEvents()
    taken, used = [], []
    for move in range(MOVES):
        first, last = chart.visible
        began, busy = time.perf_counter(), time.thread_time()
        if move % 2:
            chart.zoom_to(first + (last - first) * 0.01, last - (last - first) * 0.004)
        else:
            chart.zoom_to(first - (last - first) * 0.01, last + (last - first) * 0.002)
        chart.viewport().repaint()
        taken.append((time.perf_counter() - began) * 1000)
        used.append((time.thread_time() - busy) * 1000)
    ground.close()
    taken.sort()
    used.sort()
    place = int(MOVES * 0.99)
    return {"p50": taken[MOVES // 2], "p99": taken[place], "cpu_p99": used[place]}


def leaking(bench: Bench) -> dict[str, float]:
    """Memory before and after many switches of page and period."""
    process = psutil.Process()
    for number in range(SWITCHES // 5):
        _switch(bench, number)
    before = _resident(process)
    for number in range(SWITCHES):
        _switch(bench, number)
    return {"grown": (_resident(process) - before) / 1e6}


def _switch(bench: Bench, number: int) -> None:
    bench.turn(_PAGES[number % 2])
    bench.statistics.presenter.choose(_CHOICES[number // 2 % len(_CHOICES)])
    bench.settle()


def _resident(process: psutil.Process) -> int:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    resident: int = process.memory_info().rss
    return resident


_PARTS = {"opening": opening, "panning": panning, "leaking": leaking}

if __name__ == "__main__":
    made = Bench(Path(sys.argv[2]))
    found = _PARTS[sys.argv[1]](made)
    made.close()
    sys.stdout.write(json.dumps(found))

"""The figures of the start: how soon a user sees the window and the rows of a file, and what the window then takes.

Each start is one of the program as people start it, in a process of its own, on a screen of its own, watched from
outside (`screen`): from the moment before the process is made to the first picture of the window, or to the last change
of the part that shows the rows. The first start of each kind does not count. Where `make package` has left a bundle,
the bundle is measured as well.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Figure, number
from tests.benchmarks.screen import is_possible, screen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.benchmarks.screen import Screen, Sight, Start

PROJECT = Path(__file__).resolve().parents[2]
BUNDLE = PROJECT / "dist/hive-inspector/hive-inspector"
STARTS = 5
ROWS = (0.35, 0.3, 0.9, 0.8)
"""Where on the screen the rows of Browse are: left, top, right, bottom."""
REST_S = 35.0
"""Every half minute the window gives back what it no longer uses."""
NOT_HANDED_ON = ("XDG_", "HIVE_", "PYTHON", "QT_")


@dataclass(frozen=True, slots=True)
class Starter:
    """A way to start the program, with settings and caches of its own."""

    shown: Screen
    command: tuple[str | Path, ...]
    home: Path

    def __call__(self, *words: str | Path, rest_s: float = 0.0) -> Start:
        """Start it."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(NOT_HANDED_ON)
        }
        environment |= {"HOME": str(self.home), "QT_SCALE_FACTOR": "1"}
        command = (*self.command, "--new", *words)
        return self.shown.start(command, environment, PROJECT, rest_s=rest_s)


def starting(path: Path) -> list[Figure]:
    """First picture without a file, first rows of a file, and memory with Browse at rest."""
    if not is_possible():
        sys.stderr.write("The start is not measured: that needs Xvfb.\n")
        return []
    ways: list[tuple[str, tuple[str | Path, ...]]] = [
        ("", (sys.executable, "-m", "hive_inspector"))
    ]
    if BUNDLE.exists():
        ways.append((", the bundle", (BUNDLE,)))
    figures = []
    for name, command in ways:
        with tempfile.TemporaryDirectory() as home, screen() as shown:
            figures += _started(Starter(shown, command, Path(home)), path, name)
    return figures


def _started(start: Starter, path: Path, name: str) -> list[Figure]:
    empty = [start() for _ in range(STARTS + 1)][1:]
    browse = [start(path, "--page", "browse") for _ in range(STARTS + 1)][1:]
    rested = start(path, "--page", "browse", rest_s=REST_S).memory
    return [
        _figure(f"start to the painted window, no file{name}", empty, lambda one: one.painted, 0.5),
        _figure(
            f"start with a file to its rows in Browse{name}",
            browse,
            lambda one: one.settled(*ROWS),
            1.0,
        ),
        Figure(
            f"memory of the window with Browse, at rest{name}",
            rested.resident,
            120,
            "MB",
            beside=f"resident; {number(rested.private)} MB of it private; helper processes {number(rested.helpers)} MB",
        ),
    ]


def _figure(
    work: str, starts: Sequence[Start], moment: Callable[[Start], Sight], bound: float
) -> Figure:
    sights = [moment(start) for start in starts]
    processor = median(sight.cpu_s for sight in sights)
    slowest = max(sight.after_s for sight in sights)
    return Figure(
        work,
        median(sight.after_s for sight in sights),
        bound,
        "s",
        beside=f"{number(processor)} s of a processor; slowest of {len(sights)}: {number(slowest)} s",
    )

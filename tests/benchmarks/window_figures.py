"""The window's figures: whether it stays fluid on five million rows, and what it takes for that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Figure, number

if TYPE_CHECKING:
    from pathlib import Path


def switching(path: Path) -> list[Figure]:
    """From the choice of the largest table, in a window that shows another, to its first rows."""
    found = _probe("switch", path)
    beside = f"slowest {number(found['slowest'])} ms; for the first time {number(found['cold'])} ms"
    return [Figure("open a table, first rows painted", found["median"], 100, "ms", beside=beside)]


def memory(path: Path) -> list[Figure]:
    """The most memory while the largest table is scrolled, filtered and sorted, over that of the start page."""
    empty = _printed("memory_probe")["peak"]
    found = _printed("memory_probe", str(path))
    parts = (f"{key} {number(found[key] - empty)}" for key in ("scrolled", "filtered"))
    return [
        Figure(
            "memory while scrolling, filtering and sorting, over the empty window",
            found["peak"] - empty,
            120,
            "MB",
            beside=f"{', '.join(parts)}; the empty window {number(empty)} MB",
        )
    ]


def scrolling(path: Path) -> list[Figure]:
    """Wheel and drag on the largest table while it is counted, and full repaints of a wide table."""
    found = _probe("scroll", path)
    rows = f"{found['rows']:,.0f} rows, counted meanwhile"
    return [
        Figure("event-loop gap while scrolling, p99", found["gap_p99"], 16, "ms", beside=rows),
        Figure(
            "event-loop gap while scrolling, longest",
            found["gap_max"],
            50,
            "ms",
            beside=f"{number(found['whole_gap_max'])} ms with waits for a processor",
        ),
        Figure(
            "longest blank page while scrolling", found["longest_blank"], 100, "ms", beside=rows
        ),
        Figure(
            "full repaint of 1600 × 1000, p99",
            found["paint_p99"],
            16,
            "ms",
            beside=f"{found['columns']:.0f} columns; longest {number(found['paint_max'])} ms",
        ),
    ]


def _probe(what: str, path: Path) -> dict[str, float]:
    return _printed("window_probe", what, str(path))


def _printed(probe: str, *arguments: str) -> dict[str, float]:
    """What a probe prints; as on a machine where the program is installed, its modules are compiled."""
    command = [sys.executable, "-m", f"tests.benchmarks.{probe}", *arguments]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result

"""The window's figures: how soon it shows rows, and whether it stays fluid on five million of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Figure, number, percentile

if TYPE_CHECKING:
    from pathlib import Path

STARTS = 5


def first_rows(path: Path) -> list[Figure]:
    """From the start of the process to the first rows of `messages`, warm."""
    taken = [_probe("start", path)["ms"] for _ in range(STARTS + 1)][1:]
    return [
        Figure(
            "start of the process to first rows of messages",
            percentile(taken, 0.5) / 1000,
            1.0,
            "s",
            beside=f"slowest of {STARTS}: {number(max(taken) / 1000)} s",
        )
    ]


def scrolling(path: Path) -> list[Figure]:
    """Wheel and drag on the largest table while it is counted, and full repaints of a wide table."""
    found = _probe("scroll", path)
    rows = f"{found['rows']:,.0f} rows, counted meanwhile"
    return [
        Figure("event-loop gap while scrolling, p99", found["gap_p99"], 16, "ms", beside=rows),
        Figure("event-loop gap while scrolling, longest", found["gap_max"], 50, "ms", beside=rows),
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
    """What the probe prints; as on a machine where the program is installed, its modules are compiled."""
    command = [sys.executable, "-m", "tests.benchmarks.window_probe", what, str(path)]
    environment = os.environ | {"STARTED_AT": str(time.time()), "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result

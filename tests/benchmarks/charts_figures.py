"""The figures of the charts: how soon the page is drawn, whether it stays fluid, and whether it keeps its memory."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Figure, number

if TYPE_CHECKING:
    from pathlib import Path


def charts(path: Path) -> list[Figure]:
    """All of them, on one file."""
    opened, panned, kept = (_probe(part, path) for part in ("opening", "panning", "leaking"))
    return [
        Figure(
            "click on Statistics to the whole page drawn",
            opened["ms"],
            300,
            "ms",
            beside=f"{number(opened['cpu_ms'])} ms of processor time",
        ),
        Figure(
            "switch to a period seen before",
            opened["switch"],
            100,
            "ms",
            beside=f"slowest {number(opened['slowest_switch'])} ms",
        ),
        Figure(
            "pan and zoom over 2 × 10,000 points with repaint, p99",
            panned["p99"],
            16,
            "ms",
            beside=f"median {number(panned['p50'])} ms; p99 of processor time {number(panned['cpu_p99'])} ms",
        ),
        Figure("memory after 1,000 switches of page and period", kept["grown"], 5, "MB"),
    ]


def _probe(part: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.charts_probe", part, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found

"""The figures of filtering and sorting in the window, on five million messages."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.demo.sizes import DemoSize
from tests.benchmarks.measuring import Figure, number

if TYPE_CHECKING:
    from pathlib import Path

PAGE = 256


def choosing(path: Path) -> list[Figure]:
    """A filter and an unindexed sort in the window, to their ends and stopped half-way."""
    before = _raw_first_page(path)
    found = _probe("choose", path)
    raw = (before + _raw_first_page(path)) / 2
    return [
        Figure("filter by substring: first match painted", found["first_match"], 100, "ms"),
        Figure(
            "sort without an index: first page painted, of a raw ORDER BY of the rowids",
            found["first_sorted"] / raw,
            1.3,
            "×",
            beside=f"raw: {number(raw / 1000)} s",
        ),
        *(
            Figure(
                f"event-loop gap while {doing}, {which}",
                found[f"{key}_gap_{at}"],
                bound,
                "ms",
                beside=_whole_text(found[f"{key}_whole_gap_max"]) if at == "max" else "",
            )
            for doing, key in (("filtering", "filter"), ("sorting", "sort"))
            for which, at, bound in (("p99", "p99", 16), ("longest", "max", 50))
        ),
        Figure("stop of a filter in the window, slowest of three", found["cancel"], 100, "ms"),
    ]


def changes(folder: Path) -> list[Figure]:
    """From another program's commit to the offer on screen."""
    path = folder / "changed.db"
    make_demo(path, size=DemoSize.SMALL)
    found = _probe("change", path)
    return [
        Figure("another program's rows offered on screen, slowest", found["offered"], 500, "ms")
    ]


def _whole_text(gap: float) -> str:
    return f"{number(gap)} ms with waits for a processor"


def _raw_first_page(path: Path) -> float:
    """Milliseconds in which SQLite alone finds the first rowids in order."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as raw:
        began = time.perf_counter()
        raw.execute(f"SELECT rowid FROM messages ORDER BY timestamp, rowid LIMIT {PAGE}").fetchall()
        return (time.perf_counter() - began) * 1000


def _probe(what: str, path: Path) -> dict[str, float]:
    """What the probe prints; as on a machine where the program is installed, its modules are compiled."""
    command = [sys.executable, "-m", "tests.benchmarks.choosing_probe", what, str(path)]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result

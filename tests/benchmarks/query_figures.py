"""The figures of the Query page in the window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Figure, number

if TYPE_CHECKING:
    from pathlib import Path


def querying(path: Path) -> list[Figure]:
    """A million rows into the grid, a stop, keys in a script of 10,000 lines."""
    command = [sys.executable, "-m", "tests.benchmarks.query_probe", str(path)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    found: dict[str, float] = json.loads(done.stdout)
    rows = f"{found['rows']:,.0f} rows in {number(found['rows_s'])} s"
    whole = f"{number(found['whole_gap_max'])} ms with waits for a processor"
    return [
        Figure(
            "event-loop gap while rows of a query come, longest",
            found["gap_max"],
            50,
            "ms",
            beside=f"{rows}; {whole}",
        ),
        Figure("stop of a query in the window, slowest of three", found["stop"], 100, "ms"),
        Figure(
            "a key in a script of 10,000 lines, p95, processor time",
            found["key_p95"],
            16,
            "ms",
            beside=f"longest {number(found['key_max'])} ms",
        ),
    ]

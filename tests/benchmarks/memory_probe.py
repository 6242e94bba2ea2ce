"""The memory of the window, in a process of its own: `python -m tests.benchmarks.memory_probe [DATABASE]`.

With a database it scrolls, filters and sorts the largest table to their ends; without one it shows the start page.
Prints one JSON document with the most memory that the process ever had, in MB.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

from tests.benchmarks.choosing_probe import FREQUENT, RARE, ChoosingProbe

SETTLING_S = 2.0
PROCESS_STATUS = Path("/proc/self/status")


class MemoryProbe(ChoosingProbe):
    """The real window, made to use memory."""

    def stay_empty(self) -> dict[str, float]:
        """Leave the start page alone for a moment."""
        self._rest(SETTLING_S)
        return {"peak": peak_mb()}

    def use(self) -> dict[str, float]:
        """Scroll, filter and sort; after each of them the peak so far."""
        self._wait(self._has_rows)
        self._beats_while_scrolling()
        self._wait(self._is_still)
        scrolled = peak_mb()
        for text in (FREQUENT, RARE):
            self._filters.edit("content", text)
            self._wait(self._is_still)
            self._filters.clear()
            self._wait(self._is_still)
        filtered = peak_mb()
        self._filters.sort("timestamp", added=False)
        self._wait(self._is_still)
        return {"scrolled": scrolled, "filtered": filtered, "peak": peak_mb()}


def peak_mb() -> float:
    """The largest resident size so far.

    Linux hands `ru_maxrss` on to the programs that a process starts, so there `VmHWM` is read, which begins anew.
    """
    if PROCESS_STATUS.exists():
        lines = PROCESS_STATUS.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Measure what the arguments say."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    database = Path(sys.argv[1]) if sys.argv[1:] else None
    probe = MemoryProbe(database)
    try:
        result = probe.use() if database else probe.stay_empty()
    finally:
        probe.end()
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()

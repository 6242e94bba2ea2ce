"""Filters and sorts measured in the window: `python -m tests.benchmarks.choosing_probe WHAT DATABASE`.

`choose` filters and sorts a large table of messages to the end and stops half-way; `change` waits until what another
process wrote is offered, in a file that may be written to. Each prints one JSON document.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.beating import beating
from tests.benchmarks.window_probe import Probe, _percentile

if TYPE_CHECKING:
    from tests.benchmarks.beating import Beats

FREQUENT, RARE = "migrat", "no such words in any message"
WRITES = 5
INSERT = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1])
connection.execute("INSERT INTO conversations (id, created_at, updated_at) VALUES (hex(randomblob(8)), '2025', '2025')")
connection.commit()
print(time.time())
"""


class ChoosingProbe(Probe):
    """The real window, filtering and sorting."""

    def choose(self) -> dict[str, float]:
        """Filter by a frequent and by a rare text, sort without an index, stop."""
        self._wait(self._has_rows)
        self._wait(self._is_still)
        with beating(self._program.window) as filtering:
            first_match = self._timed("edit", "content", FREQUENT)
            self._wait(self._is_still)
            self._filters.clear()
            self._wait(self._is_still)
            self._filters.edit("content", RARE)
            self._wait(self._is_still)
            self._filters.clear()
            self._wait(self._is_still)
        with beating(self._program.window) as sorting:
            first_sorted = self._timed("sort", "timestamp", added=False)
            self._wait(self._is_still)
        self._filters.unsort()
        self._wait(self._is_still)
        return {
            "first_match": first_match,
            "first_sorted": first_sorted,
            **_gaps("filter", filtering),
            **_gaps("sort", sorting),
            "cancel": max(self._stopped(share) for share in (0.2, 0.5, 1.0)),
        }

    def change(self, path: Path) -> dict[str, float]:
        """Insert rows from another process and wait until they are offered."""
        self._wait(self._has_rows)
        self._page().show_table("conversations")
        self._wait(self._is_still)
        note = self._page().view.rows._news
        taken = []
        for written in range(1, WRITES + 1):
            self._rest(0.6)
            command = [sys.executable, "-c", INSERT, str(path)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            self._wait(partial(_says, note, f"{written} new row"))
            taken.append((time.time() - float(done.stdout)) * 1000)
        return {"offered": max(taken)}

    @property
    def _rows(self) -> Any:
        return self._page().presenter._rows

    @property
    def _filters(self) -> Any:
        return self._page().presenter.filters

    def _is_still(self) -> bool:
        session = self._program.desk.session
        return session is not None and session.workspace.tasks.is_idle and self._has_rows_or_none()

    def _has_rows_or_none(self) -> bool:
        model = self._rows.model
        return model is not None and (not model.rowCount() or self._has_rows())

    def _timed(self, act: str, *arguments: Any, **more: Any) -> float:
        """Milliseconds from a choice to its first row painted."""
        began = time.perf_counter()
        getattr(self._filters, act)(*arguments, **more)
        self._wait(lambda: self._rows._has_arrived and self._rows.model.shown_row(0) is not None)
        self._grid().viewport().repaint()
        return (time.perf_counter() - began) * 1000

    def _stopped(self, after_s: float) -> float:
        """Milliseconds from asking to stop a scan until nothing runs."""
        self._filters.edit("content", RARE)
        self._rest(after_s)
        began = time.perf_counter()
        self._page().presenter.stop_selecting()
        self._wait(lambda: not self._rows.is_selecting)
        taken = (time.perf_counter() - began) * 1000
        self._wait(self._is_still)
        return taken

    def _rest(self, seconds: float) -> None:
        until = time.perf_counter() + seconds
        self._wait(lambda: time.perf_counter() > until)


def main() -> None:
    """Measure what the arguments say."""
    what, database = sys.argv[1], Path(sys.argv[2])
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    probe = ChoosingProbe(database)
    try:
        result = probe.choose() if what == "choose" else probe.change(database)
    finally:
        probe.end()
    sys.stdout.write(json.dumps(result) + "\n")


def _says(note: Any, beginning: str) -> bool:
    return bool(note.text.startswith(beginning))


def _gaps(doing: str, beats: Beats) -> dict[str, float]:
    """The gaps of the event loop, in milliseconds."""
    gaps = beats.gaps()
    return {
        f"{doing}_gap_p99": _percentile(gaps, 0.99),
        f"{doing}_gap_max": max(gaps),
        f"{doing}_whole_gap_max": max(beats.whole_gaps()),
    }


if __name__ == "__main__":
    main()

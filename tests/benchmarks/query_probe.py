"""Query measured in the window: `python -m tests.benchmarks.query_probe DATABASE`. Prints one JSON document."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.beating import beating
from tests.benchmarks.window_probe import Probe, _percentile

if TYPE_CHECKING:
    from tests.benchmarks.beating import Beats

MANY = 1_000_000
LINES = 10_000
KEYS = 60
STUBBORN = "SELECT instr(zeroblob(50000000), zeroblob(20000000) || x'01')"
_LINE = "SELECT id, 'a text' AS words, count(*) FROM messages WHERE role = 'user'; -- line {}\n"


class QueryProbe(Probe):
    """The real window on the Query page."""

    def measure(self) -> dict[str, float]:
        """A million rows, a stop, and typing in a long script."""
        self._wait(self._is_still)
        self._program.window.area.turn_to("query")
        self._wait(self._is_still)
        return {**self._many_rows(), **self._stop(), **self._typing()}

    def _many_rows(self) -> dict[str, float]:
        self._page_of_queries.widget.toolbar.choose(600, 0)
        self._write(f"SELECT id, role, stage, timestamp FROM messages LIMIT {MANY}")
        began = time.perf_counter()
        with beating(self._program.window) as beats:
            self._page_of_queries.presenter.run()
            self._wait(lambda: bool(self._results and self._results[0].outcome))
        took = time.perf_counter() - began
        outcome = self._results[0].outcome
        if outcome.rows != MANY:
            raise AssertionError(outcome)
        return {"rows": outcome.rows, "rows_s": took, **_gaps(beats)}

    def _stop(self) -> dict[str, float]:
        taken = []
        for _ in range(3):
            self._write(STUBBORN)
            self._page_of_queries.presenter.run()
            self._rest(0.4)
            began = time.perf_counter()
            self._page_of_queries.presenter.stop()
            self._wait(lambda: not self._page_of_queries.presenter.running.is_running)
            taken.append((time.perf_counter() - began) * 1000)
        return {"stop": max(taken)}

    def _typing(self) -> dict[str, float]:
        """Processor time of the window's thread for each key, and how long proposals take to come."""
        from PySide6.QtTest import QTest

        self._write("".join(_LINE.format(n) for n in range(LINES)))
        self._wait(self._is_still)
        editor = self._page_of_queries.widget.editors.editor
        text = editor.toPlainText()
        middle = text.index("\n", len(text) // 2) + 1
        editor.show_place(middle, middle)
        editor.setFocus()
        keys = []
        for number in range(KEYS):
            before = time.thread_time()
            QTest.keyClicks(editor, "abcdefghij"[number % 10])
            self._application.processEvents()
            keys.append((time.thread_time() - before) * 1000)
        QTest.keyClicks(editor, "; SELECT a FROM mess")
        began = time.perf_counter()
        self._wait(editor.proposals.isVisible)
        return {
            "key_p95": _percentile(keys, 0.95),
            "key_max": max(keys),
            "proposals": (time.perf_counter() - began) * 1000,
        }

    @property
    def _page_of_queries(self) -> Any:
        session: Any = self._program.desk.session
        return next(page.body for page in session.pages if page.id == "query")

    @property
    def _results(self) -> Any:
        return self._page_of_queries.presenter.running.results

    def _write(self, text: str) -> None:
        self._page_of_queries.widget.editors.editor.replace_all(text)

    def _is_still(self) -> bool:
        session = self._program.desk.session
        return session is not None and session.workspace.tasks.is_idle

    def _rest(self, seconds: float) -> None:
        until = time.perf_counter() + seconds
        self._wait(lambda: time.perf_counter() > until)


def _gaps(beats: Beats) -> dict[str, float]:
    gaps = beats.gaps()
    return {
        "gap_p99": _percentile(gaps, 0.99),
        "gap_max": max(gaps),
        "whole_gap_max": max(beats.whole_gaps()),
    }


def main() -> None:
    """Measure."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    probe = QueryProbe(Path(sys.argv[1]))
    try:
        result = probe.measure()
    finally:
        probe.end()
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()

"""The checks of an open file: run in the background, their verdicts kept for every page that shows them.

One checkup a file. The quick checks run when the file is opened; what was found last stays until it is checked again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.core.health.findings import Severity, count_of, worst_first
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.tasks import Lane
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.sidefiles import FileState
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.health.checks.check import Check, CheckResult
    from hive_inspector.core.health.findings import Finding
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DatedResult:
    """A verdict, and by which state of the file it was found."""

    result: CheckResult
    state: FileState
    """When its run began: as long as the file has it, the verdict holds."""


class Checkup(QObject):
    """Runs checks and keeps their verdicts. One run at a time; a newer one takes the place of an older.

    Signals:
        started: A run has begun.
        result_came: Carries the `CheckResult` of one check.
        ended: A run is over: done, stopped or failed.
        failed: Carries the `InspectorError` that kept the file from being checked at all.
    """

    started = Signal()
    result_came = Signal(object)
    ended = Signal()
    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database = workspace.opened.database
        self._tasks = workspace.tasks
        self._results: dict[str, CheckResult] = {}
        self._states: dict[str, FileState] = {}
        self._wanted: tuple[str, ...] = ()
        self._handle: TaskHandle | None = None
        self._run = 0
        """Counts the runs, so that the end of an older one is not taken for that of the present one."""
        self.failure: InspectorError | None = None
        """Why the last run failed as a whole."""

    @property
    def is_running(self) -> bool:
        """Whether checks run now."""
        return bool(self._wanted)

    @property
    def waiting(self) -> frozenset[str]:
        """Ids of the checks whose verdict this run is still to bring."""
        return frozenset(self._wanted)

    @property
    def results(self) -> Mapping[str, CheckResult]:
        """The last verdict of each check that was ever run, by its id."""
        return self._results

    @property
    def dated(self) -> tuple[DatedResult, ...]:
        """Each verdict of a run here with the state of the file when the run began."""
        return tuple(
            DatedResult(result, self._states[id_])
            for id_, result in self._results.items()
            if id_ in self._states
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, the worst first."""
        return worst_first(one for result in self._results.values() for one in result.findings)

    @property
    def problems(self) -> int:
        """How many problems were found."""
        return self._count(Severity.PROBLEM)

    @property
    def warnings(self) -> int:
        """How many things work, but are not as they should be."""
        return self._count(Severity.WARNING)

    @property
    def mark(self) -> tuple[int, Tone, str]:
        """What the navigation says: how many problems, or else how many things to look at; how grave; in words."""
        if self.problems:
            return (
                self.problems,
                Tone.PROBLEM,
                plural(self.problems, "{count:,} problem", "{count:,} problems"),
            )
        return (
            self.warnings,
            Tone.WARNING,
            plural(self.warnings, "{count:,} warning", "{count:,} warnings"),
        )

    def adopt(self, results: Sequence[CheckResult]) -> None:
        """Take verdicts over: of the same file before it was opened anew, or of the proof of a repair."""
        for result in results:
            self._states.pop(result.check.id, None)
        self._results.update((result.check.id, result) for result in results)
        if results:
            self.ended.emit()

    def progress(self) -> tuple[int, int | None, str]:
        """How many checks of this run are done, of how many, and which one runs."""
        if self._handle is None:
            return 0, None, ""
        view = self._handle.view()
        return view.done, view.total, view.step

    def run(self, checks: Sequence[Check], title: str = tr("Checking the file")) -> None:
        """Run these checks, in the order given."""
        self._run += 1
        self._wanted = tuple(check.id for check in checks)
        self.failure = None
        self._handle = self._tasks.stream(
            partial(_check, self._database, tuple(checks)),
            on_part=self._on_result,
            on_end=partial(self._on_end, self._run),
            on_failure=self._on_failure,
            on_cancelled=partial(self._on_end, self._run),
            lane=Lane.CHECKS,
            key="checks",
            title=title,
        )
        self.started.emit()

    def run_quick(self) -> None:
        """Run what takes milliseconds; loaded with the first run, not with the window."""
        from hive_inspector.core.health.checks.catalogue import QUICK

        self.run(QUICK, tr("Quick checks"))

    def run_quick_once(self) -> None:
        """Run the quick checks, unless some were run already."""
        if not self._run:
            self.run_quick()

    @Slot()
    def cancel(self) -> None:
        """Stop the run; verdicts that came stay."""
        if self._handle is not None:
            self._handle.cancel()

    def _on_result(self, dated: DatedResult) -> None:
        result = dated.result
        self._states[result.check.id] = dated.state
        self._results[result.check.id] = result
        self._wanted = tuple(one for one in self._wanted if one != result.check.id)
        self.result_came.emit(result)

    def _on_failure(self, error: InspectorError) -> None:
        self.failure = error
        self._wanted = ()
        self._handle = None
        self.failed.emit(error)
        self.ended.emit()

    def _on_end(self, run: int) -> None:
        if run == self._run:
            self._wanted = ()
            self._handle = None
            self.ended.emit()

    def _count(self, severity: Severity) -> int:
        return count_of(self.findings, severity)


def _check(
    database: Database, checks: Sequence[Check], token: CancelToken, progress: Progress
) -> Generator[DatedResult]:
    from hive_inspector.core.checkup import check_file
    from hive_inspector.core.database.sidefiles import state_of

    state = state_of(database.real_path)
    for result in check_file(database, checks, token=token, progress=progress):
        yield DatedResult(result, state)

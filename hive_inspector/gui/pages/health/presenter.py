"""Decides what the page shows of the checks and of what is measured, and when checks run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from hive_inspector.core.health.checks.catalogue import CHECKS, QUICK, checks_named
from hive_inspector.core.hive.app_settings import app_settings
from hive_inspector.core.language import tr
from hive_inspector.gui.pages.health.carried import Carried
from hive_inspector.gui.pages.health.now_cards import setting_rows
from hive_inspector.gui.pages.health.repairing import RepairPresenter
from hive_inspector.gui.pages.health.rows import check_rows, in_order, summary_of

if TYPE_CHECKING:
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.health.checks.check import CheckResult
    from hive_inspector.core.health.probes import Reading
    from hive_inspector.gui.checkup import Checkup
    from hive_inspector.gui.pages.health.repairing import Repaired
    from hive_inspector.gui.pages.health.rows import CheckRow
    from hive_inspector.gui.pages.health.view import HealthView
    from hive_inspector.gui.sampling import Sampler
    from hive_inspector.gui.workspace import Workspace

_PAGE = "health"
_CHECK_KEY = "health.check"
_PROGRESS_MS = 100


class HealthPresenter(QObject):
    """Shows the checkup and the readings of one file.

    Signals:
        rows_requested: The `Place` whose rows the user wants to see.
        open_wanted: The path of another file that the user wants to open.
        reopen_wanted: The file is to be opened anew: for writing (True), or as it is open now (None).
        undo_wanted: The `RestorePoint` that the file is to be had back from.
    """

    rows_requested = Signal(object)
    open_wanted = Signal(str)
    reopen_wanted = Signal(object)
    undo_wanted = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        view: HealthView,
        sampler: Sampler,
        checkup: Checkup,
        carried: Carried,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._sampler = sampler
        self._checkup = checkup
        self._state = workspace.state
        self._app = app_settings(workspace.opened.identity)
        self._ending = carried.ending
        self._order: tuple[str, ...] = ()
        self._has_chosen = False
        self.repairing = RepairPresenter(workspace, view.repair, self)
        self._timer = QTimer(self)
        self._timer.setInterval(_PROGRESS_MS)
        self._timer.timeout.connect(self._show_progress)
        self._connect()
        self._checkup.adopt(carried.results)
        self._begin(carried)
        if not workspace.opened.is_here:
            view.show_told()

    @property
    def is_sampling(self) -> bool:
        """Whether the gauges are being measured for this page."""
        return self._sampler.is_held_by(_PAGE)

    @property
    def period_s(self) -> float:
        """Seconds between two readings."""
        return self._sampler.period_s

    @property
    def carried(self) -> Carried:
        """What the page should go on from when the file is opened anew."""
        results = tuple(self._checkup.results.values())
        return Carried(
            check=self._view.checks.current_check,
            repair=self.repairing.repair,
            tried=self.repairing.tried,
            ending=self._ending,
            results=results,
        )

    def activate(self) -> None:
        """Measure from now on, and check what is quickly checked if that was not done yet."""
        self._sampler.hold(_PAGE)
        self._checkup.run_quick_once()
        self._show_readings()

    def deactivate(self) -> None:
        """Measure no more; checks that run go on."""
        self._sampler.release(_PAGE)

    def reload(self) -> None:
        """Look at everything anew that is quickly looked at."""
        self._sampler.look_anew()
        self._checkup.run_quick()

    def close(self) -> None:
        """Stop the timers."""
        self._timer.stop()
        self.repairing.close()
        self.deactivate()
        self._sampler.close()

    def show_finding(self, finding: str) -> None:
        """Show what was found, and turn to its repair where there is one."""
        found = next((one for one in self._checkup.findings if one.id == finding), None)
        if found is None:
            return
        self._choose(found.check)
        if found.repair:
            self.want_repair(found.repair)

    @Slot(str)
    def want_repair(self, repair: str) -> None:
        """Turn to a repair."""
        self._ending = None
        self.repairing.want(repair)
        self._view.bring_repair_to_sight()

    def _connect(self) -> None:
        view, checkup, sampler = self._view, self._checkup, self._sampler
        sampler.measured.connect(self._show_readings)
        sampler.limits_changed.connect(self._show_readings)
        sampler.limits_changed.connect(self._show_limits)
        checkup.started.connect(self._on_started)
        checkup.result_came.connect(self._on_result)
        checkup.ended.connect(self._on_ended)
        view.heading.period_chosen.connect(sampler.set_period)
        sampler.period_changed.connect(view.heading.show_period)
        view.heading.limits_toggled.connect(self._toggle_limits)
        view.limits.changed.connect(sampler.set_limits)
        view.limits.left.connect(view.heading.limits.toggle)
        view.all_wanted.connect(self._run_all)
        view.quick_wanted.connect(self._run_quick)
        view.stop_wanted.connect(checkup.cancel)
        view.escaped.connect(self._escape)
        view.checks.chosen.connect(self._on_chosen)
        view.checks.run_wanted.connect(self._run_one)
        view.detail.run_wanted.connect(self._run_one)
        view.detail.repair_wanted.connect(self.want_repair)
        view.detail.rows_requested.connect(self.rows_requested)
        view.repair.open_wanted.connect(self.open_wanted)
        view.repair.undo_wanted.connect(self._undo)
        self.repairing.ended.connect(self._on_repaired)
        self.repairing.writing_wanted.connect(self._want_writing)
        self.repairing.left.connect(self._forget_ending)

    def _begin(self, carried: Carried) -> None:
        view = self._view
        view.heading.show_period(self._sampler.period_s)
        view.limits.show_limits(self._sampler.limits)
        view.card.show_content()
        self._show_checks(is_new_order=True)
        remembered = carried.check or self._state.text(_CHECK_KEY)
        self._has_chosen = any(check.id == remembered for check in CHECKS)
        self._choose(remembered if self._has_chosen else self._order[0])
        if carried.ending is not None:
            self.repairing.show_ending(carried.ending)
        elif carried.repair:
            self.repairing.want(carried.repair, carried.tried)

    @Slot()
    def _run_all(self) -> None:
        self._checkup.run(CHECKS)

    @Slot()
    def _run_quick(self) -> None:
        self._checkup.run(QUICK, tr("Quick checks"))

    @Slot(str)
    def _run_one(self, check: str) -> None:
        if not self._checkup.is_running:
            (wanted,) = checks_named([check])
            self._checkup.run((wanted,), wanted.title)

    @Slot()
    def _escape(self) -> None:
        """Stop what is under way: the checks first, then the repair; without either, turn away from it."""
        if self._checkup.is_running:
            self._checkup.cancel()
        elif self.repairing.is_busy:
            self.repairing.stop()
        else:
            self.repairing.leave()

    @Slot()
    def _on_started(self) -> None:
        self._view.work.begin(tr("Checking"))
        self._timer.start()
        self._show_progress()
        self._show_checks()
        self._show_buttons()

    @Slot(object)
    def _on_result(self, _result: CheckResult) -> None:
        self._show_checks()

    @Slot()
    def _on_ended(self) -> None:
        """Put the list in order now that nothing in it moves any more."""
        self._timer.stop()
        self._view.work.end()
        self._view.step.setText("")
        self._show_buttons()
        if self._checkup.failure is not None:
            self._show_failure(self._checkup.failure)
            return
        self._view.card.show_content()
        self._show_checks(is_new_order=True)
        if not self._has_chosen and self._checkup.results:
            self._choose(self._order[0])

    @Slot()
    def _show_progress(self) -> None:
        done, total, step = self._checkup.progress()
        self._view.work.show_progress(done, total)
        if total and total > 1:
            self._view.step.setText(
                tr("{done} of {total} · {step}", done=done, total=total, step=step) if step else ""
            )

    def _show_failure(self, error: InspectorError) -> None:
        self._view.card.show_failure(error, self._run_quick)

    def _show_buttons(self) -> None:
        self._view.show_run_buttons(are_wanted=not self._checkup.is_running)

    def _show_checks(self, *, is_new_order: bool = False) -> None:
        rows = check_rows(CHECKS, self._checkup)
        if is_new_order:
            rows = in_order(rows)
            self._order = tuple(row.check.id for row in rows)
        else:
            rows = tuple(sorted(rows, key=lambda row: self._order.index(row.check.id)))
        self._view.checks.show_rows(rows)
        self._view.heading.set_summary(summary_of(len(CHECKS), self._checkup))
        self._show_detail()

    def _choose(self, check: str) -> None:
        self._view.checks.show_current(check)
        self._view.checks.scrollTo(self._view.checks.currentIndex())
        self._show_detail()

    @Slot(str)
    def _on_chosen(self, check: str) -> None:
        self._has_chosen = True
        self._state.put(_CHECK_KEY, check)
        self._show_detail()

    def _show_detail(self) -> None:
        row = self._current_row()
        if row is not None:
            result = self._checkup.results.get(row.check.id)
            self._view.detail.show_check(row, result, is_running=self._checkup.is_running)

    def _current_row(self) -> CheckRow | None:
        current = self._view.checks.current_check
        rows = self._view.checks.checks.rows
        return next((row for row in rows if row.check.id == current), None)

    @Slot()
    def _show_readings(self) -> None:
        self._view.gauges.show_readings(self._sampler)
        latest = self._sampler.history.latest
        if latest is not None:
            self._show_now(latest)

    def _show_now(self, reading: Reading) -> None:
        self._view.users.show_reading(reading)
        if reading.inside is not None:
            self._view.settings.set_rows(setting_rows(reading.inside, self._app))

    @Slot()
    def _show_limits(self) -> None:
        """Those for all files may have been changed on the page Settings."""
        self._view.limits.show_limits(self._sampler.limits)

    @Slot(bool)
    def _toggle_limits(self, is_shown: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._view.limits.show_limits(self._sampler.limits)
        self._view.limits.setVisible(is_shown)
        if is_shown:
            self._view.verticalScrollBar().setValue(0)

    @Slot(object)
    def _on_repaired(self, repaired: Repaired) -> None:
        """Every page is to show what the file is now; what was proved stands in the list at once."""
        self._ending = repaired.ending
        self._checkup.adopt(tuple(proof.result for proof in repaired.proofs))
        self._show_checks(is_new_order=True)
        if repaired.has_changed:
            self.reopen_wanted.emit(None)

    @Slot()
    def _want_writing(self) -> None:
        self.reopen_wanted.emit(True)  # noqa: FBT003 - what the signal carries

    @Slot()
    def _forget_ending(self) -> None:
        self._ending = None

    @Slot()
    def _undo(self) -> None:
        if self._ending is not None and self._ending.point is not None:
            self.undo_wanted.emit(self._ending.point)

"""Decides what the page loads, when, and what each part shows of it.

Four parts load on their own: the findings, the key numbers, the sizes, the last backup. Each has its loading and its
failed state, and none waits for another. The gauges are measured once a second while the page is shown.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from hive_inspector.core.health.remarks import headline
from hive_inspector.gui.pages.overview.migration_line import migration_line
from hive_inspector.gui.pages.overview.readings import (
    backup_reading,
    free_reading,
    pool_reading,
    references_reading,
    response_reading,
    unreadable,
    wal_reading,
)
from hive_inspector.gui.pages.overview.sampling import Sampler
from hive_inspector.gui.pages.overview.shown import (
    bars_of,
    basis_of,
    facts_of,
    is_hive,
    number_titles,
    show_number,
    sizes_note,
    sizes_title,
    title_of,
)
from hive_inspector.gui.pages.overview.work import (
    Findings,
    Largest,
    count_up,
    find_largest,
    find_last_backup,
    look_at,
)
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.facts import FileFacts
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.health.backups import LastBackup
    from hive_inspector.core.health.vitals import Vitals
    from hive_inspector.core.hive.lineages import Identity
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.statistics.key_numbers import KeyNumber
    from hive_inspector.gui.pages.overview.view import OverviewView
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace

BACKUP_INTERVAL_MS = 60_000


class OverviewPresenter(QObject):
    """Loads the parts and hands them to the view.

    Signals:
        table_requested: The name of the table that the user wants to see.
    """

    table_requested = Signal(str)

    def __init__(self, workspace: Workspace, view: OverviewView, parent: QObject) -> None:
        super().__init__(parent)
        self._database = workspace.opened.database
        self._tasks = workspace.tasks
        self._view = view
        self._largest: Largest | None = None
        self._is_loaded = False
        self._round = 0
        """Counts the loadings, so that an older one's end is not taken for the present one's."""
        self._sizing: TaskHandle | None = None
        self._sampler = Sampler(self._database, self._tasks, self)
        self._sampler.measured.connect(self._show_vitals)
        self._sampler.failed.connect(self._show_no_vitals)
        self._backup_timer = QTimer(self)
        self._backup_timer.setInterval(BACKUP_INTERVAL_MS)
        self._backup_timer.timeout.connect(self._load_backup)
        view.sizes.row_chosen.connect(self._open_row)
        view.sizes.stop_wanted.connect(self._stop_sizing)
        opened = workspace.opened
        self._show_identity(opened.schema, opened.facts, opened.identity)

    @property
    def is_sampling(self) -> bool:
        """Whether the gauges are being measured."""
        return self._sampler.is_active

    def activate(self) -> None:
        """Load what is not loaded yet, and measure from now on."""
        if not self._is_loaded:
            self.reload()
        self._sampler.start()
        self._backup_timer.start()

    def deactivate(self) -> None:
        """Measure no more."""
        self._sampler.stop()
        self._backup_timer.stop()

    def reload(self) -> None:
        """Load every part anew."""
        self._is_loaded = True
        self._round += 1
        self._load_findings()
        self._load_numbers()
        self._load_sizes()
        self._load_backup()

    def close(self) -> None:
        """Stop the timers."""
        self.deactivate()

    @Slot()
    def _load_findings(self) -> None:
        self._view.verdict.show_loading("Looking at the file…")
        self._view.migrations.show_loading("Reading its migrations…")
        self._tasks.submit(
            self._look,
            on_result=self._show_findings,
            on_failure=self._show_no_findings,
            key="overview.findings",
        )

    def _look(self, token: CancelToken, progress: Progress) -> Findings:  # noqa: ARG002 - milliseconds
        return look_at(self._database, token)

    def _show_findings(self, findings: Findings) -> None:
        self._show_identity(findings.schema, findings.facts, findings.identity)
        remarks = findings.remarks
        self._view.verdict.set_verdict(
            headline(remarks), basis_of(findings), remarks, findings.assurances
        )
        hives = is_hive(findings.identity)
        line = migration_line(findings.bookkeeping, findings.statuses, is_hive=hives)
        self._view.migrations.set_line(line)
        self._view.gauges["references"].set_reading(
            references_reading(findings.references, findings.broken_references)
        )

    def _show_no_findings(self, error: InspectorError) -> None:
        self._view.verdict.set_title("The file could not be looked at")
        self._view.verdict.show_failure(error, self._load_findings)
        self._view.migrations.show_empty("Not known", "The file could not be looked at.")
        self._view.gauges["references"].set_reading(unreadable(error))

    def _show_identity(self, schema: Schema, facts: FileFacts, identity: Identity) -> None:
        self._view.set_title(title_of(identity, schema), " ".join(identity.evidence))
        self._view.set_numbers(number_titles(identity))
        self._view.facts.set_facts(facts_of(self._database, schema, facts, identity))

    def _load_numbers(self) -> None:
        self._tasks.submit(
            self._count,
            on_result=self._show_numbers,
            on_failure=self._show_no_numbers,
            on_cancelled=partial(self._show_uncounted, self._round),
            key="overview.numbers",
            title="Counting",
        )

    def _count(self, token: CancelToken, progress: Progress) -> tuple[KeyNumber, ...]:  # noqa: ARG002 - one statement a table
        return count_up(self._database, token)

    def _show_numbers(self, numbers: tuple[KeyNumber, ...]) -> None:
        self._view.set_numbers([(number.id, number.title) for number in numbers])
        for number in numbers:
            show_number(self._view.numbers[number.id], number)

    def _show_no_numbers(self, error: InspectorError) -> None:
        for card in self._view.numbers.values():
            card.set_unreadable(f"{error.message} {error.hint}")

    def _show_uncounted(self, round_: int) -> None:
        if round_ == self._round:
            for card in self._view.numbers.values():
                card.set_absent("Counting was stopped; reload to count again.", "not counted")

    @Slot()
    def _load_sizes(self) -> None:
        self._view.sizes.show_measuring()
        self._sizing = self._tasks.submit(
            self._measure,
            on_result=self._show_sizes,
            on_failure=self._show_no_sizes,
            on_cancelled=partial(self._show_unmeasured, self._round),
            lane=Lane.CHECKS,
            key="overview.sizes",
            title="Measuring tables",
        )

    def _measure(self, token: CancelToken, progress: Progress) -> Largest:
        return find_largest(self._database, token, progress)

    def _show_sizes(self, largest: Largest) -> None:
        self._largest = largest
        if largest.extents:
            self._view.sizes.set_bars(sizes_title(largest), sizes_note(largest), bars_of(largest))
        else:
            self._view.sizes.show_nothing()

    def _show_no_sizes(self, error: InspectorError) -> None:
        self._view.sizes.show_no_sizes(error, self._load_sizes)

    def _show_unmeasured(self, round_: int) -> None:
        if round_ == self._round:
            self._view.sizes.show_stopped()

    @Slot()
    def _stop_sizing(self) -> None:
        if self._sizing is not None:
            self._sizing.cancel()

    @Slot(int)
    def _open_row(self, row: int) -> None:
        if self._largest is not None:
            self.table_requested.emit(self._largest.extents[row].table)

    @Slot()
    def _load_backup(self) -> None:
        self._tasks.submit(
            self._look_for_backup,
            on_result=self._show_backup,
            on_failure=self._show_no_backup,
            lane=Lane.SAMPLER,
            key="overview.backup",
            quiet=True,
        )

    def _look_for_backup(self, token: CancelToken, progress: Progress) -> LastBackup:  # noqa: ARG002 - milliseconds
        return find_last_backup(self._database, token)

    def _show_backup(self, backup: LastBackup) -> None:
        self._view.gauges["backup"].set_reading(backup_reading(backup, datetime.now(UTC)))

    def _show_no_backup(self, error: InspectorError) -> None:
        self._view.gauges["backup"].set_reading(unreadable(error))

    @Slot(object)
    def _show_vitals(self, vitals: Vitals) -> None:
        gauges = self._view.gauges
        recent = self._sampler.recent_response_ms
        gauges["response"].set_reading(response_reading(vitals.response_ms, recent))
        gauges["pool"].set_reading(pool_reading(vitals))
        gauges["wal"].set_reading(wal_reading(vitals))
        gauges["free"].set_reading(free_reading(vitals))

    @Slot(object)
    def _show_no_vitals(self, error: InspectorError) -> None:
        for name in ("response", "pool", "wal", "free"):
            self._view.gauges[name].set_reading(unreadable(error))

"""Decides what the page loads, when, and what each part shows of it.

Three parts load on their own: the findings, the key numbers, the sizes. Each has its loading and its failed state, and
none waits for another. The gauges are measured while the page is shown, and the verdict follows the checks.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.core.language import tr
from hive_inspector.gui.gauge_readings import (
    gauge_reading,
    moment_of,
    references_reading,
    unreadable,
)
from hive_inspector.gui.pages.overview.courses import Courses
from hive_inspector.gui.pages.overview.migration_line import migration_line
from hive_inspector.gui.pages.overview.shown import (
    bars_of,
    counted_table,
    facts_of,
    is_hive,
    number_titles,
    show_number,
    sizes_note,
    sizes_title,
    title_of,
)
from hive_inspector.gui.pages.overview.verdict import verdict_of
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.facts import FileFacts
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.hive.lineages import Identity
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.statistics.key_numbers import KeyNumber
    from hive_inspector.gui.checkup import Checkup
    from hive_inspector.gui.pages.overview.view import OverviewView
    from hive_inspector.gui.pages.overview.work import Answers, Findings, Largest
    from hive_inspector.gui.sampling import Sampler
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace

_PAGE = "overview"
_MEASURED = ("response", "pool", "wal", "free", "backup")
"""The gauges that are measured; that of the references is read with the schema."""


class OverviewPresenter(QObject):
    """Loads the parts and hands them to the view.

    Signals:
        table_requested: The name of the table that the user wants to see.
        finding_requested: The id of the finding that the user wants to see, or to have repaired.
        page_requested: The id of the page that a card leads to.
    """

    table_requested = Signal(str)
    finding_requested = Signal(str)
    page_requested = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        view: OverviewView,
        sampler: Sampler,
        checkup: Checkup,
        answers: Answers,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._opened = workspace.opened
        self._answers = answers
        self._tasks = workspace.tasks
        self._view = view
        self._largest: Largest | None = None
        self._is_loaded = False
        self._round = 0
        """Counts the loadings, so that an older one's end is not taken for the present one's."""
        self._sizing: TaskHandle | None = None
        self._findings: Findings | None = None
        self._sampler = sampler
        self._sampler.measured.connect(self._show_reading)
        self._sampler.limits_changed.connect(self._show_reading)
        self._checkup = checkup
        self._checkup.ended.connect(self._show_verdict)
        view.verdict.finding_chosen.connect(self.finding_requested)
        view.sizes.row_chosen.connect(self._open_row)
        view.sizes.stop_wanted.connect(self._stop_sizing)
        opened = workspace.opened
        view.page_chosen.connect(self.page_requested)
        view.number_chosen.connect(self._follow_number)
        self._courses = Courses(answers.source, self._tasks, workspace.theme, view, self)
        self._schema = opened.schema
        self._show_identity(opened.schema, opened.facts, opened.identity)

    @property
    def is_sampling(self) -> bool:
        """Whether the gauges are being measured."""
        return self._sampler.is_held_by(_PAGE)

    def activate(self) -> None:
        """Load what is not loaded yet, and measure from now on."""
        if not self._is_loaded:
            self._load()
            self._checkup.run_quick_once()
        self._sampler.hold(_PAGE)

    def deactivate(self) -> None:
        """Measure no more."""
        self._sampler.release(_PAGE)

    def reload(self) -> None:
        """Load every part anew, and check what is quickly checked."""
        self._load()
        self._sampler.look_anew()
        self._checkup.run_quick()

    def close(self) -> None:
        """Measure no more."""
        self.deactivate()
        self._sampler.close()

    def _load(self) -> None:
        self._is_loaded = True
        self._round += 1
        self._load_findings()
        self._load_numbers()
        self._load_sizes()
        self._courses.load()

    @Slot()
    def _load_findings(self) -> None:
        self._view.verdict.show_loading(tr("Looking at the file…"))
        self._view.migrations.show_loading(tr("Reading its migrations…"))
        self._tasks.submit(
            self._look,
            on_result=self._show_findings,
            on_failure=self._show_no_findings,
            key="overview.findings",
        )

    def _look(self, token: CancelToken, progress: Progress) -> Findings:  # noqa: ARG002 - milliseconds
        return self._answers.look_at(token)

    def _show_findings(self, findings: Findings) -> None:
        self._show_identity(findings.schema, findings.facts, findings.identity)
        self._findings = findings
        self._show_verdict()
        hives = is_hive(findings.identity)
        line = migration_line(findings.bookkeeping, findings.statuses, is_hive=hives)
        self._view.migrations.set_line(line)
        self._view.gauges["references"].set_reading(
            references_reading(findings.references, findings.broken_references)
        )

    @Slot()
    def _show_verdict(self) -> None:
        """What the checks found, as soon as they have found it; until then what the first look tells."""
        if self._findings is not None:
            self._view.verdict.show_verdict(verdict_of(self._findings, self._checkup))

    def _show_no_findings(self, error: InspectorError) -> None:
        self._view.verdict.set_title(tr("The file could not be looked at"))
        self._view.verdict.show_failure(error, self._load_findings)
        self._view.migrations.show_empty(tr("Not known"), tr("The file could not be looked at."))
        self._view.gauges["references"].set_reading(unreadable(error))

    def _show_identity(self, schema: Schema, facts: FileFacts, identity: Identity) -> None:
        self._view.set_title(title_of(identity, schema), " ".join(identity.evidence))
        self._schema = schema
        self._view.set_numbers(number_titles(identity))
        self._courses.show_numbers()
        self._view.facts.set_facts(facts_of(self._opened, schema, facts, identity))

    def _load_numbers(self) -> None:
        self._tasks.submit(
            self._count,
            on_result=self._show_numbers,
            on_failure=self._show_no_numbers,
            on_cancelled=partial(self._show_uncounted, self._round),
            key="overview.numbers",
            title=tr("Counting"),
        )

    def _count(self, token: CancelToken, progress: Progress) -> tuple[KeyNumber, ...]:  # noqa: ARG002 - one statement a table
        return self._answers.count_up(token)

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
                card.set_absent(
                    tr("Counting was stopped; reload to count again."), tr("not counted")
                )

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
            title=tr("Measuring tables"),
        )

    def _measure(self, token: CancelToken, progress: Progress) -> Largest:
        return self._answers.find_largest(token, progress)

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

    @Slot(str)
    def _follow_number(self, name: str) -> None:
        """To its course, or where it has none to the table that it counts."""
        table = counted_table(name, self._schema)
        if table:
            self.table_requested.emit(table)
        else:
            self.page_requested.emit("statistics")

    @Slot(int)
    def _open_row(self, row: int) -> None:
        if self._largest is not None:
            self.table_requested.emit(self._largest.extents[row].table)

    @Slot()
    def _show_reading(self) -> None:
        moment = moment_of(self._sampler.history, self._sampler.limits)
        if moment is not None:
            for name in _MEASURED:
                self._view.gauges[name].set_reading(gauge_reading(name, moment))

"""Decides what the page loads and shows; the change at hand is `changing`'s."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.interrupted import forget
from hive_inspector.core.migrations.bookkeeping.status import MigrationState
from hive_inspector.gui.pages.migrations.changes import Carried, Change, Kind
from hive_inspector.gui.pages.migrations.changing import ChangePresenter
from hive_inspector.gui.pages.migrations.choosing import (
    default_change,
    first_of_interest,
    still,
)
from hive_inspector.gui.pages.migrations.planned import (
    ADOPT,
    LOOK_AGAIN,
    REPAIR,
    SWITCH,
    UNDERSTOOD,
    news_of,
)
from hive_inspector.gui.pages.migrations.shown import step_of
from hive_inspector.gui.pages.migrations.versions import (
    can_go_back,
    empty_words,
    recorded_version,
    subtitle_of,
    version_rows,
)
from hive_inspector.gui.pages.migrations.work import count_losses, look, read_stories

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.migrations.bookkeeping.interrupted import InterruptedRun
    from hive_inspector.core.migrations.bookkeeping.status import MigrationStatus
    from hive_inspector.core.migrations.planning.losses import CountedLoss
    from hive_inspector.core.migrations.planning.preview import StepPreview
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.core.migrations.scripts.script import Script
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.pages.migrations.view import MigrationsView
    from hive_inspector.gui.pages.migrations.work import Standing
    from hive_inspector.gui.widgets.change.note_row import Note
    from hive_inspector.gui.widgets.change.told import Ending
    from hive_inspector.gui.workspace import Workspace

_VERSION_KEY = "migrations.version"


class MigrationsPresenter(QObject):
    """Loads the page and reacts to the user.

    Signals:
        reopen_wanted: The file is to be opened anew: for writing (True), or as it is open now (None).
    """

    reopen_wanted = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        view: MigrationsView,
        carried: Carried,
        parent: QObject,
        standing: Callable[[], Standing] | None = None,
    ) -> None:
        """Load nothing yet.

        Args:
            workspace: The open file.
            view: The page.
            carried: What the page of the same file had before it was opened anew.
            parent: The owner.
            standing: Tells where it stands, where the file is not here to be looked at.
        """
        super().__init__(parent)
        self._told = standing
        self._workspace = workspace
        self._view = view
        self._carried = carried
        self._standing: Standing | None = None
        self._stories: Mapping[int, StepPreview] = {}
        self._losses: dict[int, Sequence[CountedLoss]] = {}
        self._line = -1
        self._ending = carried.ending
        self._is_loaded = False
        self.changing = ChangePresenter(workspace.tasks, view, self)
        self.changing.ended.connect(self._on_ended)
        self.changing.busy_changed.connect(self._on_busy)
        self.changing.prepared.connect(self._bring_change_to_sight)
        self._connect()

    @property
    def carried(self) -> Carried:
        """What the page of the file that is opened anew should go on from."""
        status = self._status()
        version = status.version if status else None
        return Carried(
            chosen=version if isinstance(version, int) else None,
            change=self.changing.change,
            scripts=self._standing.scripts if self._standing else None,
            rehearsal=self.changing.rehearsal,
            ending=self._ending,
        )

    def activate(self) -> None:
        """Load what is not loaded yet."""
        if not self._is_loaded:
            self._load(self._carried.scripts)

    @Slot()
    def reload(self) -> None:
        """Look at the file and the scripts anew, unless a change is under way."""
        if not self.changing.is_busy:
            self._ending = None
            self._load(None)

    def close(self) -> None:
        """Stop the timers."""
        self.changing.close()

    def _connect(self) -> None:
        view = self._view
        view.versions.chosen.connect(self._choose)
        view.step.repair_wanted.connect(self._repair_chosen)
        view.heading.rehearse_wanted.connect(self.changing.rehearse)
        view.heading.go_wanted.connect(self.changing.go)
        view.heading.roll_back_wanted.connect(self._think_of_rolling_back)
        view.restore.restore_wanted.connect(self._think_of_restoring)
        view.change.acted.connect(self._act)
        view.change.left.connect(self._leave_change)
        view.change.undo_wanted.connect(self._think_of_undoing)
        view.news.acted.connect(self._act)
        view.escaped.connect(self._escape)

    def _load(self, scripts: tuple[Script, ...] | None) -> None:
        self._is_loaded = True
        for card in (self._view.timeline, self._view.step, self._view.restore):
            card.show_loading(tr("Reading the migrations…"))
        self._workspace.tasks.submit(
            partial(_look, self._workspace, scripts) if self._told is None else _Asks(self._told),
            on_result=self._show,
            on_failure=self._show_failure,
            key="migrations.look",
            title=tr("Reading the migrations"),
        )

    def _show(self, standing: Standing) -> None:
        is_first, self._standing = self._standing is None, standing
        self._losses.clear()
        view = self._view
        view.heading.subtitle.setText(subtitle_of(standing))
        view.heading.roll_back.setVisible(self._told is None and can_go_back(standing))
        view.restore.setVisible(self._told is None)
        view.restore.show_copies(standing.copies, standing.folder)
        self._show_versions(standing)
        self._load_stories(standing)
        if is_first and self._ending is not None:
            self.changing.show(standing, None)
            self.changing.show_ending(self._ending)
        elif is_first and self._carried.change is not None:
            self.changing.show(standing, None)
            self.changing.want(still(standing, self._carried.change), self._carried.rehearsal)
        else:
            self.changing.show(standing, self._default_change())
        self._show_news()

    def _show_versions(self, standing: Standing) -> None:
        rows = version_rows(standing)
        self._view.versions.show_rows(rows)
        if not rows:
            self._view.timeline.show_empty(*empty_words(standing))
            self._view.step.hide()
            return
        self._view.timeline.show_content()
        self._view.step.show()
        wanted = self._left_at() if self._line < 0 else rows[min(self._line, len(rows) - 1)].version
        found = [at for at, row in enumerate(rows) if row.version == wanted]
        self._line = found[0] if found else first_of_interest(standing)
        self._view.versions.show_current(self._line)
        self._show_step()

    def _left_at(self) -> int | None:
        """The version that was chosen before the file was opened anew, or when it was left."""
        if self._carried.chosen is not None or self._workspace.state.get(_VERSION_KEY) is None:
            return self._carried.chosen
        return self._workspace.state.number(_VERSION_KEY, -1)

    def _load_stories(self, standing: Standing) -> None:
        self._workspace.tasks.submit(
            partial(_read_stories, standing),
            on_result=self._show_stories,
            key="migrations.stories",
            title=tr("Reading the scripts"),
        )

    def _show_stories(self, stories: Mapping[int, StepPreview]) -> None:
        self._stories = stories
        self._show_step()

    def _show_failure(self, error: InspectorError) -> None:
        self._view.timeline.show_failure(error, self.reload)
        for card in (self._view.step, self._view.restore):
            card.show_empty(tr("Not known"), tr("The migrations could not be read."))
        self.changing.want(None)

    def _status(self) -> MigrationStatus | None:
        if self._standing is None or not 0 <= self._line < len(self._standing.statuses):
            return None
        return self._standing.statuses[self._line]

    def _show_step(self) -> None:
        standing, status = self._standing, self._status()
        if standing is None or status is None:
            return
        version = status.version if isinstance(status.version, int) else -1
        losses = self._losses.get(version)
        self._view.step.show_step(step_of(standing, status, self._stories.get(version), losses))
        is_there = status.state is not MigrationState.PENDING
        if (
            self._told is None
            and losses is None
            and is_there
            and any(s.version == version for s in standing.scripts)
        ):
            self._workspace.tasks.submit(
                partial(_count_losses, standing, version),
                on_result=partial(self._show_losses, version),
                key="migrations.losses",
            )

    def _show_losses(self, version: int, losses: Sequence[CountedLoss]) -> None:
        self._losses[version] = losses
        self._show_step()

    @Slot(int)
    def _choose(self, line: int) -> None:
        self._line = line
        self._show_step()
        status = self._status()
        if status is not None and isinstance(status.version, int):
            self._workspace.state.put(_VERSION_KEY, status.version)
        if status is None or self.changing.is_busy:
            return
        if self._told is not None:
            return
        if status.state is MigrationState.PENDING and isinstance(status.version, int):
            wanted = Change(Kind.MIGRATE, to=status.version)
            if wanted != self.changing.change:
                self._turn_to(wanted)

    def _default_change(self) -> Change | None:
        if self._standing is None or self._told is not None:
            return None
        status = self._status()
        return default_change(self._standing, status.version if status else None)

    def _turn_to(self, change: Change | None) -> None:
        self._ending = None
        self.changing.want(change)
        self._show_news()

    @Slot()
    def _leave_change(self) -> None:
        self._turn_to(self._default_change())

    @Slot()
    def _escape(self) -> None:
        """Stop what is under way, else turn away from the change that the user turned to."""
        if self.changing.is_busy:
            self.changing.stop()
        elif self._ending is not None or self.changing.change != self._default_change():
            self._leave_change()

    @Slot()
    def _think_of_rolling_back(self) -> None:
        """To the version before, or to the chosen one where that is an earlier one."""
        if self._standing is None:
            return
        newest, status = recorded_version(self._standing), self._status()
        chosen = status.version if status and isinstance(status.version, int) else newest
        self._turn_to(Change(Kind.ROLL_BACK, to=chosen if 0 < chosen < newest else newest - 1))

    def show_restore(self, point: RestorePoint) -> None:
        """Show what a restore would mean, at once or as soon as the page has loaded."""
        if self._standing is None:
            self._carried = replace(self._carried, change=Change(Kind.RESTORE, point=point))
            self._ending = None
        else:
            self._think_of_restoring(point)

    @Slot(object)
    def _think_of_restoring(self, point: RestorePoint) -> None:
        self._turn_to(Change(Kind.RESTORE, point=point))

    @Slot()
    def _think_of_undoing(self) -> None:
        if self._ending is not None and self._ending.point is not None:
            self._think_of_restoring(self._ending.point)

    @Slot()
    def _repair_chosen(self) -> None:
        status = self._status()
        repair = self._standing.repair_at(status.version) if self._standing and status else None
        if repair is not None:
            self._turn_to(Change(Kind.REPAIR, repair=repair))

    def _repair(self, name: str) -> None:
        for repair in self._standing.repairs if self._standing else ():
            if repair.id == name:
                self._turn_to(Change(Kind.REPAIR, repair=repair))

    @Slot(object)
    def _act(self, note: Note) -> None:
        if self._standing is None or self.changing.is_busy:
            return
        action = note.action
        if action == SWITCH:
            self.reopen_wanted.emit(True)  # noqa: FBT003 - what the signal carries
        elif action == ADOPT:
            self._turn_to(Change(Kind.ADOPT))
        elif action == REPAIR:
            self._repair(note.about)
        elif action == LOOK_AGAIN:
            self.reload()
        elif action == UNDERSTOOD and self._standing is not None:
            self._workspace.tasks.submit(
                partial(_forget, self._standing.interrupted), on_result=self._on_forgotten
            )

    def _on_forgotten(self, _: None) -> None:
        if self._standing is not None:
            self._standing = replace(self._standing, interrupted=())
            self._show_news()

    @Slot()
    def _show_news(self) -> None:
        """What does not fit is told here, unless the change at hand tells it already."""
        if self._standing is None:
            return
        change = self.changing.change
        self._view.show_news(news_of(self._standing, change))
        self._view.put_change_first(is_first=change is not None and change.kind is not Kind.MIGRATE)

    @Slot(object)
    def _on_ended(self, ending: Ending) -> None:
        """Every page is to show what the file is now."""
        self._ending = ending
        self.changing.show_ending(ending)
        self.reopen_wanted.emit(None)

    @Slot()
    def _bring_change_to_sight(self) -> None:
        """Where the user asked for it; what is offered by itself does not move the page."""
        if self.changing.change != self._default_change():
            self._view.bring_to_sight(self._view.change)

    @Slot(bool)
    def _on_busy(self, is_busy: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._view.heading.roll_back.setEnabled(not is_busy)
        self._view.restore.setEnabled(not is_busy)


class _Asks:
    """Asks where a file stands that is not here."""

    def __init__(self, standing: Callable[[], Standing]) -> None:
        self._standing = standing

    def __call__(self, _token: CancelToken, _progress: Progress) -> Standing:
        return self._standing()


def _look(
    workspace: Workspace,
    scripts: tuple[Script, ...] | None,
    token: CancelToken,
    _progress: Progress,
) -> Standing:
    return look(workspace.opened.database, scripts, token)


def _read_stories(
    standing: Standing, token: CancelToken, _progress: Progress
) -> Mapping[int, StepPreview]:
    return read_stories(standing.scripts, token)


def _count_losses(
    standing: Standing, version: int, token: CancelToken, _progress: Progress
) -> tuple[CountedLoss, ...]:
    return count_losses(standing, version, token)


def _forget(runs: tuple[InterruptedRun, ...], _token: CancelToken, _progress: Progress) -> None:
    forget(runs)

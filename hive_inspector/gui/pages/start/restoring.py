"""Leads from a file that cannot be opened to one of its backups: choose, see what is in it, restore."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.start.restore_card import RestoreCard, moment_text
from hive_inspector.gui.pages.start.restore_work import (
    Check,
    RestoreOver,
    find_sources,
    look_at,
)
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.audit import AuditTrail
    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.migrations.restore_points.restoring import Restored
    from hive_inspector.gui.pages.start.restore_work import Seen, Source, Sources
    from hive_inspector.gui.tasks import TaskHandle, TaskRunner
    from hive_inspector.gui.theme.theme import Theme

_KEY = "start.restore"


class Restoring(QObject):
    """Has the backups of one file found, looked into and restored.

    Signals:
        restored: The file has the content of a backup: its path, and the `Restored`.
    """

    restored = Signal(object, object)

    def __init__(
        self, theme: Theme, tasks: TaskRunner, trail: AuditTrail | None, parent: QWidget
    ) -> None:
        """Make the card, which is hidden.

        Args:
            theme: For what is drawn in it.
            tasks: The program's own.
            trail: Where it is recorded; the user's own if None.
            parent: The owner.
        """
        super().__init__(parent)
        self.card = RestoreCard(theme, parent)
        self._tasks = tasks
        self._trail = trail
        self._path = Path()
        self._handle: TaskHandle | None = None
        self._password: Password | None = None
        self.card.chosen.connect(self._on_chosen)
        self.card.other_wanted.connect(self._choose_other)
        self.card.left.connect(self.leave)
        self.card.stop_wanted.connect(self._stop)
        tasks.changed.connect(self._show_progress)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._handle is not None

    def begin(self, path: Path) -> None:
        """Offer what there is for a file."""
        if self.is_busy:
            return
        self._path = path
        self.card.asking.put_away()
        self._tasks.submit(
            partial(find_sources, path),
            on_result=self._show,
            on_failure=self._on_failure,
            key=_KEY,
        )

    @Slot()
    def leave(self) -> None:
        """Offer nothing any more; a restore under way goes on, and is told when it is over."""
        if not self.is_busy:
            self.card.asking.put_away()
            self.card.hide()

    def _show(self, sources: Sources) -> None:
        self.card.show_sources(self._path.name, sources)
        (self.card.table if sources.found else self.card.other).setFocus()

    @Slot()
    def _choose_other(self) -> None:
        dialog = QFileDialog(self.card, tr("Choose a backup"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setDirectory(str(self._path.parent))
        dialog.fileSelected.connect(self.add)
        dialog.open()

    @Slot(str)
    def add(self, path: str) -> None:
        """Look at a file that the user chose."""
        self._tasks.submit(
            partial(look_at, Path(path)),
            on_result=self._on_looked_at,
            on_failure=self._on_failure,
            key=_KEY,
        )

    def _on_looked_at(self, source: Source) -> None:
        self.card.add_source(source)

    @Slot(object)
    def _on_chosen(self, source: Source) -> None:
        self.card.say("")
        self.card.asking.put_away()
        if self.is_busy:
            return
        if source.point is not None:
            told = tr("It is complete, and was made by this program.")
            self._ask(source, None, told, moment_text(source.point.made_at))
        elif source.is_encrypted:
            self.card.asking.ask(
                tr("It is encrypted. Its content can be seen with the password it was made with."),
                tr("Look inside"),
                partial(self._check, source),
                needs_password=True,
            )
        else:
            self._check(source, None)

    def _check(self, source: Source, password: Password | None) -> None:
        self._begin(
            self._tasks.submit(
                Check(source, password),
                on_result=partial(self._on_checked, source, password),
                on_failure=self._on_failure,
                on_cancelled=self._on_stopped,
                key=_KEY,
                title=tr("Checking {name}", name=source.path.name),
            )
        )

    def _on_checked(self, source: Source, password: Password | None, seen: Seen) -> None:
        self._end()
        made = moment_text(seen.made_at)
        told = (
            tr("It is whole: {lineage}, of {moment}.", lineage=seen.lineage, moment=made)
            if seen.version is None
            else tr(
                "It is whole: {lineage}, version {version}, of {moment}.",
                lineage=seen.lineage,
                version=seen.version,
                moment=made,
            )
        )
        self._ask(source, password, told, made)

    def _ask(self, source: Source, password: Password | None, told: str, moment: str) -> None:
        self.card.say(told, "ok")
        self.card.asking.ask(
            tr(
                "{name} gets the content of {copy}. What it has now stays beside it, byte for byte.",
                name=self._path.name,
                copy=source.path.name,
            ),
            tr("Restore what it was on {moment}", moment=moment),
            partial(self._restore, source, password),
            role="danger",
        )

    def _restore(self, source: Source, password: Password | None, _typed: Password | None) -> None:
        work = RestoreOver(self._path, source, password, self._trail)
        self.card.say("")
        self._begin(
            self._tasks.submit(
                work,
                on_result=self._on_restored,
                on_failure=self._on_failure,
                on_cancelled=partial(self._on_restore_stopped, work),
                lane=Lane.WRITER,
                title=tr("Restoring {name}", name=self._path.name),
            )
        )

    def _on_restored(self, done: Restored) -> None:
        self._end()
        self.card.hide()
        self.restored.emit(self._path, done)

    def _on_restore_stopped(self, work: RestoreOver) -> None:
        """The stop came before the last piece was copied, unless the work ended all the same."""
        if work.done is not None:
            self._on_restored(work.done)
        else:
            self._on_stopped()

    def _on_stopped(self) -> None:
        self._end()
        self.card.say(tr("It was stopped. The file is as it was."))

    def _on_failure(self, error: InspectorError) -> None:
        self._end()
        self.card.show()
        self.card.say(" ".join(filter(None, (error.message, error.hint))), "problem")

    def _begin(self, handle: TaskHandle) -> None:
        self._handle = handle
        self.card.set_busy(busy=True)
        self._show_progress()

    def _end(self) -> None:
        self._handle = None
        self.card.set_busy(busy=False)

    @Slot()
    def _stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()

    @Slot()
    def _show_progress(self) -> None:
        if self._handle is not None and self._handle.is_running:
            task = self._handle.view()
            self.card.progress.show_progress(task.title, task.step, task.done, task.total)

"""Decides what the list of copies shows, and has done with them what the user wants."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.core.database.target import Access
from hive_inspector.core.language import plural, tr
from hive_inspector.core.paths import shown_path
from hive_inspector.gui.pages.support.backups_work import Clear, Make, Restore, Verify, find_copies
from hive_inspector.gui.pages.support.clearing_dialog import ClearingDialog
from hive_inspector.gui.pages.support.job import Job
from hive_inspector.gui.pages.support.making_dialog import MakingDialog
from hive_inspector.gui.pages.support.words import kind_text, moment_text
from hive_inspector.gui.tasks import Lane
from hive_inspector.gui.too_damaged import too_damaged_to_write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.database.wrapping import Password, Wrapping
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.migrations.restore_points.restoring import Restored
    from hive_inspector.core.support.backups.listing import StoredBackup
    from hive_inspector.core.support.backups.making import MadeBackup
    from hive_inspector.core.support.backups.retention import Retention
    from hive_inspector.core.support.backups.verifying import Verification
    from hive_inspector.gui.pages.support.backups_panel import BackupsPanel
    from hive_inspector.gui.pages.support.backups_work import Copy, Kept
    from hive_inspector.gui.workspace import Workspace

    _Act = Callable[[Copy, Password | None], None]


class BackupsPresenter(QObject):
    """Has the copies found, made, verified, opened and restored.

    Signals:
        open_wanted: A path is to be opened in this window, with a `Password` or None.
        compare_wanted: The open file is to be compared with a path, with a `Password` or None.
        undo_wanted: The `RestorePoint` to go back to; what that would mean is told elsewhere.
        reopen_wanted: The file is to be opened anew: for writing (True), or as it is open now (None).
        changed: Something was done that is on record.
    """

    open_wanted = Signal(object, object)
    compare_wanted = Signal(object, object)
    undo_wanted = Signal(object)
    reopen_wanted = Signal(object)
    changed = Signal()

    def __init__(self, workspace: Workspace, panel: BackupsPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._panel = panel
        self._job = Job(workspace.tasks, panel.run, self)
        self._kept: Kept | None = None
        self._current: Path | None = None
        self.dialog: MakingDialog | ClearingDialog | None = None
        detail = panel.detail
        self._job.busy_changed.connect(self._on_busy)
        panel.make_wanted.connect(self.ask_to_make)
        panel.clear_wanted.connect(self.ask_to_clear)
        panel.chosen.connect(self._on_chosen)
        detail.verify_wanted.connect(self._on_verify)
        detail.open_wanted.connect(self._on_open)
        detail.compare_wanted.connect(self._on_compare)
        detail.restore_wanted.connect(self._on_restore)

    def load(self) -> None:
        """Look what there is."""
        self._panel.show_loading(tr("Looking for backups…"))
        self._workspace.tasks.submit(
            partial(find_copies, self._workspace.opened),
            on_result=self._show,
            on_failure=self._show_failure,
            key="support.backups",
        )

    def close(self) -> None:
        """The file is being closed."""
        if self.dialog is not None:
            self.dialog.close()

    @Slot()
    def ask_to_make(self) -> None:
        """Ask in which form."""
        if self.dialog is not None or self._kept is None:
            return
        name = self._workspace.opened.database.real_path.name
        folder = shown_path(self._kept.places.folder)
        dialog = MakingDialog(self._workspace.theme, name, folder, self._panel)
        dialog.wanted.connect(self._make)
        self.show_dialog(dialog)

    @Slot()
    def ask_to_clear(self) -> None:
        """Show what is too old, and ask whether it is to go."""
        if self.dialog is not None or self._kept is None or not self._kept.retention.old:
            return
        dialog = ClearingDialog(self._workspace.theme, self._kept.retention, self._panel)
        dialog.wanted.connect(self._clear)
        self.show_dialog(dialog)

    def show_dialog(self, dialog: MakingDialog | ClearingDialog) -> None:
        """Show a dialog, which is the only one until it is gone."""
        self.dialog = dialog
        dialog.finished.connect(self._on_dialog_gone)
        dialog.open()

    @Slot()
    def _on_dialog_gone(self) -> None:
        self.dialog = None

    def _show(self, kept: Kept) -> None:
        self._kept = kept
        self._panel.make.setEnabled(not self._job.is_busy)
        self._panel.show_kept(kept, self._current)

    def _show_failure(self, error: InspectorError) -> None:
        self._panel.make.setEnabled(False)
        self._panel.state.show_failure(error, self.load)
        self._panel.show_state()

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._panel.make.setEnabled(not busy)
        self._panel.clear.setEnabled(not busy)
        self._panel.detail.set_busy(busy=busy)

    @Slot(object)
    def _on_chosen(self, copy: Copy) -> None:
        self._current = copy.path

    @Slot(object, object)
    def _make(self, wrapping: Wrapping, password: Password | None) -> None:
        self._job.run(
            Make(self._workspace.opened, wrapping, password, self._workspace.audit),
            title=tr("Making a backup"),
            on_result=self._on_made,
            on_failure=self._on_not_made,
            on_cancelled=self._on_making_stopped,
        )

    def _on_made(self, made: MadeBackup) -> None:
        self._current = made.path
        self._workspace.notifications.information(
            tr("{name} was made.", name=made.path.name),
            tr("It lies in {path}.", path=shown_path(made.path.parent)),
        )
        self._reload()

    def _on_not_made(self, error: InspectorError) -> None:
        self._workspace.notifications.failure(error)
        self.changed.emit()

    def _on_making_stopped(self) -> None:
        self._workspace.notifications.information(tr("No backup was made."), tr("It was stopped."))
        self.changed.emit()

    @Slot(object)
    def _clear(self, retention: Retention) -> None:
        self._job.run(
            Clear(self._workspace.opened, retention, self._workspace.audit),
            title=tr("Removing old backups"),
            on_result=partial(self._on_cleared, retention),
            on_failure=self._on_not_cleared,
            on_cancelled=self._reload,
        )

    def _on_cleared(self, retention: Retention, removed: tuple[StoredBackup, ...]) -> None:
        names = "\n".join(one.path.name for one in removed)
        left = len(retention.old) - len(removed)
        told = plural(
            len(removed), "{count:,} old backup was removed.", "{count:,} old backups were removed."
        )
        if left:
            hint = tr(
                "{left:,} stayed: they are needed after all, or cannot be removed.", left=left
            )
            self._workspace.notifications.warning(told, hint, names)
        else:
            self._workspace.notifications.information(told, detail=names)
        self._reload()

    def _on_not_cleared(self, error: InspectorError) -> None:
        self._workspace.notifications.failure(error)
        self._reload()

    @Slot(object)
    def _on_verify(self, copy: Copy) -> None:
        if copy.is_encrypted:
            words = tr("Its content can be checked with the password that it was made with.")
            act = partial(self._verify, copy)
            self._panel.detail.asking.ask(words, tr("Verify"), act, needs_password=True)
        else:
            self._verify(copy, None)

    def _verify(self, copy: Copy, password: Password | None) -> None:
        self._panel.detail.say("")
        self._job.run(
            Verify(copy, password, self._workspace.audit),
            title=tr("Verifying {name}", name=copy.path.name),
            on_result=self._on_verified,
            on_failure=self._on_failure,
            on_cancelled=partial(self._on_stopped, tr("Verifying was stopped.")),
        )

    def _on_verified(self, found: Verification) -> None:
        if found.verdict.is_whole:
            told = (
                tr("It is what it was when it was made")
                if found.has_manifest
                else tr("It can be read")
            )
            self._panel.detail.say(tr("{told}, and the database in it is sound.", told=told), "ok")
        else:
            self._panel.detail.say(tr("It should not be relied on."), "problem")
        self._reload()

    def _on_failure(self, error: InspectorError) -> None:
        self._panel.detail.say_failure(error)
        self.changed.emit()

    def _on_stopped(self, words: str) -> None:
        self._panel.detail.say(words)
        self.changed.emit()

    @Slot(object)
    def _on_open(self, copy: Copy) -> None:
        self._with_password(
            copy,
            tr("Open"),
            tr("It opens here in place of the file; nothing is written."),
            self._open,
        )

    @Slot(object)
    def _on_compare(self, copy: Copy) -> None:
        self._with_password(
            copy,
            tr("Compare"),
            tr("It is unpacked privately and compared with the file."),
            self._compare,
        )

    def _with_password(self, copy: Copy, action: str, words: str, act: _Act) -> None:
        """Do it, after asking for the password where there is one."""
        if copy.is_encrypted:
            self._panel.detail.asking.ask(words, action, partial(act, copy), needs_password=True)
        else:
            act(copy, None)

    def _open(self, copy: Copy, password: Password | None) -> None:
        self.open_wanted.emit(copy.path, password)

    def _compare(self, copy: Copy, password: Password | None) -> None:
        self.compare_wanted.emit(copy.path, password)

    @Slot(object)
    def _on_restore(self, copy: Copy) -> None:
        if copy.point is not None:
            self.undo_wanted.emit(copy.point)
            return
        opened, asking = self._workspace.opened, self._panel.detail.asking
        name = opened.database.real_path.name
        if opened.database.opened.salvaging:
            self._panel.detail.say_failure(too_damaged_to_write(name))
            return
        if opened.database.target.access is Access.READ_ONLY:
            words = tr(
                "{name} is open for reading only. Open it for writing, then restore.", name=name
            )
            asking.ask(words, tr("Open for writing"), self._open_for_writing)
            return
        words = tr(
            "{name} gets the content that it had {moment}. What it holds now is kept as a "
            "restore point first.",
            name=name,
            moment=moment_text(copy.made_at),
        )
        asking.ask(
            words,
            tr("Restore"),
            partial(self._restore, copy),
            needs_password=copy.is_encrypted,
            role="danger",
        )

    def _open_for_writing(self, _password: Password | None) -> None:
        self.reopen_wanted.emit(True)  # noqa: FBT003 - what the signal carries

    def _restore(self, copy: Copy, password: Password | None) -> None:
        self._panel.detail.say("")
        work = Restore(self._workspace.opened, copy, password, self._workspace.audit)
        self._job.run(
            work,
            title=tr("Restoring {name}", name=copy.path.name),
            on_result=partial(self._on_restored, copy),
            on_failure=self._on_failure,
            on_cancelled=partial(self._on_restore_stopped, copy, work),
            lane=Lane.WRITER,
        )

    def _on_restored(self, copy: Copy, restored: Restored) -> None:
        self._workspace.notifications.information(
            tr("The file has the content of {moment} again.", moment=moment_text(copy.made_at)),
            tr(
                "It comes from the {kind}. What it held before is kept as “{reason}”.",
                kind=kind_text(copy).lower(),
                reason=restored.before.reason,
            ),
        )
        self.changed.emit()
        self.reopen_wanted.emit(None)

    def _on_restore_stopped(self, copy: Copy, work: Restore) -> None:
        """The stop came before the last piece was copied, unless the work ended all the same."""
        if work.done is not None:
            self._on_restored(copy, work.done)
        else:
            self._on_stopped(tr("It was stopped. The file is as it was."))

    def _reload(self) -> None:
        self.load()
        self.changed.emit()

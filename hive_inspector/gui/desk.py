"""Opens files and puts them away again: the latest request wins, and nothing that was opened stays open unseen."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hive_inspector.core.audit import Entry
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.database.wrapping import PasswordNeeded, PasswordWrong, Wrapping
from hive_inspector.core.language import tr
from hive_inspector.core.memory import give_back
from hive_inspector.gui.session import Session
from hive_inspector.gui.tasks import Lane
from hive_inspector.gui.too_damaged import too_damaged_to_write
from hive_inspector.gui.workspace import FileState, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hive_inspector.core.audit import AuditTrail
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.notifications import Notifications
    from hive_inspector.gui.page import Page
    from hive_inspector.gui.remembered import Remembered
    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class DeskTools:
    """What a desk works with."""

    tasks: TaskRunner
    """The program's own tasks, which outlive every file."""
    theme: Theme
    notifications: Notifications
    remembered: Remembered
    open_file: Callable[[DatabaseTarget, CancelToken, Progress], OpenHive]
    find_demo: Callable[[CancelToken, Progress], Path]
    make_runner: Callable[[], TaskRunner]
    build_pages: Callable[[Workspace], Sequence[Page]]
    audit: AuditTrail | None = None


class Opening:
    """One request to open a file. Keeps what it opened, so that a result which came too late can be closed again."""

    def __init__(
        self,
        find: Callable[[CancelToken, Progress], Path],
        access: Access,
        open_file: Callable[[DatabaseTarget, CancelToken, Progress], OpenHive],
        password: Password | None = None,
        audit: AuditTrail | None = None,
    ) -> None:
        self.opened: OpenHive | None = None
        self.path: Path | None = None
        """The file, once it is found."""
        self.access = access
        self._find = find
        self._open_file = open_file
        self._password = password
        self._audit = audit
        self._window_thread = threading.get_ident()

    def __call__(self, token: CancelToken, progress: Progress) -> OpenHive:
        """Find the file, then open it; runs on a worker thread."""
        path = self.path = self._find(token, progress)
        target = DatabaseTarget(path, self.access, self._password)
        opened = self._open_file(target, token, progress)
        opened.database.forbid_thread(self._window_thread)
        self.opened = opened
        self._record(opened)
        return opened

    def _record(self, opened: OpenHive) -> None:
        """That a backup was unpacked to be looked at is on record."""
        wrapping = opened.database.opened.wrapping
        if self._audit is not None and wrapping is not Wrapping.PLAIN:
            path = str(opened.database.real_path)
            self._audit.record(Entry("backup.open", path, details={"form": wrapping.value}))

    def discard(self) -> None:
        """Close what was opened in vain; runs on any thread."""
        if self.opened is not None:
            self.opened.database.close()
            self.opened = None


class Desk(QObject):
    """Has at most one file open.

    Signals:
        opening: A file is being opened: its name, and the task's `TaskHandle`.
        opened: A file is open: its `Session`.
        failed: A file could not be opened: its name, and the `InspectorError`.
        password_wanted: It is encrypted: its path, and the `PasswordNeeded` or `PasswordWrong`.
        cancelled: The user stopped the opening.
        closing: A file is being put away: its `Session`, whose widgets are about to go.
    """

    opening = Signal(str, object)
    opened = Signal(object)
    failed = Signal(str, object)
    password_wanted = Signal(object, object)
    cancelled = Signal()
    closing = Signal(object)

    def __init__(
        self,
        tools: DeskTools,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tools = tools
        self._openings: list[Opening] = []
        self._retired: list[Session] = []
        self._session: Session | None = None
        self._latest: Opening | None = None
        self._unopened: DatabaseTarget | None = None

    @property
    def unopened(self) -> DatabaseTarget | None:
        """What could not be opened last, and how it was to be; None where there was no file to open."""
        return self._unopened

    @property
    def is_free(self) -> bool:
        """Whether no file is open, and none is being opened."""
        return self._session is None and not self._openings

    @property
    def session(self) -> Session | None:
        """The open file."""
        return self._session

    def open_file(
        self, path: Path, *, writable: bool = False, password: Password | None = None
    ) -> None:
        """Open a file instead of the one that is open; an opening under way is given up.

        Args:
            path: The file.
            writable: Whether it may be changed.
            password: For an encrypted backup.
        """
        access = Access.WRITABLE if writable else Access.READ_ONLY
        self._open(path.name, _Known(path), access, password)

    def reopen(self, *, writable: bool | None = None) -> None:
        """Open the open file anew, so that everything shows what it is now.

        Args:
            writable: Whether it may be changed; as it is open now if None. Of a damaged file that is refused.
        """
        if self._session is None:
            return
        database = self._session.workspace.opened.database
        target = database.target
        was_writable = target.access is not Access.READ_ONLY
        wanted = was_writable if writable is None else writable
        if wanted and database.opened.salvaging:
            self._tools.notifications.failure(too_damaged_to_write(target.path.name))
            return
        self.open_file(target.path, writable=wanted, password=target.password)

    def open_demo(self) -> None:
        """Open the demo install, which is made first where it is missing."""
        self._open(tr("the demo"), self._tools.find_demo, Access.READ_ONLY)

    def close_file(self) -> None:
        """Put the open file away."""
        session, self._session = self._session, None
        if session is None:
            return
        self.closing.emit(session)
        session.close()
        self._retired.append(session)
        self._tools.tasks.submit(
            partial(_finish, session),
            on_result=partial(self._on_finished, session),
            lane=Lane.SAMPLER,
            quiet=True,
        )

    def stop(self) -> None:
        """Put the file away for good: nothing of it arrives any more. Returns at once."""
        session, self._session = self._session, None
        if session is not None:
            session.close()
            self._retired.append(session)

    def finish(self) -> None:
        """Wait for every file's threads and close what is open. Call when the program's own threads have ended."""
        for session in self._retired:
            session.finish()
        for opening in self._openings:
            opening.discard()

    def _open(
        self,
        name: str,
        find: Callable[[CancelToken, Progress], Path],
        access: Access,
        password: Password | None = None,
    ) -> None:
        opening = Opening(find, access, self._tools.open_file, password, self._tools.audit)
        self._openings.append(opening)
        self._latest = opening
        handle = self._tools.tasks.submit(
            opening,
            on_result=partial(self._on_opened, opening),
            on_failure=partial(self._on_failed, opening, name),
            on_cancelled=partial(self._on_cancelled, opening),
            key="open",
            title=tr("Opening {name}", name=name),
        )
        self.opening.emit(name, handle)

    def _on_opened(self, opening: Opening, opened: OpenHive) -> None:
        self._openings.remove(opening)
        self.close_file()
        path = opened.database.real_path
        state = FileState(self._tools.remembered.file_values(path), self)
        tasks = self._tools.make_runner()
        tasks.failed.connect(self._tools.notifications.failure)
        tools = self._tools
        workspace = Workspace(
            opened,
            tasks,
            tools.theme,
            tools.notifications,
            state,
            tools.audit,
            tools.remembered.preferences,
        )
        state.changed.connect(partial(self._remember, path, state))
        self._session = Session(workspace, self._tools.build_pages(workspace))
        self._tools.remembered.note_opened(path)
        self.opened.emit(self._session)

    def _on_failed(self, opening: Opening, name: str, error: InspectorError) -> None:
        self._openings.remove(opening)
        found = opening.path
        self._unopened = None if found is None else DatabaseTarget(found, opening.access)
        if isinstance(error, PasswordNeeded | PasswordWrong) and opening.path is not None:
            self.password_wanted.emit(opening.path, error)
        else:
            self.failed.emit(name, error)

    def _on_cancelled(self, opening: Opening) -> None:
        """The user stopped it, or a newer request took its place; it may have opened the file all the same."""
        self._tools.tasks.submit(
            partial(_discard, opening),
            on_result=partial(self._on_discarded, opening),
            lane=Lane.SAMPLER,
            quiet=True,
        )
        if opening is self._latest:
            self.cancelled.emit()

    def _on_discarded(self, opening: Opening, _: None) -> None:
        self._openings.remove(opening)

    def _on_finished(self, session: Session, _: None) -> None:
        self._retired.remove(session)
        session.dispose()
        self._tools.tasks.submit(
            _give_back, on_result=_forget, lane=Lane.SAMPLER, key="memory", quiet=True
        )

    def _remember(self, path: Path, state: FileState) -> None:
        self._tools.remembered.note_file_values(path, state.values)


class _Known:
    """Finds a file whose path is known."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, _token: CancelToken, _progress: Progress) -> Path:
        return self._path


def _finish(session: Session, _token: CancelToken, _progress: Progress) -> None:
    session.finish()


def _give_back(_token: CancelToken, _progress: Progress) -> None:
    give_back()


def _forget(_: None) -> None:
    """There is nothing to show."""


def _discard(opening: Opening, _token: CancelToken, _progress: Progress) -> None:
    opening.discard()

"""Exports: the dialog asked, the file written by a worker, its outcome told where the user is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.browsing.export import Exported, ExportRequest, Format, export
from hive_inspector.core.errors import Refusal
from hive_inspector.core.language import plural, tr
from hive_inspector.core.paths import shown_path
from hive_inspector.gui.exporting.subject import Extent, Subject
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.exporting.dialog import Wanted
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace

    Write: TypeAlias = Callable[[ExportRequest, CancelToken, Progress], Exported]

_FOLDER = "browse.export.folder"
_FORMAT = "browse.export.format"


class ExportScreen(Protocol):
    """What the presenter tells the dialog; every call is heard although the dialog is closed."""

    def show_running(self) -> None:
        """The file is being written."""

    def show_progress(self, done: int, total: int | None) -> None:
        """Say how far it is."""

    def show_done(self, exported: Exported) -> None:
        """Say what was written."""

    def show_cancelled(self) -> None:
        """Say that nothing was written."""

    def show_failure(self, error: InspectorError, *, offers_replacing: bool) -> None:
        """Say why nothing was written."""


@dataclass(frozen=True, slots=True)
class ExportWork:
    """Writes a file."""

    request: ExportRequest
    write: Write
    before: Callable[[], None] | None = None
    """Records that secrets are written, before any is."""
    written: list[Exported] = field(default_factory=list)
    """What is there, for when a cancel comes too late."""

    def __call__(self, token: CancelToken, progress: Progress) -> Exported:
        """Work on a worker thread."""
        if self.before is not None:
            self.before()
        exported = self.write(self.request, token, progress)
        self.written.append(exported)
        return exported


class ExportPresenter:
    """Runs one export at a time for one dialog."""

    def __init__(
        self,
        workspace: Workspace,
        write: Write,
        recording: Callable[[ExportRequest], Callable[[], None] | None],
    ) -> None:
        self._write = write
        self._tasks = workspace.tasks
        self._notifications = workspace.notifications
        self._state = workspace.state
        self._recording = recording
        self._screen: ExportScreen | None = None
        self._handle: TaskHandle | None = None
        self._request: ExportRequest | None = None

    @property
    def folder(self) -> Path:
        """Where the last file went, or the home folder."""
        kept = self._state.text(_FOLDER)
        return Path(kept) if kept else Path.home()

    @property
    def format(self) -> Format:
        """What was used last."""
        kept = self._state.text(_FORMAT)
        return next((one for one in Format if one.value == kept), Format.CSV)

    def attach(self, screen: ExportScreen | None) -> None:
        """Tell this dialog from now on; None where it was closed."""
        self._screen = screen

    def start(self, subject: Subject, wanted: Wanted) -> None:
        """Write the file."""
        request = request_of(subject, wanted)
        self._request = request
        self._state.put(_FOLDER, str(wanted.path.parent))
        self._state.put(_FORMAT, wanted.format.value)
        if self._screen is not None:
            self._screen.show_running()
        self._tasks.changed.connect(self._on_changed)
        work = ExportWork(request, self._write, self._recording(request))
        self._handle = self._tasks.submit(
            work,
            on_result=self._done,
            on_failure=self._failed,
            on_cancelled=partial(self._cancelled, work),
            lane=Lane.CHECKS,
            title=tr("Exporting {table}", table=subject.table.name),
        )

    def cancel(self) -> None:
        """The file is not wanted any more."""
        if self._handle is not None:
            self._handle.cancel()

    def _on_changed(self) -> None:
        if self._handle is not None and self._handle.is_running and self._screen is not None:
            view = self._handle.view()
            self._screen.show_progress(view.done, view.total)

    def _done(self, exported: Exported) -> None:
        self._ended()
        if self._screen is not None:
            self._screen.show_done(exported)
        else:
            self._notifications.information(
                plural(
                    exported.rows,
                    "{count:,} row written to {path}.",
                    "{count:,} rows written to {path}.",
                    path=shown_path(exported.path),
                ),
                " ".join(exported.notes),
            )

    def _failed(self, error: InspectorError) -> None:
        self._ended()
        if self._screen is None:
            self._notifications.failure(error)
        else:
            is_there = isinstance(error, Refusal) and self._request is not None
            self._screen.show_failure(error, offers_replacing=is_there)

    def _cancelled(self, work: ExportWork) -> None:
        if work.written:
            self._done(work.written[0])
            return
        self._ended()
        if self._screen is not None:
            self._screen.show_cancelled()

    def _ended(self) -> None:
        self._tasks.changed.disconnect(self._on_changed)
        self._handle = None


def write_table(
    database: Database, request: ExportRequest, token: CancelToken, progress: Progress
) -> Exported:
    """Write rows of a table."""
    with database.reading(token) as connection:
        return export(connection, request, progress)


def request_of(subject: Subject, wanted: Wanted) -> ExportRequest:
    """The user's choice as the core takes it."""
    of_table = wanted.extent is Extent.TABLE
    return ExportRequest(
        table=subject.table,
        columns=subject.shown if wanted.shown_only else subject.columns,
        path=wanted.path,
        format=wanted.format,
        order=None if of_table else subject.order,
        rows=subject.selected if wanted.extent is Extent.SELECTION else (),
        options=wanted.options,
        replace=wanted.replace,
    )

"""What the start page offers for a file that could not be opened: another way to open it, or one of its backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from hive_inspector.core.database.failures import DatabaseDamaged, NotADatabase
from hive_inspector.core.database.target import Access
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.migrations.restore_points.restoring import Restored
    from hive_inspector.gui.desk import Desk, DeskTools
    from hive_inspector.gui.pages.start.page import StartPage
    from hive_inspector.gui.pages.start.restoring import Restoring

_DATABASES = frozenset({".db", ".db3", ".sqlite", ".sqlite3"})
"""Ends of names that tell of a database, whatever the file begins with."""


class Unopened(QObject):
    """Stands between the desk, which could not open a file, and the start page."""

    def __init__(self, desk: Desk, start: StartPage, tools: DeskTools, parent: QObject) -> None:
        """Follow the desk.

        Args:
            desk: Opens files.
            start: The page that tells why one could not be opened.
            tools: What the desk works with.
            parent: The owner.
        """
        super().__init__(parent)
        self._desk = desk
        self._start = start
        self._tools = tools
        self.restoring: Restoring | None = None
        desk.failed.connect(self._on_failed)
        desk.opening.connect(self._on_opening)
        start.widget.read_clicked.connect(self._open_for_reading)
        start.widget.restore_clicked.connect(self._offer_backups)

    @Slot(str, object)
    def _on_failed(self, name: str, error: InspectorError) -> None:
        """On the start page where that is in front; the file that is open stays open."""
        presenter = self._start.presenter
        if self._desk.session is not None:
            presenter.show_calm()
            self._tools.notifications.failure(error)
            return
        target = self._desk.unopened
        presenter.show_failure(
            name,
            error,
            can_read=target is not None and _may_be_read(target.access, error),
            can_restore=target is not None and _needs_content(target.path, error),
        )

    @Slot()
    def _on_opening(self) -> None:
        if self.restoring is not None:
            self.restoring.leave()

    @Slot()
    def _open_for_reading(self) -> None:
        if self._desk.unopened is not None:
            self._desk.open_file(self._desk.unopened.path)

    @Slot()
    def _offer_backups(self) -> None:
        """What leads there is loaded now, and not with the program."""
        from hive_inspector.gui.pages.start.restoring import Restoring

        if self._desk.unopened is None:
            return
        if self.restoring is None:
            page, tools = self._start.widget, self._tools
            self.restoring = Restoring(tools.theme, tools.tasks, tools.audit, page)
            self.restoring.restored.connect(self._on_restored)
            page.show_below_failure(self.restoring.card)
        self.restoring.begin(self._desk.unopened.path)

    @Slot(object, object)
    def _on_restored(self, path: Path, done: Restored) -> None:
        self._tools.notifications.information(
            tr("{name} has the content of {copy}.", name=path.name, copy=done.point.path.name),
            tr("What it had before is kept as {name}.", name=done.before.path.name),
            str(done.before.path),
        )
        if self._desk.session is None:
            self._desk.open_file(path)


def _may_be_read(access: Access, error: InspectorError) -> bool:
    """Whether it was only the writing that could not be."""
    return access is Access.WRITABLE and not isinstance(error, NotADatabase)


def _needs_content(path: Path, error: InspectorError) -> bool:
    """Whether nothing but another content helps; a picture that was dropped by mistake is to keep its own."""
    if isinstance(error, NotADatabase):
        return path.suffix.lower() in _DATABASES
    from hive_inspector.core.database.first_contact import Unsurvivable

    return isinstance(error, DatabaseDamaged | Unsurvivable)

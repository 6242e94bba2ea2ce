"""Has the password of an encrypted file asked for in the window, for as long as it takes or until the user gives up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from hive_inspector.core.database.wrapping import PasswordWrong
from hive_inspector.gui.frame.password_dialog import PasswordDialog

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.desk import Desk
    from hive_inspector.gui.tasks import TaskHandle


class PasswordAsking(QObject):
    """Stands between the desk, which says that it needs a password, and the dialog."""

    def __init__(self, desk: Desk, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._path: Path | None = None
        self._opening: TaskHandle | None = None
        self.dialog: PasswordDialog | None = None
        desk.password_wanted.connect(self._ask)
        desk.opening.connect(self._follow)
        desk.opened.connect(self.put_away)
        desk.failed.connect(self.put_away)

    @Slot()
    def put_away(self) -> None:
        """Nothing is to be asked any more."""
        dialog, self.dialog, self._path = self.dialog, None, None
        if dialog is not None:
            dialog.close()

    @Slot(object, object)
    def _ask(self, path: Path, error: InspectorError) -> None:
        if self.dialog is None or path != self._path:
            self.put_away()
            self.dialog = PasswordDialog(path.name, self._window)
            self.dialog.given.connect(self._open)
            self.dialog.rejected.connect(self._give_up)
            self._path = path
            self.dialog.open()
        self.dialog.ask(error, was_wrong=isinstance(error, PasswordWrong))

    @Slot(object)
    def _open(self, password: Password) -> None:
        if self._path is not None:
            self._desk.open_file(self._path, password=password)

    @Slot(str, object)
    def _follow(self, _name: str, handle: TaskHandle) -> None:
        self._opening = handle

    @Slot()
    def _give_up(self) -> None:
        """The user closed the dialog, perhaps while the file was being opened."""
        if self.dialog is None:
            return
        self.dialog = self._path = None
        if self._opening is not None and self._opening.is_running:
            self._opening.cancel()

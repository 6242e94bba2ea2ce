"""Asking for the file that something is written to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.saving import FileKind
    from hive_inspector.gui.workspace import FileState

FOLDER = "support.folder"
"""Where the last file was chosen."""


def ask_where(
    over: QWidget, state: FileState, title: str, kind: FileKind, write: Callable[[Path], None]
) -> QFileDialog:
    """Ask for a file to write; the system's dialog asks whether one that is there may be replaced.

    Args:
        over: The widget that the dialog stands over.
        state: Where the folder is remembered.
        title: What is saved; the name offered is made of it.
        kind: In which form.
        write: Called with the file that was chosen.
    """
    folder = Path(state.text(FOLDER) or str(Path.home()))
    name = f"{title}{kind.suffix}"
    dialog = QFileDialog(over, tr("Save {title}", title=title), str(folder / name))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([f"{kind.title} (*{kind.suffix})"])
    dialog.setDefaultSuffix(kind.suffix.lstrip("."))
    dialog.selectFile(name)
    dialog.fileSelected.connect(_Chosen(dialog, state, write).take)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class _Chosen(QObject):
    """Remembers the folder, then has the file written."""

    def __init__(
        self, dialog: QFileDialog, state: FileState, write: Callable[[Path], None]
    ) -> None:
        super().__init__(dialog)
        self._state = state
        self._write = write

    @Slot(str)
    def take(self, path: str) -> None:
        """A file was chosen."""
        self._state.put(FOLDER, str(Path(path).parent))
        self._write(Path(path))

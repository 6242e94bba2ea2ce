"""Asks for a file and has a worker write what was made for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from hive_inspector.core.database.newfiles import complete_file
from hive_inspector.core.language import tr
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FileKind:
    """What sort of file is written."""

    title: str
    suffix: str
    """With its full stop."""


PNG = FileKind(tr("PNG picture"), ".png")
SVG = FileKind(tr("SVG drawing"), ".svg")
CSV = FileKind(tr("Table as CSV"), ".csv")


class Saving(QObject):
    """Saves what a page shows; the folder is remembered for the file that is open."""

    def __init__(self, workspace: Workspace, folder_key: str, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = workspace.tasks
        self._notifications = workspace.notifications
        self._state = workspace.state
        self._folder_key = folder_key
        self._database = workspace.opened.database.real_path
        self._wanted: Callable[[], bytes] | None = None

    def ask(self, over: QWidget, title: str, kind: FileKind, content: Callable[[], bytes]) -> None:
        """Ask for a file, and write it.

        Args:
            over: The widget that the dialog stands over.
            title: What is saved; the name offered is made of it.
            kind: In which form.
            content: Makes the bytes, on the window's thread, when a file was chosen.
        """
        self._wanted = content
        folder = Path(self._state.text(self._folder_key) or str(Path.home()))
        name = f"{_file_name(title)}{kind.suffix}"
        dialog = QFileDialog(over, tr("Save {title}", title=title), str(folder / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{kind.title} (*{kind.suffix})"])
        dialog.setDefaultSuffix(kind.suffix.lstrip("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(self._on_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, path: Path, content: bytes) -> None:
        """Write a file, which is replaced where it exists."""
        self._state.put(self._folder_key, str(path.parent))
        self._tasks.submit(
            _Writing(path, content, self._database),
            on_result=self._tell,
            lane=Lane.WRITER,
            title=tr("Writing {name}", name=path.name),
        )

    @Slot(str)
    def _on_file(self, path: str) -> None:
        """The system's dialog has asked already whether a file that is there may be replaced."""
        if self._wanted is not None:
            content, self._wanted = self._wanted(), None
            self.write(Path(path), content)

    def _tell(self, path: Path) -> None:
        self._notifications.information(
            tr("{name} was written.", name=path.name),
            tr("It lies in {parent}.", parent=path.parent),
        )


class _Writing:
    """Writes on a worker thread; the database that is open is no place to write to."""

    def __init__(self, path: Path, content: bytes, database: Path) -> None:
        self._path = path
        self._content = content
        self._database = database

    def __call__(self, _token: CancelToken, _progress: Progress) -> Path:
        with complete_file(self._path, self._database, replace=True) as file:
            file.write(self._content)
        return self._path


def _file_name(title: str) -> str:
    """A title as far as every system takes it in the name of a file."""
    return "".join(one if one.isalnum() or one in "-_ " else "-" for one in title).strip()

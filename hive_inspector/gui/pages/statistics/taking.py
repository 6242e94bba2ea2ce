"""Takes a chart along: to the clipboard, or into a file that a worker writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from hive_inspector.core.database.durable import write_durably
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.gui.tasks import Lane
from hive_inspector.gui.widgets.charts.chart_card import Take
from hive_inspector.gui.widgets.charts.pictures import csv_of, image_of, png_of, svg_of, text_of

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.pages.statistics.seat import Seat
    from hive_inspector.gui.workspace import Workspace

FOLDER_KEY = "statistics.folder"
_FORMATS = {
    Take.PNG: ("PNG picture", ".png"),
    Take.SVG: ("SVG drawing", ".svg"),
    Take.CSV: ("Table as CSV", ".csv"),
}


class Taking(QObject):
    """Does what the menu of a chart's card offers."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = workspace.tasks
        self._theme = workspace.theme
        self._notifications = workspace.notifications
        self._state = workspace.state
        self._wanted: tuple[Seat, Take] | None = None

    @Slot(object, object)
    def take(self, seat: Seat, take: Take) -> None:
        """Copy at once, or ask for a file."""
        if take is Take.COPY_PICTURE:
            QGuiApplication.clipboard().setImage(image_of(seat.card, self._theme))
        elif take is Take.COPY_VALUES:
            QGuiApplication.clipboard().setText(text_of(seat.card.values))
        else:
            self._wanted = seat, take
            self._ask(seat, take)

    def write(self, seat: Seat, take: Take, path: Path) -> None:
        """Write a chart into a file, which is replaced where it exists.

        Args:
            seat: Whose chart.
            take: In which form.
            path: Where to.
        """
        self._state.put(FOLDER_KEY, str(path.parent))
        work = _Writing(path, self._content(seat, take))
        self._tasks.submit(
            work, on_result=self._tell, lane=Lane.WRITER, title=f"Writing {path.name}"
        )

    def _content(self, seat: Seat, take: Take) -> bytes:
        if take is Take.PNG:
            return png_of(seat.card, self._theme)
        if take is Take.SVG:
            return svg_of(seat.card, self._theme)
        return csv_of(seat.card.values)

    def _ask(self, seat: Seat, take: Take) -> None:
        title, suffix = _FORMATS[take]
        folder = Path(self._state.text(FOLDER_KEY) or str(Path.home()))
        name = f"{_file_name(seat.place.title)}{suffix}"
        dialog = QFileDialog(seat.card, f"Save {seat.place.title}", str(folder / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{title} (*{suffix})"])
        dialog.setDefaultSuffix(suffix.lstrip("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(self._on_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_file(self, path: str) -> None:
        """The system's dialog has asked already whether a file that is there may be replaced."""
        if self._wanted is not None:
            seat, take = self._wanted
            self._wanted = None
            self.write(seat, take, Path(path))

    def _tell(self, path: Path) -> None:
        self._notifications.information(f"{path.name} was written.", f"It lies in {path.parent}.")


class _Writing:
    """Writes on a worker thread."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._path = path
        self._content = content

    def __call__(self, _token: CancelToken, _progress: Progress) -> Path:
        try:
            write_durably(self._path, self._content)
        except OSError as error:
            raise EnvironmentProblem(
                f"{self._path.name} could not be written.",
                "Choose a folder that you may write to and that has room.",
                str(error),
            ) from error
        return self._path


def _file_name(title: str) -> str:
    """A title as far as every system takes it in the name of a file."""
    return "".join(one if one.isalnum() or one in "-_ " else "-" for one in title).strip()

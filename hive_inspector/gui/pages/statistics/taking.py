"""Takes a chart along: to the clipboard, or into a file that a worker writes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from hive_inspector.gui.saving import CSV, PNG, SVG, Saving
from hive_inspector.gui.widgets.charts.chart_card import Take
from hive_inspector.gui.widgets.charts.pictures import csv_of, image_of, png_of, svg_of, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.gui.pages.statistics.seat import Seat
    from hive_inspector.gui.workspace import Workspace

FOLDER_KEY = "statistics.folder"
_KINDS = {Take.PNG: PNG, Take.SVG: SVG, Take.CSV: CSV}


class Taking(QObject):
    """Does what the menu of a chart's card offers."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = workspace.theme
        self._saving = Saving(workspace, FOLDER_KEY, self)

    @Slot(object, object)
    def take(self, seat: Seat, take: Take) -> None:
        """Copy at once, or ask for a file."""
        if take is Take.COPY_PICTURE:
            QGuiApplication.clipboard().setImage(image_of(seat.card, self._theme))
        elif take is Take.COPY_VALUES:
            QGuiApplication.clipboard().setText(text_of(seat.card.values))
        else:
            content = partial(self._content, seat, take)
            self._saving.ask(seat.card, seat.place.title, _KINDS[take], content)

    def write(self, seat: Seat, take: Take, path: Path) -> None:
        """Write a chart into a file, which is replaced where it exists.

        Args:
            seat: Whose chart.
            take: In which form.
            path: Where to.
        """
        self._saving.write(path, self._content(seat, take))

    def _content(self, seat: Seat, take: Take) -> bytes:
        if take is Take.PNG:
            return png_of(seat.card, self._theme)
        if take is Take.SVG:
            return svg_of(seat.card, self._theme)
        return csv_of(seat.card.values)

"""“Copy as”: the chosen cells in a format that other programs read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from hive_inspector.core.browsing.export import Format, copied_as, formats

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.browsing.copying import CopyRequest
    from hive_inspector.core.browsing.order import RowOrder
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.progress import Progress

_TITLES = {Format.SQL: "SQL INSERT"}


class CopyMenu(QMenu):
    """Offers the formats that text can be copied in.

    Signals:
        format_chosen: The `Format`.
    """

    format_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Copy as", parent)
        for info in formats():
            if info.copies:
                action = self.addAction(_TITLES.get(info.format, info.title))
                action.triggered.connect(partial(self._choose, info.format))

    def _choose(self, of: Format, *_: object) -> None:
        self.format_chosen.emit(of)


@dataclass(frozen=True, slots=True)
class CopyAsWork:
    """Reads chosen cells as text in a format."""

    database: Database
    request: CopyRequest
    order: RowOrder
    format: Format

    def __call__(self, token: CancelToken, progress: Progress) -> str:
        """Work on a worker thread."""
        with self.database.reading(token) as connection:
            return copied_as(connection, self.request, self.order, self.format, progress)

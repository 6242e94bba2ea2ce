"""The menu “Copy as”."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from hive_inspector.core.browsing.export import Format, formats
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_TITLES = {Format.SQL: "SQL INSERT"}


class CopyMenu(QMenu):
    """Offers the formats that text can be copied in.

    Signals:
        format_chosen: The `Format`.
    """

    format_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Copy as"), parent)
        for info in formats():
            if info.copies:
                action = self.addAction(_TITLES.get(info.format, info.title))
                action.triggered.connect(partial(self._choose, info.format))

    def _choose(self, of: Format, *_: object) -> None:
        self.format_chosen.emit(of)

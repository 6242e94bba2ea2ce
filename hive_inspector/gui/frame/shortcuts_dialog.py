"""The list of keyboard shortcuts: what the actions themselves say, so that it is never out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.palette.acts import Act
    from hive_inspector.gui.palette.shortcuts import KeyedPart

_SIZE = (720, 620)
_MARGIN = 24
_SHARE = 0.9
"""Of the window that it stands over."""
_NOTE = tr(
    "Tab and Shift+Tab go from one control to the next; arrow keys move inside lists, "
    "tables, tabs and charts."
)


class ShortcutsDialog(QDialog):
    """Part after part, in two columns where there is room."""

    def __init__(self, parts: Sequence[KeyedPart], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        body = QWidget(self)
        body.setProperty("role", "page")
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 12, 0)
        inside.setSpacing(18)
        inside.addWidget(label(_NOTE, "dim", body, wrap=True))
        for part in parts:
            inside.addLayout(_part(part, body))
        inside.addStretch(1)
        area = QScrollArea(self)
        area.setAccessibleName(tr("Keyboard shortcuts"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setWidget(body)
        close = QPushButton(tr("Close"), self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, 12, 16)
        column.setSpacing(16)
        column.addWidget(area, 1)
        column.addLayout(buttons)
        room = parent.size() * _SHARE
        self.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height()))
        area.setFocus()


def _part(part: KeyedPart, parent: QWidget) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    grid.addWidget(label(part.title, "heading", parent), 0, 0, 1, 2)
    for row, act in enumerate(part.acts, start=1):
        grid.addLayout(_title(act, parent), row, 0)
        keys = label(tr("  or  ").join(act.keys), "mono", parent)
        grid.addWidget(keys, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return grid


def _title(act: Act, parent: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(label(act.title, "", parent))
    row.addWidget(
        label(tr("in “{where}”", where=act.where) if act.where else "", "small", parent), 1
    )
    return row

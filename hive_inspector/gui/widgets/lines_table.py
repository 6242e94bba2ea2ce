"""A table whose rows are lines to walk along: one is chosen, its ground drawn across all cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from hive_inspector.gui.theme.tokens import CONTROL_RADIUS
from hive_inspector.gui.widgets.row_height import RowHeight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QPainter

    from hive_inspector.gui.theme.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_LEAST_SECTION = 40
_INSET = 4.5
_BEYOND = 40.0
"""How far the ground reaches past a cell in whose middle it goes on."""


class LinesTable(QTableView):
    """Shows lines.

    Signals:
        walked: The line that the user went to.
    """

    walked = Signal(int)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setProperty("role", "quiet")  # the delegate draws the ground of the chosen line
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def arrange(self, line_height: int, widths: Mapping[int, int], stretched: int) -> None:
        """Give the lines their height and the columns their widths; call it when there is a model.

        Args:
            line_height: In the comfortable density.
            widths: Of the columns that do not stretch.
            stretched: The column that takes what the others leave.
        """
        rows, titles = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        RowHeight(self._theme, self, line_height)
        titles.setProperty("role", "quiet")
        titles.setHighlightSections(False)
        titles.setSectionsClickable(False)
        titles.setMinimumSectionSize(_LEAST_SECTION)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        titles.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        for column, width in widths.items():
            self.setColumnWidth(column, width)

    def highlight(self, line: int, column: int) -> None:
        """Make a line the chosen one without telling anyone that the user went there."""
        blocked = self.blockSignals(True)  # noqa: FBT003
        self.setCurrentIndex(self.model().index(line, column))
        self.blockSignals(blocked)
        self.viewport().update()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell where the user went."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.walked.emit(current.row())


class LinesDelegate(QStyledItemDelegate):
    """Draws the cells of a line as one."""

    def __init__(self, theme: Theme, line_height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._line_height = line_height
        self._view = parent
        self.restyle()
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take the fonts of the theme as it is now."""

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: _Index,  # noqa: ARG002
    ) -> QSize:
        """All lines are of one height."""
        return QSize(80, self.theme.row(self._line_height))

    def paint_ground(
        self,
        painter: QPainter,
        rect: QRect,
        option: QStyleOptionViewItem,
        *,
        is_first: bool,
        is_last: bool,
    ) -> None:
        """A rounded ground across the cells: each draws it from edge to edge and shows its own share."""
        state = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if not is_chosen and not state & QStyle.StateFlag.State_MouseOver:
            return
        tokens = self.theme.tokens
        has_focus = is_chosen and self._view.hasFocus()
        left = _INSET if is_first else -_BEYOND
        right = -_INSET if is_last else _BEYOND
        painter.setClipRect(rect)
        painter.setPen(QColor(tokens.accent_shape) if has_focus else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.selection if is_chosen else tokens.raised))
        place = QRectF(rect).adjusted(left, 1.5, right, -1.5)
        painter.drawRoundedRect(place, CONTROL_RADIUS, CONTROL_RADIUS)

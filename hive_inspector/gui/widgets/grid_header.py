"""The column headers of a grid: titles with marks of their sorting, and below them the row of filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QHeaderView, QStyle, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.cells import SORT_MARK_ROLE
from hive_inspector.gui.widgets.column_places import ColumnPlaces
from hive_inspector.gui.widgets.filter_row import FILTER_HEIGHT, FilterRow
from hive_inspector.gui.widgets.grid_painter import PADDING

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QPaintEvent, QResizeEvent

    from hive_inspector.gui.theme.theme import Theme

_HEIGHT = 32
_MARK_GAP = 6


class GridHeader(QHeaderView):
    """Draws its sections itself: Qt's own looks through every selected row to see whether a column is selected.

    Signals:
        sort_asked: A title was clicked: the column, and whether others it is sorted by stay.
        menu_asked: The menu of a column is wanted, at a place on the screen.
    """

    sort_asked = Signal(int, bool)
    menu_asked = Signal(int, QPoint)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._pressed: QPoint | None = None
        self._filters_height = FILTER_HEIGHT
        self.places = ColumnPlaces(self)
        self.filters = FilterRow(theme, self.places, self, parent)
        self.setViewportMargins(0, 0, 0, FILTER_HEIGHT)
        self.setSectionsClickable(False)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(tr("Columns"))
        self.restyle()

    def restyle(self) -> None:
        """Take the fonts and colours of the theme as it is now."""
        tokens = self._theme.tokens
        self._font = self._theme.ui_font(12, QFont.Weight.DemiBold)
        self._metrics = QFontMetrics(self._font)
        self._text, self._mark = QColor(tokens.text), QColor(tokens.accent)
        self._ground, self._line = QColor(tokens.background), QColor(tokens.line)
        self._edge = QColor(tokens.outline)
        self.filters.restyle()
        self.viewport().update()

    def do_without_filters(self) -> None:
        """Have titles alone, in their order: for rows that nothing can be asked about again."""
        self._filters_height = 0
        self.filters.hide()
        self.setViewportMargins(0, 0, 0, 0)
        self.setSectionsMovable(False)

    def width_of(self, title: str) -> int:
        """How many pixels a title needs, with room for the mark of its sorting."""
        return self._metrics.horizontalAdvance(title) + 2 * PADDING + 2

    def refresh(self) -> None:
        """The columns stand elsewhere now."""
        self.filters.place_fields()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the titles, the ground behind the last of them, and the frozen ones over the others."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        rest = self.viewport().rect().adjusted(self.length() - self.offset(), 0, 0, 0)
        if rest.isValid():
            painter.fillRect(rest, self._ground)
        height, edge = self.viewport().height(), 0
        for band in self.places.frozen_bands():
            edge = band.left + band.width
            self.paintSection(painter, QRect(band.left, 0, band.width, height), band.index)
        if edge:
            painter.setPen(self._edge)
            painter.drawLine(edge - 1, 0, edge - 1, height)
        painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        """Draw one title."""
        painter.save()
        painter.fillRect(rect, self._ground)
        painter.setPen(self._line)
        painter.drawLine(rect.right(), rect.top() + 8, rect.right(), rect.bottom() - 2)
        painter.setFont(self._font)
        inner = self._draw_mark(painter, rect.adjusted(PADDING, 0, -PADDING, -1), logicalIndex)
        painter.setPen(self._text)
        painter.drawText(inner, self._alignment(logicalIndex), self._title(logicalIndex, inner))
        painter.restore()

    def sizeHint(self) -> QSize:
        """A little higher than a row, and the filters."""
        return QSize(super().sizeHint().width(), _HEIGHT + self._filters_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the filters below the titles."""
        super().resizeEvent(event)
        self.filters.setGeometry(0, self.height() - FILTER_HEIGHT, self.width(), FILTER_HEIGHT)
        self.refresh()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a drag or a resize."""
        is_left = event.button() is Qt.MouseButton.LeftButton
        place = event.position().toPoint()
        self._pressed = place if is_left and not self._is_handle(place.x()) else None
        super().mousePressEvent(self._unmoved(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second click of two counts as one more, or fits a column to its content."""
        place = event.position().toPoint()
        self._pressed = None if self._is_handle(place.x()) else place
        super().mouseDoubleClickEvent(self._unmoved(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag a title or a border; what is dragged is not clicked."""
        if self._pressed is not None and event.buttons():
            moved = (event.position().toPoint() - self._pressed).manhattanLength()
            if moved >= QApplication.startDragDistance():
                self._pressed = None
        super().mouseMoveEvent(self._unmoved(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or sort by the column that was clicked."""
        super().mouseReleaseEvent(self._unmoved(event))
        pressed, self._pressed = self._pressed, None
        column = -1 if pressed is None else self.places.column_at(pressed.x())
        if column >= 0:
            is_added = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.sort_asked.emit(column, is_added)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with a column."""
        column = self.places.column_at(event.pos().x())
        if column >= 0:
            self.menu_asked.emit(column, event.globalPos())

    def _draw_mark(self, painter: QPainter, inner: QRect, section: int) -> QRect:
        """Draw how the column is sorted at the right of its title; returns the room that is left."""
        mark = self.model().headerData(section, Qt.Orientation.Horizontal, SORT_MARK_ROLE)
        if not mark:
            return inner
        painter.setPen(self._mark)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, int(right), str(mark))
        return inner.adjusted(0, 0, -self._metrics.horizontalAdvance(str(mark)) - _MARK_GAP, 0)

    def _is_handle(self, x: int) -> bool:
        """Whether a column is resized from there; as Qt decides it."""
        grip = self.style().pixelMetric(QStyle.PixelMetric.PM_HeaderGripMargin, None, self)
        column = self.places.column_at(x)
        if column < 0:
            return True
        left = self.places.left(column)
        is_first = self.visualIndex(column) == 0
        return x - left >= self.sectionSize(column) - grip or (x - left < grip and not is_first)

    def _unmoved(self, event: QMouseEvent) -> QMouseEvent:
        """The event as if the frozen columns were not frozen."""
        place = event.position()
        x = self.places.unmoved(int(place.x()))
        if x == int(place.x()):
            return event
        return QMouseEvent(
            event.type(),
            QPointF(x, place.y()),
            event.globalPosition(),
            event.button(),
            event.buttons(),
            event.modifiers(),
        )

    def _title(self, section: int, inner: QRect) -> str:
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        return self._metrics.elidedText(title, Qt.TextElideMode.ElideRight, inner.width())

    def _alignment(self, section: int) -> int:
        role = Qt.ItemDataRole.TextAlignmentRole
        aligned = self.model().headerData(section, Qt.Orientation.Horizontal, role)
        return int(aligned) if aligned else int(self.defaultAlignment())

"""The fields of the current row: name and value in two aligned columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QWidget,
)

from hive_inspector.core.database.values import CellKind
from hive_inspector.core.language import tr
from hive_inspector.gui.models.fields_model import LINK_ARROW, FieldsModel, value_line
from hive_inspector.gui.theme.tokens import SIZE_SMALL
from hive_inspector.gui.widgets.line_delegate import LineDelegate, write

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from hive_inspector.core.browsing.rows import Field
    from hive_inspector.gui.theme.theme import Theme

_EDGE = 16
_GAP = 12
_MOST_NAME_SHARE = 0.45


class FieldsList(QListView):
    """Shows a `FieldsModel`.

    Signals:
        chosen: The line of the field that the user went to.
        followed: The line of the field whose link the user followed.
    """

    chosen = Signal(int)
    followed = Signal(int)

    def __init__(self, model: FieldsModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setItemDelegate(FieldsDelegate(theme, self))
        self.setModel(model)
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(tr("Fields of the row"))
        self.setMouseTracking(True)

    def show_current(self, line: int) -> None:
        """Mark a field without telling anyone that it was chosen."""
        if line == self.currentIndex().row():
            return
        blocked = self.blockSignals(True)  # noqa: FBT003
        self.setCurrentIndex(self.model().index(line, 0))
        self.blockSignals(blocked)
        self.viewport().update()
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter follows a link."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._is_link(
            self.currentIndex()
        ):
            self.followed.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what leads on."""
        super().mouseMoveEvent(event)
        index = self._link_at(event.position().toPoint())
        shape = Qt.CursorShape.ArrowCursor if index is None else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the value of a link follows it."""
        super().mouseReleaseEvent(event)
        index = self._link_at(event.position().toPoint())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.followed.emit(index.row())

    def _link_at(self, point: QPoint) -> QModelIndex | None:
        """The field whose value is there, if it is a link."""
        index, delegate = self.indexAt(point), self.itemDelegate()
        if not self._is_link(index) or not isinstance(delegate, FieldsDelegate):
            return None
        place = delegate.value_rect(self.visualRect(index), index)
        return index if place.contains(point) else None

    def _is_link(self, index: QModelIndex) -> bool:
        model = index.model()
        return isinstance(model, FieldsModel) and model.is_link(index.row())

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Tell where the user went."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.row())


class FieldsDelegate(LineDelegate):
    """Draws one field."""

    @Slot()
    def restyle(self) -> None:
        """Take the fonts and colours of the theme as it is now."""
        super().restyle()
        self._name_font = self._theme.ui_font(SIZE_SMALL)
        self._value_font = self._theme.mono_font(SIZE_SMALL)
        self._names, self._values = QFontMetrics(self._name_font), QFontMetrics(self._value_font)

    def paint_line(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a field's name and its value."""
        model = index.model()
        field = model.field_at(index.row()) if isinstance(model, FieldsModel) else None
        if not isinstance(model, FieldsModel) or field is None:
            return
        inner = rect.adjusted(_EDGE, 0, -_EDGE, 0)
        names = self._names_width(inner, model)
        name = QRect(inner.left(), inner.top(), names, inner.height())
        write(painter, name, field.name, self._name_font, self._dim)
        colour = self._value_colour(model, index.row(), field)
        text = self._value_text(model, index.row(), field)
        write(painter, inner.adjusted(names + _GAP, 0, 0, 0), text, self._value_font, colour)

    def value_rect(self, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Where the value of a field is drawn, given where its line is."""
        model = index.model()
        field = model.field_at(index.row()) if isinstance(model, FieldsModel) else None
        if not isinstance(model, FieldsModel) or field is None:
            return QRect()
        inner = rect.adjusted(_EDGE, 0, -_EDGE, 0)
        place = inner.adjusted(self._names_width(inner, model) + _GAP, 0, 0, 0)
        text = self._value_text(model, index.row(), field)
        place.setWidth(min(self._values.horizontalAdvance(text), place.width()))
        return place

    def _names_width(self, inner: QRect, model: FieldsModel) -> int:
        needed = max(map(self._names.horizontalAdvance, model.longest_names), default=0) + 2
        return min(needed, round(inner.width() * _MOST_NAME_SHARE))

    def _value_text(self, model: FieldsModel, line: int, field: Field) -> str:
        return f"{LINK_ARROW} {value_line(field)}" if model.is_link(line) else value_line(field)

    def _value_colour(self, model: FieldsModel, line: int, field: Field) -> QColor:
        if model.is_link(line):
            return self._link
        is_dim = field.masked or field.kind in (CellKind.NULL, CellKind.BLOB)
        return self._dim if is_dim else self._text

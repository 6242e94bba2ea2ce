"""The fields of the current row: name and value in two aligned columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from hive_inspector.core.database.values import CellKind
from hive_inspector.gui.models.fields_model import FieldsModel, value_line
from hive_inspector.gui.theme.tokens import ROW_HEIGHT, SIZE_SMALL

if TYPE_CHECKING:
    from hive_inspector.core.browsing.rows import Field
    from hive_inspector.gui.theme.theme import Theme

_EDGE = 16
_GAP = 12
_MOST_NAME_SHARE = 0.45


class FieldsList(QListView):
    """Shows a `FieldsModel`.

    Signals:
        chosen: The line of the field that the user went to.
    """

    chosen = Signal(int)

    def __init__(self, model: FieldsModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setItemDelegate(FieldsDelegate(theme, self))
        self.setModel(model)
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("Fields of the row")

    def show_current(self, line: int) -> None:
        """Mark a field without telling anyone that it was chosen."""
        if line == self.currentIndex().row():
            return
        blocked = self.blockSignals(True)  # noqa: FBT003
        self.setCurrentIndex(self.model().index(line, 0))
        self.blockSignals(blocked)
        self.viewport().update()
        self.scrollTo(self.currentIndex())

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Tell where the user went."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.row())


class FieldsDelegate(QStyledItemDelegate):
    """Draws one field."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.restyle()
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take the fonts and colours of the theme as it is now."""
        tokens = self._theme.tokens
        self._name_font = self._theme.ui_font(SIZE_SMALL)
        self._value_font = self._theme.mono_font(SIZE_SMALL)
        self._names, self._values = QFontMetrics(self._name_font), QFontMetrics(self._value_font)
        self._text, self._dim = QColor(tokens.text), QColor(tokens.dim)
        self._selection, self._ring = QColor(tokens.selection), QColor(tokens.accent)

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QSize:
        """All fields are of one height."""
        return QSize(120, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a field."""
        model = index.model()
        field = model.field_at(index.row()) if isinstance(model, FieldsModel) else None
        if not isinstance(model, FieldsModel) or field is None:
            return
        rect, state = QRect(option.rect), option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._selection)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._ring)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        self._paint_field(painter, rect.adjusted(_EDGE, 0, -_EDGE, 0), field, model.longest_name)
        painter.restore()

    def _paint_field(self, painter: QPainter, inner: QRect, field: Field, longest: str) -> None:
        needed = self._names.horizontalAdvance(longest) + 2
        names = min(needed, round(inner.width() * _MOST_NAME_SHARE))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        elide = Qt.TextElideMode.ElideRight
        painter.setFont(self._name_font)
        painter.setPen(self._dim)
        name = self._names.elidedText(field.name, elide, names)
        painter.drawText(QRect(inner.left(), inner.top(), names, inner.height()), flags, name)
        place = inner.adjusted(names + _GAP, 0, 0, 0)
        is_dim = field.masked or field.kind in (CellKind.NULL, CellKind.BLOB)
        painter.setFont(self._value_font)
        painter.setPen(self._dim if is_dim else self._text)
        value = self._values.elidedText(value_line(field), elide, place.width())
        painter.drawText(place, flags, value)

"""Two texts side by side, line beside line, with the words on a ground that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_SMALL, SMALL_ROW_HEIGHT
from hive_inspector.gui.widgets.focus import FocusRing
from hive_inspector.gui.widgets.row_height import RowHeight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.schema.sides import Pair, Piece
    from hive_inspector.gui.theme.theme import Theme

_NO_PARENT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_Index = QModelIndex | QPersistentModelIndex
_INSET = 8.0
_RADIUS = 3.0


class SidesModel(QAbstractTableModel):
    """Pairs of lines."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.pairs: tuple[Pair, ...] = ()
        self._titles = ("", "")

    def set_pairs(self, pairs: Sequence[Pair], titles: tuple[str, str]) -> None:
        """Show other lines, with what stands over either side."""
        self.beginResetModel()
        self.pairs, self._titles = tuple(pairs), titles
        self.endResetModel()

    def pieces_at(self, index: _Index) -> tuple[Piece, ...]:
        """A side of a line."""
        pair = self.pairs[index.row()]
        return pair.right if index.column() else pair.left

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many lines there are."""
        return 0 if parent.isValid() else len(self.pairs)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        """Two sides."""
        return 0 if parent.isValid() else 2

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """The text of a side of a line."""
        if not index.isValid():
            return None
        text = visible_text("".join(piece.text for piece in self.pieces_at(index)))
        if role in (_DISPLAY, int(Qt.ItemDataRole.ToolTipRole)):
            return text
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return tr("{text}, differs", text=text) if self.pairs[index.row()].differs else text
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """What either side is."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return self._titles[section]
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class SidesView(QTableView):
    """Shows pairs of lines."""

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.sides = SidesModel(self)
        self.setModel(self.sides)
        self.setItemDelegate(SidesDelegate(theme, self))
        self.setAccessibleName(name)
        FocusRing(theme, self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setProperty("role", "quiet")
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, titles = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        RowHeight(theme, self, SMALL_ROW_HEIGHT)
        titles.setProperty("role", "quiet")
        titles.setHighlightSections(False)
        titles.setSectionsClickable(False)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def show_pairs(self, pairs: Sequence[Pair], titles: tuple[str, str]) -> None:
        """Show other lines, from the first that differs."""
        self.sides.set_pairs(pairs, titles)
        first = next((place for place, pair in enumerate(pairs) if pair.differs), 0)
        if pairs:
            self.scrollTo(self.sides.index(max(first - 2, 0), 0))


class SidesDelegate(QStyledItemDelegate):
    """Draws a side of a line."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.restyle()
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take the font and colours of the theme as it is now."""
        tokens = self._theme.tokens
        self._font = self._theme.mono_font(SIZE_SMALL)
        self._text, self._line = QColor(tokens.text), QColor(tokens.line)
        self._none = QColor(tokens.background)
        self._sides = [
            (QColor(tokens.tint(c)), QColor(c)) for c in (tokens.information, tokens.accent)
        ]

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: _Index,  # noqa: ARG002
    ) -> QSize:
        """All lines are of one height."""
        return QSize(120, self._theme.row(SMALL_ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the pieces one after the other; a side without the line is left bare."""
        model, place = index.model(), QRectF(option.rect)
        if not isinstance(model, SidesModel):
            return
        painter.save()
        painter.setClipRect(place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        pieces = model.pieces_at(index)
        if not pieces:
            painter.fillRect(place, self._none)
        metrics, left = QFontMetricsF(self._font), place.left() + _INSET
        for piece in pieces:
            width = metrics.horizontalAdvance(visible_text(piece.text))
            self._paint_piece(
                painter, QRectF(left, place.top(), width, place.height()), piece, index
            )
            left += width
        if index.column():
            painter.fillRect(QRectF(place.left(), place.top(), 1, place.height()), self._line)
        painter.restore()

    def _paint_piece(self, painter: QPainter, at: QRectF, piece: Piece, index: _Index) -> None:
        ground, colour = self._sides[index.column()]
        if piece.differs:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(at.adjusted(-1, 2, 1, -2), _RADIUS, _RADIUS)
        painter.setPen(colour if piece.differs else self._text)
        painter.drawText(at, int(Qt.AlignmentFlag.AlignVCenter), visible_text(piece.text))

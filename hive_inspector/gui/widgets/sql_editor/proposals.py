"""What could come next, listed under the text cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from hive_inspector.core.console.completion import Proposal, ProposalKind
from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_SMALL, SIZE_TINY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme

_HEIGHT = 24
_MOST_SHOWN = 10
_WIDTH = 460
_GAP = 10
_NO_PARENT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_Index = QModelIndex | QPersistentModelIndex
_WORDS = {
    ProposalKind.COLUMN: tr("column"),
    ProposalKind.TABLE: tr("table"),
    ProposalKind.VIEW: tr("view"),
    ProposalKind.NAMED: tr("named here"),
    ProposalKind.JOIN: tr("join"),
    ProposalKind.FUNCTION: tr("function"),
    ProposalKind.KEYWORD: "",
    ProposalKind.PRAGMA: tr("pragma"),
}


class ProposalsModel(QAbstractListModel):
    """The proposals as a list."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.proposals: tuple[Proposal, ...] = ()

    def set_proposals(self, proposals: Sequence[Proposal]) -> None:
        """List others."""
        self.beginResetModel()
        self.proposals = tuple(proposals)
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.proposals)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """The text, and for assistive programs what it is."""
        if not index.isValid():
            return None
        one = self.proposals[index.row()]
        if role == _DISPLAY:
            return one.text
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (one.text, _WORDS[one.kind], one.detail) if part)
        return None


class ProposalsList(QListView):
    """Hovers over the editor, which keeps the keyboard.

    Signals:
        taken: A proposal is to be put in.
    """

    taken = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.model_of_proposals = ProposalsModel(self)
        self.setModel(self.model_of_proposals)
        self.setItemDelegate(ProposalDelegate(theme, self))
        self.setProperty("role", "popover")
        self.setAccessibleName(tr("What could come next"))
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.clicked.connect(self._on_clicked)
        self.hide()

    def show_at(self, place: QPoint, line_height: int, proposals: Sequence[Proposal]) -> None:
        """List proposals below a place of the parent, or above it where there is more room."""
        if not proposals:
            self.hide()
            return
        self.model_of_proposals.set_proposals(proposals)
        self.setCurrentIndex(self.model_of_proposals.index(0))
        height = min(len(proposals), _MOST_SHOWN) * _HEIGHT + 2 * self.frameWidth() + 2
        room = self._over.rect()
        below = room.bottom() - place.y() - line_height
        top = place.y() + line_height
        if below < height < place.y():
            top = place.y() - height
        width = min(_WIDTH, room.width() - 8)
        left = max(4, min(place.x(), room.right() - width - 4))
        self.setGeometry(QRect(left, top, width, min(height, max(below, place.y()))))
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Go up or down, round at the ends."""
        count = self.model_of_proposals.rowCount()
        row = (self.currentIndex().row() + by) % max(count, 1)
        self.setCurrentIndex(self.model_of_proposals.index(row))

    def take(self) -> None:
        """Put the current one in."""
        row = self.currentIndex().row()
        if 0 <= row < len(self.model_of_proposals.proposals):
            self.taken.emit(self.model_of_proposals.proposals[row])
        self.hide()

    @Slot(QModelIndex)
    def _on_clicked(self, _index: QModelIndex) -> None:
        self.take()


class ProposalDelegate(QStyledItemDelegate):
    """Draws the text, what it is, and where it comes from."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: _Index,  # noqa: ARG002
    ) -> QSize:
        """All lines are of one height."""
        return QSize(120, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a line."""
        model = index.model()
        if not isinstance(model, ProposalsModel):
            return
        one, tokens = model.proposals[index.row()], self._theme.tokens
        painter.save()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.fillRect(option.rect, QColor(tokens.selection))
        place = QRect(option.rect).adjusted(_GAP, 0, -_GAP, 0)
        small = self._theme.ui_font(SIZE_TINY)
        detail = " · ".join(part for part in (_WORDS[one.kind], one.detail) if part)
        taken = self._write(
            painter, place, one.text, self._theme.mono_font(SIZE_SMALL), tokens.text
        )
        rest = place.adjusted(taken + _GAP, 0, 0, 0)
        shown = QFontMetrics(small).elidedText(detail, Qt.TextElideMode.ElideRight, rest.width())
        painter.setFont(small)
        painter.setPen(QColor(tokens.dim))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rest, int(flags), shown)
        painter.restore()

    @staticmethod
    def _write(painter: QPainter, place: QRect, text: str, font: object, colour: str) -> int:
        painter.setFont(font)  # type: ignore[arg-type]  # a font of the theme
        painter.setPen(QColor(colour))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, int(flags), shown)
        return metrics.horizontalAdvance(shown)

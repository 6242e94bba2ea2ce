"""Links, one a line: where it leads on the left, how much is there on the right; a click or Enter follows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from hive_inspector.core.database.values import visible_text
from hive_inspector.gui.theme.tokens import CONTROL_RADIUS, SIZE_SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from hive_inspector.gui.theme.theme import Theme

_HEIGHT = 24
_GAP = 8
_INSET = 6
_ELIDE = Qt.TextElideMode.ElideRight
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One line of a link list."""

    text: str
    detail: str = ""
    """Said less loudly behind it."""
    amount: str = ""
    """How much is there; empty while nobody knows."""
    leads: bool = True
    """Whether it can be followed."""
    warns: bool = False
    """Whether something is wrong with it."""
    explanation: str = ""


class LinkList(QWidget):
    """Lines that are kept and given new links.

    Signals:
        chosen: The position of the line that was clicked.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buttons: list[LinkButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    @property
    def lines(self) -> tuple[LinkLine, ...]:
        """What is shown."""
        return tuple(button.line for button in self._buttons if not button.isHidden())

    def set_lines(self, lines: Sequence[LinkLine]) -> None:
        """Show these links."""
        while len(self._buttons) < len(lines):
            self._add()
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(lines))
            button.set_line(lines[place] if place < len(lines) else LinkLine(""))

    def set_line(self, place: int, line: LinkLine) -> None:
        """Show another link in a line."""
        self._buttons[place].set_line(line)

    def button(self, place: int) -> LinkButton:
        """The control of a line."""
        return self._buttons[place]

    def _add(self) -> None:
        button = LinkButton(self._theme, self)
        button.clicked.connect(self._on_clicked)
        self._buttons.append(button)
        self._column.addWidget(button)

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, LinkButton):
            self.chosen.emit(self._buttons.index(button))


class LinkButton(QAbstractButton):
    """One link."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.line = LinkLine("")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_line(self, line: LinkLine) -> None:
        """Show another link."""
        line = self.line = replace(
            line,
            text=visible_text(line.text),
            detail=visible_text(line.detail),
            explanation=visible_text(line.explanation),
        )
        spoken = " ".join(part for part in (line.text, line.detail) if part)
        self.setAccessibleName(f"{spoken}, {line.amount}" if line.amount else spoken)
        self.setToolTip(line.explanation)
        self.setEnabled(line.leads)
        cursor = Qt.CursorShape.PointingHandCursor if line.leads else Qt.CursorShape.ArrowCursor
        self.setCursor(cursor)
        self.update()

    def sizeHint(self) -> QSize:
        """A line of text."""
        return QSize(200, self._theme.row(_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter follows like a click, which Qt does for the space bar only."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - a line is small enough to paint whole
        """Ground, then the texts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_texts(painter, QRectF(self.rect()).adjusted(_INSET, 0, -_INSET, 0))
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        is_pointed_at = self.underMouse() and self.isEnabled()
        if not self.hasFocus() and not is_pointed_at:
            return
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(tokens.accent), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.raised) if is_pointed_at else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, CONTROL_RADIUS, CONTROL_RADIUS)

    def _paint_texts(self, painter: QPainter, inside: QRectF) -> None:
        tokens, line = self._theme.tokens, self.line
        font = self._theme.ui_font(SIZE_SMALL)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(tokens.warning if line.warns else tokens.dim))
        painter.drawText(inside, _RIGHT, line.amount)
        amount = metrics.horizontalAdvance(line.amount)
        room = inside.width() - (amount + _GAP if line.amount else 0)
        painter.setPen(QColor(tokens.information if line.leads else tokens.dim))
        text = metrics.elidedText(line.text, _ELIDE, room)
        painter.drawText(inside, _LEFT, text)
        used = metrics.horizontalAdvance(text) + _GAP
        if line.detail and room - used > 3 * _GAP:
            painter.setPen(QColor(tokens.dim))
            place = inside.adjusted(used, 0, 0, 0)
            painter.drawText(place, _LEFT, metrics.elidedText(line.detail, _ELIDE, room - used))

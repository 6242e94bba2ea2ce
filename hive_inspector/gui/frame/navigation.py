"""The pages, down the left side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import CONTROL_RADIUS, SIZE_TEXT, SIZE_TINY
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.page import Page
    from hive_inspector.gui.theme.theme import Theme

WIDE = 176
NARROW = 56
_ROW, _LEAST_ROW = 36, 26
_EDGE, _LEAST_EDGE = 16, 4
_GAP = 4
_ICON = 20
_BAR = 3
_COUNT_HEIGHT = 18
_MOST_COUNTED = 99
_SETTINGS_KEYS = "Ctrl+,"


class NavigationButton(QAbstractButton):
    """A page's icon and title; the page in front has a bar in the accent colour."""

    def __init__(self, theme: Theme, icon: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self._compact = False
        self._count, self._count_tone, self._count_text = 0, Tone.NEUTRAL, ""
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(_LEAST_ROW)
        self.setMaximumHeight(_ROW)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.update)

    def set_compact(self, *, compact: bool, tip: str) -> None:
        """Show the icon alone, or the title beside it."""
        self._compact = compact
        self.setToolTip(tip)
        self.update()

    @property
    def count(self) -> int:
        """The number that the page is marked with."""
        return self._count

    def set_count(self, count: int, tone: Tone, text: str) -> None:
        """Mark the page with a number; 0 takes the mark away.

        Args:
            count: The number.
            tone: How bad that is.
            text: What is counted, with the number: `3 problems`.
        """
        self._count, self._count_tone, self._count_text = count, tone, text
        self.setAccessibleName(f"{self.text()}, {text}" if count else self.text())
        self.update()

    def sizeHint(self) -> QSize:
        """The size it likes best."""
        return QSize(NARROW if self._compact else WIDE, _ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the present theme."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        tokens = self._theme.tokens
        colour = tokens.accent_shape if self.isChecked() else tokens.dim
        left = (self.width() - _ICON) // 2 if self._compact else 22
        place = QRect(left, (self.height() - _ICON) // 2, _ICON, _ICON)
        self._theme.icon(self._icon_name, colour).paint(painter, place)
        if not self._compact:
            self._paint_title(painter)
        if self._count:
            self._paint_count(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        ground = QRectF(self.rect()).adjusted(10, 1, -10, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(QColor(tokens.raised))
            painter.drawRoundedRect(ground, CONTROL_RADIUS, CONTROL_RADIUS)
        if self.isChecked():
            painter.setBrush(QColor(tokens.accent_shape))
            painter.drawRoundedRect(QRectF(10, 9, _BAR, self.height() - 18), 1.5, 1.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.accent_shape), 1.5))
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), CONTROL_RADIUS, CONTROL_RADIUS)

    def _paint_title(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        painter.setFont(self._theme.ui_font(SIZE_TEXT, QFont.Weight.DemiBold))
        painter.setPen(QColor(tokens.text if self.isChecked() else tokens.dim))
        painter.drawText(
            self.rect().adjusted(50, 0, -12, 0), Qt.AlignmentFlag.AlignVCenter, self.text()
        )

    def _paint_count(self, painter: QPainter) -> None:
        """At the end of the row, or on the corner of the icon."""
        tokens = self._theme.tokens
        colour = tone_colour(tokens, self._count_tone)
        text = str(self._count) if self._count <= _MOST_COUNTED else f"{_MOST_COUNTED}+"
        painter.setFont(self._theme.ui_font(SIZE_TINY, QFont.Weight.DemiBold))
        width = max(_COUNT_HEIGHT, painter.fontMetrics().horizontalAdvance(text) + 10)
        place = QRectF(self.width() - 22 - width, (self.height() - _COUNT_HEIGHT) / 2, width, 18)
        if self._compact:
            place.moveTo(self.width() / 2 + 1, 1)
        painter.setPen(QPen(QColor(tokens.panel), 2) if self._compact else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.tint(colour)))
        painter.drawRoundedRect(place, _COUNT_HEIGHT / 2, _COUNT_HEIGHT / 2)
        painter.setPen(QColor(colour))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


class Navigation(QFrame):
    """One button a page.

    Signals:
        chosen: A page's id.
        settings_clicked: The page Settings is wanted.
    """

    chosen = Signal(str)
    settings_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buttons: dict[str, NavigationButton] = {}
        self._group = QButtonGroup(self)
        self._compact = False
        self.setProperty("role", "navigation")
        self.setAccessibleName(tr("Pages"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, _EDGE, 1, _EDGE)
        self._column.setSpacing(_GAP)
        self._column.addStretch(1)
        self.settings = NavigationButton(theme, "settings", tr("Settings"), self)
        self._group.addButton(self.settings)
        self.settings.clicked.connect(self.settings_clicked)
        self._column.addWidget(self.settings)

    def set_pages(self, pages: Sequence[Page]) -> None:
        """Offer these pages."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self._buttons.clear()
        for place, page in enumerate(pages):
            button = NavigationButton(self._theme, page.icon, page.title, self)
            button.clicked.connect(partial(self._on_clicked, page.id))
            self._group.addButton(button)
            self._column.insertWidget(place, button)
            self._buttons[page.id] = button
        self.set_compact(compact=self._compact)

    def minimumSizeHint(self) -> QSize:
        """As low as the rows stand without a gap."""
        rows = len(self._buttons) + 1
        return QSize(super().minimumSizeHint().width(), rows * _LEAST_ROW + 2 * _LEAST_EDGE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the rows stand closer."""
        super().resizeEvent(event)
        rows = len(self._buttons) + 1
        is_low = event.size().height() < rows * (_ROW + _GAP) + 2 * _EDGE
        edge = _LEAST_EDGE if is_low else _EDGE
        self._column.setContentsMargins(0, edge, 1, edge)
        self._column.setSpacing(0 if is_low else _GAP)

    def show_current(self, page_id: str) -> None:
        """Mark the page in front."""
        self._buttons[page_id].setChecked(True)

    def show_settings(self) -> None:
        """Mark that the settings are in front."""
        self.settings.setChecked(True)

    def set_count(self, page_id: str, count: int, tone: Tone, text: str) -> None:
        """Mark a page with a number; see `NavigationButton.set_count`."""
        if page_id in self._buttons:
            self._buttons[page_id].set_count(count, tone, text)

    def set_compact(self, *, compact: bool) -> None:
        """Icons alone, or icons with titles."""
        self._compact = compact
        self.setFixedWidth(NARROW if compact else WIDE)
        for number, button in enumerate(self._buttons.values(), start=1):
            tip = f"{button.text()}  Ctrl+{number}" if compact else f"Ctrl+{number}"
            button.set_compact(compact=compact, tip=tip)
        tip = f"{self.settings.text()}  {_SETTINGS_KEYS}" if compact else _SETTINGS_KEYS
        self.settings.set_compact(compact=compact, tip=tip)

    @Slot()
    def _on_clicked(self, page_id: str, *_: object) -> None:
        self.chosen.emit(page_id)

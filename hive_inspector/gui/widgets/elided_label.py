"""A line of text that gives way when there is no room, and says the whole when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyleOption

from hive_inspector.gui.widgets.looks import PlainLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_LEAST_CHARACTERS = 6


class ElidedLabel(PlainLabel):
    """A label of one line that ends in `…` where it must, with the whole text as its tooltip then."""

    def __init__(
        self,
        text: str = "",
        role: str = "",
        parent: QWidget | None = None,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(text, parent)
        self._mode = mode
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show another text."""
        super().setText(text)
        self._say_the_whole()

    def minimumSizeHint(self) -> QSize:
        """The least size that still says something."""
        least = self.fontMetrics().averageCharWidth() * _LEAST_CHARACTERS
        full = super().sizeHint()
        return QSize(min(least, full.width()), full.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text to the new width."""
        super().resizeEvent(event)
        self._say_the_whole()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the present theme."""
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            self.alignment(),
            option.palette,
            self.isEnabled(),
            self._fitting(),
            self.foregroundRole(),
        )

    def _fitting(self) -> str:
        return self.fontMetrics().elidedText(self.text(), self._mode, self.contentsRect().width())

    def _say_the_whole(self) -> None:
        self.setToolTip(self.text() if self._fitting() != self.text() else "")

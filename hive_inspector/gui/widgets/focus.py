"""Where the keyboard goes and how that is seen: on from an area to the control in it, and a ring around what has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from hive_inspector.gui.theme.tokens import CONTROL_RADIUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.gui.theme.theme import Theme

_WIDTH = 2.0


class FocusLead(QObject):
    """Hands the focus that an area is given on to a control in it.

    Qt's own focus proxy makes Tab jump to that control, over all that stands before it in the area.
    """

    def __init__(self, area: QWidget, target: QWidget) -> None:
        super().__init__(area)
        self._target = target
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass the focus on."""
        if event.type() == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            self._target.setFocus(event.reason())
        return super().eventFilter(watched, event)


class FocusRing(QWidget):
    """Is drawn around an area that takes the focus to be scrolled, and shows nothing of that by itself."""

    def __init__(
        self, theme: Theme, area: QWidget, is_wanted: Callable[[], bool] | None = None
    ) -> None:
        """Follow an area.

        Args:
            theme: Has the colour.
            area: What is scrolled.
            is_wanted: Whether a ring is needed when the area takes the focus; None where it always is.
        """
        super().__init__(area)
        self._theme = theme
        self._is_wanted = is_wanted
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        area.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the focus, and be as large as the area."""
        kind = event.type()
        if isinstance(watched, QWidget) and kind in _FOLLOWED:
            if kind == QEvent.Type.FocusIn:
                self.setGeometry(watched.rect())
                self.setVisible(self._is_wanted is None or self._is_wanted())
                self.raise_()
            elif kind == QEvent.Type.FocusOut:
                self.hide()
            else:
                self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - a ring is drawn at once
        """Draw the ring in the colour of the present theme."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.tokens.accent_shape), _WIDTH))
        inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(inside, CONTROL_RADIUS, CONTROL_RADIUS)
        painter.end()


_FOLLOWED = frozenset({QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Resize})

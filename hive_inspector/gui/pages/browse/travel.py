"""Back and Forward: two buttons, Alt with the arrows, and the mouse's own buttons for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme

_BACK_BUTTONS = (Qt.MouseButton.BackButton, Qt.MouseButton.ForwardButton)


class TravelButtons(QWidget):
    """The two buttons.

    Signals:
        back_asked: To where the user was before.
        forward_asked: To where they came back from.
    """

    back_asked = Signal()
    forward_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.back = IconButton(theme, "arrow-left", tr("Back (Alt+Left)"), self)
        self.forward = IconButton(theme, "arrow-right", tr("Forward (Alt+Right)"), self)
        self.back.clicked.connect(self.back_asked)
        self.forward.clicked.connect(self.forward_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        self.show_ways(can_go_back=False, can_go_forward=False)

    def show_ways(self, *, can_go_back: bool, can_go_forward: bool) -> None:
        """Say which ways lead somewhere."""
        self.back.setEnabled(can_go_back)
        self.forward.setEnabled(can_go_forward)

    def listen(self, page: QWidget, *places: QWidget) -> None:
        """Take the keys anywhere on the page, and the mouse's buttons over these widgets."""
        for name, keys, signal in (
            (tr("Back"), "Alt+Left", self.back_asked),
            (tr("Forward"), "Alt+Right", self.forward_asked),
        ):
            action = QAction(name, page)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(signal)
            page.addAction(action)
        for place in (page, *places):
            place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the mouse's buttons for it, and nothing else."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            if event.button() == Qt.MouseButton.BackButton:
                self.back_asked.emit()
            elif event.button() == Qt.MouseButton.ForwardButton:
                self.forward_asked.emit()
            return event.button() in _BACK_BUTTONS
        return super().eventFilter(watched, event)

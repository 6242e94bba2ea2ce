"""Whether the file is open for reading only or may be changed, as a button that switches between the two."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget, QWidgetAction

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.looks import label, restyle
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme

MEANING = tr(
    "Writable lets migrations, repairs and restores change this file: each says first what it "
    "will change, and makes a restore point. Switching changes nothing by itself."
)
_NAMES = {False: tr("Read-only"), True: tr("Writable")}
_LOOKS = {False: ("lock", Tone.OK), True: ("pencil", Tone.WARNING)}
_ICON_PX = 12
_MEANING_WIDTH = 280


class ModeButton(QPushButton):
    """Says the mode in a word; its menu says what the other one means, and switches to it.

    Signals:
        chosen: Whether the user wants the file to be writable; only what it is not yet.
    """

    chosen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_writable = False
        self.setProperty("role", "mode")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(_ICON_PX, _ICON_PX))
        menu = QMenu(self)
        menu.setAccessibleName(tr("Mode"))
        self._modes = {writable: _mode_action(menu, name) for writable, name in _NAMES.items()}
        group = QActionGroup(menu)
        for writable, action in self._modes.items():
            group.addAction(action)
            action.triggered.connect(partial(self._choose, writable))
        menu.addSeparator()
        menu.addAction(_meaning_action(menu))
        self.setMenu(menu)
        self.show_mode(writable=False)
        theme.changed.connect(self._redraw)

    def show_mode(self, *, writable: bool) -> None:
        """Say how the file is open."""
        self._is_writable = writable
        self.setText(_NAMES[writable])
        self.setAccessibleName(tr("Mode: {name}", name=_NAMES[writable]))
        self._modes[writable].setChecked(True)
        self._redraw()

    @Slot()
    def _redraw(self) -> None:
        icon, tone = _LOOKS[self._is_writable]
        self.setIcon(self._theme.icon(icon, tone_colour(self._theme.tokens, tone)))
        restyle(self, tone=tone.value)

    def _choose(self, writable: bool, *_: object) -> None:  # noqa: FBT001 - bound to an action
        if writable is not self._is_writable:
            self._modes[self._is_writable].setChecked(True)
            self.chosen.emit(writable)


def _mode_action(menu: QMenu, name: str) -> QAction:
    action = menu.addAction(name)
    action.setCheckable(True)
    return action


def _meaning_action(menu: QMenu) -> QWidgetAction:
    words = label(MEANING, "small", menu, wrap=True)
    words.setFixedWidth(_MEANING_WIDTH)
    words.setContentsMargins(12, 6, 12, 8)
    action = QWidgetAction(menu)
    action.setDefaultWidget(words)
    return action

"""The line over the rows that says which of them are shown, and takes each choice back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.pages.browse.filtering import ChipKind
from hive_inspector.gui.widgets.looks import restyle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from hive_inspector.gui.pages.browse.filtering import ChoiceChip
    from hive_inspector.gui.theme.theme import Theme

LINE_HEIGHT = 24
_LONGEST_CHIP = 240
_GAP = 6
_ROOM_FOR_REST = 48
_TONES = {
    ChipKind.FILTER: "information",
    ChipKind.ANYWHERE: "information",
    ChipKind.SORT: "neutral",
}


class ChipButton(QPushButton):
    """A choice as a pill; pressing it takes the choice back."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "chip")
        self.setFixedHeight(22)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands behind the words
        self.setIconSize(QSize(10, 10))

    def show_chip(self, chip: ChoiceChip) -> None:
        """Say what was chosen."""
        tone = "problem" if chip.problem else _TONES[chip.kind]
        restyle(self, tone=tone)
        tokens = self._theme.tokens
        colours = {"problem": tokens.problem, "information": tokens.information}
        self.setIcon(self._theme.icon("close", colours.get(tone, tokens.dim)))
        room = _LONGEST_CHIP - 40
        elide = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(spoken(chip), elide, room)
        self.setText(shown.replace("&", "&&"))
        parts = (spoken(chip), chip.problem, chip.note, tr("Click to take this back."))
        self.setToolTip(visible_text("\n".join(part for part in parts if part)))
        self.setAccessibleName(tr("Take back: {words}", words=spoken(chip)))
        self.setAccessibleDescription(visible_text(chip.problem or chip.note))


class ChoiceBar(QWidget):
    """Shows the choices of one table; empty where there are none.

    Signals:
        taken_back: A choice is to be given up.
        cleared: All filters are to be given up.
        combined: Whether one of the filters is enough.
    """

    taken_back = Signal(object)
    cleared = Signal()
    combined = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: tuple[ChoiceChip, ...] = ()
        self._buttons: list[ChipButton] = []
        self._all = self._switch("AND", tr("Rows that match all filters"))
        self._any = self._switch("OR", tr("Rows that match one of the filters"))
        self._rest = QToolButton(self)
        self._rest.setProperty("role", "chips-rest")
        self._rest.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._rest)
        self._rest.setMenu(self._menu)
        self._clear = QPushButton(tr("Clear all"), self)
        self._clear.setProperty("role", "link")
        self._clear.setToolTip(tr("Show all rows again"))
        self._all.clicked.connect(self._on_all)
        self._any.clicked.connect(self._on_any)
        self._clear.clicked.connect(self.cleared)
        self.setFixedHeight(LINE_HEIGHT)
        self._lay_out()
        theme.changed.connect(self._redraw)
        self.hide()

    def show_chips(self, chips: Sequence[ChoiceChip], *, any_of: bool) -> None:
        """Show these choices."""
        self._chips = tuple(chips)
        filters = sum(chip.kind is ChipKind.FILTER for chip in chips)
        self._all.setVisible(filters > 1)
        self._any.setVisible(filters > 1)
        self._all.setChecked(not any_of)
        self._any.setChecked(any_of)
        self._clear.setVisible(any(chip.kind is not ChipKind.SORT for chip in chips))
        self.setVisible(bool(chips))
        self._redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many chips as there is room for."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _redraw(self) -> None:
        while len(self._buttons) < len(self._chips):
            button = ChipButton(self._theme, self)
            button.clicked.connect(partial(self._take_back, len(self._buttons)))
            self._buttons.append(button)
            self._row.insertWidget(self._row.indexOf(self._rest), button)
        for button, chip in zip(self._buttons, self._chips, strict=False):
            button.show_chip(chip)
        self._fit()

    def _fit(self) -> None:
        fixed = (self._all, self._any, self._clear)
        taken = sum(part.sizeHint().width() + _GAP for part in fixed if part.isVisibleTo(self))
        room, shown = self.width() - taken, 0
        for button in self._buttons[: len(self._chips)]:
            is_last = shown == len(self._chips) - 1
            needed = button.sizeHint().width() + _GAP + (0 if is_last else _ROOM_FOR_REST)
            if needed > room and shown:
                break
            room -= button.sizeHint().width() + _GAP
            shown += 1
        for at, button in enumerate(self._buttons):
            button.setVisible(at < shown)
        self._show_rest(shown)

    def _show_rest(self, shown: int) -> None:
        rest = self._chips[shown:]
        self._rest.setVisible(bool(rest))
        self._rest.setText(f"+{len(rest)}")
        self._rest.setAccessibleName(tr("{count} more choices", count=len(rest)))
        self._menu.clear()
        for at, chip in enumerate(rest, shown):
            action = self._menu.addAction(
                tr("Take back: {words}", words=spoken(chip)).replace("&", "&&")
            )
            action.triggered.connect(partial(self._take_back, at))

    def _take_back(self, at: int, *_: object) -> None:
        if at < len(self._chips):
            self.taken_back.emit(self._chips[at])

    @Slot()
    def _on_all(self) -> None:
        self._combine(any_of=False)

    @Slot()
    def _on_any(self) -> None:
        self._combine(any_of=True)

    def _combine(self, *, any_of: bool) -> None:
        self._all.setChecked(not any_of)
        self._any.setChecked(any_of)
        self.combined.emit(any_of)

    def _switch(self, text: str, meaning: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setCheckable(True)
        button.setProperty("role", "switch")
        button.setToolTip(meaning)
        button.setAccessibleName(meaning)
        return button

    def _lay_out(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        for part in (self._all, self._any, self._rest, self._clear):
            self._row.addWidget(part)
        self._row.addStretch(1)


def spoken(chip: ChoiceChip) -> str:
    """The choice in words, with nothing in them that acts or hides."""
    text = visible_text(chip.text)
    return tr("sorted by {text}", text=text) if chip.kind is ChipKind.SORT else text

"""The page's widgets: a card a group, a line a setting, and below them the program's folders."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.preferences import PREFERENCES
from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.narrow_page import lay_narrow
from hive_inspector.gui.widgets.ticks import ListBox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hive_inspector.core.preferences import Preference, Value
    from hive_inspector.gui.pages.settings.folders import OwnFolder
    from hive_inspector.gui.theme.theme import Theme

_WIDEST = 920
_CHOICE_WIDTH = 190
_THEMES = (
    (ThemeMode.SYSTEM, "as the system"),
    (ThemeMode.LIGHT, "light"),
    (ThemeMode.DARK, "dark"),
)
_THEME_MEANING = "How every window is coloured."
_LIMITS_TITLE = "Limits of the gauges"
_LIMITS_MEANING = (
    "From which values on a gauge is worth a look is chosen for each file, "
    "with Limits on its page Health."
)


class SettingsView(QWidget):
    """Offers every setting.

    Signals:
        chosen: A preference's id, and the value that was chosen.
        theme_chosen: A `ThemeMode`.
        reset_clicked: Everything is to be as usual.
        folder_clicked: The path of a folder that is to be shown.
        limits_clicked: The limits of the open file are wanted.
        left: Back to where the user was.
    """

    chosen = Signal(str, object)
    theme_chosen = Signal(object)
    reset_clicked = Signal()
    folder_clicked = Signal(str)
    limits_clicked = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Settings")
        self.boxes: dict[str, ListBox] = {}
        self.theme_box = self._box("Colours", ((mode.value, text) for mode, text in _THEMES))
        self.theme_box.activated.connect(self._on_theme)
        self.reset = QPushButton("Reset to the usual", self)
        self.reset.setAutoDefault(False)
        self.reset.setToolTip("Choose the usual everywhere; your files and lists stay as they are")
        self.reset.clicked.connect(self.reset_clicked)
        self.back = QPushButton("Back", self)
        self.back.setAutoDefault(False)
        self.back.setToolTip("Back to where you were (Esc)")
        self.back.clicked.connect(self.left)
        self.limits = QPushButton("Show limits", self)
        self.limits.setAutoDefault(False)
        self.limits.clicked.connect(self.limits_clicked)
        self._folders = Card("Folders", self)
        self._lay_out()

    def show_value(self, id_: str, value: Value) -> None:
        """What is chosen of a preference."""
        box = self.boxes[id_]
        box.setCurrentIndex(box.findData(value))

    def show_theme(self, mode: ThemeMode) -> None:
        """Which theme is chosen."""
        self.theme_box.setCurrentIndex(self.theme_box.findData(mode.value))

    def show_limits(self, *, has_file: bool) -> None:
        """Whether a file is open whose limits can be shown."""
        self.limits.setEnabled(has_file)
        self.limits.setToolTip("" if has_file else "Open a file first")

    def show_folders(self, folders: Sequence[OwnFolder]) -> None:
        """Where the program keeps what is its own; those that are not there yet cannot be opened."""
        while (item := self._folders.body.takeAt(0)) is not None:
            line = item.widget()
            if line is not None:
                line.hide()
                line.deleteLater()
        for folder in folders:
            self._folders.body.addWidget(self._folder_line(folder))

    def _folder_line(self, folder: OwnFolder) -> QWidget:
        button = QPushButton("Open", self._folders)
        button.setAutoDefault(False)
        button.setAccessibleName(f"Open {folder.title}")
        button.setEnabled(folder.exists)
        if not folder.exists:
            button.setToolTip("Nothing was put there yet")
        button.clicked.connect(partial(self.folder_clicked.emit, folder.path))
        path = ElidedLabel(folder.shown, "mono", self._folders, mode=Qt.TextElideMode.ElideMiddle)
        return _line(folder.title, path, button, self._folders)

    def _box(self, name: str, choices: Iterable[tuple[Value, str]]) -> ListBox:
        box = ListBox(self._theme, self)
        box.setAccessibleName(name)
        box.setFixedWidth(_CHOICE_WIDTH)
        for value, text in choices:
            box.addItem(text, value)
        return box

    def _preference_line(self, one: Preference, parent: QWidget) -> QWidget:
        box = self._box(one.title, ((choice.value, choice.text) for choice in one.choices))
        box.setAccessibleDescription(one.meaning)
        box.activated.connect(partial(self._on_chosen, one.id))
        self.boxes[one.id] = box
        return _line(one.title, label(one.meaning, "dim", parent, wrap=True), box, parent)

    def _cards(self) -> Iterable[Card]:
        colours = Card("Appearance", self)
        meaning = label(_THEME_MEANING, "dim", colours, wrap=True)
        colours.body.addWidget(_line("Colours", meaning, self.theme_box, colours))
        yield colours
        for group, members in groupby(PREFERENCES, key=lambda one: one.group):
            card = Card(group, self)
            for one in members:
                card.body.addWidget(self._preference_line(one, card))
            if group == "Health":
                meaning = label(_LIMITS_MEANING, "dim", card, wrap=True)
                card.body.addWidget(_line(_LIMITS_TITLE, meaning, self.limits, card))
            yield card
        yield self._folders

    def _lay_out(self) -> None:
        inner = QWidget(self)
        inner.setProperty("role", "page")
        inner.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        column.addLayout(self._heading(inner))
        for card in self._cards():
            column.addWidget(card)
        column.addStretch(1)
        lay_narrow(self, inner)

    def _heading(self, parent: QWidget) -> QHBoxLayout:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label("Settings", "title", parent))
        texts.addWidget(label("Every choice takes effect at once.", "dim", parent, wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(texts, 1)
        row.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        return row

    @Slot()
    def _on_chosen(self, id_: str, *_: object) -> None:
        self.chosen.emit(id_, self.boxes[id_].currentData())

    @Slot()
    def _on_theme(self) -> None:
        self.theme_chosen.emit(ThemeMode(self.theme_box.currentData()))


def _line(title: str, told: QWidget, control: QWidget, parent: QWidget) -> QWidget:
    """A title with what it means below it, and on the right what is chosen."""
    line = QWidget(parent)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 2, 0, 2)
    row.setSpacing(24)
    texts = QVBoxLayout()
    texts.setSpacing(2)
    texts.addWidget(label(title, "strong", line))
    texts.addWidget(told)
    row.addLayout(texts, 1)
    row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
    return line

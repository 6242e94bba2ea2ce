"""The page's widgets: a card a group, a line a setting, and below them the program's folders."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.core.preferences import DENSITY, PERIOD_MS, PREFERENCES, preference
from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui.languages import choice_text
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.limits_card import LimitsCard
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.narrow_page import lay_narrow
from hive_inspector.gui.widgets.ticks import ListBox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hive_inspector.core.preferences import Preference, Value
    from hive_inspector.gui.pages.settings.folders import OwnFolder
    from hive_inspector.gui.theme.theme import Theme

_SUBTITLE = tr("What you choose takes effect at once; another size of texts at the next start.")
_WIDEST = 920
_CHOICE_WIDTH = 190
_THEMES = (
    (ThemeMode.SYSTEM, tr("as the system")),
    (ThemeMode.LIGHT, tr("light")),
    (ThemeMode.DARK, tr("dark")),
)
THEME_TITLE = tr("Colours")
_APPEARANCE, _HEALTH = preference(DENSITY).group, preference(PERIOD_MS).group
_AROUND = 80
"""Of what stands around a setting that is brought into sight."""
_THEME_MEANING = tr("How every window is coloured.")
THEME = "theme"
"""Stands for the colours where a setting is named; they are kept by themselves, and no preference."""
_LIMITS_TITLE = tr("What is worth a look in every file")
_OWN_LIMITS_TITLE = tr("Limits of the open file")
_OWN_LIMITS_MEANING = tr("A file can have limits of its own, on its page Health.")


class SettingsView(QWidget):
    """Offers every setting.

    Signals:
        chosen: A preference's id, and the value that was chosen.
        theme_chosen: A `ThemeMode`.
        reset_clicked: Everything is to be as usual.
        folder_clicked: The path of a folder that is to be shown.
        limits_chosen: The `Limits` that hold for every file.
        limits_clicked: The limits of the open file are wanted.
        left: Back to where the user was.
    """

    chosen = Signal(str, object)
    theme_chosen = Signal(object)
    reset_clicked = Signal()
    folder_clicked = Signal(str)
    limits_chosen = Signal(object)
    limits_clicked = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Settings"))
        self.boxes: dict[str, ListBox] = {}
        self.theme_box = self._box(THEME_TITLE, ((mode.value, text) for mode, text in _THEMES))
        self.theme_box.activated.connect(self._on_theme)
        self.reset = QPushButton(tr("Reset to the usual"), self)
        self.reset.setAutoDefault(False)
        self.reset.setToolTip(
            tr("Choose the usual everywhere; your files and lists stay as they are")
        )
        self.reset.clicked.connect(self.reset_clicked)
        self.back = QPushButton(tr("Back"), self)
        self.back.setAutoDefault(False)
        self.back.setToolTip(tr("Back to where you were (Esc)"))
        self.back.clicked.connect(self.left)
        self.limits = QPushButton(tr("Show limits"), self)
        self.limits.setAutoDefault(False)
        self.limits.clicked.connect(self.limits_clicked)
        self.all_limits = LimitsCard(_LIMITS_TITLE, self)
        self.all_limits.close_button.hide()
        self.all_limits.changed.connect(self.limits_chosen)
        self._folders = Card(tr("Folders"), self)
        self._lay_out()

    def show_value(self, id_: str, value: Value) -> None:
        """What is chosen of a preference."""
        box = self.boxes[id_]
        box.setCurrentIndex(box.findData(value))

    def show_theme(self, mode: ThemeMode) -> None:
        """Which theme is chosen."""
        self.theme_box.setCurrentIndex(self.theme_box.findData(mode.value))

    def bring(self, id_: str) -> None:
        """Bring one setting into sight, ready to be chosen by keys."""
        box = self.theme_box if id_ == THEME else self.boxes[id_]
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._area.ensureWidgetVisible(box, 0, _AROUND)

    def show_limits(self, *, has_file: bool) -> None:
        """Whether a file is open whose limits can be shown."""
        self.limits.setEnabled(has_file)
        self.limits.setToolTip("" if has_file else tr("Open a file first"))

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
        button = QPushButton(tr("Open"), self._folders)
        button.setAutoDefault(False)
        button.setAccessibleName(tr("Open {folder_title}", folder_title=folder.title))
        button.setEnabled(folder.exists)
        if not folder.exists:
            button.setToolTip(tr("Nothing was put there yet"))
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
        box = self._box(
            one.title, ((choice.value, choice_text(one, choice.value)) for choice in one.choices)
        )
        box.setAccessibleDescription(one.meaning)
        box.activated.connect(partial(self._on_chosen, one.id))
        self.boxes[one.id] = box
        return _line(one.title, label(one.meaning, "dim", parent, wrap=True), box, parent)

    def _cards(self) -> Iterable[Card]:
        for group, members in groupby(PREFERENCES, key=lambda one: one.group):
            card = Card(group, self)
            if group == _APPEARANCE:
                meaning = label(_THEME_MEANING, "dim", card, wrap=True)
                card.body.addWidget(_line(THEME_TITLE, meaning, self.theme_box, card))
            for one in members:
                card.body.addWidget(self._preference_line(one, card))
            yield card
            if group == _HEALTH:
                meaning = label(_OWN_LIMITS_MEANING, "dim", card, wrap=True)
                card.body.addWidget(_line(_OWN_LIMITS_TITLE, meaning, self.limits, card))
                yield self.all_limits
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
        self._area = lay_narrow(self, inner)

    def _heading(self, parent: QWidget) -> QHBoxLayout:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(tr("Settings"), "title", parent))
        texts.addWidget(label(_SUBTITLE, "dim", parent, wrap=True))
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

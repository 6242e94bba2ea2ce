"""How every window looks, as the user chose it: taken over by the theme at the start and whenever a choice changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from hive_inspector.core.preferences import COMPACT, CONTRAST, DENSITY
from hive_inspector.gui.theme.theme import Contrast

if TYPE_CHECKING:
    from hive_inspector.gui.preferences import Preferences
    from hive_inspector.gui.theme.theme import Theme


class Appearance(QObject):
    """Hands what is chosen on to the theme, which knows no preferences."""

    def __init__(self, theme: Theme, preferences: Preferences) -> None:
        super().__init__(theme)
        self._theme = theme
        self._preferences = preferences
        for id_ in (CONTRAST, DENSITY):
            self._follow(id_)
        preferences.changed.connect(self._follow)

    @Slot(str)
    def _follow(self, id_: str) -> None:
        if id_ == CONTRAST:
            self._theme.set_contrast(Contrast(self._preferences.value(CONTRAST)))
        elif id_ == DENSITY:
            self._theme.set_compact(compact=self._preferences.value(DENSITY) == COMPACT)

"""Where the palette is opened from by mouse, and where its key is learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.icons import tinted_pixmap
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme

_ICON = 14
_HEIGHT = 32
_WIDTH = 240
_KEY = "Ctrl+K"


class PaletteButton(QPushButton):
    """Looks like the field that it leads to; where there is little room, only its sign is left."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_wide = True
        self.setProperty("role", "palette")
        self.setAccessibleName(tr("Go to ({key})", key=_KEY))
        self.setToolTip(tr("Go to a table, a page or an action ({key})", key=_KEY))
        self._sign = QLabel(self)
        self._words = label(tr("Go to…"), "dim", self)
        self._key = label(_KEY, "tiny", self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(9, 0, 9, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._sign)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self._key)
        for part in (self._sign, self._words, self._key):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._redraw()
        theme.changed.connect(self._redraw)

    def set_wide(self, *, is_wide: bool) -> None:
        """Show the words and the key, or only the sign."""
        self._is_wide = is_wide
        for part in (self._words, self._key):
            part.setVisible(is_wide)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """As wide as the words need it, and not less than a field."""
        width = max(_WIDTH, self._row.sizeHint().width()) if self._is_wide else _HEIGHT
        return QSize(width, _HEIGHT)

    @Slot()
    def _redraw(self) -> None:
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(tinted_pixmap("search", self._theme.tokens.dim, _ICON, ratio))

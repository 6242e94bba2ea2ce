"""The top of the window: which file, what it is, how it is open, whether it lives; theme and menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui.frame.file_button import FileButton
from hive_inspector.gui.frame.mode_button import ModeButton
from hive_inspector.gui.frame.palette_button import PaletteButton
from hive_inspector.gui.theme.icons import tinted_pixmap
from hive_inspector.gui.widgets.chip import Chip, Tone
from hive_inspector.gui.widgets.dot import Dot
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QResizeEvent

    from hive_inspector.gui.frame.live import LiveLine
    from hive_inspector.gui.frame.summary import FileSummary
    from hive_inspector.gui.theme.theme import Theme

HEIGHT = 52
_ROOM_FOR_ALL = 640
_ROOM_FOR_PALETTE = 1100
_MARK = 26
_NEXT_MODE = {
    ThemeMode.SYSTEM: ThemeMode.LIGHT,
    ThemeMode.LIGHT: ThemeMode.DARK,
    ThemeMode.DARK: ThemeMode.SYSTEM,
}
_MODE_NAMES = {
    ThemeMode.SYSTEM: tr("Colours: as the system"),
    ThemeMode.LIGHT: tr("Colours: light"),
    ThemeMode.DARK: tr("Colours: dark"),
}


class TopBar(QFrame):
    """Says what is open.

    Signals:
        theme_chosen: Carries the `ThemeMode` that the user switched to.
        help_wanted: Help for what is in front is wanted.
        palette_wanted: The palette is wanted.
    """

    theme_chosen = Signal(object)
    help_wanted = Signal()
    palette_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        open_actions: tuple[QAction, ...],
        menu: QMenu,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "topbar")
        self.setFixedHeight(HEIGHT)
        self._mark = QLabel(self)
        self.file = FileButton(theme, open_actions, self)
        self._kind = Chip("", Tone.INFORMATION, self)
        self.mode = ModeButton(theme, self)
        self.bundle = Chip(tr("Bundle, no rows"), Tone.WARNING, self)
        self._dot = Dot(theme, Tone.NEUTRAL, self)
        self._live = ElidedLabel("", "dim", self)
        self._live.setAccessibleName(tr("Live"))
        self._is_live = False
        self.palette_button = PaletteButton(theme, self)
        self.palette_button.clicked.connect(self.palette_wanted)
        self._theme_button = IconButton(theme, "theme-system", "", self, size=18)
        self._theme_button.clicked.connect(self._choose_theme)
        self._help_button = IconButton(theme, "help", tr("Help (Shift+F1)"), self, size=18)
        self._help_button.clicked.connect(self.help_wanted)
        self._menu_button = IconButton(theme, "more", tr("Menu"), self, size=18)
        self._menu_button.setMenu(menu)
        self._menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._lay_out()
        self._redraw()
        theme.changed.connect(self._redraw)
        theme.mode_changed.connect(self._show_mode)
        self.show_nothing()

    def show_file(self, summary: FileSummary) -> None:
        """A file is open."""
        self.file.show_file(summary)
        self._kind.setText(summary.kind)
        self._kind.setToolTip(visible_text(summary.evidence))
        self._kind.set_tone(Tone.INFORMATION if summary.is_hive else Tone.NEUTRAL)
        self.mode.show_mode(writable=summary.writable)
        self._kind.show()
        self.mode.setVisible(summary.is_here)
        self.bundle.setVisible(not summary.is_here)
        self.bundle.setToolTip(summary.note)

    def show_nothing(self) -> None:
        """No file is open."""
        self.file.show_nothing()
        self._is_live = False
        for part in (self._kind, self.mode, self.bundle, self._dot, self._live):
            part.hide()

    def show_live(self, line: LiveLine) -> None:
        """What goes on around the file."""
        self._live.setText(line.text)
        self._live.setAccessibleDescription(line.text)
        self._dot.setToolTip(visible_text(line.detail))
        self._dot.set_tone(Tone.OK if line.running else Tone.NEUTRAL)
        self._dot.show()
        self._is_live = True
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the name of the file gets it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        has_room = self.width() >= _ROOM_FOR_ALL
        self._live.setVisible(self._is_live and has_room)
        self.file.show_folder(is_shown=has_room)
        self.palette_button.set_wide(is_wide=self.width() >= _ROOM_FOR_PALETTE)

    @Slot()
    def _choose_theme(self) -> None:
        self.theme_chosen.emit(_NEXT_MODE[self._theme.mode])

    @Slot()
    def _redraw(self) -> None:
        self._mark.setPixmap(
            tinted_pixmap("mark", self._theme.tokens.text, _MARK, self.devicePixelRatioF())
        )
        self._show_mode()

    @Slot()
    def _show_mode(self) -> None:
        mode = self._theme.mode
        self._theme_button.set_icon_name(f"theme-{mode.value}")
        self._theme_button.set_name(_MODE_NAMES[mode])

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._mark)
        row.addWidget(self.file)
        row.addWidget(self._kind)
        row.addWidget(self.mode)
        row.addWidget(self.bundle)
        row.addSpacing(12)
        row.addWidget(self._dot)
        row.addWidget(self._live)
        row.addStretch(1)
        row.addWidget(self.palette_button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(4)
        for button in (self._theme_button, self._help_button, self._menu_button):
            button.setFixedSize(QSize(32, 32))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

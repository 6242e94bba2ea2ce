"""The file's name and folder, as a button with a menu of what can be done about files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.core.paths import shown_path
from hive_inspector.gui.theme.icons import tinted_pixmap
from hive_inspector.gui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.settings import RecentFile
    from hive_inspector.gui.frame.summary import FileSummary
    from hive_inspector.gui.theme.theme import Theme

_NAME_WIDTH = 260
_FOLDER_WIDTH = 220
_CHEVRON = 14
PIN, UNPIN = tr("Pin among the recent files"), tr("Unpin from the recent files")


class FileButton(QPushButton):
    """Shows the open file; its menu opens others.

    Signals:
        recent_chosen: A recent file's path.
        menu_shown: The menu is about to be seen: which recent files are there should be looked at.
        pin_requested: The open file's path, and whether it is to stay among the recent ones.
        close_requested: Close the file.
    """

    recent_chosen = Signal(str)
    menu_shown = Signal()
    pin_requested = Signal(str, bool)
    close_requested = Signal()

    def __init__(
        self, theme: Theme, open_actions: tuple[QAction, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._path = Path()
        self._is_open = False
        self._files: tuple[RecentFile, ...] = ()
        self._missing: frozenset[str] = frozenset()
        self.setProperty("role", "file")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._name = ElidedLabel("", "heading", self, mode=Qt.TextElideMode.ElideMiddle)
        self._name.setMaximumWidth(_NAME_WIDTH)
        self._folder = ElidedLabel("", "dim", self, mode=Qt.TextElideMode.ElideLeft)
        self._folder.setMaximumWidth(_FOLDER_WIDTH)
        self._chevron = QLabel(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 4, 8, 4)
        self._row.setSpacing(8)
        for part in (self._name, self._folder, self._chevron):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._row.addWidget(part)
        self._menu = QMenu(self)
        self._recent = QMenu(tr("Recent files"), self._menu)
        self._fill_menu(open_actions)
        self.setMenu(self._menu)
        self._redraw()
        theme.changed.connect(self._redraw)
        self.show_nothing()

    def show_file(self, summary: FileSummary) -> None:
        """Name the open file."""
        self._say(summary.path.name, summary.folder)
        self._path = summary.path
        self._for_a_file(enabled=True)
        self._show_pin()
        self.setToolTip(visible_text(str(summary.path)))

    def show_folder(self, *, is_shown: bool) -> None:
        """Name the folder beside the file, or leave that to the tooltip."""
        self._folder.setVisible(is_shown)

    def show_nothing(self) -> None:
        """No file is open."""
        self._say(tr("No file"), "")
        self._for_a_file(enabled=False)
        self._show_pin()
        self.setToolTip("")

    def set_recent(self, files: tuple[RecentFile, ...]) -> None:
        """Offer these recent files, the pinned ones above a line."""
        self._files = files
        self._fill_recent()
        self._show_pin()

    def mark_missing(self, paths: frozenset[str]) -> None:
        """These recent files are not there any more: they are named, and cannot be opened."""
        self._missing = paths
        self._fill_recent()

    def _fill_recent(self) -> None:
        self._recent.clear()
        was_pinned = False
        for file in self._files:
            if was_pinned and not file.pinned:
                self._recent.addSeparator()
            was_pinned = file.pinned
            name = visible_text(shown_path(Path(file.path))).replace("&", "&&")
            is_missing = file.path in self._missing
            action = self._recent.addAction(
                tr("{name} (not there any more)", name=name) if is_missing else name
            )
            action.setEnabled(not is_missing)
            action.triggered.connect(partial(self.recent_chosen.emit, file.path))
        self._recent.setEnabled(bool(self._files))

    def _show_pin(self) -> None:
        """What can be done about the pin of the open file."""
        own = next((file for file in self._files if file.path == str(self._path)), None)
        self._pin.setText(UNPIN if own is not None and own.pinned else PIN)
        self._pin.setEnabled(own is not None and self._is_open)

    @Slot()
    def _on_pin(self) -> None:
        self.pin_requested.emit(str(self._path), self._pin.text() == PIN)

    def sizeHint(self) -> QSize:
        """The size it likes best."""
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The least size that still says something."""
        return self._row.minimumSize()

    def _say(self, name: str, folder: str) -> None:
        self._name.setText(name)
        self._folder.setText(folder)
        self._folder.setVisible(bool(folder))
        self.setAccessibleName(tr("File: {name}", name=visible_text(name)))
        self.setAccessibleDescription(visible_text(folder))

    def _for_a_file(self, *, enabled: bool) -> None:
        self._is_open = enabled
        for action in self._of_a_file:
            action.setEnabled(enabled)

    def _fill_menu(self, open_actions: tuple[QAction, ...]) -> None:
        for action in open_actions:
            self._menu.addAction(action)
        self._menu.addMenu(self._recent)
        self._menu.aboutToShow.connect(self.menu_shown)
        self._menu.addSeparator()
        self._pin = self._menu.addAction(PIN, self._on_pin)
        self._of_a_file = (
            self._menu.addAction(tr("Show in its folder"), self._reveal),
            self._menu.addAction(tr("Copy path"), self._copy_path),
            self._menu.addAction(tr("Close file"), self.close_requested.emit),
        )

    @Slot()
    def _reveal(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))

    @Slot()
    def _copy_path(self) -> None:
        QGuiApplication.clipboard().setText(str(self._path))

    @Slot()
    def _redraw(self) -> None:
        self._chevron.setPixmap(
            tinted_pixmap(
                "chevron-down", self._theme.tokens.dim, _CHEVRON, self.devicePixelRatioF()
            )
        )

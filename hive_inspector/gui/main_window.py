"""Places the frame and the pages. Knows nothing about data: what the user wants leaves it as signals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QPoint, QRect, QSize, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.frame.actions import Actions
from hive_inspector.gui.frame.drop_veil import DropVeil, dropped_file
from hive_inspector.gui.frame.file_dialog import make_file_dialog
from hive_inspector.gui.frame.helping import Helping
from hive_inspector.gui.frame.live import live_line
from hive_inspector.gui.frame.pages_area import PagesArea
from hive_inspector.gui.frame.palette_view import PaletteView
from hive_inspector.gui.frame.status_bar import HEIGHT as STATUS_HEIGHT
from hive_inspector.gui.frame.status_bar import StatusBar
from hive_inspector.gui.frame.toasts import ToastStack
from hive_inspector.gui.frame.top_bar import TopBar
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.help_button import HelpWanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QFileDialog

    from hive_inspector.core.database.activity import Activity
    from hive_inspector.core.database.place import Trouble
    from hive_inspector.gui.session import Session
    from hive_inspector.gui.theme.theme import Theme

COMPACT_BELOW = 1200
"""Width of the window under which the navigation shows icons alone."""
MOST_PAGES = 8
_SMALLEST = (512, 320)
"""What a screen of 1024 by 640 has when everything on it is twice as large."""
_USUAL = (1280, 820)


class MainWindow(QMainWindow):
    """The window.

    Signals:
        path_chosen: A file to open, by dialog, drop, or from the recent files.
        other_window_wanted: A file to open in another window; empty for a window without one.
        quit_wanted: Every window is to be closed.
        settings_requested: The page Settings is wanted.
        demo_requested: Open the demo.
        close_file_requested: Put the open file away.
        mode_requested: Whether the open file is to be writable.
        theme_chosen: The `ThemeMode` that the user switched to.
        reopen_requested: Open the open file anew, as it is now.
        told_reload_wanted: What a bundle tells is to be read again.
        palette_requested: The palette is wanted.
        shortcuts_requested: The list of keyboard shortcuts is wanted.
        leaving: The window is being closed.
    """

    path_chosen = Signal(str)
    other_window_wanted = Signal(str)
    quit_wanted = Signal()
    settings_requested = Signal()
    demo_requested = Signal()
    close_file_requested = Signal()
    mode_requested = Signal(bool)
    theme_chosen = Signal(object)
    reopen_requested = Signal()
    told_reload_wanted = Signal()
    palette_requested = Signal()
    shortcuts_requested = Signal()
    leaving = Signal()

    def __init__(self, theme: Theme, start: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._session: Session | None = None
        self.setWindowTitle("Hive Inspector")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_USUAL)
        self.setAcceptDrops(True)
        self._actions = Actions(self)
        menu = self._actions.make_menu(self)
        ground = QWidget(self)
        self.top_bar = TopBar(theme, self._actions.opening, menu, ground)
        self.area = PagesArea(theme, start, ground)
        self.status = StatusBar(theme, ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.area, 1)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(ground)
        self.toasts = ToastStack(theme, ground, bottom=STATUS_HEIGHT)
        self.palette_view = PaletteView(theme, ground)
        self.helping = Helping(theme, self.area, middle, ground)
        self._veil = DropVeil(theme, ground)
        self._page_keys = tuple(self._page_key(number) for number in range(1, MOST_PAGES + 1))
        self._connect()
        self.area.setFocus()

    def show_session(self, session: Session, page_id: str) -> None:
        """Show a file that was opened, beginning with a page."""
        self._session = session
        self.setWindowTitle(
            tr("{name} - Hive Inspector", name=visible_text(session.summary.path.name))
        )
        self.top_bar.show_file(session.summary)
        self.status.show_library(session.summary.library)
        self.status.tasks.watch(session.workspace.tasks)
        session.live.looked.connect(self._show_live)
        session.live.place_changed.connect(self._show_place)
        if session.summary.is_here:
            self.status.watch(session.workspace.opened.database)
            session.live.start()
        self.area.show_pages(session.pages, page_id)
        self._name_page_keys([page.title for page in session.pages])
        self.area.banner.show_note(session.summary.note)
        self._actions.reload.setEnabled(True)
        self.area.setFocus()

    def show_start(self) -> None:
        """Put the file away and show the start page."""
        if self._session is not None:
            self._session.live.looked.disconnect(self._show_live)
            self._session.live.place_changed.disconnect(self._show_place)
            self.status.tasks.unwatch(self._session.workspace.tasks)
            self._session = None
        self.setWindowTitle("Hive Inspector")
        self.area.show_start()
        self._name_page_keys(())
        self.top_bar.show_nothing()
        self.status.show_nothing()
        self._actions.reload.setEnabled(False)

    def stop(self) -> None:
        """Stop every timer of the frame."""
        self.status.stop()
        self.toasts.stop()

    def geometry_text(self) -> str:
        """Where the window stands, to be given to `restore_geometry`."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def stand_beside(self, other: QWidget, step: QPoint) -> None:
        """Take the size of another window, and a place beside it, where that is still on its screen."""
        room = other.screen().availableGeometry()
        size = other.size().boundedTo(room.size())
        corner = other.pos() + step
        if not room.contains(QRect(corner, size)):
            corner = room.topLeft() + step
            size = size.boundedTo(room.size() - QSize(step.x(), step.y()))
        self.resize(size)
        self.move(corner)

    def come_to_front(self) -> None:
        """Be seen, as far as the system lets a program do that."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()

    def restore_geometry(self, text: str) -> None:
        """Put the window where it stood; a text that Qt does not understand changes nothing."""
        self.restoreGeometry(QByteArray.fromBase64(text.encode("ascii", "ignore")))

    @Slot()
    def ask_for_file(self) -> None:
        """Let the user choose a file to open."""
        self._ask_for_file().fileSelected.connect(self.path_chosen)

    @Slot()
    def ask_for_other(self) -> None:
        """Let the user choose a file to open in another window."""
        self._ask_for_file().fileSelected.connect(self.other_window_wanted)

    def _ask_for_file(self) -> QFileDialog:
        folder = None if self._session is None else self._session.summary.path.parent
        dialog = make_file_dialog(self, folder)
        dialog.open()
        return dialog

    @Slot()
    def _want_window(self) -> None:
        self.other_window_wanted.emit("")

    @Slot()
    def show_about(self) -> None:
        """Show the versions."""
        from hive_inspector.gui.frame.about import AboutDialog

        AboutDialog(self._theme, self).open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text to the new width."""
        super().resizeEvent(event)
        self.area.navigation.set_compact(compact=self.width() < COMPACT_BELOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that the user is leaving."""
        self.leaving.emit()
        super().closeEvent(event)

    def customEvent(self, event: QEvent) -> None:
        """Show the help that a part of the window asked for."""
        if isinstance(event, HelpWanted):
            self.helping.show_topic(event.topic)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say what dropping would do."""
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()
            self._veil.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Take the veil away."""
        self._veil.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self._veil.hide()
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.path_chosen.emit(path)

    def _connect(self) -> None:
        self._actions.open.triggered.connect(self.ask_for_file)
        self._actions.demo.triggered.connect(self.demo_requested)
        self._actions.reload.triggered.connect(self._reload)
        self._actions.about.triggered.connect(self.show_about)
        self._actions.palette.triggered.connect(self.palette_requested)
        self._actions.help.triggered.connect(self.helping.show_here)
        self.top_bar.help_wanted.connect(self.helping.show_here)
        self.top_bar.palette_wanted.connect(self.palette_requested)
        self._actions.shortcuts.triggered.connect(self.shortcuts_requested)
        self._actions.settings.triggered.connect(self.settings_requested)
        self._actions.open_new.triggered.connect(self.ask_for_other)
        self._actions.new_window.triggered.connect(self._want_window)
        self._actions.close_window.triggered.connect(self.close)
        self._actions.leave.triggered.connect(self.quit_wanted)
        self.top_bar.theme_chosen.connect(self.theme_chosen)
        self.top_bar.file.recent_chosen.connect(self.path_chosen)
        self.top_bar.file.close_requested.connect(self.close_file_requested)
        self.top_bar.mode.chosen.connect(self.mode_requested)
        self.area.banner.acted.connect(self.reopen_requested)

    def _page_key(self, number: int) -> QShortcut:
        shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
        shortcut.activated.connect(partial(self.area.turn_to_number, number))
        return shortcut

    def _name_page_keys(self, titles: Sequence[str]) -> None:
        """Say what each key leads to; one that leads nowhere has no name."""
        for at, key in enumerate(self._page_keys):
            key.setWhatsThis(tr("Page {title}", title=titles[at]) if at < len(titles) else "")

    @Slot()
    def _reload(self) -> None:
        if self._session is not None and not self._session.summary.is_here:
            self.told_reload_wanted.emit()
        elif self.area.current is not None:
            self.area.current.reload()

    @Slot(object)
    def _show_place(self, trouble: Trouble | None) -> None:
        """What happened to the file; when that is over, its pages are read anew."""
        if trouble is not None:
            action = tr("Reopen") if trouble.needs_reopening else ""
            self.area.banner.show_note(trouble.text, Tone.PROBLEM, action)
        elif self._session is not None:
            self.area.banner.show_note(self._session.summary.note)
            self.area.reload_all()

    @Slot(object)
    def _show_live(self, activity: Activity) -> None:
        self.top_bar.show_live(live_line(activity))

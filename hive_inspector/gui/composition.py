"""The one place that puts the program together, and takes it apart in the right order."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

import hive_inspector
from hive_inspector.core.audit import AuditTrail
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import installed, tr
from hive_inspector.core.memory import share_arenas
from hive_inspector.core.paths import app_paths
from hive_inspector.core.preferences import AS_THE_SYSTEM, OPEN_IN, OPEN_NEW
from hive_inspector.core.recent import KnownFile, look_at_recent, look_at_usual_place
from hive_inspector.core.requests import WindowRequest
from hive_inspector.gui.appearance import Appearance
from hive_inspector.gui.bundle_pages import BundlePages
from hive_inspector.gui.desk import Desk, DeskTools
from hive_inspector.gui.file_pages import FilePages
from hive_inspector.gui.frame.actions import PALETTE
from hive_inspector.gui.main_window import MainWindow
from hive_inspector.gui.notifications import Notifications
from hive_inspector.gui.pages.start.page import StartPage
from hive_inspector.gui.palette.palette import Palette
from hive_inspector.gui.palette.setting_offers import offer_settings
from hive_inspector.gui.palette.window_offers import (
    offer_actions,
    offer_help,
    offer_pages,
    offer_recent,
)
from hive_inspector.gui.passwords import PasswordAsking
from hive_inspector.gui.remembered import Remembered
from hive_inspector.gui.tasks import TaskRunner
from hive_inspector.gui.text_size import SCALE_KEY, chosen_scale, system_scale
from hive_inspector.gui.theme.icons import tinted_icon
from hive_inspector.gui.theme.theme import Theme
from hive_inspector.gui.unopened import Unopened

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.target import DatabaseTarget
    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.settings import JsonValue, RecentFile, Settings, ThemeMode
    from hive_inspector.gui.page import Page
    from hive_inspector.gui.pages.settings.page import SettingsPage
    from hive_inspector.gui.palette.entry import Offer
    from hive_inspector.gui.scene import Scene
    from hive_inspector.gui.session import Session
    from hive_inspector.gui.workspace import Workspace

PAGE_KEY = "window.page"
RECENT_KEY = "window.palette"


def make_application(text_size: int = AS_THE_SYSTEM) -> QApplication:
    """Qt's application, named and with its icon.

    Args:
        text_size: In percent, as `core.preferences.TEXT_SIZE` has it; the system's font decides where nothing was.
    """
    share_arenas()
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = _magnified(chosen_scale(text_size))
    application.setApplicationName("hive-inspector")
    application.setApplicationDisplayName("Hive Inspector")
    application.setApplicationVersion(hive_inspector.__version__)
    application.setDesktopFileName("hive-inspector")
    application.setWindowIcon(tinted_icon("mark", "#000000", (1.0, 2.0)))
    if installed() is not None:
        from hive_inspector.gui.languages import translate_qt  # English needs none of it

        translate_qt(application)
    return application


def _magnified(scale: float | None) -> QApplication:
    """Qt reads by how much to magnify when its application is made; helpers and other programs are not to read it."""
    if SCALE_KEY in os.environ:
        return QApplication(sys.argv[:1])
    if scale is None:
        application = QApplication(sys.argv[:1])
        scale = system_scale()
        if scale == 1:
            return application
        application.shutdown()
    os.environ[SCALE_KEY] = f"{scale:g}"
    try:
        return QApplication(sys.argv[:1])
    finally:
        del os.environ[SCALE_KEY]


@dataclass(frozen=True, slots=True)
class Shared:
    """What all windows of the program have in common."""

    theme: Theme
    remembered: Remembered

    @classmethod
    def of(cls, theme: Theme, remembered: Remembered) -> Shared:
        """Both, the theme led by what is remembered to be chosen."""
        Appearance(theme, remembered.preferences)
        return cls(theme, remembered)


class Program(QObject):
    """A window with everything that lives as long as it does; several of them share what is in `Shared`.

    Signals:
        window_wanted: Another window is to be opened, a `WindowRequest`.
        quit_wanted: Every window is to be closed.
    """

    window_wanted = Signal(object)
    quit_wanted = Signal()

    def __init__(
        self,
        application: QApplication,
        settings: Settings,
        settings_folder: Path | None,
        *,
        saves: bool = True,
        shared: Shared | None = None,
    ) -> None:
        """Put it together; nothing is shown and nothing runs yet.

        Args:
            application: Qt's.
            settings: What was remembered.
            settings_folder: Where to remember; None keeps it in memory.
            saves: Whether the settings may be saved there; what is done is on record there in any case.
            shared: What other windows have as well; None makes a program of this window alone.
        """
        super().__init__()
        self._is_alone = shared is None
        self.notifications = Notifications(self)
        self.tasks = TaskRunner(parent=self)
        self._shared = shared or Shared.of(
            Theme(application, settings.theme, self),
            Remembered(settings, settings_folder if saves else None, self.tasks, self),
        )
        self._audit = _audit_in(settings_folder)
        self._pages = FilePages(self.tasks, self, settings_folder=settings_folder)
        self._bundle_pages = BundlePages(self)
        tools = self._tools()
        self.desk = Desk(tools, self)
        self.start = StartPage(self.theme, self.tasks, self.remembered)
        self.window = MainWindow(self.theme, self.start.widget)
        self._wanted_page = ""
        self._settings_page: SettingsPage | None = None
        self._is_down = False
        self._is_finished = False
        self.palette = Palette(self.tasks, self.window.palette_view, self._offers, self)
        self.unopened = Unopened(self.desk, self.start, tools, self)
        self._connect_desk()
        self._connect_window()
        self._show_recent()
        if settings.geometry:
            self.window.restore_geometry(settings.geometry)

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """States of the window itself that are worth a picture."""
        from hive_inspector.gui.palette.scenes import window_scenes

        return window_scenes(self.palette, self.window.palette_view, self._show_shortcuts)

    @property
    def theme(self) -> Theme:
        """How every window is dressed."""
        return self._shared.theme

    @property
    def remembered(self) -> Remembered:
        """What is remembered, of every window."""
        return self._shared.remembered

    def begin(self, request: WindowRequest) -> None:
        """Open what was asked for: the demo, a file, or the user's own database where there is one."""
        self._wanted_page = request.page or ""
        self.start.presenter.look()
        if request.demo:
            self.desk.open_demo()
        elif request.path is not None:
            self.desk.open_file(request.path, writable=request.writable)
        elif not request.bare:
            self.tasks.submit(
                _look_at_usual_place,
                on_result=partial(self._open_usual, writable=request.writable),
                key="usual place",
            )

    def shutdown(self) -> None:
        """Timers, relays, tokens, executors, databases, in this order; then the settings are saved."""
        self.stop()
        self.finish()
        if self._is_alone:
            self.remembered.save_now()

    def stop(self) -> None:
        """Stop every timer, bring nothing back any more, ask every task to stop. Returns at once."""
        if self._is_down:
            return
        self._is_down = True
        self.window.stop()
        self._pages.stop()
        if self._is_alone:
            self.remembered.stop()
        self.desk.stop()
        self.tasks.close()

    def finish(self) -> None:
        """Wait for the tasks and close the databases. Call after `stop`, from any one thread."""
        if self._is_finished:
            return
        self.tasks.join()
        self.desk.finish()
        self._is_finished = True

    def dispose(self) -> None:
        """Let go of what Qt owns. Call on the window's thread, after `finish`."""
        self.window.deleteLater()
        self.deleteLater()

    def _tools(self) -> DeskTools:
        return DeskTools(
            tasks=self.tasks,
            theme=self.theme,
            notifications=self.notifications,
            remembered=self.remembered,
            open_file=_open_hive,
            find_demo=_find_demo,
            make_runner=partial(TaskRunner, parent=self),
            build_pages=self._build_pages,
            audit=self._audit,
        )

    def _build_pages(self, workspace: Workspace) -> tuple[Page, ...]:
        """The pages of a file, or those of a bundle that tells of one."""
        opened = workspace.opened
        if opened.is_here:
            return self._pages.build(workspace)
        from hive_inspector.core.supporting.told import ToldHive

        if not isinstance(opened, ToldHive):
            raise TypeError(opened)
        return self._bundle_pages.build(workspace, opened)

    def _connect_desk(self) -> None:
        self.tasks.failed.connect(self.notifications.failure)
        self.notifications.posted.connect(self.window.toasts.post)
        self.window.toasts.bundle_wanted.connect(self._show_support)
        self.window.status.tasks.watch(self.tasks)
        self.remembered.recent_changed.connect(self._show_recent)
        self.desk.opening.connect(self.start.presenter.follow)
        self.desk.cancelled.connect(self.start.presenter.show_calm)
        self.desk.opened.connect(self._on_opened)
        self.desk.password_wanted.connect(self.start.presenter.show_calm)
        self.passwords = PasswordAsking(self.desk, self.window, self)
        self.desk.closing.connect(self._on_closing)

    def _connect_window(self) -> None:
        view = self.start.widget
        view.open_clicked.connect(self.window.ask_for_file)
        for signal in (view.demo_clicked, self.window.demo_requested):
            signal.connect(self.desk.open_demo)
        for signal in (view.file_clicked, self.window.path_chosen):
            signal.connect(self._open_path)
        self.window.top_bar.file.pin_requested.connect(self.remembered.pin_recent)
        self.window.top_bar.file.menu_shown.connect(self._look_at_recent)
        self.window.close_file_requested.connect(self.desk.close_file)
        self.window.mode_requested.connect(self._switch_mode)
        self.window.reopen_requested.connect(self._reopen_as_is)
        self.window.told_reload_wanted.connect(self._tell_of_bundle)
        self.window.theme_chosen.connect(self._choose_theme)
        self.window.area.turned.connect(self._remember_page)
        for pages in (self._pages, self._bundle_pages):
            pages.turn_wanted.connect(self.window.area.turn_to)
            pages.count_changed.connect(self.window.area.navigation.set_count)
        self._pages.reopen_wanted.connect(self._reopen)
        self._pages.open_wanted.connect(self._open_path)
        self._pages.backup_wanted.connect(self._open_backup)
        self.window.leaving.connect(self._remember_geometry)
        self.window.other_window_wanted.connect(self._want_window)
        self.window.quit_wanted.connect(self.quit_wanted)
        self.window.settings_requested.connect(self.show_settings)
        self.window.area.navigation.settings_clicked.connect(self.show_settings)
        if self._is_alone:
            self.window.quit_wanted.connect(self.window.close)
        self.window.palette_requested.connect(self.palette.open)
        self.window.shortcuts_requested.connect(self._show_shortcuts)
        self.palette.recent_changed.connect(self._remember_recent)

    def _offers(self) -> tuple[Offer, ...]:
        """What the palette can lead to at this moment."""
        area, session = self.window.area, self.desk.session
        path = "" if session is None else str(session.workspace.opened.database.real_path)
        return (
            offer_actions(self.window, area.current, left_out=PALETTE),
            offer_pages(() if session is None else session.pages, area.turn_to),
            *self._pages.offers(),
            *self._bundle_pages.offers(),
            offer_settings(self.remembered.preferences.values, self._show_setting),
            offer_recent(self.remembered.settings.recent, path, self._open_path),
            offer_help(self.window),
        )

    @Slot(object)
    def _remember_recent(self, recent: tuple[str, ...]) -> None:
        """What was chosen in the palette, with the file that it is about."""
        if self.desk.session is not None:
            self.desk.session.workspace.state.put(RECENT_KEY, list(recent))

    @Slot()
    def _show_shortcuts(self) -> None:
        """The keys of every action, those of pages that were not shown yet as well."""
        from hive_inspector.gui.frame.shortcuts_dialog import ShortcutsDialog
        from hive_inspector.gui.palette.shortcuts import shortcuts_of

        if self._pages.prepare_keyed():
            QTimer.singleShot(0, self._show_shortcuts)
            return
        pages = () if self.desk.session is None else self.desk.session.pages
        parts = shortcuts_of(self.window, pages, self.window.area.current)
        ShortcutsDialog(parts, self.window).open()

    @Slot()
    def show_settings(self) -> None:
        """Put the page Settings before the others; it is made when it is first wanted."""
        from hive_inspector.gui.pages.settings.page import SettingsPage

        if self._settings_page is None:
            page = SettingsPage(self.theme, self.tasks, self.remembered, self)
            page.left.connect(self.window.area.leave_extra)
            page.limits_wanted.connect(self._pages.show_limits)
            self._settings_page = page
        session = self.desk.session
        self._settings_page.begin(has_file=session is not None and session.workspace.opened.is_here)
        self.window.area.show_extra(self._settings_page.widget)

    def _show_setting(self, id_: str) -> None:
        self.show_settings()
        if self._settings_page is not None:
            self._settings_page.widget.bring(id_)

    @Slot(str)
    def _open_path(self, path: str) -> None:
        """In this window, unless the user wants a second file in a window of its own."""
        choice = self.remembered.preferences.value(OPEN_IN)
        if choice == OPEN_NEW and self.desk.session is not None and not self._is_alone:
            self._want_window(path)
        else:
            self.desk.open_file(Path(path))

    @Slot(str)
    def _want_window(self, path: str) -> None:
        self.window_wanted.emit(WindowRequest(Path(path)) if path else WindowRequest(bare=True))

    @Slot()
    def _tell_of_bundle(self) -> None:
        self.notifications.information(
            tr("A bundle does not change."),
            tr("It tells of the file as it was when the bundle was made."),
        )

    @Slot()
    def _show_support(self) -> None:
        """Where bundles are made."""
        session = self.desk.session
        if session is None or not session.workspace.opened.is_here:
            self.notifications.information(
                tr("A bundle is made of an open file."), tr("Open the file, then the page Support.")
            )
            return
        self._pages.show_bundle()

    @Slot(object, object)
    def _open_backup(self, path: Path, password: Password | None) -> None:
        self.desk.open_file(path, password=password)

    @Slot(bool)
    def _switch_mode(self, writable: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._reopen(writable)

    @Slot()
    def _reopen_as_is(self) -> None:
        self._reopen(None)

    @Slot(object)
    def _reopen(self, writable: bool | None) -> None:  # noqa: FBT001 - what the signal carries
        """Open the file anew, so that every page shows what it is now; its migrations go on where they were."""
        if self.desk.session is not None:
            self._pages.carry_over(self.desk.session.workspace.opened.database.real_path)
            self.desk.reopen(writable=writable)

    def _open_usual(self, usual: KnownFile, *, writable: bool) -> None:
        if usual.size_bytes is not None:
            self.desk.open_file(usual.path, writable=writable)

    @Slot(object)
    def _on_opened(self, session: Session) -> None:
        self.start.presenter.show_calm()
        left_on = session.workspace.state.text(PAGE_KEY)
        self.window.show_session(session, self._wanted_page or left_on)
        self._bundle_pages.begin()
        self._wanted_page = ""
        self.palette.set_recent(_texts_of(session.workspace.state.get(RECENT_KEY)))

    @Slot(object)
    def _on_closing(self, _session: Session) -> None:
        self._pages.stop()
        self._bundle_pages.stop()
        self.palette.forget()
        self.window.show_start()
        self.start.presenter.look()

    @Slot()
    def _show_recent(self) -> None:
        self.window.top_bar.file.set_recent(self.remembered.settings.recent)

    @Slot()
    def _look_at_recent(self) -> None:
        """Whether the files are there yet; until that is known, those missing before count as missing."""
        self.tasks.submit(
            partial(_missing_of, self.remembered.settings.recent),
            on_result=self.window.top_bar.file.mark_missing,
            key="recent.look",
            quiet=True,
        )

    @Slot(object)
    def _choose_theme(self, mode: ThemeMode) -> None:
        self.theme.set_mode(mode)
        self.remembered.note_theme(mode)

    @Slot(str)
    def _remember_page(self, page_id: str) -> None:
        if self.desk.session is not None:
            self.desk.session.workspace.state.put(PAGE_KEY, page_id)

    @Slot()
    def _remember_geometry(self) -> None:
        self.remembered.note_geometry(self.window.geometry_text())


def _open_hive(target: DatabaseTarget, token: CancelToken, progress: Progress) -> OpenHive:
    """Loaded by the worker that opens the first file, so that the window is painted before Peewee is needed."""
    from hive_inspector.core.hive.opening import open_hive

    try:
        return open_hive(target, token=token, progress=progress)
    except EnvironmentProblem:
        from hive_inspector.core.supporting.told import is_bundle, open_told

        if not is_bundle(target):
            raise
        return open_told(target)


def _texts_of(value: JsonValue) -> tuple[str, ...]:
    """The texts of a list that was remembered."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _missing_of(
    recent: tuple[RecentFile, ...], _token: CancelToken, _progress: Progress
) -> frozenset[str]:
    looked = zip(recent, look_at_recent(recent), strict=True)
    return frozenset(file.path for file, known in looked if known.size_bytes is None)


def _find_demo(token: CancelToken, progress: Progress) -> Path:
    from hive_inspector.core.demo.install import demo_install

    return demo_install(token, progress)


def _audit_in(settings_folder: Path | None) -> AuditTrail | None:
    """The audit trail beside the settings."""
    return None if settings_folder is None else AuditTrail(settings_folder / app_paths().audit.name)


def _look_at_usual_place(_token: CancelToken, _progress: Progress) -> KnownFile:
    return look_at_usual_place(os.environ, Path.home())

"""Paints every page into picture files: for the README, and to see at a glance what a change did."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtGui import QPixmap

from hive_inspector.core.database.privatecopy import private_folder
from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.display import display_answers
from hive_inspector.core.errors import EnvironmentProblem, InspectorError
from hive_inspector.core.language import tr
from hive_inspector.core.logs import configure_logs
from hive_inspector.core.paths import app_paths
from hive_inspector.core.requests import WindowRequest
from hive_inspector.core.settings import Settings
from hive_inspector.gui.composition import Program, make_application
from hive_inspector.gui.invented import INVENTED, press

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget

    from hive_inspector.core.requests import GalleryRequest, PictureSize
    from hive_inspector.core.settings import ThemeMode
    from hive_inspector.gui.invented import Invented
    from hive_inspector.gui.scene import Scene

OPENING_PATIENCE_S = 180.0
"""How long the file may take to open; the demo is made the first time."""
PAGE_PATIENCE_S = 30.0
"""How long a page may take to load."""
_CALM_S = 0.25
"""Without work for that long, a page is taken to be loaded: some begin work only when earlier work is shown."""
_STEP_MS = 20
_TEXT_SIZE = 100
"""Pictures are the same whatever the font of the system."""


def paint_gallery(request: GalleryRequest) -> int:
    """Paint every page of a file, and the start page, into PNG files named `page_theme_size.png`.

    With the demo, also the states that only changes lead to, on files that are made for it and go again.

    Returns:
        The exit code: 0 when all were painted.

    Raises:
        EnvironmentProblem: The file cannot be opened, a page did not load in time, or the folder cannot be written.
    """
    if not display_answers(os.environ, sys.platform):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        request.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(request.folder, error) from error
    configure_logs(app_paths().state, verbose=request.verbose)
    for path in Gallery(make_application(_TEXT_SIZE), request).paint():
        sys.stdout.write(f"{path}\n")
    return 0


class Gallery:
    """A window that nobody sees, and what is painted of it."""

    def __init__(self, application: QApplication, request: GalleryRequest) -> None:
        self._application = application
        self._request = request

    def paint(self) -> tuple[Path, ...]:
        """Paint everything; returns the files in the order they were written."""
        program = Program(self._application, Settings(), None)
        program.window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        program.window.show()
        try:
            self._open(program)
            painted = [*self._pages(program), *self._start_page(program)]
            if self._request.demo:
                painted += self._invented(program)
            return tuple(painted)
        finally:
            program.shutdown()
            program.window.close()
            program.window.deleteLater()

    def _open(self, program: Program) -> None:
        failures: list[InspectorError] = []
        program.desk.failed.connect(_Collector(failures))
        program.desk.password_wanted.connect(_Collector(failures))
        if self._request.path is None and not self._request.demo:
            program.start.presenter.look()
            return
        program.begin(WindowRequest(path=self._request.path, demo=self._request.demo))
        self._settle(program, OPENING_PATIENCE_S)
        if failures:
            raise failures[0]
        if program.desk.session is None:
            raise EnvironmentProblem(
                tr("The file did not open in time."), tr("Try again when the machine is less busy.")
            )

    def _pages(self, program: Program) -> Iterator[Path]:
        session = program.desk.session
        if session is None:
            return
        for page in session.pages:
            program.window.area.turn_to(page.id)
            yield from self._picture_set(program, page.id)
            for scene in getattr(page, "scenes", ()):
                yield from self._scene(program, page.id, scene)
        for scene in program.scenes:
            yield from self._scene(program, "window", scene)
        program.show_settings()
        yield from self._picture_set(program, "settings")
        program.window.area.leave_extra()

    def _scene(self, program: Program, page_id: str, scene: Scene) -> Iterator[Path]:
        """A state of the page in each theme and the largest size that is not magnified."""
        size = self._usual_size()
        program.window.resize(size.width, size.height)
        for _ in scene.steps():
            self._settle(program)
        dialog = scene.dialog()
        for theme in self._request.themes:
            program.theme.set_mode(theme)
            self._settle(program)
            name = _file_name(f"{page_id}_{scene.name}", theme, size)
            yield self._save(dialog or program.window, name, size.scale)
        if dialog is not None:
            dialog.close()
        scene.leave()

    def _invented(self, program: Program) -> Iterator[Path]:
        for state in INVENTED:
            with private_folder() as folder:
                path = folder / "hive-ai.db"
                make_demo(path, lineage=state.lineage, defects=state.defects)
                yield from self._state(program, state, path)
                program.desk.close_file()
                self._settle(program)

    def _state(self, program: Program, state: Invented, path: Path) -> Iterator[Path]:
        size = self._usual_size()
        program.window.resize(size.width, size.height)
        is_changed = bool(state.presses)
        program.begin(WindowRequest(path=path, page=state.page, writable=is_changed))
        self._settle(program)
        for label in state.presses:
            press(program.window, label)
            self._settle(program)
        for theme in self._request.themes:
            program.theme.set_mode(theme)
            self._settle(program)
            name = _file_name(f"{state.page}_{state.name}", theme, size)
            yield self._save(program.window, name, size.scale)

    def _usual_size(self) -> PictureSize:
        """The largest that is not magnified."""
        return max(self._request.sizes, key=lambda one: (-one.scale, one.width))

    def _start_page(self, program: Program) -> Iterator[Path]:
        program.desk.close_file()
        yield from self._picture_set(program, "start")

    def _picture_set(self, program: Program, name: str) -> Iterator[Path]:
        for theme in self._request.themes:
            program.theme.set_mode(theme)
            for size in self._request.sizes:
                program.window.resize(size.width, size.height)
                self._settle(program)
                yield self._save(program.window, _file_name(name, theme, size), size.scale)

    def _save(self, window: QWidget, name: str, scale: float) -> Path:
        """Draw a window anew at that scale, so that nothing is enlarged from a coarser picture."""
        picture = QPixmap(window.size() * scale)
        picture.setDevicePixelRatio(scale)
        window.render(picture)
        path = self._request.folder / name
        if not picture.save(str(path)):
            raise _unwritable(self._request.folder)
        return path

    def _settle(self, program: Program, patience_s: float = PAGE_PATIENCE_S) -> None:
        calm_since = time.monotonic()

        def is_calm() -> bool:
            nonlocal calm_since
            session = program.desk.session
            runners = [program.tasks] + ([session.workspace.tasks] if session else [])
            now = time.monotonic()
            if not all(runner.is_idle for runner in runners):
                calm_since = now
            return now - calm_since >= _CALM_S

        self._wait(is_calm, patience_s)
        self._application.processEvents()  # what the last result moved finds its place

    def _wait(self, is_over: Callable[[], bool], patience_s: float) -> None:
        end = time.monotonic() + patience_s
        while not is_over() and time.monotonic() < end:
            self._application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _STEP_MS)
            self._application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            time.sleep(_STEP_MS / 4000)


class _Collector:
    """Keeps the failures of an opening."""

    def __init__(self, failures: list[InspectorError]) -> None:
        self._failures = failures

    def __call__(self, _name: str, error: InspectorError) -> None:
        self._failures.append(error)


def _file_name(page: str, theme: ThemeMode, size: PictureSize) -> str:
    scale = "" if size.scale == 1 else f"_{size.scale:g}x"
    return f"{page}_{theme.value}_{size.width}x{size.height}{scale}.png"


def _unwritable(folder: Path, error: OSError | None = None) -> EnvironmentProblem:
    return EnvironmentProblem(
        tr("Pictures cannot be written to {folder}.", folder=folder),
        tr("Choose a folder that you may write to."),
        str(error or ""),
    )

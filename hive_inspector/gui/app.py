"""Runs the window: start, loop, orderly end."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from hive_inspector.core.display import display_answers
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.handover import can_hand_over, hand_over, take_seat
from hive_inspector.core.language import tr
from hive_inspector.core.logs import configure_logs
from hive_inspector.core.paths import app_paths
from hive_inspector.core.preferences import text_size_of
from hive_inspector.core.settings import read_settings
from hive_inspector.gui.composition import make_application
from hive_inspector.gui.crashes import CrashReporter
from hive_inspector.gui.garbage import GarbageCollection
from hive_inspector.gui.handover import Handover
from hive_inspector.gui.interrupts import Interrupts
from hive_inspector.gui.windows import Windows

if TYPE_CHECKING:
    from hive_inspector.core.handover import Seat
    from hive_inspector.core.requests import WindowRequest


def run_window(request: WindowRequest) -> int:
    """Open the window and stay until the last one is closed; or hand the request to the program that runs already.

    Returns:
        The exit code: 0 when the user closed it.

    Raises:
        EnvironmentProblem: The display does not answer.
    """
    if not display_answers(os.environ, sys.platform):
        raise EnvironmentProblem(
            tr("The display does not answer."),
            tr(
                "Check the variable DISPLAY, or use a command that works without a screen: "
                "status, tables, rows, gallery."
            ),
        )
    paths = app_paths()
    configure_logs(paths.state, verbose=request.verbose)
    seat = None
    if _may_share(request):
        seat = take_seat(paths.state)
        if seat is None and hand_over(paths.state, request):
            return 0
    loaded = read_settings(paths.settings)
    application = make_application(text_size_of(loaded.settings.preferences))
    windows = Windows(application, loaded.settings, paths.settings, saves=loaded.may_save)
    if request.theme is not None:
        windows.theme.set_mode(request.theme)
    crashes = CrashReporter(windows.notifications, windows)
    crashes.install()
    interrupts = Interrupts(windows)
    interrupts.arrived.connect(windows.close_all)
    garbage = GarbageCollection(windows)
    garbage.start()
    handover = _listen(seat, windows)
    windows.open(request)
    if loaded.told:
        windows.notifications.warning(loaded.told, loaded.hint)
    try:
        return application.exec()
    finally:
        if handover is not None:
            handover.stop()
        windows.shutdown()
        garbage.stop()
        interrupts.stop()
        crashes.uninstall()


def _may_share(request: WindowRequest) -> bool:
    """Whether another start may take the request: not where it is to differ from what runs."""
    is_usual = not request.separate and not request.verbose and request.theme is None
    return is_usual and can_hand_over()


def _listen(seat: Seat | None, windows: Windows) -> Handover | None:
    """Open what other starts hand over."""
    if seat is None:
        return None
    handover = Handover(seat, windows)
    handover.asked.connect(windows.take)
    return handover

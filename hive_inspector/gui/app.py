"""Runs the window: start, loop, orderly end."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from hive_inspector.core.display import display_answers
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.logs import configure_logs
from hive_inspector.core.paths import app_paths
from hive_inspector.core.settings import read_settings
from hive_inspector.gui.composition import Program, make_application
from hive_inspector.gui.crashes import CrashReporter
from hive_inspector.gui.garbage import GarbageCollection
from hive_inspector.gui.interrupts import Interrupts

if TYPE_CHECKING:
    from hive_inspector.core.requests import WindowRequest


def run_window(request: WindowRequest) -> int:
    """Open the window and stay until it is closed.

    Returns:
        The exit code: 0 when the user closed it.

    Raises:
        EnvironmentProblem: The display does not answer.
    """
    if not display_answers(os.environ, sys.platform):
        raise EnvironmentProblem(
            "The display does not answer.",
            "Check the variable DISPLAY, or use a command that works without a screen: status, tables, rows, gallery.",
        )
    paths = app_paths()
    configure_logs(paths.state, verbose=request.verbose)
    application = make_application()
    loaded = read_settings(paths.settings)
    program = Program(application, loaded.settings, paths.settings, saves=loaded.may_save)
    if request.theme is not None:
        program.theme.set_mode(request.theme)
    crashes = CrashReporter(program.notifications, program)
    crashes.install()
    interrupts = Interrupts(program)
    interrupts.arrived.connect(program.window.close)
    garbage = GarbageCollection(program)
    garbage.start()
    program.window.show()
    if loaded.told:
        program.notifications.warning(loaded.told, loaded.hint)
    program.begin(request)
    try:
        return application.exec()
    finally:
        program.shutdown()
        garbage.stop()
        interrupts.stop()
        crashes.uninstall()

"""The program with every door to a network guarded: `python -m tests.support.trapped REPORT SCRIPT`.

SCRIPT is JSON: a list of command lines, or `{"window": [ARGUMENTS…]}` for a session of the window that turns to every
page and ends. REPORT becomes a JSON list of every attempt to reach a network, and of the exit codes. What helper
processes do is watched from without, see `tests/faults/test_privacy.py`.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hive_inspector.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.requests import WindowRequest
    from hive_inspector.gui.composition import Program

_LOOKUPS = frozenset(
    {
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "socket.getnameinfo",
        "urllib.Request",
        "http.client.connect",
    }
)
_OF_SOCKETS = frozenset(
    {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.__new__"}
)
_FAMILIES = frozenset({socket.AF_INET, socket.AF_INET6})
_TURN_MS = 20

attempts: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Note and refuse every attempt to reach a network."""
    if event in _LOOKUPS or (event in _OF_SOCKETS and _family(event, arguments) in _FAMILIES):
        attempts.append(f"{event} {arguments[1:]!r}")
        raise OSError(event)


def _family(event: str, arguments: tuple[Any, ...]) -> int:
    return int(arguments[1] if event == "socket.__new__" else arguments[0].family)


def run_window(arguments: Sequence[str]) -> int:
    """A session that turns to every page once it is calm, and ends."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from hive_inspector.gui.composition import Program

    begin, turning = Program.begin, _turning()

    def begin_and_turn(program: Program, request: WindowRequest) -> None:
        begin(program, request)
        turning(program)

    setattr(Program, "begin", begin_and_turn)  # noqa: B010 - a method in place of another
    return main(arguments)


def _turning() -> Any:
    """Made late, so that commands run without Qt."""
    from PySide6.QtCore import QObject, QTimer

    class Turning(QObject):
        """Turns the pages of a program."""

        def __init__(self, program: Program) -> None:
            super().__init__(program)
            self._program = program
            self._left: list[str] | None = None
            self._timer = QTimer(self)
            self._timer.timeout.connect(self._step)
            self._timer.start(_TURN_MS)

        def _step(self) -> None:
            """Go on to the next page if nothing is being done any more."""
            program, session = self._program, self._program.desk.session
            if session is None:
                return
            if not (program.tasks.is_idle and session.workspace.tasks.is_idle):
                return
            if self._left is None:
                self._left = [page.id for page in session.pages]
            if self._left:
                program.window.area.turn_to(self._left.pop(0))
            else:
                self._timer.stop()
                program.window.close()

    return Turning


def run(script: Any) -> list[int]:
    """Exit codes of what was asked for."""
    if isinstance(script, dict):
        return [run_window(script["window"])]
    return [main(words) for words in script]


if __name__ == "__main__":
    sys.addaudithook(watch)
    codes = run(json.loads(sys.argv[2]))
    Path(sys.argv[1]).write_text(json.dumps({"attempts": attempts, "codes": codes}))

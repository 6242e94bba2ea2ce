"""Whether there is a screen to open a window on.

Qt ends the process at once where the display that the environment names does not answer (a session that is gone, a
container that kept the variable), so that is asked before.
"""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ALWAYS = frozenset({"win32", "darwin"})
"""Systems on which a program that runs has a screen."""
_X_DISPLAY = re.compile(r"(?P<host>[^:]*):(?P<number>\d+)(\.\d+)?")
_X_SOCKETS = "/tmp/.X11-unix/X"  # noqa: S108 - where X servers listen, by the X11 protocol's custom
_X_PORT = 6000
_PATIENCE_S = 2.0


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """Whether the environment names a display.

    Args:
        environ: The environment's variables.
        platform: As `sys.platform` has it; only Linux and its like run without a screen.
    """
    if platform in _ALWAYS or environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def display_answers(environ: Mapping[str, str], platform: str) -> bool:
    """Whether there is a display and it accepts connections; takes up to two seconds where it is another machine's.

    Args:
        environ: The environment's variables.
        platform: As `sys.platform` has it.
    """
    if platform in _ALWAYS or environ.get("QT_QPA_PLATFORM"):
        return True
    return any(_accepts(family, address) for family, address in _addresses(environ))


def _addresses(
    environ: Mapping[str, str],
) -> Iterator[tuple[socket.AddressFamily, str | tuple[str, int]]]:
    wayland = environ.get("WAYLAND_DISPLAY")
    if wayland:
        yield socket.AF_UNIX, str(Path(environ.get("XDG_RUNTIME_DIR", "")) / wayland)
    found = _X_DISPLAY.fullmatch(environ.get("DISPLAY", ""))
    if found is None:
        return
    if found["host"] in {"", "unix"}:
        yield socket.AF_UNIX, f"\0{_X_SOCKETS}{found['number']}"
        yield socket.AF_UNIX, f"{_X_SOCKETS}{found['number']}"
    else:
        yield socket.AF_INET, (found["host"], _X_PORT + int(found["number"]))


def _accepts(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(_PATIENCE_S)
        try:
            connection.connect(address)
        except (OSError, OverflowError):
            return False
    return True

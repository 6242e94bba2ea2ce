"""Whether there is a screen to open a window on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a window can be seen.

    Args:
        environ: The environment's variables.
        platform: As `sys.platform` has it; only Linux and its like run without a screen.
    """
    if platform in {"win32", "darwin"}:
        return True
    if environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))

"""`python -m hive_inspector` and the command `hive-inspector`: hands the command line what it may start."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.errors import EnvironmentProblem
    from hive_inspector.core.requests import GalleryRequest, WindowRequest


_CANCELLED = 130
_OWNER_ALONE = 0o077
"""Whatever is made, by the program, its helpers or a library, is for the user who runs it."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        words: The arguments without the program's name; None for those of the process.

    Returns:
        The exit code.
    """
    os.umask(_OWNER_ALONE)
    words = sys.argv[1:] if words is None else words
    try:
        _speak(words)
        from hive_inspector.core.database.first_contact import first_contact

        first_contact.warm_up()  # beside what is loaded now, so that the first file need not wait for it
        from hive_inspector.cli.main import main as run
        from hive_inspector.cli.session import Launchers
    except KeyboardInterrupt:  # Ctrl+C while the program was still being loaded
        return _CANCELLED
    return run(words, Launchers(_run_window, _paint_gallery))


def _speak(words: Sequence[str]) -> None:
    """Install the user's language, where it is not English and something is drawn; commands speak English always.

    Comes before anything that has texts is loaded, for some are constants of their modules.
    """
    from hive_inspector.core.languages import VARIABLE, catalogues

    if not (os.environ.get(VARIABLE) or catalogues(os.environ)) or not _is_drawn(words):
        return
    try:
        from hive_inspector.gui.languages import speak
    except ImportError:  # told when the window is asked for
        return
    speak()


def _is_drawn(words: Sequence[str]) -> bool:
    """Whether a command line asks for the window or its pictures."""
    from hive_inspector.cli.commands import COMMANDS

    first = next((word for word in words if word != "--verbose"), "")
    return first == "gallery" or first not in {command.name for command in COMMANDS}


def _run_window(request: WindowRequest) -> int:
    try:
        from hive_inspector.gui.app import run_window
    except ImportError as error:
        raise _without_qt(error) from error
    return run_window(request)


def _paint_gallery(request: GalleryRequest) -> int:
    try:
        from hive_inspector.gui.gallery import paint_gallery
    except ImportError as error:
        raise _without_qt(error) from error
    return paint_gallery(request)


def _without_qt(error: ImportError) -> EnvironmentProblem | ImportError:
    """What to say where Qt is not installed, or lacks one of the system's libraries; any other import is a bug."""
    from hive_inspector.core.errors import EnvironmentProblem

    missing = error.name or ""
    if missing.partition(".")[0] not in {"PySide6", "shiboken6"} and ".so" not in str(error):
        return error
    return EnvironmentProblem(
        f"The window's library Qt cannot be loaded: {error}.",
        "Install what is missing (make run does); the commands status, tables and rows work without it.",
    )


if __name__ == "__main__":
    sys.exit(main())

"""How a module of this package is run beside the program: in a process of its own, by the same Python.

What another process has to do, and why, is said by the modules that start one (`fileops`, `matching`, `peeking`,
`questions`). Such a module imports little, so that the process starts in about 15 ms. In a bundle (PyInstaller) there
is no Python to be called: there the program itself runs the module, when its first argument is `FLAG`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import hive_inspector

if TYPE_CHECKING:
    from collections.abc import Sequence

FLAG = "--beside"
_FROM = Path(hive_inspector.__file__).parent.parent
_RUN = (
    "import sys; sys.path.insert(0, sys.argv[1]); __import__(sys.argv[2], fromlist=['main']).main()"
)
_ARGUMENTS = 3
"""Where the module's own arguments begin, either way."""


def command_beside(module: str, *arguments: str) -> list[str]:
    """The command that runs `main()` of a module in a process of its own.

    Args:
        module: The module's name within this package, as `"peeking_helper"`.
        arguments: What its `main()` gets from `arguments_beside()`.
    """
    name = f"{__package__}.{module}"
    if getattr(sys, "frozen", False):
        return [sys.executable, FLAG, name, *arguments]
    return [sys.executable, "-I", "-S", "-c", _RUN, str(_FROM), name, *arguments]


def arguments_beside() -> Sequence[str]:
    """What this process was started with by `command_beside`."""
    return sys.argv[_ARGUMENTS:]


def run_beside(words: Sequence[str]) -> bool:
    """Run the module that a bundle was started for, if it was.

    Args:
        words: All arguments of the process, without the program's name.

    Returns:
        Whether there was one; the program is then done.
    """
    match words:
        case [flag, module, *_] if flag == FLAG and module.startswith(f"{__package__}."):
            __import__(module, fromlist=["main"]).main()
            return True
    return False

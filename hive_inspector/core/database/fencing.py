"""Keeping scripts from reaching a database past the connection that they were given.

A connection of a script's own would write outside the run's transaction, and opening the file in any other way would
drop the locks of this process (see `fileops`). A thread or a process of its own would do so outside the fence, and go
on when the run has ended. Python announces all of these before they happen (PEP 578), threads from 3.12 on.

A hook is the narrowest means there is: it does nothing in a thread that is in no block, and no script can take it off.
For threads in 3.11 the choice was between `Thread.start`, replaced once by one that asks whether the calling thread is
in a block and else does what it did, and a profile function of the thread. That function would be called for every call
in the block, SQLite's callbacks included, would take the place of a profiler's, and the exception with which a cancel
ends a script (see `core.migrations.scripts.stopping`) would remove it when it comes while the function runs.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import StatementForbidden
from hive_inspector.core.database.fileops import is_open_here
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

_A_THREAD = tr("A script may not start a thread.")
_HINT = tr("Use the migrator and the database that the script is given.")
_REFUSED = {
    "sqlite3.connect": tr("A script may not open a connection of its own."),
    **dict.fromkeys(
        ("subprocess.Popen", "os.system", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec"),
        tr("A script may not start another program."),
    ),
    **dict.fromkeys(("_thread.start_new_thread", "_thread.start_joinable_thread"), _A_THREAD),
}
"""By what Python announces."""


class _Inside(threading.local):
    depth = 0


_inside = _Inside()


@contextmanager
def fenced() -> Iterator[None]:
    """The calling thread opens neither a database nor the file of one in the block, and starts nothing.

    Raises:
        StatementForbidden: It tried to.
    """
    _install()
    _inside.depth += 1
    try:
        yield
    finally:
        _inside.depth -= 1


@cache
def _install() -> None:
    """Once for the process, since a hook cannot be taken off again; it does nothing outside `fenced`."""
    sys.addaudithook(_refuse)
    if sys.version_info < (3, 12):
        _watch_threads()


def _watch_threads() -> None:
    start = threading.Thread.start

    def start_outside(thread: threading.Thread) -> None:
        if _inside.depth:
            raise StatementForbidden(_A_THREAD, _HINT)
        start(thread)

    threading.Thread.start = start_outside  # type: ignore[assignment,method-assign]


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if not _inside.depth:
        return
    if event in _REFUSED:
        raise StatementForbidden(_REFUSED[event], _HINT)
    if event == "open" and _is_database(arguments[0]):
        raise StatementForbidden(tr("A script may not open the database's file itself."), _HINT)


def _is_database(path: object) -> bool:
    return isinstance(path, str | bytes | os.PathLike) and is_open_here(os.fspath(path))

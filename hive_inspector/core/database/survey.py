"""First contact with a file of which nothing is known: SQLite reads what it declares, in a process that may be lost.

Runs in the process of `question_helper`. What takes too long there cannot be interrupted: SQLite 3.40 never looks
whether it should stop while it compiles, and a view of 40 common table expressions, each naming the one before twice,
would take years. So the process ends itself by its own clock of processor time, which does not run faster on a busy
machine. What SQLite only complains about is no matter here: it says the same to whoever opens the file after this.
"""

from __future__ import annotations

import signal
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_OF_TABLES = "FROM sqlite_master AS m CROSS JOIN"
_THAT_ARE_STORED = "WHERE m.type = 'table' AND m.rootpage > 0"
_DECLARED = (
    "SELECT count(*) FROM sqlite_master",
    f"SELECT count(*) {_OF_TABLES} pragma_table_xinfo(m.name, 'main') {_THAT_ARE_STORED}",
    f"SELECT count(*) {_OF_TABLES} pragma_foreign_key_list(m.name, 'main') {_THAT_ARE_STORED}",
    f"""SELECT count(*) {_OF_TABLES} pragma_index_list(m.name, 'main') AS i
        CROSS JOIN pragma_index_xinfo(i.name, 'main') {_THAT_ARE_STORED}""",
)
"""What `introspection` asks of all tables at once."""
_ONE = "SELECT count(*) FROM pragma_table_xinfo(?, 'main')"
_SHOWN = "SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden <> 1"
_COMPUTED = "SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden > 1"
_OBJECTS = (
    "SELECT name, type = 'table' AND rootpage > 0 FROM sqlite_master"
    " WHERE type IN ('table', 'view') AND typeof(name) = 'text'"
    " ORDER BY type = 'table' AND rootpage > 0 AND sql NOT GLOB '*[Aa][Ss]*(*'"
)
"""What has rows; tables that compute nothing come last."""
_MOST = 2_000
_TOUCH_S = 0.005
"""How long reading one's first row may take where that looks whether it should stop: no honest view is waited for."""
_STEPS_BETWEEN_LOOKS = 1000


def survey(request: dict[str, Any], tell: Callable[[str], object]) -> None:
    """Read what a file declares, and the beginning of its tables.

    Args:
        request: How to open it, the seconds of processor time for all of its schema and for one of its tables and
            views, and the names of those that are to be left alone.
        tell: Hears the name of each table and view before it is looked at.

    Raises:
        MemoryError: It takes more memory than it may.
    """
    with closing(sqlite3.connect(request["uri"], uri=True, isolation_level=None, timeout=0)) as raw:
        raw.text_factory = _text
        for name in ("hard_heap_limit", "writable_schema", "trusted_schema", "cell_size_check"):
            raw.execute(f"PRAGMA {name} = {request[name]}")
        raw.execute("PRAGMA query_only = 1")
        _end_after(request["schema_seconds"])
        for sql in _DECLARED:
            _try(raw, sql)
        for name, is_stored in _try(raw, _OBJECTS)[:_MOST]:
            if name not in request["skipped"]:
                tell(name)
                _end_after(request["object_seconds"])
                if not is_stored:
                    _try(raw, _ONE, name)
                _touch(raw, name, _COMPUTED if is_stored else _SHOWN)
    _end_after(0)


def _try(raw: sqlite3.Connection, sql: str, *parameters: str) -> list[tuple[Any, ...]]:
    try:
        return raw.execute(sql, parameters).fetchall()
    except (sqlite3.Error, UnicodeError, OverflowError):  # told by whoever asks it next
        return []


def _touch(raw: sqlite3.Connection, table: str, computed: str) -> None:
    """Read a first row, and compute what is computed in it; cells that are kept may be large and are not needed."""
    until = time.monotonic() + _TOUCH_S
    raw.set_progress_handler(lambda: time.monotonic() > until, _STEPS_BETWEEN_LOOKS)
    names = [_quoted(name) for (name,) in _try(raw, computed, table)]
    counts = ", ".join(f"count({name})" for name in names) or "count(*)"
    inside = ", ".join(names) or "1"
    _try(raw, f"SELECT {counts} FROM (SELECT {inside} FROM {_quoted(table)} LIMIT 1)")
    raw.set_progress_handler(None, 0)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _end_after(seconds: float) -> None:
    """End the process when it has worked that long from now; 0 takes that back. Where the system can."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)

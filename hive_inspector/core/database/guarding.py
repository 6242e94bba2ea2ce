"""What the statements of a migration script may do, decided by SQLite's authorizer while it compiles them.

The run owns the transaction and the records of it. A script that could end the one or change the other would leave a
file half-way, so such statements are refused when they are compiled, whatever way they come.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

_PRAGMAS_THAT_READ = frozenset(
    {
        "application_id",
        "collation_list",
        "compile_options",
        "data_version",
        "encoding",
        "foreign_key_check",
        "foreign_key_list",
        "freelist_count",
        "function_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "page_count",
        "page_size",
        "quick_check",
        "schema_version",
        "table_info",
        "table_list",
        "table_xinfo",
        "user_version",
    }
)
"""Pragmas that a script may ask; `data_version` is what full-text search asks when a trigger writes to it."""
_FUNCTIONS_OUTSIDE = frozenset(
    {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"}
)
_ABOUT_A_TABLE = {
    sqlite3.SQLITE_INSERT: 0,
    sqlite3.SQLITE_UPDATE: 0,
    sqlite3.SQLITE_DELETE: 0,
    sqlite3.SQLITE_CREATE_TABLE: 0,
    sqlite3.SQLITE_DROP_TABLE: 0,
    sqlite3.SQLITE_CREATE_VTABLE: 0,
    sqlite3.SQLITE_DROP_VTABLE: 0,
    sqlite3.SQLITE_ALTER_TABLE: 1,
}
"""Actions that change a table's rows or shape, and which argument names it."""
_ABOUT_AN_INDEX = frozenset({sqlite3.SQLITE_CREATE_INDEX, sqlite3.SQLITE_DROP_INDEX})
_ABOUT_A_TRIGGER = frozenset({sqlite3.SQLITE_CREATE_TRIGGER, sqlite3.SQLITE_DROP_TRIGGER})
_HIDDEN_OBJECTS = frozenset({sqlite3.SQLITE_CREATE_TEMP_TRIGGER, sqlite3.SQLITE_CREATE_TEMP_VIEW})
_WITH_A_VALUE = frozenset(
    {"application_id", "encoding", "page_count", "page_size", "schema_version", "user_version"}
)
"""Pragmas that only read without a value, and change something with one."""


@dataclass(slots=True)
class Guard:
    """An authorizer for one script; also a witness of what it touched."""

    is_protected: Callable[[str], bool]
    """Whether a table, by its name, is none of the script's business."""
    refused: str = ""
    """What the last refused statement wanted to do, as a sentence, or empty."""
    changed: set[str] = field(default_factory=set)
    """Tables whose rows or shape were changed, in lower case; triggers' work included."""
    indexed: set[str] = field(default_factory=set)
    """Tables on which an index was made or dropped, in lower case."""
    is_off: bool = False
    """Set while the run itself uses the connection in the middle of a script."""

    def __call__(
        self,
        action: int,
        first: str | None,
        second: str | None,
        _database: str | None,
        _trigger: str | None,
    ) -> int:
        """Decide one action, as `sqlite3_set_authorizer` has it."""
        if self.is_off:
            return sqlite3.SQLITE_OK
        reason = self._reason_against(action, first or "", second or "")
        if reason:
            self.refused = reason
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    def _reason_against(self, action: int, first: str, second: str) -> str:
        if action in _ABOUT_A_TABLE:
            return self._about_table((first, second)[_ABOUT_A_TABLE[action]])
        if action in _ABOUT_AN_INDEX:
            self.indexed.add(folded(second))
            return self._about_protected(second)
        if action in _ABOUT_A_TRIGGER:
            return self._about_protected(second)
        if action == sqlite3.SQLITE_PRAGMA:
            return _about_pragma(first, second)
        if action == sqlite3.SQLITE_FUNCTION:
            return _about_function(second)
        return _FORBIDDEN.get(action, "")

    def _about_table(self, name: str) -> str:
        if not folded(name).startswith("sqlite_"):
            self.changed.add(folded(name))
        return self._about_protected(name)

    def _about_protected(self, table: str) -> str:
        if not self.is_protected(table):
            return ""
        return tr("A script may not touch {table}, which records the migrations.", table=table)


_FORBIDDEN = {
    sqlite3.SQLITE_TRANSACTION: (
        tr("A script may not begin or end a transaction: all of a run is one transaction.")
    ),
    sqlite3.SQLITE_SAVEPOINT: tr(
        "A script may not use savepoints: all of a run is one transaction."
    ),
    sqlite3.SQLITE_ATTACH: tr("A script may not attach another database."),
    sqlite3.SQLITE_DETACH: tr("A script may not detach a database."),
    **dict.fromkeys(
        _HIDDEN_OBJECTS,
        tr("A script may not make temporary views or triggers, which nobody would see."),
    ),
}


def _about_pragma(name: str, value: str) -> str:
    plain = folded(name)
    if plain in _PRAGMAS_THAT_READ and not (value and plain in _WITH_A_VALUE):
        return ""
    return tr(
        "A script may not use PRAGMA {name}, which changes how the file or the run works.",
        name=name,
    )


def _about_function(name: str) -> str:
    if folded(name) not in _FUNCTIONS_OUTSIDE:
        return ""
    return tr("A script may not use {name}(), which reaches outside the database.", name=name)

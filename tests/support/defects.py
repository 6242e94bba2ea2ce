"""The defects that Hive's own migrations leave in real installs, made by plain `sqlite3` (FACTS, defects 1 and 2)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_DANGLING = (
    "UPDATE sqlite_master SET sql = replace(sql, 'REFERENCES consensus_profiles',"
    " 'REFERENCES consensus_profiles_backup') WHERE name = 'conversations'"
)


def change(path: Path, *statements: str) -> Path:
    """Run statements on a file, foreign keys off."""
    with closing(sqlite3.connect(path)) as raw:
        for statement in statements:
            raw.execute(statement)
        raw.commit()
    return path


def with_dangling_reference(path: Path) -> Path:
    """Let `conversations` refer to the table that version 6 renamed and dropped."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA writable_schema = 1")
        raw.execute(_DANGLING)
        raw.execute(
            f"PRAGMA schema_version = {raw.execute('PRAGMA schema_version').fetchone()[0] + 1}"
        )
        raw.commit()
    return path


def stopped_at_010(path: Path) -> Path:
    """A file of version 10 that lacks an index that this version adds."""
    return change(path, "DROP INDEX idx_conversation_usage_verified")

"""Repairs that leave the content as it is: how it lies on the disk, what helps to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.declarations import module_of
from hive_inspector.core.database.sidefiles import look_beside
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.sqltext import tokens, unquoted
from hive_inspector.core.database.values import size_text
from hive_inspector.core.errors import Refusal
from hive_inspector.core.hive.links import is_rowid
from hive_inspector.core.language import tr
from hive_inspector.core.repairs.catalogue import ANALYZE, CHECKPOINT, REINDEX, VACUUM
from hive_inspector.core.repairs.repair import Work, found

if TYPE_CHECKING:
    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.migrations.migrator import Migrator, Reader
    from hive_inspector.core.repairs.look import Look
    from hive_inspector.core.repairs.repair import FoundRepair

_CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"
_FTS_CONTENT = frozenset({"fts4", "fts5"})


def find_checkpoint(look: Look) -> FoundRepair | None:
    """Where a write-ahead log holds something."""
    log = look_beside(look.real_path).wal
    if not log:
        return None
    return found(
        CHECKPOINT,
        tr("The write-ahead log holds {size}.", size=size_text(log)),
        (tr("What it holds is copied into the database, and the log is emptied."),),
        Work(upkeep=_checkpoint, statements=(_CHECKPOINT,)),
    )


def _checkpoint(connection: AlteringConnection) -> None:
    ((busy, *_),) = connection.rows(_CHECKPOINT)
    if busy:
        raise Refusal(
            tr("Another program was reading the file, so that its log could not be emptied."),
            tr("Close that program and try again."),
        )


def find_vacuum(look: Look) -> FoundRepair | None:
    """Where the file has free pages."""
    free = look.connection.integer("PRAGMA freelist_count")
    if not free:
        return None
    size = look.connection.integer("PRAGMA page_size")
    pages = look.connection.integer("PRAGMA page_count")
    kept = size_text((pages - free) * size)
    return found(
        VACUUM,
        tr("{size} of the file are free pages.", size=size_text(free * size)),
        (
            tr(
                "The database is written anew without them: about {kept} instead of {size}.",
                kept=kept,
                size=size_text(pages * size),
            ),
        ),
        Work(upkeep=_vacuum, statements=("VACUUM",)),
    )


def _vacuum(connection: AlteringConnection) -> None:
    connection.execute("VACUUM")


def disturbed_by_vacuum(schema: Schema) -> str:
    """A search index that goes by row numbers which compacting may change, or empty.

    VACUUM numbers the rows anew of a table without an INTEGER PRIMARY KEY (sqlite.org/lang_vacuum.html).
    """
    for table in schema.tables:
        if table.kind is TableKind.VIRTUAL and module_of(table.sql).lower() in _FTS_CONTENT:
            source = schema.table(_content_of(table))
            if source is not None and not is_rowid(source):
                return table.name
    return ""


def _content_of(table: Table) -> str:
    """The table that a search index takes its texts from, or empty where it keeps its own."""
    words = [token for token in tokens(table.sql) if not token.is_silent]
    for place, token in enumerate(words[:-2]):
        if token.is_word("CONTENT") and words[place + 1].text == "=":
            return unquoted(words[place + 2].text).strip("'")
    return ""


def find_analyze(look: Look) -> FoundRepair | None:
    """Where there is anything to count."""
    indexes = sum(len(table.indexes) for table in look.schema.tables)
    if not indexes:
        return None
    return found(
        ANALYZE,
        tr("SQLite does not know how the values are spread."),
        (
            tr(
                "{indexes:,} indexes are read once, and what they tell is written into SQLite's "
                "own tables.",
                indexes=indexes,
            ),
        ),
        Work(change=_analyze),
    )


def _analyze(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:  # noqa: ARG001 - the form of a step
    migrator.sql("ANALYZE")


def find_reindex(look: Look) -> FoundRepair | None:
    """Where there are indexes; that one of them is wrong, the check of integrity has found."""
    indexes = sum(len(table.indexes) for table in look.schema.tables)
    if not indexes:
        return None
    return found(
        REINDEX,
        tr("An index does not hold what its table holds."),
        (tr("{indexes:,} indexes are built anew from the rows.", indexes=indexes),),
        Work(change=_reindex),
    )


def _reindex(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:  # noqa: ARG001 - the form of a step
    migrator.sql("REINDEX")

"""How much room tables and indexes take, and how the file grew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.facts import read_facts
from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.database.sizes import object_sizes
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.language import tr
from hive_inspector.core.statistics.charts import Growth, SizePoint, Space, Tile
from hive_inspector.core.statistics.subjects import GROWTH, SIZES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.hive.locations import Backup
    from hive_inspector.core.progress import Progress

SAMPLE_ROWS = 1_000
"""Rows of each table that an estimate measures."""
_STORED = frozenset({TableKind.TABLE, TableKind.SHADOW, TableKind.INTERNAL})


def read_space(connection: ReadConnection, schema: Schema, progress: Progress) -> Space:
    """What takes how much room: exactly where SQLite can tell, else estimated from some rows of each table.

    Raises:
        InspectorError: The file cannot be read.
        Cancelled: The lease was cancelled.
    """
    facts = read_facts(connection)
    free = facts.freelist_count * facts.page_size
    progress(0, None, tr("Measuring tables"))
    sizes = object_sizes(connection)
    if sizes is not None:
        tiles = _tiles(schema, sizes)
        return Space(SIZES, tiles, facts.size_bytes, free, exact=True)
    tiles = _estimated(connection, schema, facts.size_bytes - free, progress)
    note = tr(
        "Estimated from the lengths of some rows of each table, indexes with their table: "
        "this SQLite library cannot tell sizes."
    )
    return Space(SIZES, tiles, facts.size_bytes, free, exact=False, note=note)


def _tiles(schema: Schema, sizes: Mapping[str, int]) -> tuple[Tile, ...]:
    indexes = {index.name: table.name for table in schema.tables for index in table.indexes}
    tiles = [
        Tile(name, indexes.get(name, name), size, is_index=name in indexes)
        for name, size in sizes.items()
    ]
    return tuple(sorted(tiles, key=lambda tile: (-tile.bytes, tile.name)))


def _estimated(
    connection: ReadConnection, schema: Schema, in_use: int, progress: Progress
) -> tuple[Tile, ...]:
    """Shares of the pages in use, by rows times the mean length of a row."""
    tables = [table for table in schema.tables if table.kind in _STORED and table.columns]
    weights = {}
    for number, table in enumerate(tables):
        progress(number, len(tables), table.name)
        weights[table.name] = _weight(connection, table)
    whole = sum(weights.values()) or 1
    sizes = {name: int(in_use * weight / whole) for name, weight in weights.items() if weight}
    return _tiles(schema, sizes)


def _weight(connection: ReadConnection, table: Table) -> float:
    source = quoted(table.name)
    lengths = " + ".join(
        f"coalesce(length(CAST({quoted(column.name)} AS BLOB)), 1)" for column in table.columns
    )
    sample = f"SELECT {lengths} AS bytes FROM {source} LIMIT {SAMPLE_ROWS}"
    length = connection.value(f"SELECT avg(bytes) FROM ({sample})")
    rows = connection.integer(f"SELECT count(*) FROM {source}")
    return rows * length if isinstance(length, int | float) else 0


def growth_of(backups: Sequence[Backup], path: Path, size: int, now: datetime) -> Growth:
    """How the file grew, as far as its backups tell.

    Args:
        backups: The backups that are known to be this file's.
        path: The file.
        size: Its size now, in bytes.
        now: The present moment.
    """
    points = sorted(_points(backups), key=lambda point: (point.moment, point.path))
    left_out = len(backups) - len(points)
    return Growth(GROWTH, (*points, SizePoint(now, size, path)), left_out)


def _points(backups: Sequence[Backup]) -> Iterator[SizePoint]:
    for backup in backups:
        if not backup.compressed:
            yield SizePoint(backup.made_at, backup.size, backup.path)

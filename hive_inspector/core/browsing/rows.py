"""One row with everything that is known of its fields, for the panel beside the grid."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import (
    ALIAS,
    Condition,
    Position,
    Rowid,
    key_terms,
    row_source,
    rowid_name,
)
from hive_inspector.core.browsing.masking import hidden_columns, masks_for
from hive_inspector.core.database.failures import DatabaseDamaged, StatementProblem
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.times import TimeFormat, local_time_text, read_time
from hive_inspector.core.database.values import CellKind, blob_text, display, visible_text
from hive_inspector.core.hive.catalogue import ColumnNote, Trait, column_note
from hive_inspector.core.hive.privacy import MASK_TEXT
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.database.snapshot import Column, Table
    from hive_inspector.core.database.statements import ReadConnection, Row
    from hive_inspector.core.database.times import Instant
    from hive_inspector.core.database.values import Cell

FIELD_LIMIT = 1024 * 1024
"""Bytes of a text or blob that are read; more is never loaded, however large the cell."""
_COLUMNS_AT_ONCE = 900
"""Two results a column; SQLite takes 2,000 in all."""
_NUMBERS = frozenset({TimeFormat.EPOCH_SECONDS, TimeFormat.EPOCH_MILLISECONDS})
_TIME_ENDINGS = ("_at", "_on", "time", "date", "timestamp")


@dataclass(frozen=True, slots=True)
class Field:
    """One cell of a row."""

    name: str
    declared_type: str
    """As the table declares it; may be empty."""
    kind: CellKind
    """What is really stored."""
    text: str
    """The value with its lines, everything else invisible made visible; a blob described; dots for a secret."""
    content: str | bytes | None
    """The exact text or blob, as far as it was read; None for numbers, NULL and secrets."""
    size: int | None
    """Bytes that a text or blob has in the file; None for numbers and NULL."""
    cut: bool = False
    """Whether the value goes on behind `FIELD_LIMIT`."""
    masked: bool = False
    local_time: str = ""
    """The time that the value means on this computer's clock, or empty."""
    time_format: str = ""
    """How that time is written, or empty."""
    traits: frozenset[Trait] = frozenset()
    description: str = ""
    """What the column means to Hive, or empty."""


@dataclass(frozen=True, slots=True)
class RowDetail:
    """A row of a table."""

    table: str
    key: RowKey
    fields: tuple[Field, ...]


def read_row(
    connection: ReadConnection,
    table: Table,
    key: RowKey,
    *,
    reveal: frozenset[str] = frozenset(),
    limit: int = FIELD_LIMIT,
) -> RowDetail | None:
    """The row of this key, or None where it is gone.

    Args:
        connection: A lease.
        table: The table of the row.
        key: The row's name, from a page of the same table.
        reveal: Columns whose secrets are shown.
        limit: Bytes of a text or blob to read.

    Raises:
        StatementProblem: The table or a column is gone, or computing a value fails.
        DatabaseDamaged: The row lies on a damaged page.
        Cancelled: The connection's token was cancelled.
    """
    columns = [column for column in table.columns if not column.hidden]
    place = _place(table, key)
    kinds = _kinds_and_numbers(connection, columns, place)
    if kinds is None:
        return None
    reader = _ContentReader(connection, table, key, place, limit)
    values = [reader.stored(column, *found) for column, found in zip(columns, kinds, strict=True)]
    hidden = hidden_columns(
        masks_for(table, [column.name for column in columns], reveal),
        {column.name: stored.value for column, stored in zip(columns, values, strict=True)},
    )
    fields = [
        _masked_field(column, stored, column_note(table.name, column.name))
        if column.name in hidden
        else _field(column, stored, column_note(table.name, column.name))
        for column, stored in zip(columns, values, strict=True)
    ]
    return RowDetail(table.name, key, tuple(fields))


@dataclass(frozen=True, slots=True)
class _Stored:
    """What was read of one cell."""

    kind: CellKind
    value: Cell
    size: int | None = None
    cut: bool = False


class _ContentReader:
    """Reads the texts and blobs of one row, each up to a limit."""

    def __init__(
        self,
        connection: ReadConnection,
        table: Table,
        key: RowKey,
        place: Condition,
        limit: int,
    ) -> None:
        self._connection = connection
        self._table = table
        self._key = key
        self._place = place
        self._limit = limit
        self._encoding = str(connection.value("PRAGMA encoding"))

    def stored(self, column: Column, kind: CellKind, number: Cell) -> _Stored:
        """The cell of a column of which the kind is known, and the value where it is a number."""
        if kind not in {CellKind.TEXT, CellKind.BLOB}:
            return _Stored(kind, number)
        size, start = self._start_of(column)
        cut = size > len(start)
        value = self._decoded(start, cut=cut) if kind is CellKind.TEXT else start
        return _Stored(kind, value, size, cut)

    def _start_of(self, column: Column) -> tuple[int, bytes]:
        """Size and first bytes of a cell."""
        if isinstance(self._key, Rowid) and not column.generated:
            try:
                return self._opened(column, self._key.value)
            except (
                StatementProblem
            ):  # a value that ALTER TABLE gave to older rows is stored in none
                pass
        return self._selected(column)

    def _opened(self, column: Column, rowid: int) -> tuple[int, bytes]:
        """By incremental reading, which leaves the rest of the cell on the disk."""
        with self._connection.blob(self._table.name, column.name, rowid) as cell:
            return len(cell), cell.read(self._limit)

    def _selected(self, column: Column) -> tuple[int, bytes]:
        """By a statement, for which SQLite loads the cell."""
        content = f"CAST({_sql(column)} AS BLOB)"
        row = self._connection.one(
            f"SELECT length({content}), substr({content}, 1, ?){self._place.sql}",
            (self._limit, *self._place.parameters),
        )
        size, start = row or (0, b"")
        return (size if isinstance(size, int) else 0), (start if isinstance(start, bytes) else b"")

    def _decoded(self, data: bytes, *, cut: bool) -> str:
        """The text of these bytes; a character that the limit cut in two is left out."""
        decoder = codecs.getincrementaldecoder(self._encoding)(errors=self._on_bad_bytes())
        return decoder.decode(data, final=not cut)

    def _on_bad_bytes(self) -> str:
        return "surrogateescape" if self._encoding == "UTF-8" else "replace"


def _place(table: Table, key: RowKey) -> Condition:
    """FROM and what follows it, which leads to the row."""
    if isinstance(key, Position) and (rowid_name(table) or key_terms(table)):
        raise _unreadable()
    return row_source(table, key)


def _unreadable() -> DatabaseDamaged:
    """Of a table with keys, only rows that a damage hides are named by their position."""
    return DatabaseDamaged(
        tr("This row cannot be read: the file is damaged there."),
        tr("Keep this file as it is, work on a copy, and look for a backup."),
    )


def _kinds_and_numbers(
    connection: ReadConnection, columns: list[Column], place: Condition
) -> list[tuple[CellKind, Cell]] | None:
    """Each cell's kind, and its value where it is a number; texts and blobs stay where they are."""
    found: list[tuple[CellKind, Cell]] = []
    for start in range(0, len(columns), _COLUMNS_AT_ONCE):
        selected = ", ".join(map(_kind_and_number, columns[start : start + _COLUMNS_AT_ONCE]))
        row = connection.one(f"SELECT {selected}{place.sql}", place.parameters)
        if row is None:
            return None
        found.extend(_pairs(row))
    return found


def _pairs(row: Row) -> Iterator[tuple[CellKind, Cell]]:
    for kind, number in zip(row[::2], row[1::2], strict=True):
        yield CellKind(kind), number


def _kind_and_number(column: Column) -> str:
    name = _sql(column)
    return f"typeof({name}), CASE WHEN typeof({name}) IN ('integer', 'real') THEN {name} END"


def _sql(column: Column) -> str:
    return f"{ALIAS}.{quoted(column.name)}"


def _field(column: Column, stored: _Stored, note: ColumnNote) -> Field:
    time = _time(column, stored, note)
    value = stored.value
    return Field(
        name=column.name,
        declared_type=column.type,
        kind=stored.kind,
        text=_text(stored),
        content=value if isinstance(value, str | bytes) else None,
        size=stored.size,
        cut=stored.cut,
        local_time=local_time_text(time.moment) if time else "",
        time_format=tr(time.format.value) if time else "",
        traits=note.traits,
        description=note.description,
    )


def _masked_field(column: Column, stored: _Stored, note: ColumnNote) -> Field:
    """A field that tells nothing of its value, not even its length."""
    return Field(
        name=column.name,
        declared_type=column.type,
        kind=stored.kind,
        text=MASK_TEXT,
        content=None,
        size=None,
        masked=True,
        traits=note.traits,
        description=note.description,
    )


def _text(stored: _Stored) -> str:
    if isinstance(stored.value, str):
        return visible_text(stored.value)
    if isinstance(stored.value, bytes):  # the first bytes of what may be much longer
        return blob_text(stored.size or 0, stored.value)
    return display(stored.value).text


def _time(column: Column, stored: _Stored, note: ColumnNote) -> Instant | None:
    """The time that a cell means: one that is written as such, or a number where the column is for times."""
    instant = None if stored.cut else read_time(stored.value)
    if instant is None or instant.format not in _NUMBERS:
        return instant
    for_times = Trait.TIME in note.traits or folded(column.name).endswith(_TIME_ENDINGS)
    return instant if for_times else None

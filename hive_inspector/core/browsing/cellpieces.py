"""One cell read in pieces, so that a cell of 400 MB opens as fast as a small one.

A cell of an ordinary table is read through SQLite's incremental reading, which leaves on the disk what is not asked
for, text as well as blobs. Where that is not to be had (a table without rowid, a view, a generated column) a statement
cuts the piece out, for which SQLite loads the cell once for each piece.
"""

from __future__ import annotations

import codecs
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.cellkinds import SNIFFED_BYTES, sniff
from hive_inspector.core.browsing.keys import ALIAS, Rowid, row_source
from hive_inspector.core.browsing.masking import masks_for
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.values import CellKind
from hive_inspector.core.errors import Refusal, UsageProblem
from hive_inspector.core.hive.catalogue import column_note
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from hive_inspector.core.browsing.cellkinds import Sniffed
    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.database.snapshot import Column, Table
    from hive_inspector.core.database.statements import ReadConnection, Row
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.hive.catalogue import Trait

PIECE_BYTES = 256 * 1024
"""A good size for a piece: read within a millisecond, laid out by a text view within a few."""
_LONGEST_CHARACTER = 4
_LOOKED_AT = 4096
"""Characters of a cell that are searched for a secret inside."""
_SEARCH_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, of whole characters."""

    text: str
    """The characters; bytes that are no text are surrogate escapes, for `values.visible_text` to show."""
    start: int
    """Where its first byte stands in the cell."""
    end: int
    """Where the byte behind its last one stands: the start of the next piece."""


class CellPieces:
    """A cell that is open for reading, for as long as its lease lasts. Made by `open_cell`."""

    def __init__(
        self,
        kind: CellKind,
        size: int,
        encoding: str,
        read: Callable[[int, int], bytes],
        traits: frozenset[Trait] = frozenset(),
    ) -> None:
        self.kind = kind
        """The storage class of the cell."""
        self.size = size
        """Bytes of the text or blob; 0 for numbers and NULL."""
        self.encoding = encoding
        """How the file encodes text, as Python calls it: `utf-8`, `utf-16-le` or `utf-16-be`."""
        self._read = read
        self._traits = traits

    def sniff(self) -> Sniffed:
        """What the content is, going by its beginning."""
        start = self.read(0, SNIFFED_BYTES)
        return sniff(self.kind, start, self.size, traits=self._traits, encoding=self.encoding)

    def read(self, offset: int, count: int = PIECE_BYTES) -> bytes:
        """The bytes from an offset on, fewer at the end of the cell."""
        count = max(0, min(count, self.size - offset))
        return self._read(offset, count) if count else b""

    def text(self, offset: int, count: int = PIECE_BYTES) -> Piece:
        """About so many bytes from an offset on, as text.

        Where the offset lies within a character the piece begins with it; where the piece would end within one, it
        ends before it.
        """
        start = self._start_of_character(max(0, min(offset, self.size)))
        data = self.read(start, count + offset - start)
        decoder = codecs.getincrementaldecoder(self.encoding)(errors=self._on_bad_bytes)
        text = decoder.decode(data, final=start + len(data) >= self.size)
        pending = len(decoder.getstate()[0])
        if not text and data:  # the piece is smaller than its only character
            return self.text(start, max(count, 1) + _LONGEST_CHARACTER)
        return Piece(text, start, start + len(data) - pending)

    def find(self, words: str, offset: int = 0) -> int | None:
        """Where these words stand next in the text, from an offset on, or None; upper and lower case differ.

        Raises:
            Cancelled: The lease's token was cancelled.
        """
        wanted = words.encode(self.encoding, "surrogatepass")
        unit = len("x".encode(self.encoding))
        while offset < self.size:
            data = self.read(offset, _SEARCH_BYTES + len(wanted) - 1)
            place = data.find(wanted)
            while place >= 0 and (offset + place) % unit:
                place = data.find(wanted, place + 1)
            if place >= 0:
                return offset + place
            offset += _SEARCH_BYTES
        return None

    @property
    def _on_bad_bytes(self) -> str:
        return "surrogateescape" if self.encoding == "utf-8" else "replace"

    def _start_of_character(self, offset: int) -> int:
        """The offset, or that of the character that it lies within."""
        if self.encoding != "utf-8":
            return self._start_of_unit(offset)
        first = max(0, offset - _LONGEST_CHARACTER + 1)
        data = self.read(first, offset - first + _LONGEST_CHARACTER)
        for start in range(first, offset):
            character = data[start - first : start - first + _LONGEST_CHARACTER]
            if start + _bytes_of_first(character) > offset:
                return start
        return offset

    def _start_of_unit(self, offset: int) -> int:
        """The same for UTF-16: an even offset, and not between the halves of a pair."""
        offset -= offset % 2
        halves = self.read(max(0, offset - 2), 4) if offset else b""
        is_within = len(halves.decode(self.encoding, "surrogatepass")) == 1 and len(halves) > _UNIT
        return offset - _UNIT if is_within else offset


@contextmanager
def open_cell(
    connection: ReadConnection,
    table: Table,
    key: RowKey,
    column: str,
    *,
    reveal: bool = False,
) -> Iterator[CellPieces]:
    """Open a cell for reading in pieces; nothing of its content is read yet.

    Args:
        connection: A lease; the pieces are to be read within it.
        table: The table of the cell.
        key: The row's name.
        column: The column's name.
        reveal: Read a secret.

    Raises:
        Refusal: The cell is a secret, and `reveal` was not asked for.
        UsageProblem: The row or the column is gone.
        StatementProblem: The table is gone, or computing the value fails.
        DatabaseDamaged: The row lies on a damaged page.
        Cancelled: The connection's token was cancelled.
    """
    cell = _Cell(connection, table, key, _column(table, column))
    kind = cell.kind()
    if not reveal and cell.is_secret(kind):
        raise Refusal(tr("This cell is hidden: it holds a secret."), tr("Reveal it first."))
    with ExitStack() as stack:
        size, read = cell.reading(kind, stack)
        yield CellPieces(kind, size, cell.encoding, read, frozenset(cell.traits))


class _Cell:
    """A cell as SQL."""

    def __init__(
        self, connection: ReadConnection, table: Table, key: RowKey, column: Column
    ) -> None:
        self._connection = connection
        self._table = table
        self._key = key
        self._column = column
        self._name = f"{ALIAS}.{quoted(column.name)}"
        self._place = row_source(table, key)
        self.encoding = codecs.lookup(str(connection.value("PRAGMA encoding"))).name
        self.traits = column_note(table.name, column.name).traits

    def kind(self) -> CellKind:
        """The storage class, found without loading the value."""
        row = self._selected(f"typeof({self._name})")
        if row is None:
            raise UsageProblem(
                tr("The row of this cell is not there any more."), tr("Reload with F5.")
            )
        return CellKind(row[0])

    def is_secret(self, kind: CellKind) -> bool:
        """Whether the cell is hidden in this row."""
        for mask in masks_for(self._table, (self._column.name,)):
            own = f"substr({self._name}, 1, {_LOOKED_AT})" if mask.by_content else "''"
            reads = [own, *(f"{ALIAS}.{quoted(name)}" for name in mask.reads)]
            witnesses = self._selected(", ".join(reads)) or ()
            names = (self._column.name, *mask.reads)
            values: dict[str, Cell] = dict(zip(names, witnesses, strict=False))
            if kind is CellKind.NULL:
                values[self._column.name] = None
            return mask.hides(values)
        return False

    def reading(self, kind: CellKind, stack: ExitStack) -> tuple[int, Callable[[int, int], bytes]]:
        """The size of the content and a way to read pieces of it; the stack closes what that needs."""
        if kind not in {CellKind.TEXT, CellKind.BLOB}:
            return 0, _no_bytes
        if isinstance(self._key, Rowid) and not self._column.generated:
            try:
                blob = stack.enter_context(
                    self._connection.blob(self._table.name, self._column.name, self._key.value)
                )
            except (
                StatementProblem
            ):  # a value that ALTER TABLE gave to older rows is stored in none
                pass
            else:
                return len(blob), partial(_read_blob, blob)
        row = self._selected(f"length(CAST({self._name} AS BLOB))")
        size = row[0] if row and isinstance(row[0], int) else 0
        return size, self._cut_out

    def _cut_out(self, offset: int, count: int) -> bytes:
        row = self._selected(f"substr(CAST({self._name} AS BLOB), ?, ?)", (offset + 1, count))
        return row[0] if row and isinstance(row[0], bytes) else b""

    def _selected(self, sql: str, parameters: tuple[Cell, ...] = ()) -> Row | None:
        return self._connection.one(
            f"SELECT {sql}{self._place.sql}",
            (*parameters, *self._place.parameters),
        )


def _read_blob(blob: sqlite3.Blob, offset: int, count: int) -> bytes:
    blob.seek(offset)
    return blob.read(count)


def _no_bytes(offset: int, count: int) -> bytes:
    raise AssertionError(f"there are no {count} bytes at {offset} of a number")


def _column(table: Table, name: str) -> Column:
    for column in table.columns:
        if folded(column.name) == folded(name):
            return column
    raise UsageProblem(tr("The column of this cell is not there any more."), tr("Reload with F5."))


_UNIT = 2
"""Bytes of a unit of UTF-16."""


def _bytes_of_first(data: bytes) -> int:
    """How many bytes the first character has; 1 where they are no text."""
    for count in range(2, len(data) + 1):
        try:
            if len(data[:count].decode()) == 1:
                return count
        except UnicodeDecodeError:
            continue
    return 1

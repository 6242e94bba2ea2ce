"""Parquet, by pyarrow, which is loaded only here: each column with the type of the values that it really has."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hive_inspector.core.browsing.export.writing import RowWriter
from hive_inspector.core.database.values import copy_text, utf8
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from hive_inspector.core.browsing.export.source import Source
    from hive_inspector.core.browsing.export.writing import Sheet
    from hive_inspector.core.database.values import Cell

_GROUP_ROWS = 20_000
_GROUP_BYTES = 8 * 1024 * 1024
"""A group of rows is written when it has so many, or values of so many bytes; no cancel is heard meanwhile."""
_EXACT = 2**53
_LARGE = "large integer"
"""A whole number that a real number cannot hold."""


@contextmanager
def parquet_file(sheet: Sheet, file: BinaryIO, source: Source) -> Iterator[ParquetWriter]:
    """A writer into a Parquet file, for the rows of a source, which are passed over once to learn their types."""
    import pyarrow as pa
    from pyarrow import parquet as pq

    types = [_type(kinds) for kinds in _kinds(sheet, source)]
    arrow_types = [getattr(pa, name)() for name in types]
    schema = pa.schema(list(zip(sheet.columns, arrow_types, strict=True)))
    parquet = pq.ParquetWriter(pa.PythonFile(file, "w"), schema)
    writer = ParquetWriter(sheet, types, parquet)
    with parquet:
        yield writer


class ParquetWriter(RowWriter):
    """Rows in groups of columns."""

    def __init__(self, sheet: Sheet, types: list[str], parquet: Any) -> None:
        super().__init__(sheet)
        self._types = types
        self._parquet = parquet
        self._rows: list[Sequence[Cell]] = []
        self._bytes = 0
        self._replaced = 0

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Keep rows until they make a group."""
        self._rows.extend(rows)
        self._bytes += sum(
            len(value) for row in rows for value in row if isinstance(value, str | bytes)
        )
        if len(self._rows) >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
            self._write_group()

    def finish(self) -> None:
        """The last group."""
        if self._rows:
            self._write_group()

    def notes(self) -> tuple[str, ...]:
        """What Parquet's columns could not hold."""
        if not self._replaced:
            return ()
        return (
            tr(
                "In {replaced:,} texts, bytes that are no text were replaced.",
                replaced=self._replaced,
            ),
        )

    def _write_group(self) -> None:
        import pyarrow as pa

        columns = zip(*self._rows, strict=True)
        arrays = [
            pa.array(self._column(values, of), type=field.type)
            for values, of, field in zip(columns, self._types, self._parquet.schema, strict=True)
        ]
        self._parquet.write_batch(pa.record_batch(arrays, schema=self._parquet.schema))
        self._rows, self._bytes = [], 0

    def _column(self, values: Sequence[Cell], of: str) -> Sequence[Cell]:
        if of != "large_string":
            return values
        return [None if value is None else self._text(value) for value in values]

    def _text(self, value: Cell) -> str:
        if not isinstance(value, str):
            return copy_text(value)
        whole = utf8(value).decode("utf-8", "replace")
        self._replaced += whole != value
        return whole


def _kinds(sheet: Sheet, source: Source) -> list[set[Cell]]:
    """Which kinds of values each column has."""
    met: set[tuple[Cell, ...]] = set()
    for rows in source.lists(_kind):
        found = rows if source.computes else [map(_kind_of, row) for row in rows]
        met.update(map(tuple, found))
    if not met:
        return [set() for _ in sheet.columns]
    return [set(kinds) - {None, "null"} for kinds in zip(*met, strict=True)]


def _kind(column: str) -> str:
    """SQL for the kind of a value."""
    return (
        f"CASE typeof({column}) WHEN 'integer' THEN"
        f" CASE WHEN {column} BETWEEN -{_EXACT} AND {_EXACT} THEN 'integer' ELSE '{_LARGE}' END"
        f" ELSE typeof({column}) END"
    )


def _kind_of(value: Cell) -> str:
    """The same of a value that is here."""
    if isinstance(value, int):
        return "integer" if -_EXACT <= value <= _EXACT else _LARGE
    return _KINDS[type(value)]


_KINDS: dict[type, str] = {float: "real", str: "text", bytes: "blob", type(None): "null"}


def _type(kinds: set[Cell]) -> str:
    """The type of a column, as pyarrow calls it."""
    if kinds and kinds <= {"integer", _LARGE}:
        return "int64"
    if kinds and kinds <= {"integer", "real"}:
        return "float64"
    return "large_binary" if kinds == {"blob"} else "large_string"

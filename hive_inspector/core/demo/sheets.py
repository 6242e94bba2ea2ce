"""Rows on their way into tables.

A sheet is a table with the columns that are filled, in the order of the values in its rows. Rows are collected by sheet
and written in batches, so that a demo of any size takes the same memory.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hive_inspector.core.database.statements import WriteConnection
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.hive.models import HiveModel

    Row: TypeAlias = tuple[Cell, ...]
    Rows: TypeAlias = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table and the columns to fill."""

    table: str
    columns: tuple[str, ...]


def sheet(table: str, columns: str) -> Sheet:
    """A sheet of a table that no model describes; the columns' names are separated by white space."""
    return Sheet(table, tuple(columns.split()))


def sheet_of(model: type[HiveModel], columns: str) -> Sheet:
    """A sheet of a model's table.

    Raises:
        ValueError: The model has no column of one of the names; that is a mistake in this program.
    """
    meta = model._meta  # noqa: SLF001 - Peewee's documented way to a model's table
    names = tuple(columns.split())
    unknown = [name for name in names if name not in meta.columns]
    if unknown:
        raise ValueError(f"{meta.table_name} has no column {', '.join(unknown)}")
    return Sheet(meta.table_name, names)


class Batch:
    """Rows that wait to be written."""

    def __init__(self) -> None:
        self._rows: defaultdict[Sheet, list[Row]] = defaultdict(list)

    def add(self, sheet: Sheet, *rows: Row) -> None:
        """Collect rows of a sheet."""
        self._rows[sheet] += rows

    def adder(self, sheet: Sheet) -> Callable[[Row], None]:
        """The fastest way to collect many rows of one sheet; valid until the batch is written."""
        return self._rows[sheet].append

    def write(self, writer: SheetWriter) -> None:
        """Write all rows, in the order in which their sheets were first used, and forget them."""
        for sheet, rows in self._rows.items():
            writer.write(sheet, rows)
        self._rows.clear()


class SheetWriter:
    """Writes rows into a database whose tables may be those of an older version.

    What that version does not have, tables as well as columns, is left out.
    """

    def __init__(self, connection: WriteConnection, *, complete: bool) -> None:
        self._connection = connection
        self._complete = complete
        self._fits: dict[Sheet, tuple[Sheet, Callable[[Row], Row] | None] | None] = {}

    def write(self, sheet: Sheet, rows: Rows) -> None:
        """Write rows of a sheet."""
        fit = self._fit(sheet)
        if fit is None:
            return
        target, narrow = fit
        values = rows if narrow is None else map(narrow, rows)
        self._connection.insert(target.table, target.columns, values)

    def _fit(self, sheet: Sheet) -> tuple[Sheet, Callable[[Row], Row] | None] | None:
        """The part of a sheet that the database has a place for, and how to cut a row down to it."""
        if self._complete:
            return sheet, None
        if sheet not in self._fits:
            self._fits[sheet] = self._find_fit(sheet)
        return self._fits[sheet]

    def _find_fit(self, sheet: Sheet) -> tuple[Sheet, Callable[[Row], Row] | None] | None:
        columns = self._connection.rows("SELECT name FROM pragma_table_info(?)", (sheet.table,))
        known = {name for (name,) in columns}
        places = [place for place, name in enumerate(sheet.columns) if name in known]
        if not known:
            return None
        if len(places) == len(sheet.columns):
            return sheet, None
        kept = Sheet(sheet.table, tuple(sheet.columns[place] for place in places))
        return kept, partial(_cut, tuple(places))


def _cut(places: tuple[int, ...], row: Row) -> Row:
    return tuple(row[place] for place in places)

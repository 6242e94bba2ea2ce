"""One pass over a table gathers everything that numbers and charts want of it, by slots of time.

A pass knows nothing of periods. What it gathers, a `Tally`, answers for every period and bucket, for the period before
and for each hour of the week: a table is read once and not once a chart, and switching the period reads nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.hive.queries import column_of, functions, query_of, raw, sql_of
from hive_inspector.core.language import tr
from hive_inspector.core.statistics.charts import Misfit, MisfitKind
from hive_inspector.core.statistics.json_cells import numbers_by_key, rows_by_item
from hive_inspector.core.statistics.numbers import fitting, misfits_in, restricted, unusual
from hive_inspector.core.statistics.slots import NO_TIME, slot_sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.progress import Progress

CHUNK_ROWS = 100_000
"""Rowids that one statement reads: grouping sorts them, and so few take little memory; a cancel is heard at once."""
_MOST_CHUNKS = 200

Cell: TypeAlias = "tuple[Any, ...]"
"""The slot, the parts, how many rows, then for each value column the sum and how many values it is the sum of; last,
where there are values, how many rows have an unusual one. Of JSON what `json_cells` tells."""


class Kind(Enum):
    """How a pass gathers."""

    CELLS = "cells"
    """Rows, sums and counts by slot and parts."""
    SAMPLES = "samples"
    """The single values of one column: slot and value."""
    LAST_ROUNDS = "rounds"
    """How many rounds each consensus took: the slot of its last run and the number of rounds."""
    JSON_KEYS = "JSON keys"
    """The numbers of JSON objects by slot, column and key: the part columns hold `{"generator": 12}`."""
    JSON_ITEMS = "JSON items"
    """The items of JSON arrays by slot, column and item."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What to gather from a table."""

    table: str
    time: str = ""
    """The column that says when; empty where the table has none."""
    parts: tuple[str, ...] = ()
    """The columns by which rows are told apart."""
    values: tuple[str, ...] = ()
    """The columns that are summed up."""
    only: tuple[str, str] | None = None
    """A column and an SQL condition on it: other rows do not count."""
    kind: Kind = Kind.CELLS

    @property
    def of_json(self) -> bool:
        """Whether its part columns hold JSON."""
        return self.kind in {Kind.JSON_KEYS, Kind.JSON_ITEMS}


@dataclass(frozen=True, slots=True)
class Tally:
    """What a pass gathered."""

    source: Pass
    slot_s: int
    cells: tuple[Cell, ...]
    """In order of their slots."""
    misfits: tuple[Misfit, ...] = ()
    """Values that do not fit; times that do not are found when a period is laid over the cells."""

    @property
    def rows_at(self) -> int | None:
        """Where in a cell the number of rows stands; None where each cell is one row."""
        match self.source.kind:
            case Kind.CELLS:
                return 1 + len(self.source.parts)
            case Kind.JSON_KEYS | Kind.JSON_ITEMS:
                return 3
            case _:
                return None

    def amount_at(self, column: str) -> int:
        """Where in a cell the sum of a value column stands; how many values it is of stands behind it."""
        return 2 + len(self.source.parts) + 2 * self.source.values.index(column)


def run_pass(
    connection: ReadConnection, table: Table, wanted: Pass, slot_s: int, progress: Progress
) -> Tally:
    """Read what a pass wants.

    Raises:
        InspectorError: The table cannot be read.
        Cancelled: The lease was cancelled.
    """
    misfits: tuple[Misfit, ...] = ()
    if wanted.kind is Kind.CELLS:
        cells = _cells(connection, table, wanted, slot_s, progress)
        if wanted.values and any(map(itemgetter(-1), cells)):
            misfits = tuple(misfits_in(connection, wanted))
        if any(one.kind is not MisfitKind.NEGATIVE for one in misfits):
            cells = _cells(connection, table, wanted, slot_s, progress, careful=True)
    else:
        cells = _GATHERERS[wanted.kind](connection, table, wanted, slot_s, progress)
        if wanted.kind is Kind.SAMPLES:
            misfits = tuple(misfits_in(connection, wanted))
    return Tally(wanted, slot_s, tuple(sorted(cells, key=_slot_of)), misfits)


_slot_of = itemgetter(0)


def _cells(
    connection: ReadConnection,
    table: Table,
    wanted: Pass,
    slot_s: int,
    progress: Progress,
    *,
    careful: bool = False,
) -> list[Cell]:
    """Rows by slot and parts, with each value's sum and count; carefully where not all are numbers.

    The last term is how many rows have an unusual value, where there are values.
    """
    slot, parts = _slot(wanted, slot_s), [column_of(table.name, part) for part in wanted.parts]
    values = [
        term for value in wanted.values for term in _value_terms(table, value, careful=careful)
    ]
    judged = (unusual(wanted.values),) if wanted.values else ()
    query = query_of(table.name, slot, *parts, functions.count(raw("*")), *values, *judged)
    query = _grouped(restricted(query, wanted.only), 1 + len(parts))
    found: list[Cell] = []
    for chunk in _chunks(connection, table, progress):
        found += connection.rows(*sql_of(query if chunk is None else query.where(chunk)))
    return found


def _value_terms(table: Table, value: str, *, careful: bool) -> tuple[Any, ...]:
    column = fitting(value) if careful else column_of(table.name, value)
    return functions.total(column), functions.count(column)


def _chunks(connection: ReadConnection, table: Table, progress: Progress) -> Iterator[Any]:
    """Conditions that cut a large table into pieces; None for all of a small one."""
    last = (
        connection.value(f"SELECT max(rowid) FROM {quoted(table.name)}")
        if table.has_rowid
        else None
    )
    first = connection.value(f"SELECT min(rowid) FROM {quoted(table.name)}") if last else None
    if not isinstance(last, int) or not isinstance(first, int) or last - first < CHUNK_ROWS:
        yield None
        return
    connection.scan()
    step = max(CHUNK_ROWS, -(-(last - first + 1) // _MOST_CHUNKS))
    for start in range(first, last + 1, step):
        progress(start - first, last - first + 1, tr("Reading {table}", table=table.name))
        yield raw("rowid BETWEEN ? AND ?", start, min(start + step - 1, last))


def _samples(
    connection: ReadConnection, table: Table, wanted: Pass, slot_s: int, progress: Progress
) -> list[Cell]:
    progress(0, None, tr("Reading {table}", table=table.name))
    value = fitting(wanted.values[0])
    query = restricted(query_of(table.name, _slot(wanted, slot_s), value), wanted.only)
    query = query.where(raw(f"{quoted(wanted.values[0])} IS NOT NULL"))
    return [cell for cell in connection.rows(*sql_of(query)) if cell[1] is not None]


def _last_rounds(
    connection: ReadConnection, table: Table, wanted: Pass, slot_s: int, progress: Progress
) -> list[Cell]:
    progress(0, None, tr("Reading {table}", table=table.name))
    consensus, number = wanted.parts[0], wanted.values[0]
    slot = functions.max(_slot(wanted, slot_s))
    query = query_of(table.name, slot, functions.max(fitting(number)))
    found = connection.rows(*sql_of(query.group_by(column_of(table.name, consensus))))
    return [cell for cell in found if cell[1] is not None]


def _json(
    connection: ReadConnection, table: Table, wanted: Pass, slot_s: int, progress: Progress
) -> list[Cell]:
    progress(0, None, tr("Reading {table}", table=table.name))
    texts = [column_of(table.name, part) for part in wanted.parts]
    query = restricted(query_of(table.name, _slot(wanted, slot_s), *texts), wanted.only)
    rows = chain.from_iterable(connection.bulk(*sql_of(query)))
    return _JSON_READERS[wanted.kind](rows, wanted.parts)


_JSON_READERS = {Kind.JSON_KEYS: numbers_by_key, Kind.JSON_ITEMS: rows_by_item}
_GATHERERS: dict[Kind, Any] = {
    Kind.SAMPLES: _samples,
    Kind.LAST_ROUNDS: _last_rounds,
    Kind.JSON_KEYS: _json,
    Kind.JSON_ITEMS: _json,
}


def _slot(wanted: Pass, slot_s: int) -> Any:
    return raw(slot_sql(wanted.time, slot_s) if wanted.time else str(NO_TIME))


def _grouped(query: Any, terms: int) -> Any:
    return query.group_by(*(raw(str(number)) for number in range(1, terms + 1)))

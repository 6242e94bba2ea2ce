"""One pass over a table gathers everything that numbers and charts want of it, by slots of time.

A pass knows nothing of periods. What it gathers, a `Tally`, answers for every period and bucket, for the period before
and for each hour of the week: a table is read once and not once a chart, and switching the period reads nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.hive.queries import column_of, functions, query_of, raw, sql_of
from hive_inspector.core.statistics.charts import Misfit, MisfitKind
from hive_inspector.core.statistics.slots import NO_TIME, slot_sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.progress import Progress

CHUNK_ROWS = 100_000
"""Rowids that one statement reads: grouping sorts them, and so few take little memory; a cancel is heard at once."""
_MOST_CHUNKS = 200
_LARGEST = 1.7976931348623157e308

Cell: TypeAlias = "tuple[Any, ...]"
"""The slot, the parts, how many rows, then for each value column the sum and how many values it is the sum of."""


class Kind(Enum):
    """How a pass gathers."""

    CELLS = "cells"
    """Rows, sums and counts by slot and parts."""
    SAMPLES = "samples"
    """The single values of one column: slot and value."""
    LAST_ROUNDS = "rounds"
    """How many rounds each consensus took: the slot of its last run and the number of rounds."""
    JSON_KEYS = "JSON keys"
    """The numbers of a JSON object by slot and key: the part column holds `{"generator": 12}`."""
    JSON_ITEMS = "JSON items"
    """The items of a JSON array by slot and item."""


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
                return 2
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
        cells, suspects = _judged(wanted, _cells(connection, table, wanted, slot_s, progress))
        misfits = tuple(_misfits(connection, wanted, suspects))
        if any(one.kind is not MisfitKind.NEGATIVE for one in misfits):
            cells, _ = _judged(
                wanted, _cells(connection, table, wanted, slot_s, progress, careful=True)
            )
    else:
        cells = _GATHERERS[wanted.kind](connection, table, wanted, slot_s, progress)
        if wanted.kind is Kind.SAMPLES:
            misfits = tuple(_misfits(connection, wanted, _suspects_among(connection, wanted)))
    return Tally(wanted, slot_s, tuple(sorted(cells, key=_slot_of)), misfits)


def _slot_of(cell: Cell) -> int:
    return cast("int", cell[0])


def _cells(
    connection: ReadConnection,
    table: Table,
    wanted: Pass,
    slot_s: int,
    progress: Progress,
    *,
    careful: bool = False,
) -> list[Cell]:
    """Rows by slot and parts, with each value's sum, count and usual ones; carefully where not all are numbers."""
    slot, parts = _slot(wanted, slot_s), [column_of(table.name, part) for part in wanted.parts]
    values = [
        term for value in wanted.values for term in _value_terms(table, value, careful=careful)
    ]
    query = query_of(table.name, slot, *parts, functions.count(raw("*")), *values)
    query = _grouped(_restricted(query, wanted), 1 + len(parts))
    found: list[Cell] = []
    for chunk in _chunks(connection, table, progress):
        found += connection.rows(*sql_of(query if chunk is None else query.where(chunk)))
    return found


def _value_terms(table: Table, value: str, *, careful: bool) -> tuple[Any, ...]:
    column = _fitting(value) if careful else column_of(table.name, value)
    return (
        functions.total(column),
        functions.count(column),
        functions.count(raw(f"CASE WHEN {_is_usual(value)} THEN 1 END")),
    )


def _is_usual(column: str) -> str:
    """SQL that holds for numbers from 0 on that have an end; text sorts behind every number."""
    return f"{quoted(column)} >= 0 AND {quoted(column)} <= {_LARGEST!r}"


def _judged(wanted: Pass, cells: list[Cell]) -> tuple[list[Cell], tuple[str, ...]]:
    """The cells without the counts of usual values, and the columns in which not all are.

    Done column by column, since there may be a hundred thousand cells.
    """
    if not cells or not wanted.values:
        return cells, ()
    columns = list(zip(*cells, strict=True))
    at = 2 + len(wanted.parts)
    kept, suspects = columns[:at], []
    for number, value in enumerate(wanted.values):
        first = at + 3 * number
        kept += columns[first : first + 2]
        if columns[first + 1] != columns[first + 2]:
            suspects.append(value)
    return list(zip(*kept, strict=True)), tuple(suspects)


def _fitting(column: str) -> Any:
    """The column's value where it is a number with an end; text sorts behind every number."""
    cell = quoted(column)
    return raw(f"CASE WHEN {cell} >= -{_LARGEST!r} AND {cell} <= {_LARGEST!r} THEN {cell} END")


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
        progress(start - first, last - first + 1, f"Reading {table.name}")
        yield raw("rowid BETWEEN ? AND ?", start, min(start + step - 1, last))


def _samples(
    connection: ReadConnection, table: Table, wanted: Pass, slot_s: int, progress: Progress
) -> list[Cell]:
    progress(0, None, f"Reading {table.name}")
    value = _fitting(wanted.values[0])
    query = _restricted(query_of(table.name, _slot(wanted, slot_s), value), wanted)
    query = query.where(raw(f"{quoted(wanted.values[0])} IS NOT NULL"))
    return [cell for cell in connection.rows(*sql_of(query)) if cell[1] is not None]


def _last_rounds(
    connection: ReadConnection, table: Table, wanted: Pass, slot_s: int, progress: Progress
) -> list[Cell]:
    progress(0, None, f"Reading {table.name}")
    consensus, number = wanted.parts[0], wanted.values[0]
    slot = functions.max(_slot(wanted, slot_s))
    query = query_of(table.name, slot, functions.max(_fitting(number)))
    found = connection.rows(*sql_of(query.group_by(column_of(table.name, consensus))))
    return [cell for cell in found if cell[1] is not None]


def _json(
    connection: ReadConnection, table: Table, wanted: Pass, slot_s: int, progress: Progress
) -> list[Cell]:
    """Read the JSON here: twice as fast as SQLite's `json_each`, which a text that is no JSON would end."""
    progress(0, None, f"Reading {table.name}")
    query = query_of(table.name, _slot(wanted, slot_s), column_of(table.name, wanted.parts[0]))
    found: dict[tuple[int, str], list[float]] = {}
    for rows in connection.bulk(*sql_of(_restricted(query, wanted))):
        for slot, text in rows:
            for part, number in _parts_of(text):
                key = (cast("int", slot), part)
                cell = found.get(key)
                if cell is None:
                    cell = found[key] = [0, 0.0, 0]
                cell[0] += 1
                if number is not None:
                    cell[1] += number
                    cell[2] += 1
    return [(*key, *cell) for key, cell in found.items()]


def _parts_of(text: object) -> Iterator[tuple[str, float | None]]:
    """The keys of an object with their numbers, or the items of an array."""
    try:
        content = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return
    if isinstance(content, dict):
        for key, value in content.items():
            yield key, value if _is_number(value) else None
    elif isinstance(content, list):
        for item in content:
            yield item if isinstance(item, str) else json.dumps(item), None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST


_GATHERERS: dict[Kind, Any] = {
    Kind.SAMPLES: _samples,
    Kind.LAST_ROUNDS: _last_rounds,
    Kind.JSON_KEYS: _json,
    Kind.JSON_ITEMS: _json,
}


def _slot(wanted: Pass, slot_s: int) -> Any:
    return raw(slot_sql(wanted.time, slot_s) if wanted.time else str(NO_TIME))


def _restricted(query: Any, wanted: Pass) -> Any:
    if wanted.only is None:
        return query
    column, condition = wanted.only
    return query.where(raw(f"{quoted(column)} {condition}"))


def _grouped(query: Any, terms: int) -> Any:
    return query.group_by(*(raw(str(number)) for number in range(1, terms + 1)))


def _suspects_among(connection: ReadConnection, wanted: Pass) -> tuple[str, ...]:
    """The value columns in which not all values are usual."""
    found = []
    for value in wanted.values:
        unusual = raw(f"count(CASE WHEN NOT ({_is_usual(value)}) THEN 1 END)")
        if connection.value(*sql_of(_restricted(query_of(wanted.table, unusual), wanted))):
            found.append(value)
    return tuple(found)


def _misfits(connection: ReadConnection, wanted: Pass, columns: Sequence[str]) -> Iterator[Misfit]:
    for column in columns:
        yield from _counted_misfits(connection, wanted, column)


def _counted_misfits(connection: ReadConnection, wanted: Pass, column: str) -> Iterator[Misfit]:
    cell = quoted(column)
    query = query_of(
        wanted.table,
        functions.total(raw(f"{cell} IN (9e999, -9e999)")),
        functions.total(raw(f"typeof({cell}) IN ('text', 'blob')")),
        functions.total(
            raw(f"typeof({cell}) IN ('integer', 'real') AND {cell} < 0 AND {cell} > -9e999")
        ),
    )
    row = connection.one(*sql_of(_restricted(query, wanted))) or (0, 0, 0)
    kinds = (MisfitKind.INFINITE, MisfitKind.NO_NUMBER, MisfitKind.NEGATIVE)
    for kind, rows in zip(kinds, row, strict=True):
        if rows:
            yield Misfit(kind, int(cast("float", rows)), f"{wanted.table}.{column}")

"""The handful of numbers that say how much is in a database.

What a file cannot tell is None together with what it would need, never zero and never an error.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.lineages import Lineage
from hive_inspector.core.language import tr
from hive_inspector.core.statistics.filled import filled_tables
from hive_inspector.core.statistics.measures import KEY_MEASURES, SIZE, Unit, measure
from hive_inspector.core.statistics.planning import first_source
from hive_inspector.core.statistics.recent import last_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.hive.lineages import Identity
    from hive_inspector.core.statistics.measures import Measure, Source
    from hive_inspector.core.statistics.recent import Days

SCAN_LIMIT = 250_000
"""Rows up to which a time without an index is searched: below 0.1 s on a warm file, and no wait for anyone."""

_NO_WHOLE_NUMBER = 2**62
"""What SQLite makes of an infinite sum as a whole number is larger."""
_NOT_HIVE = frozenset({Lineage.OTHER})


@dataclass(frozen=True, slots=True)
class Recent:
    """How much of a number came in a table's last days."""

    amount: int | float
    period: Days


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """A number about a database."""

    id: str
    title: str
    unit: Unit
    value: int | float | None
    """None where the file does not have it or it cannot be read."""
    needs: str | None = None
    """What the file would need to have, where it does not have the number."""
    recent: Recent | None = None
    problem: str = ""
    """Why the number could not be read although the file has it, or empty."""


@dataclass(frozen=True, slots=True)
class _Found:
    measure: Measure
    source: Source
    table: Table


def read_key_numbers(
    connection: ReadConnection, schema: Schema, identity: Identity
) -> tuple[KeyNumber, ...]:
    """All numbers that fit what the file is: Hive's own, or how many objects another database has.

    Raises:
        InspectorError: The file cannot be read at all; a single damaged table only costs its own numbers.
        Cancelled: The lease was cancelled.
    """
    size = _database_size(connection)
    if identity.lineage in _NOT_HIVE:
        return (*_object_counts(schema), size)
    return (*_hive_numbers(connection, schema), size)


def _hive_numbers(connection: ReadConnection, schema: Schema) -> Iterator[KeyNumber]:
    wanted = [*map(measure, KEY_MEASURES)]
    tables = {source.table for one in wanted for source in one.sources if one.sources[1:]}
    filled = filled_tables(connection, schema, tables)
    found = {one.id: _find(one, schema, filled) for one in wanted}
    by_table: dict[str, list[_Found]] = {}
    for place in filter(None, found.values()):
        by_table.setdefault(place.table.name, []).append(place)
    numbers = {
        number.id: number
        for places in by_table.values()
        for number in _read_table(connection, places)
    }
    for one in wanted:
        yield numbers.get(one.id) or _missing(one)


def _find(measure: Measure, schema: Schema, filled: frozenset[str]) -> _Found | None:
    source = first_source(measure, schema, filled)
    table = None if source is None else schema.table(source.table)
    return None if source is None or table is None else _Found(measure, source, table)


def _read_table(connection: ReadConnection, places: list[_Found]) -> list[KeyNumber]:
    """All numbers of one table, in one pass over it."""
    try:
        values = _totals(connection, places)
        return _with_recent(connection, places, values)
    except DatabaseDamaged as error:
        return [_number(place.measure, None, problem=error.message) for place in places]


def _with_recent(
    connection: ReadConnection, places: list[_Found], values: tuple[int | float, ...]
) -> list[KeyNumber]:
    numbers = [_number(place.measure, value) for place, value in zip(places, values, strict=True)]
    rows = next((v for p, v in zip(places, values, strict=True) if not p.source.column), None)
    period = _period(connection, places, rows)
    if period is None:
        return numbers
    amounts = _totals(connection, places, period)
    return [
        replace(number, recent=Recent(amount, period))
        for number, amount in zip(numbers, amounts, strict=True)
    ]


def _period(connection: ReadConnection, places: list[_Found], rows: float | None) -> Days | None:
    """The last days of a table, where finding them is quick."""
    table, time = places[0].table, places[0].source.time
    if not time:
        return None
    if not _is_indexed(table, time):
        if rows is None:
            rows = connection.integer(f"SELECT count(*) FROM {quoted(table.name)}")
        if rows > SCAN_LIMIT:
            return None
    return last_days(connection, table, time)


def _is_indexed(table: Table, column: str) -> bool:
    return any(
        index.where is None and index.columns and index.columns[0].name == column
        for index in table.indexes
    )


def _totals(
    connection: ReadConnection, places: list[_Found], period: Days | None = None
) -> tuple[int | float, ...]:
    """The values of a table's numbers, in all or within a period; those that are infinite are left out."""
    found = _summed(connection, places, period, _expression)
    if all(isfinite(one) and abs(one) < _NO_WHOLE_NUMBER for one in found):
        return found
    return _summed(connection, places, period, _careful)


def _summed(
    connection: ReadConnection,
    places: list[_Found],
    period: Days | None,
    expression: Callable[[_Found], str],
) -> tuple[int | float, ...]:
    expressions = ", ".join(map(expression, places))
    sql = f"SELECT {expressions} FROM {quoted(places[0].table.name)}"
    if period is None:
        row = connection.one(sql)
    else:
        condition = period.condition(places[0].source.time)
        row = connection.one(f"{sql} WHERE {condition}", period.bounds)
    return tuple(_as_number(value) for value in row or ())


def _expression(place: _Found) -> str:
    """`total()` and not `sum()`: the sum of nothing is 0, and whole numbers cannot overflow."""
    if not place.source.column:
        return "count(*)"
    total = f"total({quoted(place.source.column)})"
    return f"CAST({total} AS INTEGER)" if place.measure.unit is Unit.COUNT else total


def _careful(place: _Found) -> str:
    """The same of values that have an end: one that has none would take all others with it."""
    column = quoted(place.source.column)
    return _expression(place).replace(column, f"CASE WHEN abs({column}) < 9e999 THEN {column} END")


def _as_number(value: object) -> int | float:
    return value if isinstance(value, int | float) else nan


def _number(measure: Measure, value: float | None, problem: str = "") -> KeyNumber:
    return KeyNumber(measure.id, measure.title, measure.unit, value, problem=problem)


def _missing(measure: Measure) -> KeyNumber:
    return KeyNumber(measure.id, measure.title, measure.unit, None, measure.needs)


def _object_counts(schema: Schema) -> Iterable[KeyNumber]:
    kinds = [table.kind for table in schema.tables]
    counts = (
        ("tables", tr("Tables"), kinds.count(TableKind.TABLE) + kinds.count(TableKind.VIRTUAL)),
        ("views", tr("Views"), kinds.count(TableKind.VIEW)),
        ("indexes", tr("Indexes"), sum(len(table.indexes) for table in schema.tables)),
        ("triggers", tr("Triggers"), len(schema.triggers)),
    )
    return [KeyNumber(id_, title, Unit.COUNT, count) for id_, title, count in counts]


def _database_size(connection: ReadConnection) -> KeyNumber:
    """Bytes of all pages, those in the write-ahead log included."""
    pages = connection.integer("PRAGMA page_count")
    size = pages * connection.integer("PRAGMA page_size")
    return KeyNumber(SIZE.id, SIZE.title, SIZE.unit, size)

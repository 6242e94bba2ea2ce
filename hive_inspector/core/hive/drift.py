"""How a file's schema differs from what it should be: object by object, by meaning and not by text.

Names are compared as SQLite does. The order of columns, white space, comments and quoting make no difference. What is
not Hive's to declare is left out: SQLite's own tables, the tables behind full-text search, bookkeeping of migrations
(unless it belongs to the expected schema). Where the expected text is unknown, as for views and triggers of a
blueprint, only the object's being there is compared.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.sqltext import canonical
from hive_inspector.core.hive.bookkeeping import is_bookkeeping
from hive_inspector.core.hive.wording import (
    column_text,
    default_text,
    index_text,
    key_text,
    noun,
    origin_text,
    target_text,
    type_text,
)
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hive_inspector.core.database.snapshot import (
        Column,
        Index,
        Reference,
        Schema,
        Table,
        Trigger,
    )

    Named = TypeVar("Named", Table, Column, Index, Trigger)


class DriftKind(StrEnum):
    """What sort of difference it is; the values stand in the output of commands."""

    MISSING_TABLE = "missing_table"
    EXTRA_TABLE = "extra_table"
    CHANGED_TABLE = "changed_table"
    """A view in place of a table, another primary key, AUTOINCREMENT, WITHOUT ROWID or STRICT."""
    MISSING_VIEW = "missing_view"
    EXTRA_VIEW = "extra_view"
    CHANGED_VIEW = "changed_view"
    MISSING_COLUMN = "missing_column"
    EXTRA_COLUMN = "extra_column"
    CHANGED_COLUMN = "changed_column"
    CHANGED_REFERENCE = "changed_reference"
    CHANGED_UNIQUE = "changed_unique"
    CHANGED_CHECK = "changed_check"
    MISSING_INDEX = "missing_index"
    EXTRA_INDEX = "extra_index"
    CHANGED_INDEX = "changed_index"
    MISSING_TRIGGER = "missing_trigger"
    EXTRA_TRIGGER = "extra_trigger"
    CHANGED_TRIGGER = "changed_trigger"


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference."""

    kind: DriftKind
    object: str
    """A table, view, index or trigger by its name, a column as `table.column`."""
    detail: str
    """What differs, as a sentence."""


def compare(expected: Schema, actual: Schema) -> tuple[Drift, ...]:
    """Every difference: what the expected schema has in order of name, then what only the actual one has."""
    wanted, found = _compared_tables(expected), _compared_tables(actual)
    found = {name: t for name, t in found.items() if name in wanted or not is_bookkeeping(name)}
    drifts: list[Drift] = []
    for name, table in wanted.items():
        if name in found:
            drifts += _table_drifts(table, found[name], expected, actual)
        else:
            kind = DriftKind.MISSING_VIEW if _is_view(table) else DriftKind.MISSING_TABLE
            drifts.append(Drift(kind, table.name, tr("The {noun} is missing.", noun=noun(table))))
    for table in _only_in(found, wanted):
        kind = DriftKind.EXTRA_VIEW if _is_view(table) else DriftKind.EXTRA_TABLE
        drifts.append(
            Drift(kind, table.name, tr("The {noun} is no part of this schema.", noun=noun(table)))
        )
    return (*drifts, *_trigger_drifts(expected, actual, wanted.keys() | found.keys()))


def _compared_tables(schema: Schema) -> Mapping[str, Table]:
    return _by_name(table for table in schema.tables if table.kind not in _NOT_COMPARED)


_NOT_COMPARED = frozenset({TableKind.SHADOW, TableKind.INTERNAL})


def _table_drifts(wanted: Table, found: Table, expected: Schema, actual: Schema) -> Iterator[Drift]:
    if wanted.kind is not found.kind:
        detail = tr(
            "A {noun} stands where a {wanted} should be.", noun=noun(found), wanted=noun(wanted)
        )
        yield Drift(DriftKind.CHANGED_TABLE, wanted.name, detail)
        return
    if found.problem:
        kind = DriftKind.CHANGED_VIEW if _is_view(wanted) else DriftKind.CHANGED_TABLE
        yield Drift(kind, wanted.name, found.problem)
        return
    if _is_view(wanted):
        if _differ(wanted.sql, found.sql):
            yield Drift(DriftKind.CHANGED_VIEW, wanted.name, tr("The view selects something else."))
        return
    yield from _column_drifts(wanted, found)
    yield from _option_drifts(wanted, found)
    yield from _reference_drifts(wanted, found, expected, actual)
    yield from _unique_drifts(wanted, found)
    yield from _check_drifts(wanted, found)
    yield from _index_drifts(wanted, found)


def _column_drifts(wanted: Table, found: Table) -> Iterator[Drift]:
    expected, actual = _by_name(wanted.columns), _by_name(found.columns)
    for name, column in expected.items():
        spelled = f"{wanted.name}.{column.name}"
        if name not in actual:
            detail = tr("The column is missing; it should be {column}.", column=column_text(column))
            yield Drift(DriftKind.MISSING_COLUMN, spelled, detail)
        elif detail := "; ".join(_column_changes(column, actual[name])):
            yield Drift(
                DriftKind.CHANGED_COLUMN, spelled, tr("The column {detail}.", detail=detail)
            )
    for column in _only_in(actual, expected):
        detail = tr(
            "The column is no part of this schema; it is {column}.", column=column_text(column)
        )
        yield Drift(DriftKind.EXTRA_COLUMN, f"{wanted.name}.{column.name}", detail)


def _column_changes(wanted: Column, found: Column) -> Iterator[str]:
    if wanted == found:  # as most are
        return
    if type_text(wanted) != type_text(found):
        yield tr(
            "is {type} and should be {wanted}", type=type_text(found), wanted=type_text(wanted)
        )
    if wanted.not_null != found.not_null:
        yield (
            tr("may be NULL and should not")
            if wanted.not_null
            else tr("may not be NULL and should")
        )
    if _default(wanted) != _default(found):
        yield tr(
            "has {default} and should have {wanted}",
            default=default_text(found),
            wanted=default_text(wanted),
        )
    if wanted.generated != found.generated:
        yield tr(
            "is {origin} and should be {wanted}",
            origin=origin_text(found),
            wanted=origin_text(wanted),
        )


def _option_drifts(wanted: Table, found: Table) -> Iterator[Drift]:
    keys = [tuple(map(folded, table.primary_key)) for table in (wanted, found)]
    if keys[0] != keys[1]:
        detail = tr(
            "The primary key is {key} and should be {wanted}.",
            key=key_text(found),
            wanted=key_text(wanted),
        )
        yield Drift(DriftKind.CHANGED_TABLE, wanted.name, detail)
    for option in ("autoincrement", "without_rowid", "strict"):
        if getattr(wanted, option) != getattr(found, option):
            should = tr("lacks") if getattr(wanted, option) else tr("should not have")
            detail = tr(
                "The table {should} {option}.",
                should=should,
                option=option.upper().replace("_", " "),
            )
            yield Drift(DriftKind.CHANGED_TABLE, wanted.name, detail)


def _reference_drifts(
    wanted: Table, found: Table, expected: Schema, actual: Schema
) -> Iterator[Drift]:
    """Differences between references.

    A reference that the expected schema itself leaves dangling may have been mended: leading to any table that is
    there, it is no difference.
    """
    has = {_reference_key(one, actual): one for one in found.references}
    should = {_reference_key(one, expected): one for one in wanted.references}
    extra = [one for key, one in has.items() if key not in should]
    for reference in (one for key, one in should.items() if key not in has):
        instead = next((o for o in extra if _same_names(o.columns, reference.columns)), None)
        if instead is not None:
            extra.remove(instead)
            if expected.table(reference.table) is None and actual.table(instead.table):
                continue
        yield _reference_drift(wanted.name, reference, instead)
    for reference in extra:
        yield _reference_drift(wanted.name, None, reference)


def _reference_drift(table: str, wanted: Reference | None, found: Reference | None) -> Drift:
    columns = next(" and ".join(one.columns) for one in (wanted, found) if one is not None)
    has, should = (target_text(one) if one else tr("nothing") for one in (found, wanted))
    detail = tr(
        "{columns} refers to {has} and should refer to {should}.",
        columns=columns,
        has=has,
        should=should,
    )
    return Drift(DriftKind.CHANGED_REFERENCE, f"{table}.{columns}", detail)


def _reference_key(reference: Reference, schema: Schema) -> tuple[object, ...]:
    target = schema.table(reference.table)
    to = reference.to or (target.primary_key if target else ())
    return (
        tuple(map(folded, reference.columns)),
        folded(reference.table),
        tuple(map(folded, to)),
        reference.on_update,
        reference.on_delete,
    )


def _unique_drifts(wanted: Table, found: Table) -> Iterator[Drift]:
    should = {frozenset(map(folded, columns)): columns for columns in wanted.unique}
    has = {frozenset(map(folded, columns)): columns for columns in found.unique}
    for columns in _only_in(should, has):
        detail = tr(
            "Nothing makes {columns} unique, as it should be.", columns=" and ".join(columns)
        )
        yield Drift(DriftKind.CHANGED_UNIQUE, wanted.name, detail)
    for columns in _only_in(has, should):
        detail = tr(
            "{columns} must be unique and should not have to.", columns=" and ".join(columns)
        )
        yield Drift(DriftKind.CHANGED_UNIQUE, wanted.name, detail)


def _check_drifts(wanted: Table, found: Table) -> Iterator[Drift]:
    should, has = Counter(map(canonical, wanted.checks)), Counter(map(canonical, found.checks))
    for check in should - has:
        detail = tr("The condition {check} is missing.", check=check)
        yield Drift(DriftKind.CHANGED_CHECK, wanted.name, detail)
    for check in has - should:
        detail = tr("The condition {check} is no part of this schema.", check=check)
        yield Drift(DriftKind.CHANGED_CHECK, wanted.name, detail)


def _index_drifts(wanted: Table, found: Table) -> Iterator[Drift]:
    should, has = _declared_indexes(wanted), _declared_indexes(found)
    for name, index in should.items():
        text = index_text(index)
        if name not in has:
            detail = tr("The index is missing; it should be {text}.", text=text)
            yield Drift(DriftKind.MISSING_INDEX, index.name, detail)
        elif _index_key(index) != _index_key(has[name]):
            detail = tr(
                "The index is {index} and should be {text}.", index=index_text(has[name]), text=text
            )
            yield Drift(DriftKind.CHANGED_INDEX, index.name, detail)
    for index in _only_in(has, should):
        detail = tr("The index is no part of this schema; it is {index}.", index=index_text(index))
        yield Drift(DriftKind.EXTRA_INDEX, index.name, detail)


def _declared_indexes(table: Table) -> Mapping[str, Index]:
    return _by_name(index for index in table.indexes if index.origin == "c")


def _index_key(index: Index) -> tuple[object, ...]:
    terms = [
        (
            folded(column.name or canonical(column.expression)),
            column.descending,
            folded(column.collation),
        )
        for column in index.columns
    ]
    return terms, index.unique, canonical(index.where or "")


def _trigger_drifts(expected: Schema, actual: Schema, tables: Iterable[str]) -> Iterator[Drift]:
    should, has = _by_name(expected.triggers), _by_name(actual.triggers)
    for name, trigger in should.items():
        if name not in has:
            detail = tr("The trigger of {table} is missing.", table=trigger.table)
            yield Drift(DriftKind.MISSING_TRIGGER, trigger.name, detail)
        elif folded(trigger.table) != folded(has[name].table):
            detail = tr(
                "The trigger is one of {table} and should be of {trigger_table}.",
                table=has[name].table,
                trigger_table=trigger.table,
            )
            yield Drift(DriftKind.CHANGED_TRIGGER, trigger.name, detail)
        elif _differ(trigger.sql, has[name].sql):
            detail = tr("The trigger of {table} does something else.", table=trigger.table)
            yield Drift(DriftKind.CHANGED_TRIGGER, trigger.name, detail)
    for trigger in _only_in(has, should):
        if folded(trigger.table) in tables:
            detail = tr("The trigger of {table} is no part of this schema.", table=trigger.table)
            yield Drift(DriftKind.EXTRA_TRIGGER, trigger.name, detail)


def _by_name(named: Iterable[Named]) -> Mapping[str, Named]:
    return {folded(one.name): one for one in named}


Key = TypeVar("Key")
Value = TypeVar("Value")


def _only_in(one: Mapping[Key, Value], other: Mapping[Key, Value]) -> Iterator[Value]:
    return (value for key, value in one.items() if key not in other)


def _is_view(table: Table) -> bool:
    return table.kind is TableKind.VIEW


def _differ(wanted: str, found: str) -> bool:
    """Whether two declarations mean different things; an unknown one differs from none."""
    return bool(wanted) and wanted != found and canonical(wanted) != canonical(found)


_IN_DOUBLE_QUOTES = re.compile(r'"((?:[^"]|"")*)"')


def _default(column: Column) -> str | None:
    """The default by its meaning: a text in double quotes is a string there, and NULL is what a column has anyway."""
    if column.default is None:
        return None
    quoted = _IN_DOUBLE_QUOTES.fullmatch(column.default)
    if quoted:
        return "'" + quoted[1].replace('""', '"').replace("'", "''") + "'"
    text = canonical(column.default)
    return None if text == "null" else text


def _same_names(some: Iterable[str], others: Iterable[str]) -> bool:
    return list(map(folded, some)) == list(map(folded, others))

"""Reading what a file declares, for any SQLite file.

Tables are described by joins over SQLite's table-valued pragmas: a handful of statements for all of them (10,000 tables
in about a second). Views and virtual tables are asked one by one, because describing one compiles or loads it, which
may fail: such a failure is told in `Table.problem` and stops nothing else. `PRAGMA table_list` is not used, since it
takes nine seconds on a file with 10,000 views (measured, SQLite 3.40.1).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from hive_inspector.core.database import declarations
from hive_inspector.core.database.failures import DatabaseDamaged, StatementProblem, said_by
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import (
    Column,
    Index,
    IndexColumn,
    Reference,
    Schema,
    Table,
    TableKind,
    Trigger,
)
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.errors import InspectorError

    ColumnRow: TypeAlias = tuple[str, str, str, int, str | None, int, int]
    ReferenceRow: TypeAlias = tuple[str, int, str, str, str | None, str, str]
    IndexRow: TypeAlias = tuple[str, str, int, str, int, str | None, int, str]

_FTS3 = ("content", "segments", "segdir", "docsize", "stat")
_RTREE = ("node", "rowid", "parent")
_SHADOW_SUFFIXES = {
    "fts3": _FTS3,
    "fts4": _FTS3,
    "fts5": ("data", "idx", "content", "docsize", "config"),
    "rtree": _RTREE,
    "rtree_i32": _RTREE,
    "geopoly": _RTREE,
}
"""Shadow tables of the modules that come with SQLite, by their `xShadowName`; known also where a module is missing."""

_OBJECTS = """
    SELECT type, name, tbl_name, rootpage, CASE typeof(sql) WHEN 'text' THEN sql ELSE '' END FROM sqlite_master
    WHERE type IN ('table', 'view', 'index', 'trigger')
      AND typeof(name) = 'text' AND typeof(tbl_name) = 'text' AND typeof(rootpage) = 'integer'"""
"""Where the file is damaged, anything may stand there."""
_STORED_TABLES = "m.type = 'table' AND m.rootpage > 0"
_COLUMN = 'x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden'
_COLUMNS_OF_TABLES = f"""
    SELECT m.name, {_COLUMN} FROM sqlite_master AS m
    CROSS JOIN pragma_table_xinfo(m.name, 'main') AS x
    WHERE {_STORED_TABLES} ORDER BY m.name, x.cid"""
_COLUMNS_OF_ONE = f"SELECT ?1, {_COLUMN} FROM pragma_table_xinfo(?1, 'main') AS x ORDER BY x.cid"
_REFERENCES = f"""
    SELECT m.name, x.id, x."table", x."from", x."to", x.on_update, x.on_delete
    FROM sqlite_master AS m CROSS JOIN pragma_foreign_key_list(m.name, 'main') AS x
    WHERE {_STORED_TABLES} ORDER BY m.name, x.id DESC, x.seq"""
_INDEXES = f"""
    SELECT m.name, i.name, i."unique", i.origin, x.cid, x.name, x."desc", x.coll
    FROM sqlite_master AS m CROSS JOIN pragma_index_list(m.name, 'main') AS i
    CROSS JOIN pragma_index_xinfo(i.name, 'main') AS x
    WHERE {_STORED_TABLES} AND x.key ORDER BY m.name, i.name, x.seqno"""

_EXPRESSION = -2
"""What `PRAGMA index_xinfo` gives as the number of a column that is an expression."""
_ON_THEIR_OWN = (TableKind.TABLE, TableKind.INTERNAL)
_HIDDEN = 1
_GENERATED = {2: "virtual", 3: "stored"}


class _Object(NamedTuple):
    """A row of `sqlite_master`."""

    type: str
    name: str
    table: str
    root_page: int
    sql: str


class _Parts(NamedTuple):
    """What stored tables are put together from, by the table's name."""

    columns: Mapping[str, tuple[Column, ...]]
    references: Mapping[str, tuple[Reference, ...]]
    indexes: Mapping[str, tuple[Index, ...]]


def read_schema(connection: ReadConnection) -> Schema:
    """Everything that the file declares.

    Raises:
        EnvironmentProblem: The schema cannot be read now, or is damaged.
        Cancelled: The lease's token was cancelled.
    """
    objects = cast("list[tuple[str, str, str, int, str]]", connection.rows(_OBJECTS))
    by_type: dict[str, list[_Object]] = {"table": [], "view": [], "index": [], "trigger": []}
    for row in objects:
        by_type[row[0]].append(_Object(*row))
    parts = _Parts(
        columns=_columns_by_table(cast("list[ColumnRow]", connection.rows(_COLUMNS_OF_TABLES))),
        references=_references_by_table(cast("list[ReferenceRow]", connection.rows(_REFERENCES))),
        indexes=_indexes_by_table(
            cast("list[IndexRow]", connection.rows(_INDEXES)),
            {one.name: one.sql for one in by_type["index"]},
        ),
    )
    kinds = _kinds(by_type["table"])
    among: dict[str, Table] = {}
    tables = [
        _related(_table(connection, one, kinds[one.name], parts), among) for one in by_type["table"]
    ]
    views = [_related(_compiled(connection, one, TableKind.VIEW), among) for one in by_type["view"]]
    among.update((folded(one.name), one) for one in (*tables, *views))
    triggers = [Trigger(one.name, one.table, one.sql) for one in by_type["trigger"]]
    return Schema(
        tables=tuple(sorted([*tables, *views], key=_place)),
        triggers=tuple(sorted(triggers, key=_place)),
    )


def _related(table: Table, among: Mapping[str, Table]) -> Table:
    """What shows or keeps the content of other tables, with a way to them."""
    return table if table.kind in _ON_THEIR_OWN else replace(table, among=among)


def _place(named: Table | Trigger) -> tuple[str, str]:
    return folded(named.name), named.name


def _kinds(tables: Iterable[_Object]) -> dict[str, TableKind]:
    shadows = {name for table in tables if not table.root_page for name in _shadows_of(table)}
    return {table.name: _kind(table, shadows) for table in tables}


def _kind(table: _Object, shadows: set[str]) -> TableKind:
    name = folded(table.name)
    if not table.root_page:
        return TableKind.VIRTUAL
    if name in shadows:
        return TableKind.SHADOW
    return TableKind.INTERNAL if name.startswith("sqlite_") else TableKind.TABLE


def _shadows_of(virtual: _Object) -> Iterable[str]:
    suffixes = _SHADOW_SUFFIXES.get(folded(declarations.module_of(virtual.sql)), ())
    return (f"{folded(virtual.name)}_{suffix}" for suffix in suffixes)


def _table(connection: ReadConnection, one: _Object, kind: TableKind, parts: _Parts) -> Table:
    if kind is TableKind.VIRTUAL:
        return _compiled(connection, one, kind)
    if one.name in connection.opened.avoided:
        return Table(one.name, kind, (), sql=one.sql, problem=_avoided(kind))
    columns, indexes = parts.columns.get(one.name, ()), parts.indexes.get(one.name, ())
    options = declarations.table_options(one.sql)
    return Table(
        name=one.name,
        kind=kind,
        columns=columns,
        references=parts.references.get(one.name, ()),
        indexes=indexes,
        unique=_unique_constraints(indexes),
        checks=declarations.check_expressions(one.sql),
        without_rowid=options.without_rowid,
        strict=options.strict,
        autoincrement=declarations.has_autoincrement(one.sql),
        sql=one.sql,
        problem="" if columns else tr("This table cannot be read: its declaration is damaged."),
    )


def _compiled(connection: ReadConnection, one: _Object, kind: TableKind) -> Table:
    """A view or virtual table, whose columns SQLite knows only after compiling or loading it."""
    columns: tuple[Column, ...] = ()
    problem = ""
    if one.name in connection.opened.avoided:
        return Table(one.name, kind, columns, sql=one.sql, problem=_avoided(kind))
    try:
        rows = cast("list[ColumnRow]", connection.rows(_COLUMNS_OF_ONE, (one.name,)))
        columns = tuple(map(_column, rows))
    except (StatementProblem, DatabaseDamaged) as error:
        problem = _cannot_be_read(kind, error)
    return Table(name=one.name, kind=kind, columns=columns, sql=one.sql, problem=problem)


def _cannot_be_read(kind: TableKind, error: InspectorError) -> str:
    return tr(
        "This {noun} cannot be read: {cause}.",
        noun=kind.noun,
        cause=said_by(error.__cause__) if error.__cause__ else error.message,
    )


def _avoided(kind: TableKind) -> str:
    return tr(
        "This {noun} was not looked at: SQLite does not survive it, or takes too long over it.",
        noun=kind.noun,
    )


def _columns_by_table(rows: Iterable[ColumnRow]) -> dict[str, tuple[Column, ...]]:
    return {table: tuple(map(_column, group)) for table, group in groupby(rows, itemgetter(0))}


def _column(row: ColumnRow) -> Column:
    _, name, declared_type, not_null, default, key_position, hidden = row
    return Column(
        name=name,
        type=declared_type,
        not_null=bool(not_null),
        default=default,
        key_position=key_position,
        generated=_GENERATED.get(hidden, ""),
        hidden=hidden == _HIDDEN,
    )


def _references_by_table(rows: Iterable[ReferenceRow]) -> dict[str, tuple[Reference, ...]]:
    return {
        table: tuple(_reference(list(parts)) for _, parts in groupby(group, itemgetter(1)))
        for table, group in groupby(rows, itemgetter(0))
    }


def _reference(rows: Sequence[ReferenceRow]) -> Reference:
    _, _, table, _, _, on_update, on_delete = rows[0]
    return Reference(
        columns=tuple(row[3] for row in rows),
        table=table,
        to=tuple(row[4] for row in rows if row[4] is not None),
        on_update=on_update,
        on_delete=on_delete,
    )


def _indexes_by_table(
    rows: Iterable[IndexRow], declared: Mapping[str, str]
) -> dict[str, tuple[Index, ...]]:
    return {
        table: tuple(
            _index(list(columns), declared.get(name, ""))
            for name, columns in groupby(group, itemgetter(1))
        )
        for table, group in groupby(rows, itemgetter(0))
    }


def _index(rows: Sequence[IndexRow], sql: str) -> Index:
    table, name, unique, origin, *_ = rows[0]
    has_expression = any(row[4] == _EXPRESSION for row in rows)
    terms = declarations.index_terms(sql) if has_expression else ("",) * len(rows)
    return Index(
        name=name,
        table=table,
        columns=tuple(map(_index_column, rows, terms)),
        unique=bool(unique),
        origin=origin,
        where=declarations.index_condition(sql),
        sql=sql or None,
    )


def _index_column(row: IndexRow, term: str) -> IndexColumn:
    _, _, _, _, number, name, descending, collation = row
    return IndexColumn(
        name=name,
        descending=bool(descending),
        collation=collation,
        expression=term if number == _EXPRESSION else "",
    )


def _unique_constraints(indexes: Iterable[Index]) -> tuple[tuple[str, ...], ...]:
    constraints = sorted((index for index in indexes if index.origin == "u"), key=_number)
    return tuple(tuple(column.name or "" for column in one.columns) for one in constraints)


def _number(automatic: Index) -> int:
    """SQLite numbers the indexes of constraints in order of declaration: `sqlite_autoindex_TABLE_2`."""
    return int(automatic.name.rpartition("_")[2])

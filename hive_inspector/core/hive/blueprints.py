"""What each known Hive schema should be, and the SQL that makes it.

The facts come from `resources/lineages/*.json`: one file for each version of the core lineage and for each other
lineage. A core blueprint is the cumulative schema after that version as Hive's own migrations leave it, the dangling
reference of `conversations` from 006 on included. Bookkeeping of the core lineage is no part of it.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from hive_inspector.core.database.identifiers import quoted
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
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.stand_ins import STAND_INS
from hive_inspector.core.language import tr
from hive_inspector.core.resources import resource_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Facts = Mapping[str, Any]

NEWEST_CORE_VERSION = 13
"""The newest version of Hive's core schema that the program knows."""
_NAMES = (
    *(f"core-{version:03d}" for version in range(1, NEWEST_CORE_VERSION + 1)),
    "desktop",
    "desktop-memory",
    "hybrid",
    "knowledge",
    "enhanced",
)
_SHADOW_PARTS = ("config", "content", "data", "docsize", "idx")
"""What FTS5 appends to its table's name for the tables it keeps behind it."""
_PLAIN_DEFAULT = re.compile(r"[+-]?[0-9.]+|'(?:[^']|'')*'|\"[^\"]*\"|[A-Za-z_]+")
"""A default that CREATE TABLE takes without brackets."""


def blueprint_names() -> tuple[str, ...]:
    """Names of all known schemas: `core-001` … `core-013` in order of version, then the other lineages."""
    return _NAMES


def core_blueprint_name(version: int) -> str:
    """The blueprint of a version of the core lineage, e.g. `core-013`."""
    return f"core-{version:03d}"


@cache
def blueprint(name: str) -> Schema:
    """The schema of that name.

    Views and triggers have an empty text and views no columns, because only their names are known.

    Raises:
        UsageProblem: There is no schema of that name.
    """
    if name not in _NAMES:
        raise UsageProblem(
            tr("There is no Hive schema called {name}.", name=name),
            tr("Known are {names}.", names=", ".join(_NAMES)),
        )
    return _schema(json.loads(resource_text(f"lineages/{name}.json")))


@cache
def create_statements(name: str) -> tuple[str, ...]:
    """SQL statements without semicolon that make exactly that schema in an empty database, in order.

    Raises:
        UsageProblem: There is no schema of that name.
    """
    schema = blueprint(name)
    made = [_create_table(table) for table in schema.tables if table.kind is TableKind.TABLE]
    made += [STAND_INS[table.name] for table in schema.tables if _needs_stand_in(table)]
    made += [_create_index(index) for table in schema.tables for index in table.indexes]
    made += [STAND_INS[trigger.name] for trigger in schema.triggers]
    return tuple(made)


def _needs_stand_in(table: Table) -> bool:
    return table.kind in {TableKind.VIRTUAL, TableKind.VIEW}


def _schema(facts: Facts) -> Schema:
    virtual = {table["name"] for table in facts["tables"] if _is_virtual(table)}
    shadows = {f"{name}_{part}" for name in virtual for part in _SHADOW_PARTS}
    indexes = [_index(index) for index in facts["indexes"]]
    tables = [_table(table, virtual, shadows, indexes) for table in facts["tables"]]
    tables += [Table(name, TableKind.VIEW, ()) for name in facts["views"]]
    return Schema(
        tables=tuple(sorted(tables, key=lambda table: table.name)),
        triggers=tuple(Trigger(fact["name"], fact["table"], "") for fact in facts["triggers"]),
    )


def _is_virtual(table: Facts) -> bool:
    """FTS5 gives its table a hidden column of the table's own name."""
    return any(c.get("generated") and c["name"] == table["name"] for c in table["columns"])


def _table(table: Facts, virtual: set[str], shadows: set[str], indexes: list[Index]) -> Table:
    name = table["name"]
    kind = TableKind.TABLE
    if name in virtual:
        kind = TableKind.VIRTUAL
    elif name in shadows:
        kind = TableKind.SHADOW
    return Table(
        name=name,
        kind=kind,
        columns=tuple(map(_column, table["columns"])),
        references=tuple(map(_reference, table.get("references", ()))),
        indexes=tuple(index for index in indexes if index.table == name),
        unique=tuple(tuple(columns) for columns in table.get("unique", ())),
        checks=tuple(table.get("checks", ())),
        autoincrement=table.get("autoincrement", False),
    )


def _column(column: Facts) -> Column:
    return Column(
        name=column["name"],
        type=column["type"],
        not_null=column.get("not_null", False),
        default=column.get("default"),
        key_position=column.get("key", 0),
        hidden=bool(column.get("generated")),
    )


def _reference(reference: Facts) -> Reference:
    return Reference(
        columns=tuple(reference["columns"]),
        table=reference["table"],
        to=tuple(reference["to"]),
        on_delete=reference.get("on_delete", "NO ACTION"),
    )


def _index(index: Facts) -> Index:
    return Index(
        name=index["name"],
        table=index["table"],
        columns=tuple(map(_index_column, index["columns"])),
        unique=index.get("unique", False),
        where=index.get("where"),
    )


def _index_column(term: str) -> IndexColumn:
    name, _, order = term.partition(" ")
    return IndexColumn(name, descending=order == "DESC")


def _create_table(table: Table) -> str:
    parts = ",\n  ".join(_table_parts(table))
    return f"CREATE TABLE {quoted(table.name)} (\n  {parts}\n)"


def _table_parts(table: Table) -> Iterator[str]:
    """Columns and constraints of a CREATE TABLE."""
    for column in table.columns:
        yield _column_declaration(column, table)
    if len(table.primary_key) > 1:
        yield f"PRIMARY KEY ({_listed(table.primary_key)})"
    for columns in table.unique:
        yield f"UNIQUE ({_listed(columns)})"
    for check in table.checks:
        yield f"CHECK ({check})"
    for reference in table.references:
        yield _reference_declaration(reference)


def _column_declaration(column: Column, table: Table) -> str:
    words = [quoted(column.name), column.type]
    if column.key_position and len(table.primary_key) == 1:
        words.append("PRIMARY KEY AUTOINCREMENT" if table.autoincrement else "PRIMARY KEY")
    if column.not_null:
        words.append("NOT NULL")
    if column.default is not None:
        words.append(f"DEFAULT {_default_declaration(column.default)}")
    return " ".join(words)


def _default_declaration(default: str) -> str:
    return default if _PLAIN_DEFAULT.fullmatch(default) else f"({default})"


def _reference_declaration(reference: Reference) -> str:
    words = [
        f"FOREIGN KEY ({_listed(reference.columns)})",
        f"REFERENCES {quoted(reference.table)} ({_listed(reference.to)})",
    ]
    if reference.on_delete != "NO ACTION":
        words.append(f"ON DELETE {reference.on_delete}")
    return " ".join(words)


def _create_index(index: Index) -> str:
    terms = ", ".join(
        quoted(column.name or "") + (" DESC" if column.descending else "")
        for column in index.columns
    )
    unique = "UNIQUE " if index.unique else ""
    condition = f" WHERE {index.where}" if index.where else ""
    return (
        f"CREATE {unique}INDEX {quoted(index.name)} ON {quoted(index.table)} ({terms}){condition}"
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(map(quoted, names))

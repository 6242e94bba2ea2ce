"""Which rows name which: the references that a file declares, and those that Hive keeps without saying so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.joins import undeclared_joins
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Reference, Schema, Table

_SHOWN_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Link:
    """A way from a row of one table to rows of another."""

    columns: tuple[str, ...]
    """The columns of the table that the link starts from."""
    table: str
    """The table that it leads to."""
    to: tuple[str, ...]
    """The columns there that hold the same, as far as they are known."""
    declared: bool
    """Whether the file declares it as a foreign key; otherwise Hive uses it without saying so."""
    indexed: bool = False
    """Whether the rows there are found without passing over the whole table."""
    problem: str = ""
    """Why the link leads nowhere, as a sentence, or empty."""


@dataclass(frozen=True, slots=True)
class TableLinks:
    """All ways from the rows of a table."""

    forwards: tuple[Link, ...]
    """To the rows that a row names, in order of its columns."""
    backwards: tuple[Link, ...]
    """To the rows that name a row, those found through an index first."""


def links_of(schema: Schema, table: Table) -> TableLinks:
    """The links of a table, declared and by Hive's custom.

    A declared reference to what does not exist is kept and says so; where Hive means another table by that column, as
    with `consensus_profiles_backup`, the link that works stands beside it.
    """
    forwards = tuple(forward_links(schema, table))
    backwards = [
        Link(link.to, other.name, link.columns, link.declared, is_indexed(other, link.columns))
        for other in schema.tables
        if other.kind is TableKind.TABLE
        for link in (forwards if other is table else forward_links(schema, other))
        if folded(link.table) == folded(table.name) and not link.problem
    ]
    backwards.sort(key=lambda link: (not link.indexed, link.table, link.to))
    return TableLinks(forwards, tuple(backwards))


def is_indexed(table: Table, columns: tuple[str, ...]) -> bool:
    """Whether rows of a table are found by these columns without passing over all of it."""
    wanted = {folded(column) for column in columns}
    if wanted == {folded(name) for name in table.primary_key} and is_rowid(table):
        return True
    indexes = (index for index in table.indexes if index.where is None)
    return any(
        {folded(column.name or "") for column in index.columns[: len(wanted)]} == wanted
        for index in indexes
    )


def is_rowid(table: Table) -> bool:
    """Whether the primary key is the rowid itself, so that no index is listed for it."""
    types = [folded(column.type) for column in table.columns if column.key_position]
    has_index = any(index.origin == "pk" for index in table.indexes)
    return table.has_rowid and types == ["integer"] and not has_index


def forward_links(schema: Schema, table: Table) -> Iterator[Link]:
    """The links from a table to those it names, in order of its columns."""
    declared = [_declared(schema, reference) for reference in table.references]
    working = {folded(link.columns[0]) for link in declared if not link.problem}
    links = declared + [
        Link((join.column,), join.table, (join.to,), declared=False)
        for join in undeclared_joins(schema, table)
        if folded(join.column) not in working
    ]
    places = {folded(column.name): place for place, column in enumerate(table.columns)}
    links.sort(key=lambda link: (places.get(folded(link.columns[0]), 0), not link.declared))
    for link in links:
        target = schema.table(link.table)
        known = target is not None and not link.problem
        yield _with_cost(link, target) if known and target is not None else link


def _with_cost(link: Link, target: Table) -> Link:
    return Link(
        link.columns, target.name, link.to, link.declared, indexed=is_indexed(target, link.to)
    )


def _declared(schema: Schema, reference: Reference) -> Link:
    target = schema.table(reference.table)
    to = reference.to or (target.primary_key if target else ())
    return Link(
        reference.columns,
        reference.table,
        to,
        declared=True,
        problem=_problem(reference, target, to),
    )


def _problem(reference: Reference, target: Table | None, to: tuple[str, ...]) -> str:
    if target is None:
        return tr(
            "The table {table} that is referred to does not exist in this file.",
            table=reference.table,
        )
    if len(to) != len(reference.columns):
        return tr(
            "The reference names no column of {target}, and its primary key does not fit.",
            target=target.name,
        )
    known = {folded(column.name) for column in target.columns}
    missing = [name for name in to if folded(name) not in known][:_SHOWN_COLUMNS]
    if missing:
        return tr(
            "{target} has no column {missing} that could be referred to.",
            target=target.name,
            missing=", ".join(missing),
        )
    return ""

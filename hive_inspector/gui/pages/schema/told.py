"""An object of the schema as the page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.indexing import index_use
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.values import size_text
from hive_inspector.core.hive.catalogue import domain_of, note_of
from hive_inspector.core.hive.links import Link, links_of
from hive_inspector.core.hive.wording import noun, type_text
from hive_inspector.core.language import plural, tr
from hive_inspector.core.schema.texts import as_markdown, as_peewee, as_sql
from hive_inspector.gui.widgets.link_list import LinkLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hive_inspector.core.database.snapshot import Column, Index, Schema, Table

    Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that is shown of a table, view or virtual table."""

    name: str
    kind: str
    domain: str
    description: str
    facts: str
    """What is special about it, e.g. `without rowid · strict`; empty where nothing is."""
    problem: str
    columns: tuple[Row, ...]
    """Name, type, default, key, what it refers to, what is known of it."""
    indexes: tuple[Row, ...]
    """Name, size, what it is good for."""
    triggers: tuple[str, ...]
    links: tuple[LinkLine, ...]
    """To the tables that it names, and from those that name it."""
    leads_to: tuple[str, ...]
    """The table of each link."""
    sql: str
    model: str
    """As a Peewee model; empty where it is no table."""
    markdown: str


def tell(schema: Schema, table: Table, sizes: Mapping[str, int] | None) -> Told:
    """Put together what is shown of a table.

    Args:
        schema: The file's.
        table: One of it.
        sizes: Bytes by name of table or index, as far as they were measured.
    """
    links = links_of(schema, table)
    note = note_of(table.name)
    domain = domain_of(table.name, table.kind)
    lines = [*map(_forward, links.forwards), *map(_backward, links.backwards)]
    triggers = [one for one in schema.triggers if folded(one.table) == folded(table.name)]
    return Told(
        name=table.name,
        kind=noun(table),
        domain=tr(domain.value),
        description=note.description if note else "",
        facts=" · ".join(_facts(table, sizes)),
        problem=table.problem,
        columns=tuple(_columns(table, links.forwards)),
        indexes=tuple(_index(table, index, sizes) for index in table.indexes),
        triggers=tuple(trigger.name for trigger in triggers),
        links=tuple(lines),
        leads_to=tuple(link.table for link in (*links.forwards, *links.backwards)),
        sql=as_sql(schema, table),
        model=as_peewee(table) if table.kind is TableKind.TABLE else "",
        markdown=as_markdown(schema, table),
    )


def _facts(table: Table, sizes: Mapping[str, int] | None) -> Iterator[str]:
    yield plural(len(table.columns), "one column", "{count} columns")
    if table.without_rowid:
        yield tr("without rowid")
    if table.strict:
        yield tr("strict types")
    if table.autoincrement:
        yield tr("never uses a number twice")
    if sizes and table.name in sizes:
        yield size_text(sizes[table.name])


def _columns(table: Table, forwards: tuple[Link, ...]) -> Iterator[Row]:
    note = note_of(table.name)
    targets = {
        folded(name): _target(link)
        for link in reversed(forwards)
        if not link.problem
        for name in link.columns
    }
    for column in table.columns:
        known = note.columns.get(folded(column.name)) if note else None
        yield (
            column.name,
            type_text(column) if column.type else "",
            column.default or "",
            ", ".join(_marks(table, column)),
            targets.get(folded(column.name), ""),
            known.description if known else "",
        )


def _target(link: Link) -> str:
    return f"{link.table}.{', '.join(link.to)}" + ("" if link.declared else tr(" (not declared)"))


def _marks(table: Table, column: Column) -> Iterator[str]:
    if column.key_position:
        several = len(table.primary_key) > 1
        yield tr("key {key_position}", key_position=column.key_position) if several else tr("key")
    if (column.name,) in table.unique:
        yield tr("unique")
    if column.not_null:
        yield tr("not NULL")
    if column.generated:
        yield tr("computed")


def _index(table: Table, index: Index, sizes: Mapping[str, int] | None) -> Row:
    size = sizes.get(index.name) if sizes else None
    return index.name, "" if size is None else size_text(size), index_use(table, index)


def _forward(link: Link) -> LinkLine:
    how = "" if link.declared else tr("not declared")
    text = f"{', '.join(link.columns)} → {link.table}.{', '.join(link.to)}"
    return LinkLine(
        text, how, leads=not link.problem, warns=bool(link.problem), explanation=link.problem
    )


def _backward(link: Link) -> LinkLine:
    how = "" if link.declared else tr("not declared")
    text = f"{link.table}.{', '.join(link.to)} → {', '.join(link.columns)}"
    slow = "" if link.indexed else tr("No index leads along it: following it passes over all rows.")
    return LinkLine(text, how, "" if link.indexed else tr("no index"), explanation=slow)

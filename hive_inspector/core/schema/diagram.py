"""What the diagram of a schema shows: a box for each table, a line for each reference."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.catalogue import domain_of
from hive_inspector.core.hive.links import forward_links
from hive_inspector.core.hive.notes import Domain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Column, Schema, Table


class Detail(Enum):
    """How much of a table its box shows."""

    NAMES = "names"
    KEYS = "keys"
    """The columns of the primary key and those that refer to another table."""
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Metrics:
    """The room that things take, in the units of the drawing."""

    character: float = 6.6
    """Width of a character of the monospaced font that boxes are written in."""
    line: float = 16.0
    """Height of a line of text."""
    padding: float = 8.0
    """Between a box's border and its text."""
    across: float = 44.0
    """Between boxes beside one another; lines run there."""
    down: float = 14.0
    """Between boxes above one another."""
    title: float = 24.0
    """Height of the title of a group."""


@dataclass(frozen=True, slots=True)
class BoxLine:
    """A column in a box."""

    column: str
    is_key: bool
    refers: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A table or view."""

    table: str
    kind: TableKind
    domain: Domain
    lines: tuple[BoxLine, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A reference from one table to another."""

    source: str
    columns: tuple[str, ...]
    target: str
    to: tuple[str, ...]
    declared: bool
    """Whether the file declares it; otherwise Hive keeps it without saying so."""


@dataclass(frozen=True, slots=True)
class Tie:
    """All references from one table to another: one line."""

    source: str
    target: str
    edges: tuple[Edge, ...]

    @property
    def declared(self) -> bool:
        """Whether the file declares one of them."""
        return any(edge.declared for edge in self.edges)


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes in order of group and name, and the lines between them."""

    boxes: tuple[Box, ...]
    ties: tuple[Tie, ...]
    broken: tuple[str, ...]
    """References that lead nowhere, one sentence each."""


def diagram_of(schema: Schema, detail: Detail, metrics: Metrics) -> Diagram:
    """The tables of a schema and what they refer to; SQLite's own and shadow tables are left out."""
    order = {domain: place for place, domain in enumerate(Domain)}
    tables = [table for table in schema.tables if table.kind in _SHOWN]
    boxes = [_box(schema, table, detail, metrics) for table in tables]
    boxes.sort(key=lambda box: (order[box.domain], folded(box.table)))
    known = {folded(table.name) for table in tables}
    edges: dict[tuple[str, str], list[Edge]] = {}
    broken: list[str] = []
    for table in tables:
        for link in forward_links(schema, table):
            if link.problem:
                broken.append(f"{table.name}.{', '.join(link.columns)}: {link.problem}")
            elif folded(link.table) in known:
                edge = Edge(table.name, link.columns, link.table, link.to, link.declared)
                edges.setdefault((edge.source, edge.target), []).append(edge)
    ties = tuple(Tie(source, target, tuple(some)) for (source, target), some in edges.items())
    return Diagram(tuple(boxes), ties, tuple(broken))


_SHOWN = frozenset({TableKind.TABLE, TableKind.VIEW, TableKind.VIRTUAL})


def _box(schema: Schema, table: Table, detail: Detail, metrics: Metrics) -> Box:
    lines = tuple(_lines(schema, table, detail))
    longest = max([len(table.name), *(len(line.column) + 2 for line in lines)])
    return Box(
        table.name,
        table.kind,
        domain_of(table.name, table.kind),
        lines,
        width=longest * metrics.character + 2 * metrics.padding,
        height=(1 + len(lines)) * metrics.line + metrics.padding,
    )


def _lines(schema: Schema, table: Table, detail: Detail) -> Iterator[BoxLine]:
    if detail is Detail.NAMES:
        return
    refers = {folded(name) for link in forward_links(schema, table) for name in link.columns}
    for column in table.columns:
        line = _line(column, refers)
        if detail is Detail.COLUMNS or line.is_key or line.refers:
            yield line


def _line(column: Column, refers: set[str]) -> BoxLine:
    return BoxLine(column.name, bool(column.key_position), folded(column.name) in refers)

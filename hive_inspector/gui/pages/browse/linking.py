"""What workers do for links: which there are, how many rows each leads to, and the filter that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.following import filter_for, values_of
from hive_inspector.core.browsing.linked_rows import count_backwards
from hive_inspector.core.browsing.order import natural_order
from hive_inspector.core.hive.links import Link, TableLinks, is_indexed, links_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from hive_inspector.core.browsing.filters import RowFilter
    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.progress import Progress

MOST_COUNTED = 100_000
"""Rows of a link that are counted; more are told as more."""
_SCANNED_ROWS = 50_000
"""A table of up to so many rows is passed over to count a link that no index leads along."""


@dataclass(frozen=True, slots=True)
class RowLinks:
    """The links of a table that its rows are shown with."""

    forwards: tuple[Link, ...]
    siblings: tuple[Link, ...]
    """To rows of the same table that name the same row elsewhere; only where an index finds them."""
    backwards: tuple[Link, ...]

    @property
    def all(self) -> tuple[Link, ...]:
        """All of them, in the order in which they are shown."""
        return self.forwards + self.siblings + self.backwards


@dataclass(frozen=True, slots=True)
class CountedLink:
    """How many rows a link of a row leads to."""

    place: int
    """Of the link among `RowLinks.all`."""
    rows: int | None
    """None where counting would pass over a large table."""
    values: tuple[Cell, ...]
    """What the row holds there."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Rows that a link leads to."""

    table: str
    filter: RowFilter


@dataclass(frozen=True, slots=True)
class TableLinksWork:
    """Finds the links of a table; the whole schema has to be looked at."""

    schema: Schema
    table: Table

    def __call__(self, token: CancelToken, progress: Progress) -> RowLinks:  # noqa: ARG002
        """Work on a worker thread."""
        found: TableLinks = links_of(self.schema, self.table)
        return RowLinks(found.forwards, tuple(self._siblings(found)), found.backwards)

    def _siblings(self, found: TableLinks) -> Generator[Link]:
        for link in found.forwards:
            if link.declared and not link.problem and is_indexed(self.table, link.columns):
                yield Link(link.columns, self.table.name, link.columns, declared=True, indexed=True)


@dataclass(frozen=True, slots=True)
class CountLinksWork:
    """Counts the rows that each link of a row leads to, one after the other, cheap ones first."""

    database: Database
    schema: Schema
    table: Table
    key: RowKey
    links: RowLinks

    def __call__(self, token: CancelToken, progress: Progress) -> Generator[CountedLink]:  # noqa: ARG002
        """Work on a worker thread."""
        with self.database.reading(token) as connection:
            for place, link in enumerate(self.links.all):
                values = self._values(connection, link)
                if values is not None:
                    yield CountedLink(place, self._count(connection, link, values), values)

    def _values(self, connection: ReadConnection, link: Link) -> tuple[Cell, ...] | None:
        """What the row holds in the link's columns; None where it names nothing, or a secret."""
        values = values_of(connection, self.table, self.key, link.columns)
        return None if values is None or None in values else values

    def _count(
        self, connection: ReadConnection, link: Link, values: tuple[Cell, ...]
    ) -> int | None:
        if link.problem:
            return 0
        if not link.indexed and self._is_large(connection, link.table):
            return None
        return count_backwards(connection, link, values, most=MOST_COUNTED + 1)

    def _is_large(self, connection: ReadConnection, name: str) -> bool:
        target = self.schema.table(name)
        return target is not None and natural_order(connection, target).count > _SCANNED_ROWS


@dataclass(frozen=True, slots=True)
class FollowWork:
    """Finds out where a link of a row leads."""

    database: Database
    schema: Schema
    table: Table
    key: RowKey
    link: Link

    def __call__(self, token: CancelToken, progress: Progress) -> Destination | None:  # noqa: ARG002
        """Work on a worker thread."""
        with self.database.reading(token) as connection:
            values = values_of(connection, self.table, self.key, self.link.columns)
        return None if values is None else destination(self.schema, self.link, values)


def destination(schema: Schema, link: Link, values: tuple[Cell, ...]) -> Destination | None:
    """Where a link leads from a row that holds these values; None where it leads nowhere."""
    target = schema.table(link.table)
    if target is None or link.problem or None in values:
        return None
    wanted = filter_for(target, link.to, values)
    return None if wanted is None else Destination(target.name, wanted)

"""A database file that a test fills with plain SQL and reads through the core."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.order import natural_order, survey
from hive_inspector.core.browsing.pages import PageRequest, read_page
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Any, Self

    from hive_inspector.core.browsing.pages import Page
    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection


class BrowsedFile:
    """A file with a plain `sqlite3` connection that writes, and the core's `Database` that reads."""

    def __init__(self, path: Path, *statements: str) -> None:
        self.path = path
        self._resources = ExitStack()
        self.raw = self._resources.enter_context(
            closing(sqlite3.connect(path, isolation_level=None))
        )
        self.raw.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        for statement in statements:
            self.raw.execute(statement)
        self._database: Database | None = None

    @property
    def database(self) -> Database:
        """The core's view of the file, opened when first asked for."""
        if self._database is None:
            self._database = self._resources.enter_context(open_database(DatabaseTarget(self.path)))
        return self._database

    def insert(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert whole rows in one transaction."""
        rows = list(rows)
        marks = ", ".join("?" * len(rows[0]))
        self.raw.execute("BEGIN")
        self.raw.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
        self.raw.execute("COMMIT")

    def plain(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """What plain `sqlite3` answers."""
        return self.raw.execute(sql, parameters).fetchall()

    @contextmanager
    def reading(self) -> Iterator[ReadConnection]:
        """A lease of the core."""
        with self.database.reading() as connection:
            yield connection

    def table(self, name: str) -> Table:
        """A table as the core describes it now."""
        with self.reading() as connection:
            table = read_schema(connection).table(name)
        assert table is not None
        return table

    def natural(self, name: str) -> RowOrder:
        """The table's order at once."""
        table = self.table(name)
        with self.reading() as connection:
            return natural_order(connection, table)

    def surveyed(self, name: str) -> RowOrder:
        """The table's order once surveyed."""
        table = self.table(name)
        with self.reading() as connection:
            return survey(connection, table, natural_order(connection, table))

    def page(
        self, name: str, order: RowOrder, first: int, count: int, columns: tuple[str, ...] = ()
    ) -> Page:
        """A page of all columns, or of those given."""
        return self.page_of(self.table(name), order, first, count, columns)

    def page_of(
        self, table: Table, order: RowOrder, first: int, count: int, columns: tuple[str, ...] = ()
    ) -> Page:
        """A page of a table that is described already."""
        shown = columns or tuple(column.name for column in table.columns if not column.hidden)
        with self.reading() as connection:
            return read_page(connection, PageRequest(table, shown, first, count), order)

    def close(self) -> None:
        """Close both connections."""
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def texts(page: Page) -> list[tuple[str, ...]]:
    """The shown texts of a page's rows."""
    return [tuple(cell.text for cell in row.cells) for row in page.rows]

"""What a migration script gets: a `Migrator` to change the database with, and a `Reader` to look at it.

A script never holds the connection itself. Every statement runs inside the one transaction of its step, which the
runner begins and ends; each takes bound parameters.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import StatementProblem, error_name
from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.scripts import reshaping
from hive_inspector.core.migrations.scripts.rebuild import counter_of, replaced_table, set_counter

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.statements import Row
    from hive_inspector.core.database.tabletext import TableText
    from hive_inspector.core.database.values import Cell


class Reader:
    """Looks at the database in the middle of a step; while it does, SQLite refuses every change."""

    def __init__(self, connection: AlteringConnection) -> None:
        self._connection = connection

    def rows(self, sql: str, *parameters: Cell) -> list[Row]:
        """All rows of a query; for results known to be small.

        Raises:
            StatementProblem: SQLite refused the query, or it would have changed something.
        """
        with self._changing_nothing():
            return self._connection.rows(sql, parameters)

    def value(self, sql: str, *parameters: Cell) -> Cell:
        """The first column of the first row, or None where there is no row.

        Raises:
            StatementProblem: SQLite refused the query, or it would have changed something.
        """
        with self._changing_nothing():
            return self._connection.value(sql, parameters)

    @contextmanager
    def _changing_nothing(self) -> Iterator[None]:
        try:
            with self._connection.looking():
                yield
        except EnvironmentProblem as error:
            if error_name(error) != "SQLITE_READONLY":
                raise
            raise StatementProblem(
                tr("The script changes the database where it may only look."),
                tr("Make changes through migrator, queries through database."),
                error.detail,
            ) from error


class Migrator:
    """Changes the database in the middle of a step.

    Every method raises `StatementProblem` where SQLite refuses, and `Cancelled` where the user stopped the run; either
    undoes the whole step.

    Attributes:
        now: The moment of the step as `2025-09-05 14:03:11` (UTC), the form that CURRENT_TIMESTAMP has. Rows that a
            script writes carry this rather than the clock, so that a run can be repeated exactly.
    """

    def __init__(self, connection: AlteringConnection, now: str) -> None:
        self.now = now
        self._connection = connection

    def sql(self, text: str, *parameters: Cell) -> int:
        """Run one statement; returns the rows it changed."""
        return self._connection.execute(text, parameters)

    def each(self, text: str, rows: Iterable[Sequence[Cell]]) -> int:
        """Run one statement for each row of parameters; returns the rows changed in all."""
        return self._connection.execute_many(text, rows)

    def create_index(
        self, name: str, table: str, columns: str, *, unique: bool = False, where: str = ""
    ) -> None:
        """Create an index.

        Args:
            name: Its name.
            table: The table it is on.
            columns: What it indexes as SQL, e.g. `"topic, created_at DESC"`.
            unique: Whether no two rows may have the same.
            where: The condition of a partial index as SQL, or empty.
        """
        kind = "UNIQUE INDEX" if unique else "INDEX"
        condition = f" WHERE {where}" if where else ""
        self.sql(f"CREATE {kind} {name} ON {table} ({columns}){condition}")

    def drop_index(self, name: str) -> None:
        """Drop an index."""
        self.sql(f"DROP INDEX {quoted(name)}")

    def drop_table(self, name: str) -> None:
        """Drop a table with its rows, indexes and triggers; rows that refer to it stay as they are."""
        self.sql(f"DROP TABLE {quoted(name)}")

    def add_column(self, table: str, declaration: str) -> None:
        """Add a column at the end, e.g. `"verified INTEGER DEFAULT 0"`, by SQLite's own ALTER TABLE."""
        self.sql(f"ALTER TABLE {quoted(table)} ADD COLUMN {declaration}")

    def drop_column(self, table: str, name: str) -> None:
        """Drop a column that no index, key or reference uses, by SQLite's own ALTER TABLE (3.35 and later)."""
        self.sql(f"ALTER TABLE {quoted(table)} DROP COLUMN {quoted(name)}")

    def rename_table(self, table: str, name: str) -> None:
        """Give a table another name, in the references, views and triggers of others too."""
        with self._connection.renaming():
            self.sql(f"ALTER TABLE {quoted(table)} RENAME TO {quoted(name)}")

    def rename_column(self, table: str, column: str, name: str) -> None:
        """Give a column another name, wherever it is named."""
        with self._connection.renaming():
            self.sql(
                f"ALTER TABLE {quoted(table)} RENAME COLUMN {quoted(column)} TO {quoted(name)}"
            )

    def add_not_null(self, table: str, column: str, *, instead: str = "") -> None:
        """Forbid NULL in a column.

        Args:
            table: The table.
            column: The column.
            instead: What rows get that have NULL, as SQL; where it is empty there must be none.
        """
        values = {column: f"ifnull({quoted(column)}, {instead})"} if instead else None
        self._redeclare(table, lambda text: reshaping.with_not_null(text, column), values=values)

    def drop_not_null(self, table: str, column: str) -> None:
        """Allow NULL in a column."""
        self._redeclare(table, lambda text: reshaping.without_not_null(text, column))

    def set_default(self, table: str, column: str, default: str) -> None:
        """Give a column another default, as SQL; rows that are there keep what they have."""
        self._redeclare(table, lambda text: reshaping.with_default(text, column, default))

    def drop_default(self, table: str, column: str) -> None:
        """Take a column's default away; rows that are there keep what they have."""
        self._redeclare(table, lambda text: reshaping.without_default(text, column))

    def set_type(self, table: str, column: str, kind: str, *, value: str = "") -> None:
        """Give a column another type.

        Args:
            table: The table.
            column: The column.
            kind: The type, or empty for none.
            value: What each row gets, as SQL over the old columns; by default what it has, with the type's affinity.
        """
        values = {column: value} if value else None
        self._redeclare(table, lambda text: reshaping.with_type(text, column, kind), values=values)

    def add_constraint(self, table: str, constraint: str) -> None:
        """Add a constraint to a table, as SQL: `CONSTRAINT positive CHECK (cost >= 0)`, `FOREIGN KEY …`."""
        self._redeclare(table, lambda text: reshaping.with_constraint(text, constraint))

    def drop_constraint(self, table: str, name: str) -> None:
        """Drop the constraint of that name, of the table or of one of its columns."""
        self._redeclare(table, lambda text: reshaping.without_constraint(text, name))

    def retarget(self, table: str, old: str, new: str) -> None:
        """Let a table's references to one table lead to another."""
        self._redeclare(table, lambda text: reshaping.with_target(text, old, new))

    def redeclare(
        self,
        table: str,
        create_sql: str,
        *,
        values: Mapping[str, str] | None = None,
        dropped: Collection[str] = (),
    ) -> None:
        """Declare a table anew in full and carry its rows over; see `core.migrations.scripts.reshaping.redeclare`."""
        reshaping.redeclare(self._connection, table, create_sql, values=values, dropped=dropped)

    def replacing(
        self, table: str, create_sql: str, *, known: Collection[str]
    ) -> AbstractContextManager[str]:
        """Give a table another shape; the block copies the rows from the old one, whose name it is given.

        See `core.migrations.scripts.rebuild.replaced_table`.

        Args:
            table: The table as it is named in the file.
            create_sql: The CREATE TABLE of the new one, under the same name.
            known: The columns of the old one that the script carries over or knowingly drops; with others the step is
                refused, because they would be lost.
        """
        return replaced_table(self._connection, table, create_sql, known=known)

    def _redeclare(
        self,
        table: str,
        edit: Callable[[TableText], str],
        *,
        values: Mapping[str, str] | None = None,
    ) -> None:
        name, text = reshaping.declaration_of(self._connection, table)
        changed = edit(text)
        if changed != text.sql or values:
            reshaping.redeclare(self._connection, name, changed, values=values)

    def take_back(self, table: str, key: str, condition: str, *parameters: Cell) -> int:
        """Delete rows that a step had added; returns how many.

        Where they were the newest of the table, its AUTOINCREMENT counter goes back to where it was as well.

        Args:
            table: The table.
            key: Its INTEGER PRIMARY KEY AUTOINCREMENT.
            condition: Which rows, as SQL.
            *parameters: Bound to the condition.
        """
        first, last = self._connection.rows(
            f"SELECT min({key}), max({key}) FROM {table} WHERE {condition}", parameters
        )[0]
        deleted = self.sql(f"DELETE FROM {table} WHERE {condition}", *parameters)
        if isinstance(first, int) and counter_of(self._connection, table) == last:
            left = self._connection.value(f"SELECT ifnull(max({key}), 0) FROM {table}")
            set_counter(self._connection, table, max(first - 1, int(left or 0)))
        return deleted

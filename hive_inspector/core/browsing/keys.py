"""How a row is named, so that it can be found again: by rowid, by primary key, or by its position."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.values import utf8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.values import Cell

ALIAS = "t"
"""What every statement here calls the table it reads. A qualified column that is gone is an error; unqualified, SQLite
would take its quoted name for a string and show that."""


class Condition(NamedTuple):
    """A piece of SQL and what is bound to it."""

    sql: str = ""
    parameters: tuple[Cell, ...] = ()

    @property
    def where(self) -> str:
        """The condition as a WHERE clause, or nothing."""
        return f" WHERE {self.sql}" if self.sql else ""


EVERY_ROW = Condition()
"""No condition at all."""


@dataclass(frozen=True, slots=True)
class Rowid:
    """A row of an ordinary table."""

    value: int


@dataclass(frozen=True, slots=True)
class PrimaryKey:
    """A row of a table without rowid, by the values of its primary key in key order."""

    values: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """A row that has no name of its own, by its 0-based place in a result (of a view, a virtual table)."""

    index: int
    condition: Condition = EVERY_ROW
    """Which rows count."""
    ordering: str = ""
    """The terms of ORDER BY by which they are counted; empty where they count as they come."""
    kept: tuple[tuple[str, ...], tuple[Cell, ...]] | None = field(
        default=None, compare=False, repr=False
    )
    """Columns and values of the row, where the result was kept."""

    @property
    def clauses(self) -> Condition:
        """Everything behind FROM, so that the row is the only one."""
        ordering = f" ORDER BY {self.ordering}" if self.ordering else ""
        return Condition(
            f"{self.condition.where}{ordering} LIMIT 1 OFFSET ?",
            (*self.condition.parameters, self.index),
        )


RowKey: TypeAlias = Rowid | PrimaryKey | Position


class KeyTerm(NamedTuple):
    """One column of a primary key as the table is ordered by it."""

    column: str
    descending: bool
    collation: str

    @property
    def column_sql(self) -> str:
        """The column."""
        return f"{ALIAS}.{quoted(self.column)}"

    @property
    def sql(self) -> str:
        """The column, compared by the key's collation, which need not be the column's."""
        return f"{self.column_sql} COLLATE {quoted(self.collation)}"

    @property
    def ordering(self) -> str:
        """The term of an ORDER BY."""
        return f"{self.sql} DESC" if self.descending else self.sql

    @property
    def reverse_ordering(self) -> str:
        """The term of an ORDER BY that starts at the end."""
        return self.sql if self.descending else f"{self.sql} DESC"


def source_sql(table: Table) -> str:
    """The table as the FROM clause of a statement whose columns are named with `ALIAS`."""
    return f" FROM {quoted(table.name)} AS {ALIAS}"


def rowid_name(table: Table) -> str | None:
    """A name by which the table's rowid can be read, qualified, or None where there is none.

    A column may bear any of rowid's three names and then hides it.
    """
    if not table.has_rowid:
        return None
    taken = {folded(column.name) for column in table.columns}
    free = (name for name in ("rowid", "_rowid_", "oid") if name not in taken)
    return next((f"{ALIAS}.{name}" for name in free), None)


def key_terms(table: Table) -> tuple[KeyTerm, ...]:
    """How a table without rowid is ordered, or nothing for any other table."""
    if not table.without_rowid:
        return ()
    declared = next((index for index in table.indexes if index.origin == "pk"), None)
    if declared is None:
        return tuple(
            KeyTerm(name, descending=False, collation="BINARY") for name in table.primary_key
        )
    return tuple(
        KeyTerm(column.name, column.descending, column.collation)
        for column in declared.columns
        if column.name is not None
    )


def bound(value: Cell) -> Condition:
    """A value as a parameter that compares as the stored one does.

    A text that is no UTF-8 cannot be bound as text: its bytes are cast. The unary plus takes the cast's affinity away,
    which would otherwise turn the other side of a comparison into text.
    """
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            return Condition("+CAST(? AS TEXT)", (utf8(value),))
    return Condition("?", (value,))


def row_is(table: Table, key: Rowid | PrimaryKey) -> Condition:
    """That a row is the one of this key."""
    if isinstance(key, Rowid):
        return Condition(f"{rowid_name(table)} = ?", (key.value,))
    return key_equals(key_terms(table), key.values)


def row_source(table: Table, key: RowKey) -> Condition:
    """FROM and what follows it, so that the row is the only one."""
    if isinstance(key, Position):
        if key.kept is not None:
            columns, values = key.kept
            kept = kept_source(columns, [values])
            return Condition(f" FROM {kept.sql}", kept.parameters)
        return Condition(source_sql(table) + key.clauses.sql, key.clauses.parameters)
    condition = row_is(table, key)
    return Condition(source_sql(table) + condition.where, condition.parameters)


def kept_source(columns: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> Condition:
    """Rows as something to select from, with the columns of the table that they come from."""
    if not columns:
        return Condition(f"(SELECT 1) AS {ALIAS}")
    if not rows:
        nothing = ", ".join(f"NULL AS {quoted(name)}" for name in columns)
        return Condition(f"(SELECT {nothing} WHERE 0) AS {ALIAS}")
    named = ", ".join(f"column{place} AS {quoted(name)}" for place, name in enumerate(columns, 1))
    marks = [[bound(value) for value in row] for row in rows]
    values = ", ".join(f"({', '.join(mark.sql for mark in row)})" for row in marks)
    parameters = tuple(value for row in marks for mark in row for value in mark.parameters)
    return Condition(f"(SELECT {named} FROM (VALUES {values})) AS {ALIAS}", parameters)


def key_equals(terms: tuple[KeyTerm, ...], values: tuple[Cell, ...]) -> Condition:
    """That the first columns of the key have these values."""
    marks = [bound(value) for value in values]
    pairs = zip(terms, marks, strict=False)
    sql = " AND ".join(f"{term.sql} = {mark.sql}" for term, mark in pairs)
    return Condition(sql, _parameters(marks))


def key_reaches(terms: tuple[KeyTerm, ...], values: tuple[Cell, ...]) -> Condition:
    """That a row is the one of this key or stands behind it in the key's order."""
    if len({term.descending for term in terms}) > 1:
        return _mixed_key_reaches(terms, values)
    marks = [bound(value) for value in values]
    columns = ", ".join(term.sql for term in terms)
    comparison = "<=" if terms[0].descending else ">="
    return Condition(
        f"({columns}) {comparison} ({', '.join(mark.sql for mark in marks)})", _parameters(marks)
    )


def _mixed_key_reaches(terms: tuple[KeyTerm, ...], values: tuple[Cell, ...]) -> Condition:
    """The same for a key whose columns run in both directions, for which SQLite has no comparison.

    The bound on the first column lets SQLite enter the key's tree there; rows that share the first column are passed
    over one by one.
    """
    entry = _beyond(terms[0], values[0], inclusive=True)
    cases = [key_equals(terms, values)]
    for position, term in enumerate(terms):
        same = key_equals(terms[:position], values[:position])
        beyond = _beyond(term, values[position], inclusive=False)
        cases.append(all_of(same, beyond) if position else beyond)
    either = Condition(
        "(" + " OR ".join(f"({case.sql})" for case in cases) + ")",
        tuple(value for case in cases for value in case.parameters),
    )
    return all_of(entry, either)


def _beyond(term: KeyTerm, value: Cell, *, inclusive: bool) -> Condition:
    mark = bound(value)
    comparison = ("<" if term.descending else ">") + ("=" if inclusive else "")
    return Condition(f"{term.sql} {comparison} {mark.sql}", mark.parameters)


def all_of(*conditions: Condition) -> Condition:
    """That all of these hold; one without SQL always does."""
    return Condition(
        " AND ".join(condition.sql for condition in conditions if condition.sql),
        tuple(value for condition in conditions for value in condition.parameters),
    )


def _parameters(conditions: list[Condition]) -> tuple[Cell, ...]:
    return tuple(value for condition in conditions for value in condition.parameters)

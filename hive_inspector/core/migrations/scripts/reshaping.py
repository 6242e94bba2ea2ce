"""Changing how a table is declared where ALTER TABLE cannot, with every row, counter and neighbour kept as it is.

The table is declared anew under its own name, with a text that differs in one place only, and filled from the old one,
see `rebuild`. Rows keep their rowids, also where no column shows them; generated columns generate anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.sqltext import tokens, unquoted
from hive_inspector.core.database.tabletext import parse
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.scripts.rebuild import replaced_table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.tabletext import Clause, TableText

_ROWID_NAMES = ("rowid", "oid", "_rowid_")
_GENERATED = (2, 3)


def redeclare(
    connection: AlteringConnection,
    table: str,
    create_sql: str,
    *,
    values: Mapping[str, str] | None = None,
    dropped: Collection[str] = (),
) -> None:
    """Declare a table anew and carry its rows over.

    Args:
        connection: Inside a transaction.
        table: The table as it is named in the file.
        create_sql: The CREATE TABLE of the new one, under the same name.
        values: SQL, by column, for what does not simply take over the old column of the same name.
        dropped: Columns of the old table that are meant to go.

    Raises:
        StatementProblem: A column would be lost unasked, or rows, indexes or triggers do not fit the new declaration.
    """
    given = {folded(name): sql for name, sql in (values or {}).items()}
    before = _stored_columns(connection, table)
    has_rowids = _has_free_rowid(connection, table)
    everything = connection.rows("SELECT name FROM pragma_table_xinfo(?)", (table,))
    known = [str(name) for (name,) in everything]
    with replaced_table(connection, table, create_sql, known=known) as old:
        after = _stored_columns(connection, table)
        _require_kept(table, before, after, {*map(folded, dropped), *given})
        terms = {
            name: given.get(folded(name)) or quoted(before[folded(name)])
            for name in after.values()
            if folded(name) in given or folded(name) in before
        }
        pairs = [(quoted(name), term) for name, term in terms.items()]
        if has_rowids and _has_free_rowid(connection, table):
            pairs.insert(0, (_rowid_of(after), _rowid_of(before)))
        _fill(connection, table, old, pairs)


def with_not_null(text: TableText, column: str) -> str:
    """The declaration with the column forbidden to be NULL."""
    found = text.column(column)
    if found.clause("NOT"):
        return text.sql
    null = found.clause("NULL")
    if null is not None:
        return text.with_text(null.start, null.end, "NOT NULL")
    return text.with_text(found.type[1], found.type[1], " NOT NULL")


def without_not_null(text: TableText, column: str) -> str:
    """The declaration with the column allowed to be NULL."""
    return _without_clause(text, text.column(column).clause("NOT"))


def with_default(text: TableText, column: str, default: str) -> str:
    """The declaration with this default, given as SQL."""
    found = text.column(column)
    old = found.clause("DEFAULT")
    if old is not None:
        return text.with_text(old.start, old.end, f"DEFAULT {default}")
    return text.with_text(found.type[1], found.type[1], f" DEFAULT {default}")


def without_default(text: TableText, column: str) -> str:
    """The declaration without a default of the column."""
    return _without_clause(text, text.column(column).clause("DEFAULT"))


def with_type(text: TableText, column: str, kind: str) -> str:
    """The declaration with another type of the column; an empty one takes the type away."""
    found = text.column(column)
    return text.with_text(found.name_end, found.type[1], f" {kind}" if kind else "")


def with_constraint(text: TableText, constraint: str) -> str:
    """The declaration with a further constraint of the table, such as `CHECK (a < b)`."""
    return text.with_text(text.last, text.last, f",\n  {constraint}")


def without_constraint(text: TableText, name: str) -> str:
    """The declaration without the constraint of that name, be it of a column or of the table.

    Raises:
        StatementProblem: There is none of that name.
    """
    of_columns = [clause for column in text.columns for clause in column.clauses]
    for clause in of_columns:
        if folded(clause.name) == folded(name):
            return _without_clause(text, clause)
    for clause in text.constraints:
        if folded(clause.name) == folded(name):
            return text.with_text(*_with_comma(text, clause.start, clause.end), "")
    raise StatementProblem(
        tr("There is no constraint {name}.", name=name), tr("Name a constraint of the table.")
    )


def with_target(text: TableText, old: str, new: str) -> str:
    """The declaration in which references to one table lead to another."""
    sql = text.sql
    for clause in sorted(text.references(), key=lambda one: -one.start):
        start, end = clause.target or (0, 0)
        if folded(unquoted(sql[start:end])) == folded(old):
            sql = sql[:start] + quoted(new) + sql[end:]
    return sql


def _without_clause(text: TableText, clause: Clause | None) -> str:
    return text.sql if clause is None else text.without(clause.start, clause.end)


def _with_comma(text: TableText, start: int, end: int) -> tuple[int, int]:
    """The place together with one of the commas around it: the one before, or the one behind the first column."""
    before = [column.end for column in text.columns] + [one.end for one in text.constraints]
    previous = max((place for place in before if place <= start), default=None)
    if previous is not None:
        comma = _comma_after(text.sql, previous, start)
        return (start if comma is None else comma), end
    following = min(column.start for column in text.columns if column.start >= end)
    return start, following


def _comma_after(sql: str, start: int, end: int) -> int | None:
    """The comma between two definitions, which stands behind the first one's comment or before it."""
    place = start
    for token in tokens(sql[start:end]):
        if token.text == ",":
            return place
        place += len(token.text)
    return None


def _stored_columns(connection: AlteringConnection, table: str) -> dict[str, str]:
    """Columns that hold values of their own: by the name in lower case, the name as it is written."""
    rows = connection.rows("SELECT name, hidden FROM pragma_table_xinfo(?)", (table,))
    return {folded(str(name)): str(name) for name, hidden in rows if hidden not in _GENERATED}


def _require_kept(
    table: str, before: Mapping[str, str], after: Mapping[str, str], accounted: set[str]
) -> None:
    lost = [name for key, name in before.items() if key not in after and key not in accounted]
    if lost:
        raise StatementProblem(
            tr("The new declaration of {table} lacks {lost}.", table=table, lost=", ".join(lost)),
            tr("Say what becomes of it, or drop it knowingly."),
        )


def _has_free_rowid(connection: AlteringConnection, table: str) -> bool:
    """Whether rows have a number that no column of theirs shows, and a name for it is free."""
    keyed = connection.rows("SELECT pk FROM pragma_table_xinfo(?) WHERE pk > 0", (table,))
    indexed = connection.value(
        "SELECT count(*) FROM pragma_index_list(?) WHERE origin = 'pk'", (table,)
    )
    shown = bool(keyed) and not indexed
    stored = _stored_columns(connection, table)
    if shown or all(name in stored for name in _ROWID_NAMES):
        return False
    try:
        connection.rows(f"SELECT {_rowid_of(stored)} FROM {quoted(table)} LIMIT 0")
    except StatementProblem:  # WITHOUT ROWID
        return False
    return True


def _rowid_of(columns: Mapping[str, str]) -> str:
    return next(name for name in _ROWID_NAMES if name not in columns)


def _fill(
    connection: AlteringConnection, table: str, old: str, pairs: list[tuple[str, str]]
) -> None:
    columns = ", ".join(name for name, _ in pairs)
    terms = ", ".join(term for _, term in pairs)
    connection.execute(f"INSERT INTO {quoted(table)} ({columns}) SELECT {terms} FROM {old}")


def declaration_of(connection: AlteringConnection, table: str) -> tuple[str, TableText]:
    """The name of a table as the file has it, and its declaration.

    Raises:
        StatementProblem: There is no such table, or it is a virtual one.
    """
    row = connection.one(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
        " AND name = ? COLLATE NOCASE AND sql IS NOT NULL",
        (table,),
    )
    if row is None:
        raise StatementProblem(
            tr("There is no table {table} that could be changed.", table=table),
            tr("Name a table that stores rows."),
        )
    return str(row[0]), parse(str(row[1]))

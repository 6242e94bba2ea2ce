"""Statements that change rows: first tried and taken back, so that one sees what they would do, then carried out.

A trial runs in a transaction that is always rolled back. Carrying out runs the statement again and commits only where
it does what the trial showed. Whoever calls it makes a restore point before, to which the file can be brought back.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from hive_inspector.core.audit import Details, own_trail, recorded
from hive_inspector.core.console.binding import bound
from hive_inspector.core.console.outcomes import Outcome, State
from hive_inspector.core.console.results import MASKED_CELL
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.question_rules import ChangingGuard
from hive_inspector.core.database.questions import StatementRefused
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.sqltext import TokenKind, tokens, unquoted
from hive_inspector.core.database.values import CellText, display
from hive_inspector.core.errors import Refusal, UsageProblem
from hive_inspector.core.hive.table_secrets import table_masks
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.console.splitting import Statement
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.database.statements import Parameters, Row, WriteConnection
    from hive_inspector.core.database.values import Cell

SHOWN_ROWS = 50
"""Rows of a trial that are shown."""
_NO_VALUES: Mapping[str, Cell] = {}
_NAMES = (TokenKind.WORD, TokenKind.NAME)


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that a statement changes, as a grid shows it; secrets masked."""

    before: tuple[CellText, ...] | None
    """None of a row that is new, and where the row as it was cannot be told."""
    after: tuple[CellText, ...] | None
    """None of a row that is deleted."""


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What a statement would do; the file is as it was."""

    statement: Statement
    table: str
    """The table that it names."""
    rows: int
    """Rows of that table that it changes."""
    others: int
    """Rows of other tables that triggers and references change with them."""
    other_tables: tuple[str, ...]
    """Which tables triggers touch; deletions that a reference demands are only counted."""
    columns: tuple[str, ...]
    """The columns of `shown`."""
    shown: tuple[ChangedRow, ...]
    """The first of the rows."""


def preview_change(
    database: Database,
    schema: Schema,
    statement: Statement,
    values: Mapping[str, Cell] = _NO_VALUES,
    token: CancelToken | None = None,
) -> ChangePreview:
    """Try a statement and take it back. The file is locked for writing for as long as the statement takes.

    Args:
        database: Open for writing.
        schema: What it declares.
        statement: An INSERT, REPLACE, UPDATE or DELETE.
        values: For its parameters, by name.
        token: Stops it.

    Raises:
        UsageProblem: It is no such statement, or a parameter has no value.
        StatementRefused: The rules do not allow it.
        Refusal: The file is open for reading only.
        InspectorError: SQLite does not understand it, or a rule of the table forbids it.
        Cancelled: The token was cancelled.
    """
    change = _Change(schema, statement, bound(statement, values))
    try:
        with database.writing(token) as connection:
            _take_back(change.tried(connection))
    except _TriedError as tried:
        return tried.preview


def carry_out_change(
    database: Database,
    schema: Schema,
    preview: ChangePreview,
    values: Mapping[str, Cell] = _NO_VALUES,
    token: CancelToken | None = None,
    *,
    make_restore_point: Callable[[], object],
) -> Outcome:
    """Carry out what a trial showed, in one transaction.

    Args:
        database: Open for writing.
        schema: What it declares.
        preview: What the trial showed.
        values: The same as for the trial.
        token: Stops it before the commit; nothing is changed then.
        make_restore_point: Called first; where it raises, nothing is changed.

    Raises:
        Refusal: It would now change another number of rows than the trial showed; nothing was changed.
        InspectorError: It failed; nothing was changed.
        Cancelled: The token was cancelled; nothing was changed.
    """
    change = _Change(schema, preview.statement, bound(preview.statement, values))
    about: Details = {"table": preview.table, "rows": preview.rows, "other rows": preview.others}
    with recorded(own_trail(), "change.statement", database.real_path, about):
        make_restore_point()
        started = time.perf_counter()
        with database.writing(token) as connection:
            change.run_as(preview, connection)
    duration = (time.perf_counter() - started) * 1000
    return Outcome(preview.statement, State.DONE, 0, duration, changed=preview.rows)


class _TriedError(Exception):
    """Leaves the lease of a trial, which then rolls back: a commit, even of what was undone, would write."""

    def __init__(self, preview: ChangePreview) -> None:
        super().__init__()
        self.preview = preview


def _take_back(preview: ChangePreview) -> NoReturn:
    raise _TriedError(preview)


class _Change:
    """One statement that changes rows."""

    def __init__(self, schema: Schema, statement: Statement, parameters: Parameters) -> None:
        if not statement.changes_rows:
            raise UsageProblem(
                tr("Only INSERT, REPLACE, UPDATE and DELETE are carried out here."),
                tr("Changes of the schema go through the Migrations page."),
            )
        self._schema = schema
        self._statement = statement
        self._parameters = parameters
        self._guard = ChangingGuard(statement.text)
        self._table = _target(statement, schema)

    def run(self, connection: WriteConnection) -> tuple[int, int]:
        """Run the statement; returns the rows that it changed, and those that changed with them."""
        return self._counted(connection, lambda: self._execute(connection, self._statement.text))

    def run_as(self, preview: ChangePreview, connection: WriteConnection) -> None:
        """Run it, and leave the transaction unless it changes as many rows as the trial showed."""
        rows, others = self.run(connection)
        if (rows, others) != (preview.rows, preview.others):
            raise Refusal(
                tr(
                    "The statement would now change {rows:,} rows, not {preview_rows:,}: the file "
                    "has changed since it was tried. Nothing was changed.",
                    rows=rows + others,
                    preview_rows=preview.rows + preview.others,
                ),
                tr("Look at the rows again, and then decide."),
            )

    def tried(self, connection: WriteConnection) -> ChangePreview:
        """Run it, look at the rows before and after, and count."""
        returning = self._returning()
        if returning is None:
            rows, others = self.run(connection)
            return self._preview(rows, others, ())
        after: list[Row] = []
        connection.execute("SAVEPOINT trial")
        rows, others = self._counted(connection, lambda: self._first(connection, returning, after))
        connection.execute("ROLLBACK TO trial")
        return self._preview(rows, others, self._shown(connection, after))

    def _execute(self, connection: WriteConnection, sql: str) -> None:
        self._guarded(connection, lambda: connection.execute(sql, self._parameters))

    def _first(self, connection: WriteConnection, sql: str, rows: list[Row]) -> None:
        """The first rows of a statement that returns what it changed; all are changed when the first one comes."""

        def read() -> None:
            rows.extend(connection.first(sql, self._parameters, SHOWN_ROWS))

        self._guarded(connection, read)

    def _guarded(self, connection: WriteConnection, work: Callable[[], object]) -> None:
        for table in self._schema.tables:
            if table.kind is TableKind.VIRTUAL and not table.problem:
                connection.one(
                    f"SELECT 1 FROM {quoted(table.name)} LIMIT 0"
                )  # lets it declare itself
        with connection.decided_by(self._guard):
            try:
                work()
            except StatementProblem:
                if self._guard.rule is None:
                    raise
                raise StatementRefused(self._guard.rule, self._guard.about) from None

    def _counted(self, connection: WriteConnection, work: Callable[[], None]) -> tuple[int, int]:
        before = connection.integer("SELECT total_changes()")
        work()
        rows = connection.integer("SELECT changes()")
        return rows, connection.integer("SELECT total_changes()") - before - rows

    def _returning(self) -> str | None:
        """The statement so that it gives the rows that it changed, with their numbers; None where it cannot."""
        table = self._table
        words = [token for token in tokens(self._statement.text) if not token.is_silent]
        if table is None or not table.has_rowid or any(word.is_word("RETURNING") for word in words):
            return None
        end = words[-1].start if words[-1].text == ";" else len(self._statement.text)
        return f"{self._statement.text[:end]}\n RETURNING rowid, *"

    def _shown(self, connection: WriteConnection, after: Sequence[Row]) -> tuple[ChangedRow, ...]:
        table = self._table
        if table is None:
            return ()
        verb = self._statement.verb
        if verb == "DELETE":
            return tuple(ChangedRow(_cells(table, row[1:]), None) for row in after)
        before = self._before(connection, table, [row[0] for row in after])
        return tuple(
            ChangedRow(
                _cells(table, old) if (old := before.get(row[0])) else None, _cells(table, row[1:])
            )
            for row in after
        )

    def _before(
        self, connection: WriteConnection, table: Table, rowids: list[Cell]
    ) -> dict[Cell, Row]:
        if not rowids:
            return {}
        marks = ", ".join("?" * len(rowids))
        sql = f"SELECT rowid, * FROM {quoted(table.name)} WHERE rowid IN ({marks})"
        return {row[0]: row[1:] for row in connection.rows(sql, rowids)}

    def _preview(self, rows: int, others: int, shown: tuple[ChangedRow, ...]) -> ChangePreview:
        table = self._table
        name = table.name if table else ""
        shadows = {
            folded(one.name) for one in self._schema.tables if one.kind is TableKind.SHADOW
        } | {folded(name)}
        touched = sorted(one for one in self._guard.changed if folded(one) not in shadows)
        columns = _columns(table) if table and shown else ()
        return ChangePreview(self._statement, name, rows, others, tuple(touched), columns, shown)


def _target(statement: Statement, schema: Schema) -> Table | None:
    """The table that the statement names.

    Raises:
        UsageProblem: It is one that SQLite or a search index keeps for itself.
    """
    words = [token for token in tokens(statement.text) if not token.is_silent]
    place = next((at for at, word in enumerate(words) if word.is_word(statement.verb)), 0) + 1
    while place < len(words) and words[place].is_word("INTO", "FROM", "OR", *_CONFLICTS):
        place += 1
    if place + 2 < len(words) and words[place + 1].text == ".":
        place += 2
    if place >= len(words) or words[place].kind not in _NAMES:
        return None
    table = schema.table(unquoted(words[place].text))
    if table is not None and table.kind in {TableKind.SHADOW, TableKind.INTERNAL}:
        raise UsageProblem(
            tr("{table} is kept by SQLite itself and is not changed by hand.", table=table.name),
            tr("Change the table that it belongs to."),
        )
    return table


_CONFLICTS = ("ROLLBACK", "ABORT", "REPLACE", "FAIL", "IGNORE")


def _columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if not column.hidden)


def _cells(table: Table, row: Row) -> tuple[CellText, ...]:
    columns = _columns(table)
    values = dict(zip(columns, row, strict=True))
    hidden = {mask.column for mask in table_masks(table) if mask.hides(values)}
    return tuple(
        MASKED_CELL if name in hidden else display(value) for name, value in values.items()
    )

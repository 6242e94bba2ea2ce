"""What steps would do, seen on an empty file with the same schema: their SQL, and the objects that come and go.

Nothing of the user's is copied for it. A script whose statements depend on rows shows those that it runs without any.
One that does not end in time is stopped: without rows there is nothing that could take so long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.privatecopy import private_folder
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.hive.bookkeeping import is_bookkeeping
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.performing.one_step import (
    MigrationStopped,
    new_guard,
    run_script,
)
from hive_inspector.core.migrations.planning.effects import effects_between, touched_columns
from hive_inspector.core.migrations.scripts.stopping import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.migrations.planning.effects import Effect
    from hive_inspector.core.migrations.scripts.steps import Step

LIMIT_S = 10.0
"""For all steps together; the program's own thirteen take a tenth of a second."""


@dataclass(frozen=True, slots=True)
class StepPreview:
    """What one step would do."""

    statements: tuple[str, ...]
    """Its SQL in order, values left out."""
    effects: tuple[Effect, ...]
    """What comes, goes and changes."""
    tables: tuple[str, ...]
    """Tables whose shape, rows or indexes it touches."""
    columns: tuple[str, ...]
    """Columns that come, go or change, as `table.column`."""
    problem: str = ""
    """Why it could not be seen, or empty."""


def preview(
    schema: Schema, steps: Sequence[Step], moment: datetime, token: CancelToken
) -> tuple[StepPreview, ...]:
    """What each of these steps would do, one after the other.

    Raises:
        EnvironmentProblem: The empty file cannot be made.
        Cancelled: The token was cancelled.
    """
    seen: list[StepPreview] = []
    if not steps:
        return ()
    try:
        with private_folder() as folder, in_time(token, LIMIT_S) as limited:
            _look(folder / "preview.db", schema, steps, moment, limited, seen)
    except Cancelled:
        token.raise_if_cancelled()
        late = tr(
            "Migration {label} did not end within {limit_s:g} seconds.",
            label=steps[len(seen)].label,
            limit_s=LIMIT_S,
        )
        seen.append(StepPreview((), (), (), (), problem=late))
    return tuple(seen)


def _look(
    path: Path,
    schema: Schema,
    steps: Sequence[Step],
    moment: datetime,
    token: CancelToken,
    seen: list[StepPreview],
) -> None:
    target = DatabaseTarget(path, Access.NEW)
    with open_database(target, token=token) as database, database.altering(token) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        with connection.transaction():
            _declare(connection, schema)
            seen.extend(_previews(connection, steps, moment))


def _previews(
    connection: AlteringConnection, steps: Sequence[Step], moment: datetime
) -> Iterator[StepPreview]:
    before = read_schema(connection)
    for step in steps:
        seen = _preview(connection, step, moment, before)
        yield seen
        if seen.problem:
            return
        before = read_schema(connection)


def _preview(
    connection: AlteringConnection, step: Step, moment: datetime, before: Schema
) -> StepPreview:
    if step.script.upkeep is not None:
        return StepPreview(step.script.statements, (), (), ())
    statements: list[str] = []
    guard = new_guard()
    problem = ""
    try:
        run_script(connection, step, moment, guard, log=statements.append)
    except MigrationStopped as error:
        problem = error.message
    after = read_schema(connection)
    tables = sorted(
        name
        for name in guard.changed | guard.indexed
        if (before.table(name) or after.table(name)) and not is_bookkeeping(name)
    )
    return StepPreview(
        statements=tuple(dict.fromkeys(statements)) or step.script.statements,
        effects=effects_between(before, after, guard.changed),
        tables=tuple(tables),
        columns=touched_columns(before, after),
        problem=problem,
    )


def _declare(connection: AlteringConnection, schema: Schema) -> None:
    """Make the objects; what cannot be made here, such as a table of a missing module, is left out."""
    for declaration in _declarations(schema):
        try:
            connection.execute(declaration)
        except StatementProblem:
            continue


def _declarations(schema: Schema) -> Iterator[str]:
    for kind in (TableKind.TABLE, TableKind.VIRTUAL):
        for table in schema.tables:
            if table.kind is kind and table.sql:
                yield table.sql
    for table in schema.tables:
        yield from (index.sql for index in table.indexes if index.sql)
    yield from (table.sql for table in schema.tables if table.kind is TableKind.VIEW)
    yield from (trigger.sql for trigger in schema.triggers)

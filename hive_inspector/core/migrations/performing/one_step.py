"""Running one step inside a transaction of somebody else: in a preview, in a rehearsal, in the run."""

from __future__ import annotations

import time
import traceback
from contextlib import contextmanager
from datetime import UTC
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.database.failures import (
    StatementForbidden,
    StatementProblem,
    TransactionLost,
)
from hive_inspector.core.database.fencing import fenced
from hive_inspector.core.database.guarding import Guard
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.hive.bookkeeping import is_bookkeeping, is_quarantine
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.books import (
    prepare_books,
    write_applied,
    write_undone,
)
from hive_inspector.core.migrations.migrator import Migrator, Reader
from hive_inspector.core.migrations.scripts.steps import Direction
from hive_inspector.core.migrations.scripts.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.migrations.scripts.script import Script
    from hive_inspector.core.migrations.scripts.steps import Step

_COMPARE = tr("Compare the schema of the file with what the version before should be.")
_MEND = tr("Correct the script; the file is as it was.")


class MigrationStopped(Refusal):
    """A script could not do its work on this file; the step was undone."""


def new_guard() -> Guard:
    """What keeps a script from ending the transaction and from touching any record of migrations."""
    return Guard(_is_record)


def _is_record(table: str) -> bool:
    return is_bookkeeping(table) and not is_quarantine(table)


def perform(
    connection: AlteringConnection,
    step: Step,
    moment: datetime,
    guard: Guard,
    *,
    log: Callable[[str], None] | None = None,
) -> int:
    """Run a step and record it in Hive's table.

    Args:
        connection: Inside a transaction, which the caller rolls back when this raises.
        step: What to run.
        moment: When, with a zone.
        guard: Decides on the script's statements.
        log: Hears of each statement of the script before it runs.

    Returns:
        How long it took, in milliseconds.

    Raises:
        MigrationStopped: The script does not fit the file, did something it may not, or failed.
        EnvironmentProblem: The file cannot be written.
        Cancelled: The connection's token was cancelled.
    """
    started = time.perf_counter()
    moment = moment.astimezone(UTC)
    if step.direction in {Direction.UP, Direction.DOWN}:
        prepare_books(connection)
    run_script(connection, step, moment, guard, log=log)
    duration_ms = round((time.perf_counter() - started) * 1000)
    with stopped_in(step):
        if step.direction is Direction.UP:
            write_applied(connection, step.script, moment, duration_ms)
        elif step.direction is Direction.DOWN:
            write_undone(connection, step.script.version)
    return duration_ms


def keep_up(connection: AlteringConnection, step: Step) -> int:
    """Do a step's upkeep, outside a transaction; how long it took, in milliseconds.

    Raises:
        MigrationStopped: SQLite refused it.
        EnvironmentProblem: The file cannot be written.
        Cancelled: The connection's token was cancelled.
    """
    started = time.perf_counter()
    upkeep = step.script.upkeep
    if upkeep is None:
        raise TypeError(step)
    with stopped_in(step):
        upkeep(connection)
    connection.close_cursors()
    return round((time.perf_counter() - started) * 1000)


def run_script(
    connection: AlteringConnection,
    step: Step,
    moment: datetime,
    guard: Guard,
    *,
    log: Callable[[str], None] | None = None,
) -> None:
    """Run a step's script alone, and its `verify`; see `perform`."""
    change = step.change
    if change is None:
        raise MigrationStopped(
            tr(
                "Migration {label} cannot be rolled back: {irreversible}",
                label=step.label,
                irreversible=step.script.irreversible,
            ),
            tr("Restore a backup from before it instead."),
        )
    migrator = Migrator(connection, f"{moment:%Y-%m-%d %H:%M:%S}")
    reader = Reader(connection)
    verify = None if step.direction is Direction.DOWN else step.script.verify
    with (
        stopped_in(step),
        connection.guarded(guard),
        connection.telling(log or _untold),
        fenced(),
        stoppable(connection.token),
    ):
        change(migrator, reader)
        if verify is not None:
            verify(reader)
    connection.close_cursors()


@contextmanager
def stopped_in(step: Step) -> Iterator[None]:
    """Turn whatever a script raises into a sentence about it."""
    try:
        yield
    except (Cancelled, EnvironmentProblem, MigrationStopped) as error:
        if isinstance(error, TransactionLost):
            raise _stopped(step, error.message, _MEND, error.detail) from error
        raise
    except StatementForbidden as error:
        raise _stopped(step, error.message, error.hint, error.detail) from error
    except StatementProblem as error:
        raise _stopped(step, error.message, _COMPARE, error.detail) from error
    except Refusal as error:
        raise _stopped(step, error.message, error.hint, error.detail) from error
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a script may raise what it likes
        text = f"{type(error).__name__}{_place(step.script, error)}: {error}"
        raise _stopped(
            step, tr("Its script failed with {text}.", text=text), _MEND, text
        ) from error


def _stopped(step: Step, message: str, hint: str, detail: str) -> MigrationStopped:
    what = tr("The repair") if step.version is None else tr("Migration")
    name = step.script.name if step.version is None else f"{step.version:03} ({step.script.name})"
    return MigrationStopped(
        tr(
            "{what} {name} was stopped and undone. {message}", what=what, name=name, message=message
        ),
        hint,
        detail,
    )


def _place(script: Script, error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(script.path)]
    return tr(" in line {line}", line=lines[-1]) if lines else ""


def _untold(_sql: str) -> None:
    """Nobody listens."""

"""Applying migration scripts: each version in one transaction, together with the row that records it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.finding import create_file
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.errors import Refusal, UsageProblem
from hive_inspector.core.migrations.migrator import Migrator, Reader
from hive_inspector.core.migrations.scripts import Script, load_scripts
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from hive_inspector.core.database.altering import AlteringConnection

    Clock: TypeAlias = Callable[[], datetime]

_HISTORY = """CREATE TABLE IF NOT EXISTS schema_migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at TEXT NOT NULL
)"""
"""The compact dialect, which Hive's installs have."""
_COMPARE = "Compare the schema of the file with what the version before should be."
_SIDE_FILES = ("", "-wal", "-shm", "-journal")


class MigrationStopped(Refusal):
    """A script could not do its work on this file; the step was undone."""


def utc_now() -> datetime:
    """The moment, with the zone UTC."""
    return datetime.now(UTC)


def make_database(
    path: Path,
    *,
    to: int | None = None,
    scripts: Sequence[Script] | None = None,
    clock: Clock = utc_now,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> None:
    """Make a new Hive database in WAL mode by applying the scripts in order.

    Args:
        path: A name that is not taken.
        to: The version to stop at; the newest if None.
        scripts: What to apply; the program's own scripts if None.
        clock: Tells when a version is applied, with a zone.
        token: Stops the making.
        progress: Hears of each version.

    Raises:
        UsageProblem: There is no such version, or a script cannot be used.
        Refusal: There is a file of that name already; it is left as it is.
        EnvironmentProblem: The file cannot be made; nothing is left behind.
        MigrationStopped: A script failed; nothing is left behind.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    steps = _up_to(to, load_scripts() if scripts is None else scripts)
    token = token or CancelToken()
    create_file(path)
    try:
        _fill(path, steps, clock, token, progress)
    except BaseException:
        _remove(path)
        raise


def apply_step(connection: AlteringConnection, script: Script, moment: datetime) -> None:
    """Apply one script and record it in the compact dialect, in one transaction.

    Args:
        connection: From `Database.altering`, outside a transaction.
        script: The script whose version comes next.
        moment: When, with a zone.

    Raises:
        MigrationStopped: The script does not fit the file; it is as before.
        EnvironmentProblem: The file cannot be written; it is as before.
        Cancelled: The connection's token was cancelled; the file is as before.
    """
    moment = moment.astimezone(UTC)
    with _undone_if_refused(script), connection.transaction():
        connection.execute(_HISTORY)
        script.migrate(_migrator(connection, moment), Reader(connection))
        connection.execute(
            "INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, ?)",
            (script.version, script.recorded_as, moment.isoformat()),
        )


def undo_step(connection: AlteringConnection, script: Script, moment: datetime) -> None:
    """Roll one script back and take its record away, in one transaction.

    Args:
        connection: From `Database.altering`, outside a transaction.
        script: The script of the newest version applied.
        moment: When, with a zone.

    Raises:
        Refusal: The script has no way back.
        MigrationStopped: The script does not fit the file; it is as before.
        EnvironmentProblem: The file cannot be written; it is as before.
        Cancelled: The connection's token was cancelled; the file is as before.
    """
    if script.rollback is None:
        raise Refusal(
            f"Migration {script.version:03} ({script.name}) cannot be rolled back: {script.irreversible}",
            "Restore a backup from before it instead.",
        )
    with _undone_if_refused(script), connection.transaction():
        script.rollback(_migrator(connection, moment.astimezone(UTC)), Reader(connection))
        connection.execute("DELETE FROM schema_migrations WHERE version = ?", (script.version,))


def _migrator(connection: AlteringConnection, moment: datetime) -> Migrator:
    return Migrator(connection, f"{moment:%Y-%m-%d %H:%M:%S}")


@contextmanager
def _undone_if_refused(script: Script) -> Iterator[None]:
    try:
        yield
    except (StatementProblem, Refusal) as error:
        raise MigrationStopped(
            f"Migration {script.version:03} ({script.name}) was stopped and undone. {error.message}",
            error.hint if isinstance(error, Refusal) else _COMPARE,
            error.detail,
        ) from error


def _up_to(to: int | None, scripts: Sequence[Script]) -> Sequence[Script]:
    newest = scripts[-1].version
    if to is None:
        return scripts
    if not 1 <= to <= newest:
        raise UsageProblem(f"There is no version {to}.", f"Choose a version from 1 to {newest}.")
    return scripts[:to]


def _fill(
    path: Path, steps: Sequence[Script], clock: Clock, token: CancelToken, progress: Progress
) -> None:
    target = DatabaseTarget(path, Access.WRITABLE)
    with open_database(target, token=token) as database, database.altering(token) as connection:
        # A crash of the computer may cost the last versions of a file that nobody has used yet, never its integrity.
        connection.execute("PRAGMA synchronous = NORMAL")
        for done, script in enumerate(steps):
            progress(done, len(steps), f"{script.version:03} {script.name}")
            apply_step(connection, script, clock())
        progress(len(steps), len(steps), "")


def _remove(path: Path) -> None:
    for suffix in _SIDE_FILES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)

"""Applying migration scripts: each version in one transaction, together with the row that records it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.finding import create_file
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.performing.one_step import MigrationStopped, new_guard, perform
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.migrations.scripts.steps import Direction, Step
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.migrations.scripts.script import Script

    Clock: TypeAlias = Callable[[], datetime]

__all__ = ["MigrationStopped", "apply_step", "make_database", "undo_step", "utc_now"]

_SIDE_FILES = ("", "-wal", "-shm", "-journal")


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
    """Apply one script and record it in the dialect that the file has, in one transaction.

    Args:
        connection: From `Database.altering`, outside a transaction.
        script: The script whose version comes next.
        moment: When, with a zone.

    Raises:
        MigrationStopped: The script does not fit the file; it is as before.
        EnvironmentProblem: The file cannot be written; it is as before.
        Cancelled: The connection's token was cancelled; the file is as before.
    """
    with connection.transaction():
        perform(connection, Step(script, Direction.UP), moment, new_guard())


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
    with connection.transaction():
        perform(connection, Step(script, Direction.DOWN), moment, new_guard())


def _up_to(to: int | None, scripts: Sequence[Script]) -> Sequence[Script]:
    newest = scripts[-1].version
    if to is None:
        return scripts
    if not 1 <= to <= newest:
        raise UsageProblem(
            tr("There is no version {to}.", to=to),
            tr("Choose a version from 1 to {newest}.", newest=newest),
        )
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

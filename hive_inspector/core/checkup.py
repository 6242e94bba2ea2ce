"""A file put before its checks: the one place where health is handed what migrations know.

Features of the core do not know one another. Whoever wants a file checked (the command line, the window, a repair that
proves itself) starts here.
"""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.facts import SQLITE_VERSION, read_facts
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.health.checks.catalogue import ASIDE, CHECKS
from hive_inspector.core.health.checks.check import (
    CheckContext,
    Cost,
    Surroundings,
    VersionState,
)
from hive_inspector.core.health.checks.running import run_checks
from hive_inspector.core.hive.bookkeeping import Bookkeeping, bookkeeping_of
from hive_inspector.core.hive.identity import Lineage
from hive_inspector.core.hive.lineages import identify
from hive_inspector.core.migrations.bookkeeping.versions import read_versions
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.health.checks.check import Check, CheckResult
    from hive_inspector.core.hive.identity import Identity

CORE_LINE = frozenset(
    {Bookkeeping.COMPACT, Bookkeeping.EXTENDED, Bookkeeping.UNUSUAL, Bookkeeping.NONE}
)
"""Where states, if there are any, are those of the scripts that this program has."""


def check_file(
    database: Database,
    checks: Sequence[Check] = CHECKS,
    *,
    surroundings: Surroundings | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> Iterator[CheckResult]:
    """Check an open file, and hand out each verdict as it comes.

    The checks of structure and references are long statements that take as long as all others together and leave
    Python alone meanwhile, so they run on a connection of their own beside the others, where both are wanted.

    Args:
        database: The open file.
        checks: Which checks, in their order.
        surroundings: What is known about the computer; looked up where it is not given.
        token: Stops the work.
        progress: Hears which check runs.

    Raises:
        InspectorError: What the file declares cannot be read.
        Cancelled: The token was cancelled.
    """
    token = token or CancelToken()
    around = surroundings or look_around(database.real_path)
    aside = tuple(check for check in checks if check in ASIDE)
    rest = tuple(check for check in checks if check not in ASIDE)
    if all(check.cost is Cost.QUICK for check in rest):
        aside, rest = (), tuple(checks)
    with _checked_beside(database, aside, around, token) as results_beside:
        with examined(database, surroundings=around, token=token) as context:
            yield from run_checks(context, rest, partial(_report, progress, len(checks)))
        for done, check in enumerate(aside, len(rest)):
            progress(done, len(checks), check.title)
            yield results_beside()[done - len(rest)]


def _report(progress: Progress, total: int, done: int, _of: int | None, step: str) -> None:
    progress(done, total, step)


@contextmanager
def _checked_beside(
    database: Database, checks: Sequence[Check], around: Surroundings, token: CancelToken
) -> Iterator[Callable[[], list[CheckResult]]]:
    """Checks on a thread of their own, which ends with the block; calling what is handed out waits for all of them."""
    if not checks:
        yield list
        return
    own = CancelToken()

    def work() -> list[CheckResult]:
        with examined(database, surroundings=around, token=own) as context:
            return list(run_checks(context, checks))

    with token.stopping_with(own.cancel), ThreadPoolExecutor(1, "checks") as executor:
        try:
            yield executor.submit(work).result
        finally:
            own.cancel()


@contextmanager
def examined(
    database: Database,
    *,
    surroundings: Surroundings | None = None,
    token: CancelToken | None = None,
) -> Iterator[CheckContext]:
    """An open file, as checks want it, for as long as the block lasts.

    Raises:
        InspectorError: What the file declares cannot be read.
        Cancelled: The token was cancelled.
    """
    with database.reading(token) as connection:
        connection.scan()
        around = surroundings or look_around(database.real_path)
        yield _described(database.target.path, around, connection)


def _described(
    named_path: Path, surroundings: Surroundings, connection: ReadConnection
) -> CheckContext:
    """What the state that is read now declares."""
    schema = read_schema(connection)
    identity = identify(connection, schema, file_name=connection.path.name)
    return CheckContext(
        connection=connection,
        schema=schema,
        identity=identity,
        facts=read_facts(connection),
        named_path=named_path,
        versions=partial(version_states, connection, schema, identity),
        surroundings=surroundings,
        read_anew=partial(_described, named_path, surroundings, connection),
    )


def look_around(real_path: Path) -> Surroundings:
    """What this computer is like now.

    Args:
        real_path: The database, its symlinks resolved.
    """
    try:
        free_bytes = shutil.disk_usage(real_path.parent).free
    except OSError:  # a file system that does not tell
        free_bytes = None
    return Surroundings(
        environ=os.environ,
        home=Path.home(),
        now=datetime.now(UTC),
        free_bytes=free_bytes,
        sqlite_version=tuple(map(int, SQLITE_VERSION.split("."))),
    )


def version_states(
    connection: ReadConnection, schema: Schema, identity: Identity
) -> tuple[VersionState, ...]:
    """How each version of a file stands, in the words that checks understand; none where it has no line.

    Raises:
        EnvironmentProblem: The file cannot be read.
    """
    if identity.lineage is Lineage.OTHER or bookkeeping_of(schema) not in CORE_LINE:
        return ()
    statuses = read_versions(connection, schema, identity, load_scripts())
    return tuple(
        VersionState(_version_text(one.version), one.state.value, one.note) for one in statuses
    )


def _version_text(version: int | str) -> str:
    return f"{version:03d}" if isinstance(version, int) else version

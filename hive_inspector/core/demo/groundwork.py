"""The empty database that a demo is told into: the tables of a lineage, as Hive leaves them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.demo.moments import DAY_MS, moment_of
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.blueprints import (
    NEWEST_CORE_VERSION,
    blueprint,
    core_blueprint_name,
    create_statements,
)
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.performing.runner import make_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.snapshot import Column
    from hive_inspector.core.database.statements import WriteConnection
    from hive_inspector.core.progress import Progress

OTHER_LINEAGES = ("hybrid", "desktop", "desktop-memory", "knowledge", "enhanced")
_CORE_NAME = re.compile(r"core-(\d{3})")
_UPDATE_DAYS = 33
"""How long Hive's users stayed on a version, in the demo's history."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Which tables a demo gets."""

    lineage: str
    """`core`, `hybrid`, `desktop`, `desktop-memory`, `knowledge` or `enhanced`."""
    version: int | None
    """Of the core schema, where the lineage has one."""


def demo_lineages() -> tuple[str, ...]:
    """The names that `ground_of` understands."""
    versions = range(1, NEWEST_CORE_VERSION + 1)
    return ("core", *map(core_blueprint_name, versions), *OTHER_LINEAGES)


def ground_of(name: str) -> Ground:
    """What a lineage's name stands for; `core` is its newest version, `core-007` an older one.

    Raises:
        UsageProblem: There is no lineage of that name.
    """
    if name not in demo_lineages():
        raise UsageProblem(
            tr("There is no Hive lineage called {name}.", name=name),
            tr("Known are {demo_lineages}.", demo_lineages=", ".join(demo_lineages())),
        )
    older = _CORE_NAME.fullmatch(name)
    if older:
        return Ground("core", int(older[1]))
    return Ground(name, NEWEST_CORE_VERSION if name in {"core", "hybrid"} else None)


def lay_ground(
    path: Path, ground: Ground, now_ms: int, *, token: CancelToken, progress: Progress
) -> None:
    """Make the empty database.

    Raises:
        EnvironmentProblem: The file cannot be made.
        Cancelled: The token was cancelled.
    """
    if ground.version is not None:
        clock = _updates(ground.version, now_ms)
        make_database(path, to=ground.version, clock=clock, token=token, progress=progress)
    if ground.lineage == "core":
        return
    access = Access.WRITABLE if ground.version else Access.NEW
    statements = tuple(desktop_additions()) if ground.version else create_statements(ground.lineage)
    with (
        open_database(DatabaseTarget(path, access), token=token) as database,
        database.writing(token) as connection,
    ):
        _run(connection, statements)


def desktop_additions() -> Iterator[str]:
    """Statements with which the desktop app turns a core file of the newest version into a hybrid one."""
    core = blueprint(core_blueprint_name(NEWEST_CORE_VERSION))
    old_statements = set(create_statements(core_blueprint_name(NEWEST_CORE_VERSION)))
    changed = set()
    for table in blueprint("hybrid").tables:
        old = core.table(table.name)
        if old is None or table.kind is not TableKind.TABLE:
            continue
        known = {column.name for column in old.columns}
        for column in table.columns:
            if column.name not in known:
                yield f"ALTER TABLE {quoted(table.name)} ADD COLUMN {_declaration(column)}"
        changed.add(f"CREATE TABLE {quoted(table.name)} ")
    for statement in create_statements("hybrid"):
        if statement not in old_statements and not statement.startswith(tuple(changed)):
            yield statement


def _declaration(column: Column) -> str:
    default = "" if column.default is None else f" DEFAULT {column.default}"
    return f"{quoted(column.name)} {column.type}{default}"


def _run(connection: WriteConnection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        connection.execute(statement)


def _updates(versions: int, now_ms: int) -> Callable[[], datetime]:
    """A clock that tells when each version was installed: about one a month, the last one a while ago."""
    moments = iter(
        moment_of(now_ms - (versions - number) * _UPDATE_DAYS * DAY_MS - 20 * DAY_MS)
        for number in range(versions)
    )
    return moments.__next__

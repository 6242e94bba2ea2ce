"""Taking a file through plan, rehearsal and run as the program does, and scripts of one's own to do it with."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.migrations.bookkeeping.undone import undone_runs
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.rehearsing.rehearsal import rehearse
from hive_inspector.core.migrations.restore_points.points import scratch_point
from hive_inspector.core.migrations.running.run import carry_out
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.resources import migrations_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.planning.plan import Plan
    from hive_inspector.core.migrations.rehearsing.rehearsal import Rehearsal
    from hive_inspector.core.migrations.running.run import Outcome
    from hive_inspector.core.migrations.scripts.script import Script

OWN = "_hive_inspector_migrations"


@contextmanager
def opened(path: Path, access: Access = Access.WRITABLE) -> Iterator[OpenHive]:
    """The file, open and recognised."""
    hive = open_hive(DatabaseTarget(path, access))
    try:
        yield hive
    finally:
        hive.database.close()


def script_014(
    folder: Path, up: str, down: str = "pass", head: str = "", *, name: str = "tags"
) -> tuple[Script, ...]:
    """The program's own scripts and a fourteenth whose steps have these bodies (statements on lines of their own)."""
    folder.mkdir(exist_ok=True)
    for script in migrations_folder().glob("0*.py"):
        shutil.copy(script, folder)
    body = [
        '"""Add tags.',
        "",
        "A table for them.",
        '"""',
        head,
        "def migrate(migrator, database, *, fake=False):",
        *(f"    {line}" for line in up.splitlines()),
        "def rollback(migrator, database, *, fake=False):" if down else "",
        *(f"    {line}" for line in down.splitlines()),
    ]
    (folder / f"014_{name}.py").write_text("\n".join(body) + "\n", encoding="utf-8")
    return load_scripts(folder)


def rehearsed(hive: OpenHive, plan: Plan, **options: Any) -> Rehearsal:
    """What comes of trying a plan on a copy of the file as it is now."""
    with scratch_point(hive.database, version=plan.from_version) as point:
        return rehearse(point, plan, **options)


def moved(path: Path, to: int, scripts: tuple[Script, ...] | None = None) -> Outcome:
    """The file taken to another version: planned, rehearsed, carried out."""
    with opened(path) as hive:
        plan = make_plan(hive, scripts or load_scripts(), to)
        return carry_out(hive, plan, rehearsed(hive, plan))


def fetched(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query gives, asked with plain sqlite3."""
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql).fetchall()


def run_sql(path: Path, *statements: str) -> Path:
    """Run statements with plain sqlite3, foreign keys off."""
    with closing(sqlite3.connect(path)) as raw:
        for statement in statements:
            raw.execute(statement)
        raw.commit()
    return path


def content(path: Path) -> tuple[list[Any], dict[str, list[Any]]]:
    """Every object with its text and every row, the program's own history apart."""
    with closing(sqlite3.connect(path)) as raw:
        objects = raw.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name <> ? ORDER BY 1, 2",
            (OWN,),
        ).fetchall()
        tables = [name for kind, name, _, _ in objects if kind == "table"]
        return objects, {
            name: raw.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in tables
        }


def recorded(path: Path) -> list[tuple[Any, ...]]:
    """The program's own history in a file: version, direction, outcome, reason."""
    return fetched(path, f"SELECT version, direction, outcome, reason FROM {OWN} ORDER BY seq")


def undone(path: Path) -> list[tuple[str, str]]:
    """What the log outside tells, where the file itself has no history of ours."""
    assert fetched(path, "SELECT name FROM sqlite_master WHERE name LIKE '%hive_inspector%'") == []
    return [(entry.what, entry.outcome) for entry in undone_runs().entries()]

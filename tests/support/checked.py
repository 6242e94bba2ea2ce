"""Files put before their checks, at the time at which the demos were written."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.checkup import check_file, look_around
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.demo.defects import Defect, fits, plant
from hive_inspector.core.demo.groundwork import Ground, ground_of
from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.demo.scene import Scene, set_scene
from hive_inspector.core.demo.sizes import DEFAULT_NOW, DemoSize
from hive_inspector.core.health.checks.catalogue import CHECKS
from hive_inspector.core.progress import silent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hive_inspector.core.health.checks.check import Check, CheckResult, Surroundings
    from hive_inspector.core.health.findings import Finding

PLENTY = 1 << 50
IN_THE_FILE_ONLY = frozenset({Defect.LEFT_WAL, Defect.DAMAGED_PAGE, Defect.OTHER_JOURNAL})
IN_THE_FOLDER = frozenset({Defect.OPEN_PERMISSIONS, Defect.LEFTOVER_FILE})
BY_MAKING = IN_THE_FILE_ONLY | IN_THE_FOLDER
"""Defects that are no change of rows or declarations, so that the demo has to be made with them."""


def surroundings(path: Path) -> Surroundings:
    """Of a computer with room, a SQLite without known bugs, and the demo's own time."""
    around = look_around(path)
    return replace(around, now=DEFAULT_NOW, free_bytes=PLENTY, sqlite_version=(3, 51, 3))


def results_of(
    path: Path, checks: Sequence[Check] = CHECKS, around: Surroundings | None = None
) -> dict[str, CheckResult]:
    """The verdicts on a file, by check."""
    with open_database(DatabaseTarget(path)) as database:
        around = around or surroundings(database.real_path)
        return {
            result.check.id: result for result in check_file(database, checks, surroundings=around)
        }


def findings_of(path: Path, checks: Sequence[Check] = CHECKS) -> tuple[Finding, ...]:
    """Everything that is found in a file."""
    return tuple(one for result in results_of(path, checks).values() for one in result.findings)


@cache
def scene() -> Scene:
    """The story that small demos tell."""
    return set_scene(1, DemoSize.SMALL, DEFAULT_NOW)


def planted(clean: Path, made: Path, lineage: str, *defects: Defect) -> Path:
    """A copy of a clean demo with defects, or a demo made with them where they are no matter of rows."""
    ground = ground_of(lineage)
    if BY_MAKING & set(defects):
        make_demo(made, lineage=lineage, defects=defects)
        return made
    shutil.copy(clean, made)
    token = CancelToken()
    target = DatabaseTarget(made, Access.WRITABLE)
    with open_database(target) as database, database.altering(token) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        plant(connection, defects, ground, scene(), silent)
        connection.execute("PRAGMA journal_mode = WAL")
    return made


def fitting(lineage: str) -> list[Defect]:
    """The defects that a demo of that lineage can have."""
    ground: Ground = ground_of(lineage)
    return [defect for defect in Defect if fits(defect, ground)]

"""The awkward tables again, in a Hive file and by the whole way: planned, rehearsed, carried out, taken back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.rehearsing.rehearsal import rehearse
from hive_inspector.core.migrations.restore_points.points import scratch_point
from hive_inspector.core.migrations.running.run import Outcome, Result, carry_out
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.faults.changes import CONSTRAINT_DROPPED, REBUILDS
from tests.faults.counting import IS_FULL, part
from tests.faults.judging import in_order, outcomes, problems, state
from tests.faults.shapes_alone import ALONE
from tests.faults.shapes_among_others import AMONG_OTHERS
from tests.support.migrated import NEWEST, migrated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.migrations.migrator import Migrator, Reader
    from hive_inspector.core.migrations.scripts.script import Script
    from tests.faults.changes import Change
    from tests.faults.counting import Tally
    from tests.faults.shape import Shape

BOOKS = "schema_migrations"
SHAPES = (*ALONE, *AMONG_OTHERS)
INEXACT = frozenset({"a column dropped", "another type"})
"""Changes that no way back can undo in full."""


def back_by(shape: Shape, change: Change) -> dict[str, Any]:
    """What the way back has to be told."""
    if change.name == "a column with a default added in the middle":
        return {"dropped": ["extra"]}
    if change.name == "a column renamed":
        return {"values": {"note": "noted"}, "dropped": ["noted"]}
    return {}


def script_of(shape: Shape, change: Change) -> Script:
    """A version 14 that makes the change."""

    def migrate(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
        change.make(shape, migrator)

    def rollback(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
        migrator.redeclare(shape.called or shape.table, shape.create_sql, **back_by(shape, change))

    reversible = change.name not in INEXACT
    return replace(
        load_scripts()[-1],
        version=NEWEST + 1,
        name="one_more",
        migrate=migrate,
        rollback=rollback if reversible else None,
        irreversible="" if reversible else "What is gone is gone.",
        loses_up=(),
        loses_down=(),
        verify=None,
    )


def carried_out(path: Path, scripts: tuple[Script, ...], to: int) -> Outcome:
    hive = open_hive(DatabaseTarget(path, Access.WRITABLE))
    with hive.database:
        plan = make_plan(hive, scripts, to)
        with scratch_point(hive.database) as point:
            rehearsal = rehearse(point, plan)
        assert rehearsal.passed, rehearsal.reason
        return carry_out(hive, plan, rehearsal)


@pytest.mark.parametrize("shape", part(SHAPES, 8), ids=lambda shape: shape.name)
def test_an_awkward_table_is_rehearsed_changed_and_changed_back(
    tmp_path: Path, shape: Shape, tally: Callable[[str], Tally]
) -> None:
    tallied = tally("rebuild: planned, rehearsed, run, taken back")
    original = migrated(tmp_path / "original.db", NEWEST)
    outcomes(original, ["PRAGMA foreign_keys = 0", *shape.statements])
    before = state(original)
    for change in REBUILDS if IS_FULL else REBUILDS[SHAPES.index(shape) % 7 :][:1]:
        if change is CONSTRAINT_DROPPED and (
            not shape.constraint or "constraint" in shape.unchangeable
        ):
            continue
        path = tmp_path / "file.db"
        shutil.copy(original, path)
        script = script_of(shape, change)
        scripts = (*load_scripts(), script)
        assert carried_out(path, scripts, NEWEST + 1).result is Result.DONE
        after = state(path)
        assert after.without(shape.table, BOOKS) == before.without(shape.table, BOOKS)
        rows = change.expected(shape, before.tables[shape.table])
        assert after.tables[shape.table] == in_order(rows)
        tallied.add("done")
        if script.reversible:
            assert carried_out(path, scripts, NEWEST).result is Result.DONE
            assert state(path) == before
            tallied.add("taken back")
        assert not problems(path)

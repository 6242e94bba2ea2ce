"""Forty and more awkward tables, each changed in ten ways: nothing but what was asked for is otherwise afterwards."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.migrations.migrator import Migrator
from hive_inspector.core.migrations.performing.one_step import new_guard
from tests.faults.changes import (
    CONSTRAINT_DROPPED,
    NATIVE,
    NATIVE_SQL,
    REBUILDS,
    UNKEEPABLE,
    WORDED,
)
from tests.faults.counting import IS_FULL
from tests.faults.judging import (
    broken_references,
    in_order,
    outcomes,
    problems,
    quoted,
    state,
)
from tests.faults.shapes_alone import ALONE
from tests.faults.shapes_among_others import AMONG_OTHERS
from tests.support.lineage_files import make_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.faults.changes import Change
    from tests.faults.counting import Tally
    from tests.faults.judging import Record, State
    from tests.faults.shape import Shape

SHAPES = (*ALONE, *AMONG_OTHERS)
CONCERNED = frozenset({"note", "noted", "extra"})


def change_by_engine(path: Path, shape: Shape, change: Change) -> None:
    """Make the change as a script does: guarded, in a transaction."""
    target = DatabaseTarget(path, Access.WRITABLE)
    with (
        open_database(target) as database,
        database.altering() as connection,
        connection.transaction(),
        connection.guarded(new_guard()),
    ):
        change.make(shape, Migrator(connection, "2025-09-05 12:00:00"))


def text_of(seen: State, table: str) -> object:
    return next(sql for kind, name, _, sql in seen.objects if (kind, name) == ("table", table))


def others(seen: State, table: str) -> list[tuple[object, ...]]:
    return [one for one in seen.objects if one[:2] != ("table", table) and one[3] is not None]


def unconcerned(rows: list[Record]) -> list[Record]:
    """Rows without the column that the change is about."""
    return in_order(
        {name: value for name, value in row.items() if name not in CONCERNED} for row in rows
    )


def require_exact(path: Path, before: Path, shape: Shape, change: Change) -> None:
    """The table is what was asked for, and nothing else is otherwise."""
    was, now = state(before), state(path)
    if change.wanted is not None:
        assert text_of(now, shape.table) == change.wanted(shape)
    assert others(now, shape.table) == others(was, shape.table)
    assert now.tables[shape.table] == in_order(change.expected(shape, was.tables[shape.table]))
    assert now.without(shape.table).tables == was.without(shape.table).tables
    assert problems(path) == problems(before)
    assert broken_references(path) == broken_references(before)


def require_working(path: Path, before: Path, shape: Shape, change: Change) -> None:
    """Writing does to the table, and by triggers and references to all others, what it did before."""
    unguarded = (shape.doubled,) if shape.doubled and change is not CONSTRAINT_DROPPED else ()
    probes = (*shape.probes, *unguarded)
    assert outcomes(path, probes) == outcomes(before, probes)
    was, now = state(before), state(path)
    assert unconcerned(now.tables[shape.table]) == unconcerned(was.tables[shape.table])
    assert now.without(shape.table).tables == was.without(shape.table).tables
    assert problems(path) == problems(before)
    if shape.doubled and change is CONSTRAINT_DROPPED:
        assert outcomes(before, [shape.doubled]) != ["1"]
        assert outcomes(path, [shape.doubled]) == ["1"]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_rebuild_changes_what_was_asked_for_and_nothing_else(
    tmp_path: Path, shape: Shape, tally: Callable[[str], Tally]
) -> None:
    tallied = tally("rebuild: shapes × changes")
    original = make_file(tmp_path / "original.db", shape.statements)
    for number, change in enumerate(some_of(REBUILDS, shape)):
        if change is CONSTRAINT_DROPPED and (
            not shape.constraint or "constraint" in shape.unchangeable
        ):
            continue
        before = tmp_path / f"before{number}.db"
        path = tmp_path / f"after{number}.db"
        shutil.copy(original, before)
        shutil.copy(original, path)
        change_by_engine(path, shape, change)
        require_exact(path, before, shape, change)
        require_working(path, before, shape, change)
        tallied.add("exact")


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_declaration_edited_by_the_program_changes_in_one_place(
    tmp_path: Path, shape: Shape, tally: Callable[[str], Tally]
) -> None:
    tallied = tally("rebuild: declarations edited")
    original = make_file(tmp_path / "original.db", shape.statements)
    for number, change in enumerate(some_of(WORDED, shape)):
        before = tmp_path / f"before{number}.db"
        path = tmp_path / f"after{number}.db"
        shutil.copy(original, before)
        shutil.copy(original, path)
        change_by_engine(path, shape, change)
        require_exact(path, before, shape, change)
        require_working(path, before, shape, change)
        tallied.add("exact")


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_alter_table_changes_what_was_asked_for_or_refuses_for_a_reason(
    tmp_path: Path, shape: Shape, tally: Callable[[str], Tally]
) -> None:
    tallied = tally("rebuild: ALTER TABLE where it does")
    original = make_file(tmp_path / "original.db", shape.statements)
    for number, change in enumerate(some_of(NATIVE, shape)):
        before = tmp_path / f"before{number}.db"
        path = tmp_path / f"after{number}.db"
        shutil.copy(original, before)
        shutil.copy(original, path)
        try:
            change_by_engine(path, shape, change)
        except InspectorError as refusal:
            require_sentence(refusal)
            assert state(path) == state(before)
            assert sqlite_refuses(path, shape, change)
            tallied.add("refused, as by SQLite alone")
        else:
            require_exact(path, before, shape, change)
            require_working(path, before, shape, change)
            tallied.add("exact")


def some_of(changes: tuple[Change, ...], shape: Shape) -> tuple[Change, ...]:
    """All of them; where there is little time another one for each shape in turn, so that none is left out."""
    return changes if IS_FULL else (changes[SHAPES.index(shape) % len(changes)],)


def require_sentence(refusal: InspectorError) -> None:
    assert refusal.message.endswith(".")
    assert refusal.hint.endswith(".")


def sqlite_refuses(path: Path, shape: Shape, change: Change) -> bool:
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA legacy_alter_table = 1")
        try:
            raw.execute(f"ALTER TABLE {quoted(shape.table)} {NATIVE_SQL[change.name]}")
        except sqlite3.OperationalError:
            return True
    return False


@pytest.mark.parametrize("shape", [s for s in SHAPES if s.rows], ids=lambda shape: shape.name)
def test_a_shape_that_the_rows_do_not_fit_is_refused_and_nothing_has_changed(
    tmp_path: Path, shape: Shape, tally: Callable[[str], Tally]
) -> None:
    path = make_file(tmp_path / "file.db", shape.statements)
    before = state(path)
    if not before.tables[shape.table]:
        return
    with pytest.raises(InspectorError, match=r"^A rule of the table forbids this change"):
        change_by_engine(path, shape, UNKEEPABLE)
    assert state(path) == before
    assert not problems(path)
    tally("rebuild: shapes × changes").add("refused, unchanged")

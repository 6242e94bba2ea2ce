"""Another program holds a lock: whatever is asked for ends soon, with a sentence, and never with half of anything."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from tests.faults.counting import IS_FULL, part
from tests.faults.judging import state
from tests.faults.scene import Victims
from tests.support.databases import OtherProgram

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.counting import Tally
    from tests.faults.scene import Scene

PATIENCE_S = 0.4
ALLOWED_S = 4 * PATIENCE_S + 2
"""A machine that has other things to do, and several waits one after the other."""
LOCKED = "Another program is using this database and did not let go of it in time."
OPERATIONS = ("plan", "point", "rehearse", "run", "restore")
READING = {"plan", "point", "rehearse"}
HOLDERS: dict[str, tuple[str, tuple[str, ...], set[str]]] = {
    # journal, what the other program does, and what works beside it
    "a reader": ("wal", ("BEGIN", "SELECT count(*) FROM users"), {*READING, "run", "restore"}),
    "a writer": ("wal", ("BEGIN IMMEDIATE", "UPDATE users SET email = 'x'"), READING),
    "a writer alone": (
        "wal",
        ("PRAGMA locking_mode = EXCLUSIVE", "UPDATE users SET email = email"),
        set(),
    ),
    "SHARED": ("delete", ("BEGIN", "SELECT count(*) FROM users"), READING),
    "RESERVED": ("delete", ("BEGIN IMMEDIATE", "UPDATE users SET email = 'x'"), READING),
    "EXCLUSIVE": ("delete", ("BEGIN EXCLUSIVE",), set()),
}
IN_A_HURRY = ("a writer", "EXCLUSIVE")


def prepared(at: Callable[..., Scene], operation: str, journal: str) -> Scene:
    scene = at(5, operation, to=6, prepare=False)
    with closing(sqlite3.connect(scene.path)) as raw:
        raw.execute(f"PRAGMA journal_mode = {journal}")
    scene.prepare()
    return scene


@pytest.mark.parametrize("holder", HOLDERS if IS_FULL else IN_A_HURRY)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_another_program_holds_a_lock(
    at: Callable[..., Scene], operation: str, holder: str, tally: Callable[[str], Tally]
) -> None:
    journal, statements, working = HOLDERS[holder]
    scene = prepared(at, operation, journal)
    old = state(scene.path)
    with OtherProgram(scene.path, *statements):
        started = time.monotonic()
        answer = scene.try_out(patience=PATIENCE_S)
        assert time.monotonic() - started < ALLOWED_S
    if operation in working:
        assert answer["said"] == "done" or operation == "plan"
    else:
        assert answer["said"] == "failed"
        assert answer["message"] == LOCKED
        assert answer["hint"] == "Wait until it has finished, or close it, and try again."
        assert scene.aftermath(answer).state == old
        assert scene.try_out()["said"] == "done"
    tally("locks of other programs").add(
        "done" if operation in working else "told that it is locked"
    )


def test_a_plan_names_the_program_that_writes(at: Callable[..., Scene]) -> None:
    scene = at(5, "plan", to=6)
    with OtherProgram(scene.path, "BEGIN IMMEDIATE"):
        assert set(scene.try_out()["said"].split("; ")) == {"locked", "in_use"}


def test_a_lock_that_is_let_go_in_time(
    at: Callable[..., Scene], tally: Callable[[str], Tally]
) -> None:
    scene = at(5, "run", to=6)
    about: dict[str, Any] = {"operation": "run", "path": os.fspath(scene.path), **scene.about}
    with OtherProgram(scene.path, "BEGIN IMMEDIATE") as other:
        scene.victims.tell(**about)
        _await(lambda: any(scene.path.name in file.path for file in _files_of(scene.victims)))
        other.execute("COMMIT")
        assert scene.victims.hear()["said"] == "done"
    tally("locks of other programs").add("done")


@pytest.mark.parametrize("operation", part(["run", "restore", "point", "plan"], 1))
def test_a_second_inspector_in_the_middle_of_a_run(
    at: Callable[..., Scene], operation: str, tally: Callable[[str], Tally]
) -> None:
    scene = prepared(at, "run", "wal")
    old = state(scene.path)
    with Victims() as second:
        if operation in {"run", "restore"}:
            second.ask(prepare=operation, path=os.fspath(scene.path), to=6)
        scene.victims.tell(
            operation="run",
            path=os.fspath(scene.path),
            harm={"kind": "pause", "at": 9},
            **scene.about,
        )
        paused = _await(lambda: next(iter(_stopped(scene.victims)), None))
        answer = second.ask(
            operation=operation, path=os.fspath(scene.path), to=6, patience=PATIENCE_S
        )
        if operation in {"run", "restore"}:
            assert answer["message"] == LOCKED
        else:
            assert answer["said"] != "failed"
        paused.resume()
        assert scene.victims.hear()["said"] == "done"
        if operation == "run":
            late = second.ask(operation="run", path=os.fspath(scene.path), patience=PATIENCE_S)
            assert late["said"].startswith("refused: The file records other migrations"), late
    after = scene.aftermath({"signal": 0})
    assert after.state != old
    assert [record.outcome for record in after.records] == ["done"]
    tally("locks of other programs").add("one after the other")


def _await(condition: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
    raise AssertionError("it did not come to pass")


def _children(victims: Victims) -> list[psutil.Process]:
    return psutil.Process(victims.pid).children()


def _stopped(victims: Victims) -> list[psutil.Process]:
    return [child for child in _children(victims) if child.status() == psutil.STATUS_STOPPED]


def _files_of(victims: Victims) -> list[Any]:
    return [file for child in _children(victims) for file in child.open_files()]

"""Another program holds a lock: whatever is asked for ends soon, with a sentence, and never with half of anything."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from hive_inspector.core.database.connections import STATEMENT_PATIENCE_S
from hive_inspector.core.database.wrapping import Wrapping
from tests.faults.counting import IS_FULL, part
from tests.faults.judging import state
from tests.faults.own import older
from tests.faults.scene import Victims
from tests.support.databases import OtherProgram
from tests.support.imported import conversation, make_old

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.faults.counting import Tally
    from tests.faults.scene import Scene

PATIENCE_S = 0.4
ALLOWED_S = 4 * PATIENCE_S + (2 if IS_FULL else 30)
"""Several waits one after the other, and 2 seconds; more where the machine has the other tests to do as well."""
LOCKED = "Another program is using this database and did not let go of it in time."
LOOKING = {"backup", "check", "bundle", "compare", "import", "export csv", "export parquet"}
READING = {"plan", "point", "rehearse", *LOOKING}
WRITING = {"run", "restore", "repair", "change", "bring", "adopt"}
OPERATIONS = (*sorted(READING), *sorted(WRITING), "salvage")
IN_A_HURRY_ALL = ("plan", "point", "rehearse", "run", "restore")
COPYING = {"salvage"}
"""What reads bytes and asks for no lock."""
HOLDERS: dict[str, tuple[str, tuple[str, ...], set[str]]] = {
    # journal, what the other program does, and what works beside it
    "a reader": ("wal", ("BEGIN", "SELECT count(*) FROM users"), {*READING, *WRITING}),
    "a writer": ("wal", ("BEGIN IMMEDIATE", "UPDATE users SET email = 'x'"), READING),
    "a writer alone": (
        "wal",
        ("PRAGMA locking_mode = EXCLUSIVE", "UPDATE users SET email = email"),
        LOOKING - {"backup"},  # from a private copy, as after a crash: there is no index of the log
    ),
    "SHARED": ("delete", ("BEGIN", "SELECT count(*) FROM users"), READING),
    "RESERVED": ("delete", ("BEGIN IMMEDIATE", "UPDATE users SET email = 'x'"), READING),
    "PENDING": ("delete", ("", f"{0x40000000}"), set()),
    "EXCLUSIVE": ("delete", ("BEGIN EXCLUSIVE",), set()),
    "a checkpointer": ("wal", ("-shm", "121"), {*READING, *WRITING}),
}
"""Two words stand for a byte that is locked as SQLite locks it: which file (by its end), and which byte."""
BEFORE = {
    "adopt": "DROP TABLE schema_migrations",
    "repair": "INSERT INTO messages (id, conversation_id, role, content, timestamp)"
    " VALUES ('orphan', 'gone', 'user', 'x', '2025-09-05T12:00:00Z')",
}
"""What is done to a file so that there is something to do."""
IN_A_HURRY = ("a writer", "EXCLUSIVE")
CASES = [(holder, operation) for holder in HOLDERS for operation in OPERATIONS]
CASES_IN_A_HURRY = [(holder, operation) for holder in IN_A_HURRY for operation in IN_A_HURRY_ALL]
CASES_IN_A_HURRY += [("EXCLUSIVE", "change"), ("PENDING", "export csv"), ("a checkpointer", "run")]
LOCKING = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX, 1, int(sys.argv[2]))
    print("locked", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(path: Path, statements: tuple[str, ...]) -> Iterator[None]:
    """Another program has the file open and does that, or holds one of SQLite's bytes, as long as the block lasts."""
    if not statements[-1].isdigit():
        with OtherProgram(path, *statements):
            yield
        return
    end, byte = statements
    with (
        OtherProgram(path, "SELECT count(*) FROM users") if end else nullcontext(),
        subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", LOCKING, f"{path}{end}", byte],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as holder,
    ):
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        yield
        holder.communicate()


def locked_of(scene: Scene) -> Path:
    """The file that another program locks: an import is into a new file, so there it is the one that it reads."""
    return older(scene.path) if scene.operation == "import" else scene.path


def prepared(at: Callable[..., Scene], operation: str, journal: str) -> Scene:
    version = 13 if operation in {"adopt", "bring", "change", "repair"} else 5
    about = {"repair": "quarantine-orphans"} if operation == "repair" else {}
    scene = at(version, operation, to=6, form=Wrapping.PLAIN.value, prepare=False, **about)
    if operation in {"compare", "import"}:
        make_old(older(scene.path), *conversation("one"), "CREATE TABLE users (email)")
    with closing(sqlite3.connect(locked_of(scene))) as raw:
        raw.execute(f"PRAGMA journal_mode = {journal}")
        raw.execute(BEFORE.get(operation, "SELECT 1"))
        raw.commit()
    scene.prepare()
    return scene


@pytest.mark.parametrize(("holder", "operation"), CASES if IS_FULL else CASES_IN_A_HURRY)
def test_another_program_holds_a_lock(
    at: Callable[..., Scene], operation: str, holder: str, tally: Callable[[str], Tally]
) -> None:
    journal, statements, working = HOLDERS[holder]
    scene = prepared(at, operation, journal)
    old = state(scene.path)
    with held(locked_of(scene), statements):
        started = time.monotonic()
        answer = scene.try_out(patience=PATIENCE_S)
        most = ALLOWED_S + (2 * STATEMENT_PATIENCE_S if operation == "change" else 0)
        assert answer["said"] == "done" or time.monotonic() - started < most, answer
    works = operation in working | COPYING
    if works:
        assert answer["said"] in {"done", "adopted"} or operation == "plan", answer
    else:
        assert answer["said"] == "failed", answer
        assert answer["message"] == LOCKED
        assert answer["hint"] == "Wait until it has finished, or close it, and try again."
        assert scene.aftermath(answer).state == old
        assert scene.try_out()["said"] == "done"
    tally("locks of other programs").add("done" if works else "told that it is locked")


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
    deadline = time.monotonic() + 60
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

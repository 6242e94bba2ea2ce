"""A file that harms SQLite harms a process that may be lost, and is refused or avoided in a sentence."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import answerers, first_contact
from hive_inspector.core.database.first_contact import FirstContact, Patience, Unsurvivable
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.question_helper import LACKED_MEMORY
from hive_inspector.core.database.target import DatabaseTarget, file_uri
from hive_inspector.core.errors import EnvironmentProblem
from tests.support.databases import contents, make_database
from tests.support.hostile import COMPILED_FOR_YEARS, make_hostile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIES = "import os, sys; sys.stdin.buffer.read(1); os.abort()"
DIES_OVER_ONE = (
    "import marshal, os, struct, sys; sys.stdin.buffer.read(1); name = marshal.dumps('strange');"
    "sys.stdout.buffer.write(struct.pack('<cI', b'N', len(name)) + name); sys.stdout.flush(); os.abort()"
)
FAILS = "import sys; sys.stdin.buffer.read(1); sys.exit(1)"
LACKS_MEMORY = f"import os, sys; sys.stdin.buffer.read(1); os._exit({LACKED_MEMORY})"
HANGS = "import sys; sys.stdin.buffer.read()"
BUSY = "import sys; sys.stdin.buffer.read(1)\nwhile True: pass"


@pytest.fixture
def contact() -> Iterator[FirstContact]:
    made = FirstContact()
    yield made
    made.close()


def start_instead(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    command = [sys.executable, "-I", "-S", "-c", code]
    monkeypatch.setattr(answerers, "command_beside", lambda _module: command)


def make(contact: FirstContact, path: Path, token: CancelToken | None = None) -> frozenset[str]:
    return contact.make(path, file_uri(path, "ro"), token or CancelToken())


def test_a_view_that_is_never_compiled_is_avoided_and_the_rest_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_contact, "PATIENCE", Patience(one=0.3))
    path = make_database(tmp_path / "x.db", "CREATE TABLE t (x)", *COMPILED_FOR_YEARS)
    before = contents(tmp_path)
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        schema = read_schema(connection)

    assert {one.name: bool(one.problem) for one in schema.tables} == {"t": False, "years": True}
    assert contents(tmp_path) == before


def test_what_is_never_done_computing_its_first_row_is_avoided(
    tmp_path: Path, contact: FirstContact
) -> None:
    avoided = make(contact, make_hostile(tmp_path / "x.db"))

    assert {"slow", "computed"} <= avoided
    assert not {"item", "account", "indexed"} & avoided


def test_a_file_that_ends_the_process_is_refused_in_a_sentence(
    tmp_path: Path, contact: FirstContact, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_instead(monkeypatch, DIES)
    with pytest.raises(Unsurvivable, match=r"^x\.db was not opened: ") as raised:
        make(contact, make_database(tmp_path / "x.db"))

    assert raised.value.hint


def test_an_object_that_ends_the_process_again_is_named(
    tmp_path: Path, contact: FirstContact, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_instead(monkeypatch, DIES_OVER_ONE)
    monkeypatch.setattr(first_contact, "_MOST_AVOIDED", 1)
    with pytest.raises(Unsurvivable, match="over “strange”"):
        make(contact, make_database(tmp_path / "x.db"))


def test_a_process_that_fails_by_itself_is_a_bug_and_not_the_doing_of_the_file(
    tmp_path: Path, contact: FirstContact, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_instead(monkeypatch, FAILS)
    with pytest.raises(RuntimeError, match=r"exit code 1$"):
        make(contact, make_database(tmp_path / "x.db"))


def test_the_report_of_such_a_bug_says_where_it_happened(
    tmp_path: Path, contact: FirstContact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_contact, "MEMORY", ["no number"])
    with pytest.raises(RuntimeError, match=r"question_helper\.py"):
        make(contact, make_database(tmp_path / "x.db"))


def test_a_process_without_memory_to_say_so_is_the_doing_of_the_file(
    tmp_path: Path, contact: FirstContact, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_instead(monkeypatch, LACKS_MEMORY)
    with pytest.raises(Unsurvivable) as raised:
        make(contact, make_database(tmp_path / "x.db"))

    assert raised.value.detail == "out of memory"


def test_a_process_that_does_nothing_any_more_is_ended_and_its_disk_is_blamed(
    tmp_path: Path, contact: FirstContact, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_instead(monkeypatch, HANGS)
    monkeypatch.setattr(first_contact, "PATIENCE", Patience(still=0.1))
    with pytest.raises(EnvironmentProblem, match="its disk did not answer") as raised:
        make(contact, make_database(tmp_path / "x.db"))

    assert not isinstance(raised.value, Unsurvivable)


def test_a_slow_disk_has_all_the_time_it_needs_while_it_gives_anything(
    tmp_path: Path, contact: FirstContact, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def reads_a_little(_pid: int) -> object:
        seen.append(min(len(seen), 20))
        return first_contact._Effort(0.1, seen[-1])

    start_instead(monkeypatch, HANGS)
    monkeypatch.setattr(first_contact, "_effort", reads_a_little)
    monkeypatch.setattr(first_contact, "PATIENCE", Patience(still=0.04))
    with pytest.raises(EnvironmentProblem, match="did not answer"):
        make(contact, make_database(tmp_path / "x.db"))

    assert len(seen) > 20, "as long as something was read"


def test_a_process_that_only_computes_is_ended_where_its_own_clock_does_not_run(
    tmp_path: Path, contact: FirstContact, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_instead(monkeypatch, BUSY)
    monkeypatch.setattr(first_contact, "PATIENCE", Patience(all=0.05, still=30.0))
    monkeypatch.setattr(first_contact, "_LOOKS", 1_000)
    with pytest.raises(Unsurvivable) as raised:
        make(contact, make_database(tmp_path / "x.db"))

    assert raised.value.detail == "time"


def test_what_a_process_computed_for_other_files_is_not_laid_to_this_one(
    tmp_path: Path, contact: FirstContact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_contact, "_effort", lambda _pid: first_contact._Effort(3_600.0, 0))
    monkeypatch.setattr(first_contact, "PATIENCE", Patience(still=0.2))
    start_instead(monkeypatch, HANGS)
    with pytest.raises(EnvironmentProblem, match="did not answer") as raised:
        make(contact, make_database(tmp_path / "x.db"))

    assert not isinstance(raised.value, Unsurvivable)


def test_a_cancel_ends_the_process_that_looks(
    tmp_path: Path, contact: FirstContact, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_instead(monkeypatch, HANGS)
    token = CancelToken()
    canceller = threading.Timer(0.05, token.cancel)
    canceller.start()
    with pytest.raises(Cancelled):
        make(contact, make_database(tmp_path / "x.db"), token)
    canceller.join()


def test_memory_without_end_is_refused_too(
    tmp_path: Path, contact: FirstContact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_contact, "MEMORY", 100_000)
    many = (f"CREATE TABLE t{number} (a, b, c)" for number in range(1_000))
    with pytest.raises(Unsurvivable) as raised:
        make(contact, make_database(tmp_path / "x.db", "BEGIN", *many, "COMMIT"))

    assert raised.value.detail == "out of memory"
    assert contact._waiting._idle == [], "who was without memory looks at no other file"


def test_one_process_looks_at_all_files_and_is_replaced_when_it_is_gone(
    tmp_path: Path, contact: FirstContact
) -> None:
    path = make_database(tmp_path / "x.db")
    contact.warm_up()
    (first,) = contact._waiting._idle
    assert make(contact, path) == frozenset()
    assert contact._waiting._idle == [first]
    first.kill()
    first.wait()

    assert make(contact, path) == frozenset()
    assert contact._waiting._idle != [first]


def test_what_sqlite_only_complains_about_is_left_to_others(
    tmp_path: Path, contact: FirstContact
) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(os.urandom(4096))

    assert make(contact, path) == frozenset()

"""Sources that a program has open or a crash left: every row that counts arrives, and not a byte of them changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.supporting.older_installs import import_into
from tests.support.databases import (
    OtherProgram,
    contents,
    leave_hot_journal,
    leave_wal,
    make_database,
    plain,
)
from tests.support.imported import conversation, imported, make_old, table_of

if TYPE_CHECKING:
    from pathlib import Path

IDS = "SELECT id FROM conversations ORDER BY id"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """One conversation, checkpointed."""
    folder = tmp_path / "old"
    folder.mkdir()
    return make_old(folder / "hive-ai-knowledge.db", *conversation("c1"))


def ids(target: Path) -> list[str]:
    return [name for (name,) in plain(target, IDS)]


@pytest.mark.parametrize("shm", [True, False])
def test_rows_that_a_crash_left_in_the_log_arrive(
    source: Path, tmp_path: Path, *, shm: bool
) -> None:
    leave_wal(source, *conversation("c2"), shm=shm)
    before = contents(source.parent)

    report = imported(source.parent, tmp_path / "new.db")

    assert contents(source.parent) == before
    assert report.adds_up
    assert table_of(report, "conversations").moved == 2
    assert ids(tmp_path / "new.db") == ["c1", "c2"]


def test_what_a_crash_left_half_written_does_not_arrive(source: Path, tmp_path: Path) -> None:
    many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
    change = "UPDATE conversations SET question = hex(zeroblob(50000))"
    leave_hot_journal(source, f"{change} WHERE (SELECT count(*) FROM ({many} SELECT i FROM n)) > 0")
    before = contents(source.parent)

    report = imported(source.parent, tmp_path / "new.db")

    assert contents(source.parent) == before
    assert report.adds_up
    assert plain(tmp_path / "new.db", "SELECT count(*) FROM messages WHERE content = 'Why?'") == [
        (1,)
    ]


def test_a_source_that_a_program_writes_to_is_read_in_one_state(
    source: Path, tmp_path: Path
) -> None:
    with OtherProgram(source, "PRAGMA journal_mode = WAL", *conversation("c2")) as program:
        program.execute("BEGIN")
        for statement in conversation("never committed"):
            program.execute(statement)
        before = contents(source.parent)
        wrote = False

        def write(_done: int, _total: int | None, step: str) -> None:
            nonlocal wrote
            if not wrote and step == "Checking the new file":  # all rows were read by then
                wrote = True
                program.execute("ROLLBACK")
                for statement in conversation("too late"):
                    program.execute(statement)

        reading = imported(source.parent, tmp_path / "first.db")
        assert contents(source.parent) == before
        report = import_into(
            source.parent, tmp_path / "second.db", token=CancelToken(), progress=write
        )
        assert wrote
    assert reading.adds_up
    assert report.adds_up
    for name in ("first.db", "second.db"):
        assert ids(tmp_path / name) == ["c1", "c2"]
    assert len(plain(source, IDS)) == 3


def test_a_source_without_a_log_leaves_nothing_beside_it(source: Path, tmp_path: Path) -> None:
    make_database(source.parent / "hive-ai-context.db", "CREATE TABLE notes (a)", wal=True)
    before = contents(source.parent)
    assert sorted(before) == ["hive-ai-context.db", "hive-ai-knowledge.db"]

    imported(source.parent, tmp_path / "new.db")

    assert contents(source.parent) == before

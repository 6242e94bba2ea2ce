"""A file's facts, against SQLite's pragmas."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.facts import SQLITE_VERSION, FileFacts, read_facts
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from tests.support.databases import OtherProgram, item_statements, leave_wal, make_database, plain

if TYPE_CHECKING:
    from pathlib import Path


def facts_of(path: Path) -> FileFacts:
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        return read_facts(connection)


def test_every_fact_is_the_pragmas(tmp_path: Path) -> None:
    path = make_database(
        tmp_path / "one.db",
        "PRAGMA page_size = 1024",
        "PRAGMA auto_vacuum = 2",
        "PRAGMA encoding = 'UTF-16be'",
        *item_statements(),
        "PRAGMA user_version = -7",
        "PRAGMA application_id = 1212765253",
        "DELETE FROM item WHERE id > 100",
    )
    facts = facts_of(path)
    names = FileFacts.__slots__
    expected = {name: plain(path, f"PRAGMA {name}")[0][0] for name in names}
    assert {name: getattr(facts, name) for name in names} == expected
    assert (facts.page_size, facts.auto_vacuum, facts.encoding) == (1024, 2, "UTF-16be")
    assert facts.size_bytes == path.stat().st_size
    assert facts.free_bytes == facts.freelist_count * 1024 > 0


@pytest.mark.parametrize("wal", [False, True])
def test_the_journal_mode_is_the_files_whichever_way_it_is_read(
    tmp_path: Path, *, wal: bool
) -> None:
    path = make_database(tmp_path / "one.db", wal=wal)
    expected = "wal" if wal else "delete"
    assert facts_of(path).journal_mode == expected
    with OtherProgram(path, "SELECT count(*) FROM item"):
        assert facts_of(path).journal_mode == expected


def test_a_private_copy_has_the_journal_mode_of_its_origin(tmp_path: Path) -> None:
    assert (
        facts_of(leave_wal(tmp_path / "one.db", *item_statements(), shm=False)).journal_mode
        == "wal"
    )


def test_the_library_names_its_version() -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        assert raw.execute("SELECT sqlite_version()").fetchone() == (SQLITE_VERSION,)

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.checkup import check_file
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.health.checks.integrity import kind_of
from hive_inspector.core.health.findings import DAMAGE, Severity, count_of, one_a_cause

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("row 12 missing from index idx_a", "index"),
        ("wrong # of entries in index idx_a", "index"),
        ("non-unique entry in index idx_a", "index"),
        ("NULL value in users.id", "values"),
        ("CHECK constraint failed in messages", "values"),
        ("Page 17 is never used", "unused_pages"),
        ("Page 17: never used", "unused_pages"),
        ("Tree 5 page 9 cell 2: Rowid 12 out of order", "structure"),
        ("Freelist: size is 3 but should be 4", "structure"),
        ("database disk image is malformed", "structure"),
        ("row 1 missing from index with\na line break", "index"),
    ],
)
def test_messages_of_sqlite_are_told_apart(message: str, kind: str) -> None:
    assert kind_of(message).name == kind


def test_a_damaged_page_is_one_problem_however_many_checks_it_stops(tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")
        raw.executemany("INSERT INTO notes (text) VALUES (?)", [("x" * 900,)] * 200)
        raw.commit()
        size = raw.execute("PRAGMA page_size").fetchone()[0]
        query = "SELECT pageno FROM dbstat WHERE name = 'notes' AND pagetype = 'leaf'"
        leaves = [number for (number,) in raw.execute(query)]
    with path.open("r+b") as file:
        file.seek((leaves[len(leaves) // 2] - 1) * size)
        file.write(bytes(size))
    with open_database(DatabaseTarget(path)) as database:
        found = [one for result in check_file(database) for one in result.findings]
    of_damage = [one for one in found if one.cause == DAMAGE]
    assert len(of_damage) > 2
    assert count_of(of_damage, Severity.PROBLEM) == 1
    (told,) = one_a_cause(of_damage)
    assert told.title == "The file is damaged"

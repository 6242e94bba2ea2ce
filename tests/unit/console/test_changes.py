"""A change is shown before it is made, and made as it was shown."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.console.changes import carry_out_change, preview_change
from hive_inspector.core.console.splitting import split
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.questions import StatementRefused
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.errors import Refusal, UsageProblem
from hive_inspector.core.hive.opening import OpenHive, open_hive
from hive_inspector.core.hive.privacy import MASK_TEXT
from tests.support.databases import make_database, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_database(
        tmp_path / "hive.db",
        "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, api_key TEXT)",
        "CREATE TABLE note (item INTEGER REFERENCES item (id) ON DELETE CASCADE, text TEXT)",
        "CREATE TABLE log (what TEXT)",
        "CREATE TRIGGER logs AFTER UPDATE ON item BEGIN INSERT INTO log VALUES (new.name); END",
        "INSERT INTO item VALUES (1, 'one', 'sk-1'), (2, 'two', 'sk-2'), (3, 'three', NULL)",
        "INSERT INTO note VALUES (1, 'a'), (1, 'b'), (2, 'c')",
    )


@pytest.fixture
def hive(path: Path) -> Iterator[OpenHive]:
    opened = open_hive(DatabaseTarget(path, Access.WRITABLE))
    with opened.database:
        yield opened


def test_a_trial_shows_rows_before_and_after_and_changes_nothing(
    hive: OpenHive, path: Path
) -> None:
    before = path.read_bytes()
    statement = split("UPDATE item SET name = upper(name) WHERE id < :most;")[0]
    preview = preview_change(hive.database, hive.schema, statement, {":most": 3})
    assert (preview.table, preview.rows, preview.others) == ("item", 2, 2)
    assert preview.other_tables == ("log",)
    (first, _) = preview.shown
    assert first.before is not None
    assert first.after is not None
    assert [cell.text for cell in first.before] == ["1", "one", MASK_TEXT]
    assert [cell.text for cell in first.after] == ["1", "ONE", MASK_TEXT]
    hive.database.close()
    assert path.read_bytes() == before


def test_deletions_and_insertions_are_shown(hive: OpenHive) -> None:
    gone = preview_change(hive.database, hive.schema, split("DELETE FROM item WHERE id = 1")[0])
    assert (gone.rows, gone.others) == (1, 2)
    assert gone.shown[0].after is None
    new = preview_change(
        hive.database, hive.schema, split("INSERT INTO item VALUES (9, 'n', 'k')")[0]
    )
    assert new.shown[0].before is None
    assert new.rows == 1


def test_a_change_is_carried_out_as_it_was_shown(hive: OpenHive, path: Path) -> None:
    statement = split("DELETE FROM item WHERE id = 1")[0]
    preview = preview_change(hive.database, hive.schema, statement)
    made: list[str] = []
    outcome = carry_out_change(
        hive.database, hive.schema, preview, make_restore_point=lambda: made.append("point")
    )
    assert outcome.changed == 1
    assert made == ["point"]
    hive.database.close()
    assert plain(path, "SELECT count(*) FROM note") == [(1,)]


def test_a_file_that_has_changed_since_is_left_alone(hive: OpenHive, path: Path) -> None:
    preview = preview_change(
        hive.database, hive.schema, split("DELETE FROM log WHERE what = 'x'")[0]
    )
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("INSERT INTO log VALUES ('x')")
        raw.commit()
    with pytest.raises(Refusal, match="would now change 1 rows, not 0"):
        carry_out_change(hive.database, hive.schema, preview, make_restore_point=lambda: None)
    hive.database.close()
    assert plain(path, "SELECT count(*) FROM log") == [(1,)]


def test_what_is_no_change_of_rows_is_refused(hive: OpenHive) -> None:
    def tried(sql: str) -> None:
        preview_change(hive.database, hive.schema, split(sql)[0])

    with pytest.raises(UsageProblem):
        tried("DROP TABLE item")
    with pytest.raises(UsageProblem):
        tried("DELETE FROM sqlite_sequence" if hive.schema.table("sqlite_sequence") else "SELECT 1")
    with pytest.raises(StatementRefused):
        tried("UPDATE item SET name = load_extension('x')")
    with pytest.raises(StatementProblem):
        tried("UPDATE item SET name = NULL")

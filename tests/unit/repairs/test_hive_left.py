"""Repairs of what Hive's own migrations leave broken: nothing but that is changed."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.demo.defects import Defect
from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.hive.conformity import drift_of
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.running.run import Outcome, Result, carry_out
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.repairs.catalogue import DANGLING_REFERENCE, HALFWAY_AT_010
from hive_inspector.core.repairs.planning import find_repairs, plan_found
from tests.faults.counting import part
from tests.support.lineage_files import make_lineage_file
from tests.support.migrated import COMPACT, migrated
from tests.support.runs import OWN, content, fetched, moved, opened, rehearsed, run_sql

if TYPE_CHECKING:
    from pathlib import Path

ADD = "INSERT INTO conversations (id) VALUES ('new')"


def ids(path: Path) -> list[str]:
    with opened(path) as hive:
        return [repair.id for repair in find_repairs(hive)]


def repaired(path: Path, name: str) -> Outcome:
    with opened(path) as hive:
        (repair,) = [one for one in find_repairs(hive) if one.id == name]
        plan = plan_found(hive, repair)
        rehearsal = rehearsed(hive, plan)
        assert rehearsal.passed, rehearsal.reason
        assert rehearsal.row_deltas == {}
        return carry_out(hive, plan, rehearsal)


def dangling(path: Path, version: int) -> Path:
    """A file as Hive's own 006 leaves it, with rows in it and a trigger and an index beside it."""
    migrated(
        path,
        version,
        [
            "INSERT INTO users (id) VALUES ('u1')",
            "INSERT INTO conversations (id, user_id) VALUES ('c1', 'u1')",
            "CREATE TRIGGER mine AFTER INSERT ON conversations BEGIN SELECT 1; END",
            "CREATE INDEX mine_too ON conversations (total_cost) WHERE total_cost > 1 -- mine",
        ],
    )
    run_sql(
        path,
        "PRAGMA writable_schema = 1",
        "UPDATE sqlite_master SET sql = replace(sql, 'REFERENCES consensus_profiles (id)',"
        " 'REFERENCES \"consensus_profiles_backup\"(id)') WHERE name = 'conversations'",
    )
    return path


def refused_to_add(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA foreign_keys = 1")
        try:
            raw.execute(ADD)
        except sqlite3.OperationalError as error:
            return "consensus_profiles_backup" in str(error)
        return False


@pytest.mark.parametrize("version", part([6, 8, 9, 13], 2))
def test_the_dangling_reference_leads_to_the_profiles_again(tmp_path: Path, version: int) -> None:
    path = dangling(tmp_path / "hive.db", version)
    assert refused_to_add(path)
    objects, rows = content(path)
    assert ids(path) == [DANGLING_REFERENCE]
    outcome = repaired(path, DANGLING_REFERENCE)
    assert (outcome.result, outcome.from_version, outcome.to_version) == (
        Result.DONE,
        version,
        version,
    )
    assert outcome.applied == (DANGLING_REFERENCE,)
    assert not refused_to_add(path)
    after, kept = content(path)
    assert kept == rows
    changed = [(old[3], new[3]) for old, new in zip(objects, after, strict=True) if old != new]
    assert len(changed) == 1
    assert changed[0][1] == changed[0][0].replace("consensus_profiles_backup", "consensus_profiles")
    assert ids(path) == []


def test_a_repair_takes_no_number_in_hives_line_and_stands_in_our_history(tmp_path: Path) -> None:
    path = dangling(tmp_path / "hive.db", 12)
    record = fetched(path, "SELECT * FROM schema_migrations")
    outcome = repaired(path, DANGLING_REFERENCE)
    assert fetched(path, "SELECT * FROM schema_migrations") == record
    assert fetched(path, f"SELECT version, name, direction, outcome FROM {OWN}") == [
        (None, DANGLING_REFERENCE, "repair", "done")
    ]
    assert outcome.restore_point is not None
    assert outcome.restore_point.reason == "before dangling-reference"
    assert moved(path, 13).result is Result.DONE


def test_the_demos_defects_are_repaired_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "hive.db"
    make_demo(path, lineage="core-013", defects=[Defect.DANGLING_REFERENCE, Defect.LOST_PROFILES])
    rows = content(path)[1]
    orphans = len(fetched(path, "PRAGMA foreign_key_check"))
    assert repaired(path, DANGLING_REFERENCE).result is Result.DONE
    assert content(path)[1] == rows
    assert len(fetched(path, "PRAGMA foreign_key_check")) <= orphans


def test_a_file_stopped_at_010_gets_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "hive.db"
    make_demo(path, lineage="core-010", defects=[Defect.HALFWAY_AT_010])
    _, rows = content(path)
    with opened(path) as hive:
        (repair,) = find_repairs(hive)
        assert repair.title.startswith("Version 10 stopped halfway: ")
        assert not make_plan(hive, load_scripts(), 13).can_run
    assert repaired(path, HALFWAY_AT_010).result is Result.DONE
    with opened(path) as hive:
        assert drift_of(hive.identity, hive.schema) == ()
        assert make_plan(hive, load_scripts(), 13).can_run
    for name, found in content(path)[1].items():
        assert (
            [row[: len(rows[name][0])] for row in found] == rows[name] if rows[name] else not found
        )
    assert moved(path, 13).result is Result.DONE


def test_what_hives_second_010_leaves_is_repaired(tmp_path: Path) -> None:
    """It makes `conversation_usage` anew without the columns, and leaves two indexes of its own."""
    path = migrated(tmp_path / "hive.db", 13, ["INSERT INTO users (id) VALUES ('u1')"])
    run_sql(
        path,
        "INSERT INTO conversation_usage (conversation_id, user_id) VALUES ('c1', 'u1')",
        *(
            f"DROP INDEX idx_conversation_usage_{name}"
            for name in ("token_unique", "license_key", "timestamp", "verified")
        ),
        "CREATE TABLE left AS SELECT id, conversation_id, user_id, timestamp FROM conversation_usage",
        "DROP TABLE conversation_usage",
        "CREATE TABLE conversation_usage (id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id TEXT NOT NULL UNIQUE,"
        " user_id TEXT, timestamp TEXT DEFAULT CURRENT_TIMESTAMP,"
        " FOREIGN KEY (conversation_id) REFERENCES conversations (id), FOREIGN KEY (user_id) REFERENCES users (id))",
        "INSERT INTO conversation_usage SELECT * FROM left",
        "DROP TABLE left",
        "CREATE INDEX idx_usage_timestamp_legacy ON conversation_usage (timestamp)",
    )
    assert repaired(path, HALFWAY_AT_010).result is Result.DONE
    assert fetched(
        path, "SELECT conversation_id, license_key, verified FROM conversation_usage"
    ) == [("c1", None, 0)]
    assert ids(path) == []


def test_tokens_that_stand_there_twice_are_told_before_anything_is_changed(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 10)
    run_sql(
        path,
        "DROP INDEX idx_conversation_usage_token_unique",
        "INSERT INTO conversation_usage (conversation_id, conversation_token) VALUES ('a', 't'), ('b', 't')",
    )
    with opened(path) as hive:
        (repair,) = find_repairs(hive)
        rehearsal = rehearsed(hive, plan_found(hive, repair))
    assert not rehearsal.passed
    assert "1 values of conversation_usage" in rehearsal.reason


def test_a_table_that_is_gone_cannot_be_added_in_pieces(tmp_path: Path) -> None:
    path = run_sql(migrated(tmp_path / "hive.db", 10), "DROP TABLE users")
    assert ids(path) == []


def test_a_file_that_is_well_has_nothing_to_repair(tmp_path: Path) -> None:
    assert ids(migrated(tmp_path / "hive.db", 13)) == []
    assert ids(make_lineage_file(tmp_path / "desktop.db", "desktop", wal=True)) == []


def test_the_blueprints_of_hive_have_the_dangling_reference(tmp_path: Path) -> None:
    path = make_lineage_file(
        tmp_path / "hive.db",
        "hybrid",
        [
            COMPACT,
            "INSERT INTO schema_migrations VALUES (13, 'x', 'y')",
        ],
        wal=True,
    )
    with opened(path) as hive:
        (repair,) = find_repairs(hive)
        assert re.match("conversations refers to consensus_profiles_backup", repair.title)
    assert repaired(path, DANGLING_REFERENCE).result is Result.DONE

"""Carrying a plan out on the live file: what was rehearsed, or nothing."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.restore_points.points import (
    list_restore_points,
)
from hive_inspector.core.migrations.running.run import Result, carry_out
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.support.migrated import EXTENDED, NOON, migrated
from tests.support.runs import (
    OWN,
    content,
    fetched,
    moved,
    opened,
    recorded,
    rehearsed,
    run_sql,
    script_014,
)

if TYPE_CHECKING:
    from pathlib import Path

USER = (
    "INSERT INTO users (id, email, created_at, updated_at)"
    " VALUES ('u1', 'ada@example.org', '2025-09-05', '2025-09-05')"
)
TALK = "INSERT INTO conversations (id, user_id) VALUES ('c1', 'u1')"


def test_going_up_is_what_the_scripts_do_and_is_recorded_as_hive_does(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 11, [USER])
    wanted = migrated(tmp_path / "wanted.db", 13, [USER])
    outcome = moved(path, 13)
    assert (outcome.result, outcome.from_version, outcome.to_version) == (Result.DONE, 11, 13)
    assert outcome.applied == ("012 add_daily_usage_tracking", "013 add_consensus_facts_table")
    objects, rows = content(path)
    wanted_objects, wanted_rows = content(wanted)
    assert objects == wanted_objects
    assert {**rows, "schema_migrations": []} == {**wanted_rows, "schema_migrations": []}
    assert [row[:2] for row in rows["schema_migrations"]] == [
        row[:2] for row in wanted_rows["schema_migrations"]
    ]
    assert recorded(path) == [(12, "up", "done", ""), (13, "up", "done", "")]


def test_going_down_takes_hives_record_away_and_keeps_ours(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 13)
    outcome = moved(path, 11)
    assert (outcome.result, outcome.to_version) == (Result.DONE, 11)
    assert fetched(path, "SELECT max(version) FROM schema_migrations") == [(11,)]
    assert recorded(path) == [(13, "down", "done", ""), (12, "down", "done", "")]
    assert content(path)[0] == content(migrated(tmp_path / "wanted.db", 11))[0]


def test_up_and_down_again_leaves_what_was_there(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 9, [USER, TALK])
    before = content(path)
    assert moved(path, 13).result is Result.DONE
    assert moved(path, 9).result is Result.DONE
    assert content(path) == before


def test_the_history_says_who_did_what_when_and_from_where_it_can_be_undone(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    outcome = moved(path, 13)
    (row,) = fetched(path, f"SELECT * FROM {OWN}")
    with closing(sqlite3.connect(path)) as raw:
        raw.row_factory = sqlite3.Row
        entry = dict(raw.execute(f"SELECT * FROM {OWN}").fetchone())
    assert len(row) == len(entry) == 19
    script = load_scripts()[12]
    assert (entry["checksum"], entry["checksum_normalised"]) == (
        script.sha256,
        script.sha256_normalised,
    )
    assert entry["name"] == "013_add_consensus_facts_table.py"
    assert entry["sqlite_version"] == sqlite3.sqlite_version
    assert entry["program_version"]
    assert entry["host"]
    assert entry["schema_before"] != entry["schema_after"]
    assert outcome.restore_point is not None
    assert entry["restore_point"] == str(outcome.restore_point.path)
    assert entry["started_at"] <= entry["finished_at"]


@pytest.mark.parametrize("statement", [f"DELETE FROM {OWN}", f"UPDATE {OWN} SET outcome = 'x'"])
def test_the_history_is_only_ever_added_to(tmp_path: Path, statement: str) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    moved(path, 13)
    with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
        run_sql(path, statement)


def test_the_extended_dialect_is_written_as_hive_writes_it(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    run_sql(
        path,
        "ALTER TABLE schema_migrations RENAME TO compact",
        EXTENDED,
        "INSERT INTO schema_migrations SELECT printf('%03d', version), name, 'No description', 'abc', applied_at, 1, ''"
        " FROM compact",
        "DROP TABLE compact",
    )
    assert moved(path, 13).result is Result.DONE
    ((version, name, words, checksum, at, ms, rollback),) = fetched(
        path, "SELECT * FROM schema_migrations WHERE version > '012'"
    )
    assert (version, name, words, rollback) == (
        "013",
        "013_add_consensus_facts_table",
        "No description",
        "",
    )
    assert isinstance(checksum, str)
    assert at.endswith("+00:00")
    assert isinstance(ms, int)
    assert moved(path, 12).result is Result.DONE
    assert fetched(path, "SELECT max(version) FROM schema_migrations") == [("012",)]


def test_a_record_of_an_unknown_form_is_left_alone(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    run_sql(path, "ALTER TABLE schema_migrations RENAME COLUMN applied_at TO at")
    before = content(path)
    with opened(path) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        assert not plan.can_rehearse
        outcome = carry_out(hive, replace(plan, obstacles=()), None, unproved=True)
    assert outcome.result is Result.ROLLED_BACK
    assert "form that is not Hive's" in outcome.reason
    assert content(path) == before


def test_the_log_hears_every_statement_and_no_value(tmp_path: Path) -> None:
    scripts = script_014(
        tmp_path / "scripts",
        "migrator.sql('CREATE TABLE tags (x)')\nmigrator.sql('INSERT INTO tags VALUES (?)', 'secret')",
        "migrator.drop_table('tags')",
    )
    path = migrated(tmp_path / "hive.db", 13)
    heard: list[str] = []
    with opened(path) as hive:
        plan = make_plan(hive, scripts, 14)
        carry_out(hive, plan, rehearsed(hive, plan), log=heard.append)
    assert heard == [
        "BEGIN IMMEDIATE",
        "Making a restore point",
        "CREATE TABLE tags (x)",
        "INSERT INTO tags VALUES (?)",
        "COMMIT",
    ]


def test_old_restore_points_go_as_hives_settings_say(tmp_path: Path) -> None:
    path = migrated(
        tmp_path / "hive.db",
        13,
        ["INSERT INTO settings (key, value) VALUES ('backup.retentionCount', '2')"],
    )
    for version in (12, 13, 12, 13):
        assert moved(path, version).result is Result.DONE
    points = list_restore_points(tmp_path / "backups", path)
    assert [point.version for point in points] == [12, 13]
    assert len(list((tmp_path / "backups").iterdir())) == 4


def test_progress_goes_on_while_one_statement_works(tmp_path: Path) -> None:
    scripts = script_014(
        tmp_path / "scripts",
        "database.value('WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT 1500000)"
        " SELECT count(*) FROM t')",
    )
    path = migrated(tmp_path / "hive.db", 13)
    told: list[tuple[int, int | None, str]] = []
    with opened(path) as hive:
        plan = make_plan(hive, scripts, 14)
        rehearsal = rehearsed(hive, plan, progress=lambda *report: told.append(report))
    assert rehearsal.passed
    assert told.count((0, 1, "Rehearsing 014 tags")) > 2


def test_readers_of_the_file_wait_for_the_run_and_see_its_end(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    seen: list[int] = []
    with opened(path) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        rehearsal = rehearsed(hive, plan)

        def read() -> None:
            with hive.database.reading() as connection:
                seen.append(connection.integer("SELECT max(version) FROM schema_migrations"))

        reader = threading.Thread(target=read)
        carry_out(
            hive,
            plan,
            rehearsal,
            log=lambda line: reader.start() if line == "Making a restore point" else None,
        )
        reader.join()
    assert seen == [13]


def test_the_clock_is_the_callers(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    with opened(path) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        carry_out(hive, plan, rehearsed(hive, plan), clock=lambda: NOON)
    assert fetched(path, "SELECT applied_at FROM schema_migrations WHERE version = 13") == [
        ("2025-09-05T12:00:00+00:00",)
    ]

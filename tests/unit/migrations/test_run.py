"""Carrying a plan out on the live file: what was rehearsed, or nothing."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.failures import DatabaseDamaged, DatabaseLocked
from hive_inspector.core.database.target import Access
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.migrations.bookkeeping.interrupted import interrupted_runs
from hive_inspector.core.migrations.bookkeeping.undone import undone_runs
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.rehearsing.rehearsal import rehearse
from hive_inspector.core.migrations.restore_points.points import (
    list_restore_points,
    make_restore_point,
)
from hive_inspector.core.migrations.running import live, run
from hive_inspector.core.migrations.running.run import Result, carry_out
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.support.migrated import EXTENDED, NOON, migrated
from tests.support.runs import (
    OWN,
    content,
    fetched,
    moved,
    opened,
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


def recorded(path: Path) -> list[tuple[object, ...]]:
    return fetched(path, f"SELECT version, direction, outcome, reason FROM {OWN} ORDER BY seq")


def undone(path: Path) -> list[tuple[str, str]]:
    """What the log outside tells, where the file itself has no history of ours."""
    assert fetched(path, "SELECT name FROM sqlite_master WHERE name LIKE '%hive_inspector%'") == []
    return [(entry.what, entry.outcome) for entry in undone_runs().entries()]


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


def test_what_was_not_rehearsed_is_refused(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    before = content(path)
    with opened(path) as hive:
        scripts = load_scripts()
        up, nothing = make_plan(hive, scripts, 13), make_plan(hive, scripts, 12)
        other = rehearsed(hive, make_plan(hive, scripts, 11))
        failed = replace(other, schema_after="")
        reasons = [
            carry_out(hive, up, None).reason,
            carry_out(hive, up, other).reason,
            carry_out(hive, up, failed).reason,
            carry_out(hive, nothing, None).reason,
        ]
    assert reasons == [
        "It has not been rehearsed. Rehearse it on a copy first.",
        "Something else was rehearsed. Rehearse this change on a copy first.",
        "The rehearsal did not pass. ",
        "There is nothing to do.",
    ]
    assert content(path) == before


def test_an_obstacle_refuses_the_run(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    with opened(path, Access.READ_ONLY) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        outcome = carry_out(hive, plan, rehearsed(hive, plan))
    assert (outcome.result, outcome.restore_point) == (Result.REFUSED, None)
    assert outcome.reason.startswith("The file is open for reading only.")
    assert not (tmp_path / "backups").exists()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("CREATE TABLE surprise (x)", "schema of the file is another one"),
        ("INSERT INTO schema_migrations VALUES (13, 'x', 'y')", "records other migrations"),
    ],
)
def test_a_file_that_changed_since_its_rehearsal_is_left_alone(
    tmp_path: Path, statement: str, words: str
) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    with opened(path) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        rehearsal = rehearsed(hive, plan)
        run_sql(path, statement)
        before = content(path)
        outcome = carry_out(hive, plan, rehearsal)
    assert outcome.result is Result.REFUSED
    assert words in outcome.reason
    assert content(path) == before
    assert undone(path) == [("migrations.up", "refused")]


def test_the_slower_of_two_runs_is_told_where_the_file_is_by_now(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    with opened(path) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        assert moved(path, 13).result is Result.DONE
        rehearsal = rehearsed(hive, plan)
    assert not rehearsal.passed
    assert rehearsal.reason == (
        "The file: The file is at version 13 by now. It has changed since this was planned: plan again."
    )


def test_rows_that_came_since_the_rehearsal_are_in_the_restore_point(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    with opened(path) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        point = make_restore_point(hive.database, plan.reason, plan.keeping.folder, version=12)
        rehearsal = rehearse(point, plan)
        run_sql(path, USER)
        outcome = carry_out(hive, plan, rehearsal)
    assert outcome.result is Result.DONE
    assert outcome.restore_point is not None
    assert outcome.restore_point.path != point.path
    assert fetched(outcome.restore_point.path, "SELECT id FROM users") == [("u1",)]


def test_the_rehearsed_restore_point_serves_where_nothing_was_written_since(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    with opened(path) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        point = make_restore_point(hive.database, plan.reason, plan.keeping.folder, version=12)
        outcome = carry_out(hive, plan, rehearse(point, plan))
    assert outcome.restore_point == point
    assert len(list_restore_points(tmp_path / "backups")) == 1


def test_rows_that_would_go_another_way_than_rehearsed_stop_the_run(tmp_path: Path) -> None:
    scripts = script_014(
        tmp_path / "scripts",
        'migrator.sql("DELETE FROM users WHERE email IS NULL")',
        head='LOSES_UP = (("users without a mail", "SELECT count(*) FROM users WHERE email IS NULL"),)',
    )
    path = migrated(tmp_path / "hive.db", 13, [USER])
    with opened(path) as hive:
        plan = make_plan(hive, scripts, 14)
        rehearsal = rehearsed(hive, plan)
        assert rehearsal.passed
        run_sql(path, "INSERT INTO users (id) VALUES ('u2')")
        before = content(path)
        outcome = carry_out(hive, plan, rehearsal)
    assert outcome.result is Result.ROLLED_BACK
    assert outcome.reason.startswith("users would have -1 rows, and +0 in the rehearsal.")
    assert content(path) == before
    assert undone(path) == [("migrations.up", "failed")]


def test_a_script_that_does_something_else_the_second_time_is_undone(tmp_path: Path) -> None:
    scripts = script_014(
        tmp_path / "scripts",
        "global done\ndone += 1\nmigrator.sql('CREATE TABLE %s (x)' % ('late' if done > 3 else 'tags'))",
        "migrator.drop_table('tags')",
        "done = 0",
    )
    path = migrated(tmp_path / "hive.db", 13)
    before = content(path)
    outcome = moved(path, 14, scripts)
    assert outcome.result is Result.ROLLED_BACK
    assert "schema did not become what it became" in outcome.reason
    assert content(path) == before


def test_a_script_that_touches_more_the_second_time_is_undone(tmp_path: Path) -> None:
    scripts = script_014(
        tmp_path / "scripts",
        "global done\ndone += 1\nmigrator.sql('CREATE TABLE tags (x)')\n"
        "if done > 3: migrator.sql('UPDATE users SET tier = tier')",
        "migrator.drop_table('tags')",
        "done = 0",
    )
    path = migrated(tmp_path / "hive.db", 13, [USER])
    outcome = moved(path, 14, scripts)
    assert outcome.result is Result.ROLLED_BACK
    assert outcome.reason.startswith("The scripts touched users")


def test_in_spite_of_its_rehearsal_a_plan_can_be_insisted_on(tmp_path: Path) -> None:
    scripts = script_014(tmp_path / "scripts", "migrator.sql('CREATE TABLE tags (x)')")
    path = migrated(tmp_path / "hive.db", 13)
    with opened(path) as hive:
        plan = make_plan(hive, scripts, 14)
        rehearsal = rehearsed(hive, plan)
        assert not rehearsal.passed
        assert "different: tags" in rehearsal.reason
        assert carry_out(hive, plan, rehearsal).result is Result.REFUSED
        outcome = carry_out(hive, plan, rehearsal, unproved=True)
    assert outcome.result is Result.DONE
    assert outcome.restore_point is not None
    assert fetched(path, "SELECT max(version) FROM schema_migrations") == [(14,)]


def test_even_then_nothing_loses_what_it_refers_to(tmp_path: Path) -> None:
    scripts = script_014(tmp_path / "scripts", "migrator.sql('DELETE FROM users')")
    path = migrated(tmp_path / "hive.db", 13, [USER, TALK])
    with opened(path) as hive:
        plan = make_plan(hive, scripts, 14)
        outcome = carry_out(hive, plan, None, unproved=True)
    assert outcome.result is Result.ROLLED_BACK
    assert outcome.reason.startswith("Rows of conversations would lose what they refer to in users")
    assert fetched(path, "SELECT count(*) FROM users") == [(1,)]


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


@pytest.mark.parametrize("statement", range(1, 7))
def test_a_cancel_at_any_statement_leaves_nothing_behind(tmp_path: Path, statement: int) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    before = content(path)
    token = CancelToken()
    heard: list[str] = []

    def log(line: str) -> None:
        heard.append(line)
        if len(heard) == statement:
            token.cancel()

    with opened(path) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        with pytest.raises(Cancelled):
            carry_out(hive, plan, rehearsed(hive, plan), token=token, log=log)
        assert not interrupted_runs(hive.database.real_path)
    assert content(path) == before
    assert undone(path) == [("migrations.up", "cancelled")]
    assert list_restore_points(tmp_path / "backups") == ()


def test_another_writer_is_waited_for_and_then_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hive_inspector.core.database.connections.STATEMENT_PATIENCE_S", 0.05)
    path = migrated(tmp_path / "hive.db", 12)
    with opened(path) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        rehearsal = rehearsed(hive, plan)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseLocked):
                carry_out(hive, plan, rehearsal)
            other.execute("ROLLBACK")
        assert carry_out(hive, plan, rehearsal).result is Result.DONE


def test_a_full_disk_is_an_environments_problem_and_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise EnvironmentProblem(
            "There is no room left on the disk; nothing was changed.", "Free some."
        )

    path = migrated(tmp_path / "hive.db", 12)
    before = content(path)
    with opened(path) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        rehearsal = rehearsed(hive, plan)
        monkeypatch.setattr(live, "perform", full)
        with pytest.raises(EnvironmentProblem, match="no room"):
            carry_out(hive, plan, rehearsal)
    assert content(path) == before
    assert undone(path) == [("migrations.up", "failed")]
    (entry,) = undone_runs().entries()
    assert entry.details["reason"] == "There is no room left on the disk; nothing was changed."
    assert entry.details["steps"] == "013 add_consensus_facts_table"


def test_a_file_that_is_wrong_after_the_commit_is_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = migrated(tmp_path / "hive.db", 12, [USER])
    before = content(path)
    monkeypatch.setattr(live.LiveChange, "problem_in", lambda *_: "Its third page is gone.")
    outcome = moved(path, 13)
    assert outcome.result is Result.ROLLED_BACK
    assert "so it was restored. Its third page is gone." in outcome.reason
    kept = list_restore_points(tmp_path / "backups")
    assert sorted(point.reason for point in kept) == ["before 013", "found wrong after a run"]
    (found,) = [point.path for point in kept if point.reason.startswith("found")]
    assert fetched(found, "SELECT max(version) FROM schema_migrations") == [(13,)]
    assert content(path) == before
    assert undone(path) == [("migrations.up", "failed")]


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_restore_point_that_is_not_what_it_was_is_not_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    path = migrated(tmp_path / "hive.db", 12, [USER])

    def wrong(*_: object) -> str:
        (point,) = list_restore_points(tmp_path / "backups")
        if harm == "changed":
            run_sql(point.path, "DELETE FROM users")
        else:
            point.path.unlink()
        return "Its third page is gone."

    monkeypatch.setattr(live.LiveChange, "problem_in", wrong)
    outcome = moved(path, 13)
    assert (outcome.result, outcome.to_version) == (Result.NOT_RESTORED, 13)
    assert outcome.restore_point is not None
    assert outcome.restore_point.path.name in outcome.reason
    words = "is no longer what it was" if harm == "changed" else "cannot be read"
    assert words in outcome.reason
    assert "an older restore point or backup" in outcome.reason
    assert fetched(path, "SELECT max(version) FROM schema_migrations") == [(13,)]
    assert fetched(path, "SELECT id FROM users") == [("u1",)]
    assert [entry.outcome for entry in undone_runs().entries()] == ["failed"]


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_rehearsed_restore_point_that_is_not_what_it_was_does_not_serve(
    tmp_path: Path, harm: str
) -> None:
    path = migrated(tmp_path / "hive.db", 12, [USER])
    with opened(path) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        point = make_restore_point(hive.database, plan.reason, plan.keeping.folder, version=12)
        rehearsal = rehearse(point, plan)
        if harm == "changed":
            run_sql(point.path, "DELETE FROM users")
        else:
            point.path.unlink()
        outcome = carry_out(hive, plan, rehearsal)
    assert outcome.result is Result.DONE
    assert outcome.restore_point is not None
    assert outcome.restore_point != point
    assert fetched(outcome.restore_point.path, "SELECT id FROM users") == [("u1",)]


def test_a_cancelled_run_changes_no_byte_and_leaves_the_rehearsed_restore_point(
    tmp_path: Path,
) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    token = CancelToken()
    with opened(path) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        point = make_restore_point(hive.database, plan.reason, plan.keeping.folder, version=12)
        rehearsal = rehearse(point, plan)
        before = hashlib.sha256(path.read_bytes()).digest()
        with pytest.raises(Cancelled):
            carry_out(
                hive,
                plan,
                rehearsal,
                token=token,
                log=lambda line: token.cancel() if line == "COMMIT" else None,
            )
    assert hashlib.sha256(path.read_bytes()).digest() == before
    assert [one.path for one in list_restore_points(tmp_path / "backups")] == [point.path]


def test_a_history_that_is_there_already_hears_of_no_failure(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    moved(path, 13)
    scripts = script_014(tmp_path / "scripts", "migrator.sql('DROP TABLE nowhere')")
    with opened(path) as hive:
        outcome = carry_out(hive, make_plan(hive, scripts, 14), None, unproved=True)
    assert (outcome.result, outcome.restore_point) == (Result.ROLLED_BACK, None)
    assert recorded(path) == [(13, "up", "done", "")]
    assert len(list_restore_points(tmp_path / "backups")) == 1


def test_damage_that_cannot_be_read_after_the_commit_is_restored_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> str:
        raise DatabaseDamaged("The database is damaged.", "Keep it.")

    path = migrated(tmp_path / "hive.db", 12)
    before = content(path)
    monkeypatch.setattr(live.LiveChange, "problem_in", damaged)
    assert "The database is damaged." in moved(path, 13).reason
    assert content(path) == before


def test_a_lock_after_the_commit_takes_nothing_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> str:
        raise DatabaseLocked("Another program is using it.", "Wait.")

    path = migrated(tmp_path / "hive.db", 12)
    monkeypatch.setattr(live.LiveChange, "problem_in", locked)
    assert moved(path, 13).result is Result.DONE


def test_another_schema_after_the_commit_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    really = live.LiveChange.problem_in

    def meddled(change: live.LiveChange, connection: object) -> str:
        change.schema_after = "another"
        return really(change, connection)  # type: ignore[arg-type]

    monkeypatch.setattr(live.LiveChange, "problem_in", meddled)
    assert "schema is not the one that was committed" in moved(path, 13).reason


def test_damage_from_before_does_not_keep_a_change_from_being_made(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 13, [USER])
    run_sql(
        path,
        "INSERT INTO openrouter_providers (id, name, display_name, last_updated) VALUES ('p', 'p', 'P', 'now')",
        "PRAGMA writable_schema = 1",
        "UPDATE sqlite_master SET sql = replace(sql, 'email TEXT UNIQUE', 'email TEXT UNIQUE CHECK (email IS NULL)')"
        " WHERE name = 'users'",
    )
    scripts = script_014(tmp_path / "scripts", 'migrator.sql("UPDATE users SET tier = tier")')
    with opened(path) as hive:
        plan = make_plan(hive, scripts, 14)
        rehearsal = rehearsed(hive, plan)
    assert "Integrity" in [step.what for step in rehearsal.steps]


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


def test_a_change_without_a_restore_point_cannot_be_restored() -> None:
    change = run._Run.__new__(run._Run)
    change._point = None
    with pytest.raises(RuntimeError, match="without a restore point"):
        change._restored("x")


def test_the_clock_is_the_callers(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    with opened(path) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        carry_out(hive, plan, rehearsed(hive, plan), clock=lambda: NOON)
    assert fetched(path, "SELECT applied_at FROM schema_migrations WHERE version = 13") == [
        ("2025-09-05T12:00:00+00:00",)
    ]

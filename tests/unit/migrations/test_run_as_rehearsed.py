"""A run is held to what was rehearsed: what is otherwise by then is refused, or undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.target import Access
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.rehearsing.rehearsal import rehearse
from hive_inspector.core.migrations.restore_points.points import (
    list_restore_points,
    make_restore_point,
)
from hive_inspector.core.migrations.running.run import Result, carry_out
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.support.migrated import migrated
from tests.support.runs import (
    content,
    fetched,
    moved,
    opened,
    rehearsed,
    run_sql,
    script_014,
    undone,
)

if TYPE_CHECKING:
    from pathlib import Path

USER = (
    "INSERT INTO users (id, email, created_at, updated_at)"
    " VALUES ('u1', 'ada@example.org', '2025-09-05', '2025-09-05')"
)
TALK = "INSERT INTO conversations (id, user_id) VALUES ('c1', 'u1')"


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


def test_no_more_is_lost_than_the_rehearsal_showed(tmp_path: Path) -> None:
    scripts = script_014(
        tmp_path / "scripts",
        'migrator.sql("UPDATE users SET email = NULL")',
        head='LOSES_UP = (("mail addresses", "SELECT count(email) FROM users"),)',
    )
    path = migrated(tmp_path / "hive.db", 13, [USER])
    with opened(path) as hive:
        plan = make_plan(hive, scripts, 14)
        rehearsal = rehearsed(hive, plan)
        assert rehearsal.passed, rehearsal.reason
        run_sql(path, "INSERT INTO users (id, email) VALUES ('u2', 'grace@example.org')")
        before = content(path)
        outcome = carry_out(hive, plan, rehearsal)
        assert outcome.result is Result.ROLLED_BACK
        assert outcome.reason == (
            "More would be lost than in the rehearsal (mail addresses: 2 instead of 1)."
            " Rehearse it again: the file has changed since."
        )
        assert content(path) == before
        run_sql(path, "DELETE FROM users WHERE id = 'u2'")
        assert carry_out(hive, plan, rehearsal).result is Result.DONE


def test_no_more_rows_go_with_a_table_than_in_the_rehearsal(tmp_path: Path) -> None:
    scripts = script_014(
        tmp_path / "scripts",
        "migrator.drop_table('consensus_facts')",
        down="",
        head='IRREVERSIBLE = "the facts are gone"',
    )
    path = migrated(tmp_path / "hive.db", 13)
    fact = (
        "INSERT INTO consensus_facts (id, semantic_fingerprint, content, source_question, created_at, last_accessed)"
        " VALUES ('{0}', '{0}', 'x', 'y', 'z', 'z')"
    )
    run_sql(path, fact.format("f1"))
    with opened(path) as hive:
        plan = make_plan(hive, scripts, 14)
        rehearsal = rehearsed(hive, plan)
        assert rehearsal.passed, rehearsal.reason
        run_sql(path, fact.format("f2"))
        outcome = carry_out(hive, plan, rehearsal)
    assert outcome.result is Result.ROLLED_BACK
    assert outcome.reason.startswith("consensus_facts would have -2 rows, and -1 in the rehearsal.")

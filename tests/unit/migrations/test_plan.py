"""What a change would mean and what stands in its way, before anything is touched."""

from __future__ import annotations

import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.activity import Holder
from hive_inspector.core.database.target import Access
from hive_inspector.core.errors import EnvironmentProblem, UsageProblem
from hive_inspector.core.migrations.planning import obstacles
from hive_inspector.core.migrations.planning.obstacles import Obstacle, ObstacleKind, Stops
from hive_inspector.core.migrations.planning.plan import Plan, make_plan
from hive_inspector.core.migrations.restore_points.surroundings import Surroundings
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.migrations.scripts.steps import Direction
from tests.support.lineage_files import make_file, make_lineage_file
from tests.support.migrated import migrated
from tests.support.runs import content, moved, opened, run_sql, script_014

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.migrations.scripts.script import Script


def planned(
    path: Path,
    to: int | None = None,
    scripts: tuple[Script, ...] | None = None,
    *,
    write: bool = True,
) -> Plan:
    with opened(path, Access.WRITABLE if write else Access.READ_ONLY) as hive:
        return make_plan(hive, scripts or load_scripts(), to)


def obstacle(plan: Plan, kind: ObstacleKind) -> Obstacle:
    (found,) = [one for one in plan.obstacles if one.kind is kind]
    assert found.message.endswith(".")
    assert found.hint.endswith(".")
    return found


def test_the_way_up_step_by_step(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 11)
    before = content(path)
    plan = planned(path)
    assert (plan.direction, plan.from_version, plan.to_version) == (Direction.UP, 11, 13)
    assert [(s.version, s.name, s.reversible) for s in plan.steps] == [
        (12, "add_daily_usage_tracking", True),
        (13, "add_consensus_facts_table", True),
    ]
    assert plan.steps[1].effects == ("Adds the table consensus_facts (14 columns, 5 indexes).",)
    assert plan.steps[1].tables == ("consensus_facts",)
    assert len(plan.steps[1].statements) == 6
    assert plan.steps[1].statements[0].startswith("CREATE TABLE consensus_facts")
    assert plan.steps[1].title == load_scripts()[12].title
    assert plan.steps[1].description == load_scripts()[12].description
    assert (plan.obstacles, plan.can_rehearse, plan.can_run) == ((), True, True)
    assert plan.reason == "before 013"
    assert plan.bytes_needed > 3 * path.stat().st_size
    assert plan.seconds > 0
    assert content(path) == before
    assert [p.name for p in tmp_path.glob("*") if p.name != "home"] == ["hive.db"]


def test_the_way_down_counts_what_is_lost(tmp_path: Path) -> None:
    path = migrated(
        tmp_path / "hive.db",
        13,
        [
            "INSERT INTO users (id) VALUES ('u1')",
            "INSERT INTO daily_usage_summary VALUES ('d', 'u1', '2025-01-01', 1, 0, 0, 0, 'x', 'x')",
        ],
    )
    plan = planned(path, 11)
    assert plan.direction is Direction.DOWN
    assert [s.version for s in plan.steps] == [13, 12]
    assert [(loss.what, loss.rows) for s in plan.steps for loss in s.losses] == [
        ("every row of consensus_facts", 0),
        ("every row of daily_usage_summary", 1),
    ]
    assert [loss.is_felt for s in plan.steps for loss in s.losses] == [False, True]
    assert plan.steps[0].effects == ("Drops the table consensus_facts (14 columns, 5 indexes).",)
    assert plan.reason == "before rolling back to 011"


def test_a_loss_that_only_a_later_step_can_count_is_not_known(tmp_path: Path) -> None:
    plan = planned(migrated(tmp_path / "hive.db", 13), 5)
    rows = {loss.what: loss.rows for s in plan.steps for loss in s.losses}
    assert rows["owners of profiles"] is None


def test_what_changes_is_told_in_words(tmp_path: Path) -> None:
    plan = planned(migrated(tmp_path / "hive.db", 4), 10)
    effects = {s.version: s.effects for s in plan.steps}
    assert effects[5] == ("Adds 82 indexes.",)
    assert effects[7] == ("Writes rows of openrouter_models, openrouter_providers.",)
    assert effects[10][0] == "Adds 7 columns."
    assert "users.subscription_tier" in plan.steps[5].columns
    assert any(e.startswith("Changes how consensus_profiles.id") for e in effects[6])


def test_views_and_triggers_are_named(tmp_path: Path) -> None:
    scripts = script_014(
        tmp_path / "scripts",
        "migrator.sql('CREATE VIEW v AS SELECT 1')\n"
        "migrator.sql('CREATE TRIGGER g AFTER INSERT ON users BEGIN SELECT 1; END')",
    )
    plan = planned(migrated(tmp_path / "hive.db", 13), 14, scripts)
    assert plan.steps[0].effects == ("Adds the view v.", "Adds the trigger g.")


def test_nothing_to_do_is_a_plan_without_steps(tmp_path: Path) -> None:
    plan = planned(migrated(tmp_path / "hive.db", 13))
    assert (plan.steps, plan.can_rehearse, plan.can_run) == ((), False, False)


@pytest.mark.parametrize("version", [-1, 14])
def test_a_version_that_does_not_exist(tmp_path: Path, version: int) -> None:
    with pytest.raises(UsageProblem, match=f"no version {version}"):
        planned(migrated(tmp_path / "hive.db", 13), version)


def test_an_empty_file_goes_all_the_way(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 0)
    plan = planned(path)
    assert len(plan.steps) == 13
    assert plan.can_run
    assert moved(path, 13).to_version == 13


def test_a_file_open_for_reading_can_be_rehearsed_on(tmp_path: Path) -> None:
    plan = planned(migrated(tmp_path / "hive.db", 12), write=False)
    assert obstacle(plan, ObstacleKind.READ_ONLY).stops is Stops.RUN
    assert (plan.can_rehearse, plan.can_run) == (True, False)


def test_a_writer_is_seen(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        plan = planned(path)
        other.execute("ROLLBACK")
    assert obstacle(plan, ObstacleKind.LOCKED).stops is Stops.NOTHING


def test_a_file_that_can_no_longer_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    with opened(path) as hive:

        def failing(*_: object, **__: object) -> None:
            raise EnvironmentProblem("The disk is gone.", "Look for it.")

        monkeypatch.setattr(hive.database, "writing", failing)
        plan = make_plan(hive, load_scripts(), 13)
    assert obstacle(plan, ObstacleKind.READ_ONLY).message == "The disk is gone."


def test_a_program_that_has_the_file_open_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(obstacles, "holders", lambda _: (Holder(42, "hive"),))
    plan = planned(migrated(tmp_path / "hive.db", 12))
    assert obstacle(plan, ObstacleKind.IN_USE).message == "hive (process 42) has the file open."
    assert plan.can_run


def test_a_disk_without_room_stops_even_the_rehearsal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "free")  # noqa: PYI024
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1_000))
    plan = planned(migrated(tmp_path / "hive.db", 12))
    found = obstacle(plan, ObstacleKind.NO_ROOM)
    assert found.stops is Stops.REHEARSAL
    assert found.hint.startswith("Free ")
    assert not plan.can_rehearse


def test_drift_is_told_and_left_to_the_rehearsal(tmp_path: Path) -> None:
    path = run_sql(
        migrated(tmp_path / "hive.db", 12), "DROP TABLE licenses", "DROP INDEX idx_daily_usage_date"
    )
    plan = planned(path)
    found = obstacle(plan, ObstacleKind.DRIFT)
    assert found.message.endswith("And 1 more.")
    assert plan.can_rehearse


def test_a_newer_file_is_not_touched(tmp_path: Path) -> None:
    path = run_sql(
        migrated(tmp_path / "hive.db", 13), "INSERT INTO schema_migrations VALUES (15, 'x', 'y')"
    )
    plan = planned(path, 12)
    assert obstacle(plan, ObstacleKind.UNKNOWN_VERSION).stops is Stops.REHEARSAL


def test_a_recorded_version_without_a_script_has_no_way_back(tmp_path: Path) -> None:
    path = run_sql(
        migrated(tmp_path / "hive.db", 13), "INSERT INTO schema_migrations VALUES (0, 'x', 'y')"
    )
    assert obstacle(planned(path, 12), ObstacleKind.CONFLICT).message.startswith(
        "Version 0 (x) is on record"
    )
    assert planned(path).obstacles == ()


def test_a_gap_in_the_record_stops_the_run(tmp_path: Path) -> None:
    path = run_sql(
        migrated(tmp_path / "hive.db", 12), "DELETE FROM schema_migrations WHERE version = 4"
    )
    found = obstacle(planned(path), ObstacleKind.CONFLICT)
    assert found.message.startswith("Version 4 (sync_tracking): Not on record")
    assert found.stops is Stops.RUN


def test_a_file_at_10_is_judged_by_its_objects(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 10)
    assert planned(path).can_run
    run_sql(path, "DROP INDEX idx_conversation_usage_verified")
    found = obstacle(planned(path), ObstacleKind.CONFLICT)
    assert found.hint.startswith("Repair it first")
    assert found.stops is Stops.RUN


def test_a_script_edited_since_it_was_applied_is_told(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 13)
    scripts = script_014(
        tmp_path / "scripts", "migrator.sql('CREATE TABLE tags (x)')", "migrator.drop_table('tags')"
    )
    moved(path, 14, scripts)
    edited = script_014(
        tmp_path / "scripts",
        "migrator.sql('CREATE TABLE tags (x, y)')",
        "migrator.drop_table('tags')",
    )
    plan = planned(path, 13, edited)
    assert obstacle(plan, ObstacleKind.CHANGED).stops is Stops.NOTHING


def test_a_step_without_a_way_back_is_told(tmp_path: Path) -> None:
    scripts = script_014(
        tmp_path / "scripts",
        "migrator.sql('CREATE TABLE tags (x)')",
        "",
        "IRREVERSIBLE = 'It is for good.'",
    )
    path = migrated(tmp_path / "hive.db", 13)
    assert moved(path, 14, scripts).result.value == "done"
    plan = planned(path, 13, scripts)
    assert obstacle(plan, ObstacleKind.NO_WAY_BACK).message.endswith("It is for good.")
    assert not plan.can_rehearse


def test_two_scripts_with_one_number_stop_the_run(tmp_path: Path) -> None:
    folder = tmp_path / "scripts"
    folder.mkdir()
    for name in ("001_one.sql", "002_two.sql", "002_other.sql"):
        (folder / name).write_text(f"CREATE TABLE t{name[4:7]} (x);", encoding="utf-8")
    plan = planned(migrated(tmp_path / "hive.db", 0), 2, load_scripts(folder))
    assert obstacle(plan, ObstacleKind.CONFLICT).message.startswith("2 files have this number")


@pytest.mark.parametrize("lineage", ["desktop", "knowledge", "enhanced"])
def test_other_lineages_have_no_steps(tmp_path: Path, lineage: str) -> None:
    path = make_lineage_file(tmp_path / "hive.db", lineage, wal=True)
    plan = planned(path)
    assert plan.steps == ()
    assert obstacle(plan, ObstacleKind.OTHER_LINEAGE).stops is Stops.REHEARSAL


def test_a_file_without_a_record_has_to_be_adopted(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "core-011", wal=True)
    plan = planned(path)
    assert (plan.from_version, plan.to_version) == (11, 13)
    assert obstacle(plan, ObstacleKind.NO_RECORD).hint.startswith("Adopt the file first")


def test_tables_of_modules_that_are_not_there_do_not_stop_the_preview(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    run_sql(
        path,
        "PRAGMA writable_schema = 1",
        "INSERT INTO sqlite_master VALUES ('table', 'm', 'm', 0, 'CREATE VIRTUAL TABLE m USING nowhere (x)')",
    )
    assert planned(path).steps[0].seen.problem == ""


def test_restore_points_go_where_hive_keeps_its_backups_if_it_is_hives_file(tmp_path: Path) -> None:
    hives = tmp_path / "home" / ".hive"
    hives.mkdir(parents=True)
    path = migrated(
        hives / "hive-ai.db",
        12,
        [
            "INSERT INTO settings (key, value) VALUES ('backup.dir', '~/kept'), ('backup.retentionCount', '3')"
        ],
    )
    other = make_file(tmp_path / "x.db")
    other.unlink()
    shutil.copy(path, other)
    here = Surroundings({}, tmp_path / "home")
    with opened(path) as hive:
        keeping = make_plan(hive, load_scripts(), surroundings=here).keeping
    assert (keeping.folder, keeping.keep) == (tmp_path / "home" / "kept", 3)
    with opened(other) as hive:
        keeping = make_plan(hive, load_scripts(), surroundings=here).keeping
    assert keeping.folder == tmp_path / "backups"


@pytest.mark.parametrize("setting", ["0", "-1", "many", ""])
def test_a_number_of_copies_that_is_none_is_not_followed(tmp_path: Path, setting: str) -> None:
    path = migrated(
        tmp_path / "hive.db",
        12,
        [f"INSERT INTO settings (key, value) VALUES ('backup.retentionCount', '{setting}')"],
    )
    assert planned(path).keeping.keep == 7


def test_progress_hears_of_the_looking(tmp_path: Path) -> None:
    told: list[tuple[int, int | None, str]] = []
    with opened(migrated(tmp_path / "hive.db", 12)) as hive:
        make_plan(hive, load_scripts(), progress=lambda *report: told.append(report))
    assert told == [(0, 1, "Looking at what would be done"), (1, 1, "")]

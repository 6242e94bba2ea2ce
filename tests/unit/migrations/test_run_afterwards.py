"""After the commit: a file that is not what it should be is restored, and what cannot be restored is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.failures import DatabaseDamaged, DatabaseLocked
from hive_inspector.core.migrations.bookkeeping.undone import undone_runs
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.restore_points.points import (
    list_restore_points,
)
from hive_inspector.core.migrations.running import live, run
from hive_inspector.core.migrations.running.run import Result
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


def test_a_change_without_a_restore_point_cannot_be_restored() -> None:
    change = run._Run.__new__(run._Run)
    change._point = None
    with pytest.raises(RuntimeError, match="without a restore point"):
        change._restored("x")

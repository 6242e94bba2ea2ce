"""A run that is cancelled, locked out, without room, or stopped by a script leaves everything as it was."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.failures import DatabaseLocked
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.migrations.bookkeeping.interrupted import interrupted_runs
from hive_inspector.core.migrations.bookkeeping.undone import undone_runs
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.rehearsing.rehearsal import rehearse
from hive_inspector.core.migrations.restore_points.points import (
    list_restore_points,
    make_restore_point,
)
from hive_inspector.core.migrations.running import live
from hive_inspector.core.migrations.running.run import Result, carry_out
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.support.migrated import migrated
from tests.support.runs import (
    content,
    moved,
    opened,
    recorded,
    rehearsed,
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

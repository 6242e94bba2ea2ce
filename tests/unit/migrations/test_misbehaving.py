"""Scripts that do what a script must not: each is refused or undone, with a sentence, and the file is as it was."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.migrations.bookkeeping.interrupted import forget, interrupted_runs
from hive_inspector.core.migrations.bookkeeping.records import read_records
from hive_inspector.core.migrations.performing.one_step import run_script
from hive_inspector.core.migrations.planning import preview
from hive_inspector.core.migrations.planning.obstacles import ObstacleKind
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.rehearsing.rehearsal import rehearse
from hive_inspector.core.migrations.restore_points.points import scratch_point
from hive_inspector.core.migrations.running.run import Result, carry_out
from hive_inspector.core.migrations.scripts import loading
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.migrations.scripts.stopping import stoppable
from tests.support.migrated import migrated
from tests.support.runs import content, opened, rehearsed, script_014

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.migrations.scripts.script import Script
    from hive_inspector.core.migrations.scripts.steps import Step

ENDS = "A script may not begin or end a transaction"
BODIES = {
    "commits": ("migrator.sql('COMMIT')", ENDS),
    "commits behind a comment": ("migrator.sql('/* x */ END TRANSACTION')", ENDS),
    "rolls back": ("migrator.sql('ROLLBACK')", ENDS),
    "begins": ("migrator.sql('BEGIN')", ENDS),
    "uses savepoints": ("migrator.sql('SAVEPOINT a')", "A script may not use savepoints"),
    "runs a script": (
        "migrator._connection._raw.executescript('CREATE TABLE x (y); COMMIT;')",
        ENDS,
    ),
    "vacuums": ("migrator.sql('VACUUM')", "cannot VACUUM from within a transaction"),
    "vacuums elsewhere": ("migrator.sql(\"VACUUM INTO 'x.db'\")", "cannot VACUUM"),
    "attaches": ("migrator.sql(\"ATTACH 'x.db' AS x\")", "A script may not attach"),
    "detaches": ("migrator.sql('DETACH main')", "A script may not detach"),
    "turns foreign keys on": ("migrator.sql('PRAGMA foreign_keys = 1')", "PRAGMA foreign_keys"),
    "turns looking off": ("migrator.sql('PRAGMA query_only = 0')", "PRAGMA query_only"),
    "marks the file": ("migrator.sql('PRAGMA user_version = 3')", "PRAGMA user_version"),
    "writes the schema": ("migrator.sql('PRAGMA writable_schema = 1')", "PRAGMA writable_schema"),
    "changes the journal": ("migrator.sql('PRAGMA journal_mode = DELETE')", "PRAGMA journal_mode"),
    "loads code": ("database.value(\"SELECT load_extension('x')\")", "load_extension()"),
    "drops the history": ("migrator.drop_table('schema_migrations')", "may not touch schema_migr"),
    "writes the history": ("migrator.sql('DELETE FROM schema_migrations')", "may not touch"),
    "renames the history": (
        "migrator.sql('ALTER TABLE schema_migrations RENAME TO x')",
        "may not touch schema_migrations",
    ),
    "watches the history": (
        "migrator.sql('CREATE TRIGGER x AFTER INSERT ON schema_migrations BEGIN SELECT 1; END')",
        "may not touch schema_migrations",
    ),
    "indexes the history": (
        "migrator.create_index('x', 'schema_migrations', 'name')",
        "may not touch schema_migrations",
    ),
    "hides a trigger": (
        "migrator.sql('CREATE TEMP TRIGGER x AFTER INSERT ON users BEGIN SELECT 1; END')",
        "temporary views or triggers",
    ),
    "opens a connection": (
        "import sqlite3; sqlite3.connect(PATH)",
        "A script may not open a connection of its own",
    ),
    "opens the file": (
        "open(PATH, 'rb').close()",
        "A script may not open the database's file itself",
    ),
    "raises": ("raise ValueError('nope')", "failed with ValueError in line 7: nope"),
    "exits": ("raise SystemExit(3)", "failed with SystemExit in line 7: 3"),
    "asks for what is not there": ("migrator.sql('DROP TABLE nowhere')", "no such table: nowhere"),
    "leaves orphans": ("migrator.sql('DELETE FROM users')", "conversations"),
}
SQL_LOOP = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
ROWS = (
    "INSERT INTO users (id) VALUES ('u1')",
    "INSERT INTO conversations (id, user_id) VALUES ('c1', 'u1')",
)


def scripts_with(folder: Path, body: str, database: Path, down: str = "pass") -> tuple[Script, ...]:
    return script_014(folder, body, down, f"PATH = {str(database)!r}")


@pytest.mark.parametrize("name", BODIES)
def test_it_is_undone_with_a_sentence(tmp_path: Path, name: str) -> None:
    body, words = BODIES[name]
    path = migrated(tmp_path / "hive.db", 13, ROWS)
    before = content(path)
    with opened(path) as hive:
        plan = make_plan(hive, scripts_with(tmp_path / "scripts", body, path), 14)
        rehearsal = rehearsed(hive, plan)
        outcome = carry_out(hive, plan, rehearsal, unproved=True)
    assert not rehearsal.passed
    assert words in rehearsal.reason
    assert outcome.result is Result.ROLLED_BACK
    assert words in outcome.reason
    assert outcome.reason.endswith(".")
    assert content(path) == before
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith("x")) == []


def test_a_rollback_that_raises_is_undone_and_known_before(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 13)
    scripts = script_014(
        tmp_path / "scripts", "migrator.sql('CREATE TABLE tags (x)')", "raise KeyError('tags')"
    )
    with opened(path) as hive:
        plan = make_plan(hive, scripts, 14)
        rehearsal = rehearsed(hive, plan)
        assert "Its script failed with KeyError" in rehearsal.reason
        assert carry_out(hive, plan, rehearsal, unproved=True).result is Result.DONE
        before = content(path)
        outcome = carry_out(hive, make_plan(hive, scripts, 13), None, unproved=True)
    assert outcome.result is Result.ROLLED_BACK
    assert content(path) == before


def test_a_verify_that_says_no_undoes_its_step(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 13)
    scripts = script_014(
        tmp_path / "scripts",
        "migrator.sql('CREATE TABLE tags (x)')",
        "migrator.drop_table('tags')",
        "def verify(database):\n    assert database.value('SELECT count(*) FROM tags') == 1, 'no tag'",
    )
    before = content(path)
    with opened(path) as hive:
        plan = make_plan(hive, scripts, 14)
        outcome = carry_out(hive, plan, None, unproved=True)
    assert outcome.result is Result.ROLLED_BACK
    assert "AssertionError" in outcome.reason
    assert "no tag" in outcome.reason
    assert content(path) == before


def test_a_step_that_only_pretends_to_go_back_does_not_pass(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 13, ROWS)
    scripts = script_014(
        tmp_path / "scripts", "migrator.sql(\"UPDATE users SET tier = 'GOLD'\")", "pass"
    )
    with opened(path) as hive:
        rehearsal = rehearsed(hive, make_plan(hive, scripts, 14))
    failed = [step for step in rehearsal.steps if not step.ok]
    assert [step.what for step in failed] == ["Taken back: every row is the one before"]
    assert failed[0].detail == ("Not declared as lost: users: 1 rows were otherwise, 1 are now")


untraced = pytest.mark.no_cover
"""A stop may strike anywhere in the thread, under a tracer in its own code too, whose lock would stay taken."""


def stopped_after_a_moment(work: Callable[[CancelToken], object]) -> float:
    """Seconds from the cancel to the end of the work."""
    token = CancelToken()
    asked: list[float] = []

    def stop() -> None:
        asked.append(time.monotonic())
        token.cancel()

    timer = threading.Timer(0.3, stop)
    timer.start()
    with pytest.raises(Cancelled):
        work(token)
    timer.join()
    return time.monotonic() - asked[0]


@untraced
@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "try:\n    while True: pass\nexcept Exception: pass",
        "while True: database.value('SELECT 1')",
        "database.value('WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t')",
        "migrator.each('INSERT INTO users (id) VALUES (?)', ((str(n),) for n in __import__('itertools').count()))",
    ],
)
def test_an_endless_script_ends_with_a_cancel(tmp_path: Path, body: str) -> None:
    path = migrated(tmp_path / "hive.db", 13, ROWS)
    before = content(path)
    later = body.replace("\n", "\n    ")
    scripts = script_014(
        tmp_path / "scripts",
        f"if first:\n    globals()['first'] = False\nelse:\n    {later}",
        head="first = True",
    )
    with opened(path) as hive:
        plan = make_plan(hive, scripts, 14)
        with scratch_point(hive.database) as point:
            waited = stopped_after_a_moment(lambda token: rehearse(point, plan, token=token))
        waited += stopped_after_a_moment(
            lambda token: carry_out(hive, plan, None, unproved=True, token=token)
        )
        with hive.database.reading() as connection:
            assert connection.integer("SELECT count(*) FROM users") == 1
    assert waited < 20  # seconds, on the busiest of computers
    assert content(path) == before


def test_a_script_that_ends_the_program_leaves_the_old_file_and_the_next_start_says_so(
    tmp_path: Path,
) -> None:
    path = migrated(tmp_path / "hive.db", 13, ROWS)
    before = content(path)
    script_014(
        tmp_path / "scripts",
        "migrator.sql('CREATE TABLE tags (x)')\nimport os; os._exit(7) if end else None",
        head="end = False",
    )
    program = (
        "import sys; from pathlib import Path; from tests.support.runs import *\n"
        f"scripts = load_scripts(Path({str(tmp_path / 'scripts')!r}))\n"
        f"with opened(Path({str(path)!r})) as hive:\n"
        "    plan = make_plan(hive, scripts, 14)\n"
        "    scripts[13].migrate.__globals__['end'] = True\n"
        "    carry_out(hive, plan, None, unproved=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[3]
    )
    assert done.returncode == 7
    assert content(path) == before
    with opened(path) as hive:
        with hive.database.reading() as connection:
            records = read_records(connection, hive.schema)
        (found,) = interrupted_runs(hive.database.real_path, records)
        assert not found.was_kept
        assert found.text.startswith("The migration from 13 to 14 of ")
        assert (
            "Nothing of it is in the file, which is as it was before. The restore point"
            in found.text
        )
        assert Path(found.mark.restore_point).is_file()
        forget([found])
        assert not interrupted_runs(hive.database.real_path, records)


def test_a_script_that_opens_a_connection_when_it_is_loaded_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="A script may not open a connection of its own"):
        script_014(tmp_path / "scripts", "pass", head="import sqlite3\nsqlite3.connect(':memory:')")


def test_without_a_thread_to_spare_a_cancel_still_ends_the_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    token = CancelToken()
    with monkeypatch.context() as patched, pytest.raises(Cancelled), stoppable(token):
        patched.setattr(threading.Thread, "start", refused)
        token.cancel()
        raise ValueError("the script ends by itself")


@untraced
@pytest.mark.parametrize(
    "body",
    ["while True: pass", "while True: database.value('SELECT 1')", f"database.value({SQL_LOOP!r})"],
)
def test_an_endless_script_is_not_waited_for_when_it_is_only_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setattr(preview, "LIMIT_S", 0.3)
    path = migrated(tmp_path / "hive.db", 13)
    with opened(path) as hive:
        plan = make_plan(hive, script_014(tmp_path / "scripts", body), 14)
    (late,) = plan.steps
    assert late.statements == ()
    (obstacle,) = [one for one in plan.obstacles if one.kind is ObstacleKind.SCRIPT]
    assert obstacle.message == (
        "On an empty file with the same tables: Migration 014 tags did not end within 0.3 seconds."
    )
    assert plan.can_rehearse


@untraced
def test_what_was_seen_before_such_a_script_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = CancelToken()

    def run_in_time(connection: Any, step: Step, *more: Any, **named: Any) -> None:
        if step.script.version == 14:
            limited.cancel()
        run_script(connection, step, *more, **named)

    monkeypatch.setattr(preview, "in_time", lambda _token, _seconds: nullcontext(limited))
    monkeypatch.setattr(preview, "run_script", run_in_time)
    path = migrated(tmp_path / "hive.db", 12)
    with opened(path) as hive:
        plan = make_plan(
            hive, script_014(tmp_path / "scripts", f"database.value({SQL_LOOP!r})"), 14
        )
    seen, late = plan.steps
    assert seen.statements
    assert (late.statements, [one.kind for one in plan.obstacles]) == ((), [ObstacleKind.SCRIPT])


@untraced
def test_a_script_that_does_not_end_when_it_is_loaded_cannot_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "LIMIT_S", 0.3)
    with pytest.raises(UsageProblem, match=r"could not be loaded within 0\.3 seconds\."):
        script_014(tmp_path / "scripts", "pass", head="while True: pass")


@untraced
def test_loading_ends_with_a_cancel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "LIMIT_S", 0.1)
    with pytest.raises(UsageProblem):
        script_014(tmp_path / "scripts", "pass", head="while True: pass")
    monkeypatch.undo()
    stopped_after_a_moment(lambda token: load_scripts(tmp_path / "scripts", token=token))

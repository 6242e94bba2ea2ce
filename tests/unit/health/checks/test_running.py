from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NoReturn

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.checkup import check_file, examined
from hive_inspector.core.database.failures import (
    DatabaseDamaged,
    DatabaseLocked,
    StatementProblem,
)
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.health.checks.catalogue import CHECKS, QUICK, checks_named
from hive_inspector.core.health.checks.check import Check, CheckContext, Cost, Skipped, State
from hive_inspector.core.health.checks.running import run_checks
from hive_inspector.core.health.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.health.checks.check import CheckResult

NOTICE = Finding("n", "n", Severity.NOTICE, "a notice", "")


@pytest.fixture
def context(tmp_path: Path) -> Iterator[CheckContext]:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE a (b)")
    with open_database(DatabaseTarget(path)) as database, examined(database) as found:
        yield found


def check(name: str, outcome: Exception | tuple[Finding, ...]) -> Check:
    def run(_context: CheckContext) -> tuple[Finding, ...]:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return Check(name, name.title(), "It is well.", Cost.QUICK, run)


def run(context: CheckContext, *checks: Check) -> list[CheckResult]:
    return list(run_checks(context, checks))


def test_what_stops_one_check_does_not_stop_the_next(context: CheckContext) -> None:
    damaged, refused, locked, skipped, well = run(
        context,
        check("a", DatabaseDamaged("It is damaged.", "Keep it.")),
        check("b", StatementProblem("It was refused.", "Reload.")),
        check("c", DatabaseLocked("It is locked.", "Wait.")),
        check("d", Skipped("There is no such table.")),
        check("e", (NOTICE,)),
    )

    assert (damaged.state, damaged.findings[0].severity) == (State.FAILED, Severity.PROBLEM)
    assert damaged.findings[0].repair == "salvage"
    assert (refused.state, refused.findings[0].severity) == (State.FAILED, Severity.WARNING)
    assert (locked.state, locked.reason) == (State.SKIPPED, "It is locked. Wait.")
    assert (skipped.state, skipped.reason) == (State.SKIPPED, "There is no such table.")
    assert (well.state, well.findings) == (State.PASSED, (NOTICE,))


def test_the_words_of_sqlite_are_kept_beside_ours(context: CheckContext) -> None:
    error = DatabaseDamaged("It is damaged.", "Keep it.")
    error.__cause__ = sqlite3.DatabaseError("database disk image is malformed")
    (result,) = run(context, check("a", error))

    assert result.findings[0].detail == (
        "It is damaged. SQLite says: database disk image is malformed."
    )


def test_a_bug_is_no_finding(context: CheckContext) -> None:
    with pytest.raises(KeyError):
        run(context, check("a", KeyError("a bug")))


def test_verdicts_come_one_by_one_and_progress_names_what_runs(context: CheckContext) -> None:
    told: list[tuple[int, int | None, str]] = []
    checks = [check("a", ()), check("b", ())]
    stream = run_checks(context, checks, lambda *report: told.append(report))

    assert next(stream).check.id == "a"
    assert told == [(0, 2, "A")]
    assert [result.check.id for result in stream] == ["b"]
    assert told[-1] == (2, 2, "")


def test_a_cancelled_run_ends_at_once(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE a (b)")
    token = CancelToken()
    with open_database(DatabaseTarget(path)) as database:
        stream = check_file(database, token=token)
        next(stream)
        token.cancel()
        with pytest.raises(Cancelled):
            next(stream)


def test_a_cancel_stops_a_check_in_the_middle_of_a_statement(context: CheckContext) -> None:
    def endless(found: CheckContext) -> NoReturn:
        found.connection.token.cancel()
        found.connection.value(
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c"
        )
        raise AssertionError

    slow = Check("slow", "Slow", "It ends.", Cost.THOROUGH, endless)
    with pytest.raises(Cancelled):
        run(context, slow)


def test_every_check_says_what_it_is_in_one_line() -> None:
    assert len({one.id for one in CHECKS}) == len(CHECKS)
    for one in CHECKS:
        assert one.meaning.endswith("."), one.id
        assert len(one.meaning) < 100, one.id
        assert "\n" not in one.meaning
        assert one.title
    assert {one.id for one in QUICK} >= {"schema_drift", "dangling_references", "wal_size"}


def test_checks_are_chosen_by_id_in_their_own_order() -> None:
    chosen = checks_named(["orphans", "wal_size", "orphans"])

    assert [one.id for one in chosen] == ["wal_size", "orphans"]
    with pytest.raises(UsageProblem, match="no check “moon”") as raised:
        checks_named(["moon"])
    assert "wal_size" in raised.value.hint


def test_each_check_sees_the_newest_state_and_keeps_no_log_from_being_emptied(
    tmp_path: Path,
) -> None:
    path = tmp_path / "used.db"
    seen: list[tuple[int, bool, int]] = []

    with closing(sqlite3.connect(path, isolation_level=None)) as hive:
        hive.execute("PRAGMA journal_mode = WAL")
        hive.execute("CREATE TABLE a (b)")

        def writing(context: CheckContext) -> tuple[Finding, ...]:
            context.connection.rows("SELECT * FROM a")
            hive.execute("INSERT INTO a VALUES (1)")
            hive.execute("CREATE TABLE later (b)")
            return ()

        def looking(context: CheckContext) -> tuple[Finding, ...]:
            rows = context.connection.integer("SELECT count(*) FROM a")
            context.move_on()
            kept_busy, _, _ = hive.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
            seen.append((rows, context.schema.table("later") is not None, kept_busy))
            return ()

        checks = [
            Check(name, name, "Whether it is well.", Cost.QUICK, work)
            for name, work in (("writing", writing), ("looking", looking))
        ]
        with open_database(DatabaseTarget(path)) as database, examined(database) as context:
            results = run(context, *checks)

    assert [one.state for one in results] == [State.PASSED, State.PASSED]
    assert seen == [(1, True, 0)]


def test_a_check_of_all_tables_is_left_where_others_change_what_is_declared(
    tmp_path: Path,
) -> None:
    path = tmp_path / "used.db"

    with closing(sqlite3.connect(path, isolation_level=None)) as hive:
        hive.execute("PRAGMA journal_mode = WAL")
        hive.execute("CREATE TABLE a (b)")

        def work(context: CheckContext) -> tuple[Finding, ...]:
            hive.execute("ALTER TABLE a RENAME TO c")
            context.move_on()
            return (NOTICE,)

        with open_database(DatabaseTarget(path)) as database, examined(database) as context:
            (result,) = run(context, Check("x", "x", "Whether.", Cost.QUICK, work))

    assert result.state is State.SKIPPED
    assert "changed what the file declares" in result.reason

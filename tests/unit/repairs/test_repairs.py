"""Each repair on the defect that it is for: proved on a copy, done, and found gone by the check."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.checkup import check_file
from hive_inspector.core.database import connections
from hive_inspector.core.database.failures import DatabaseLocked
from hive_inspector.core.database.target import Access
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.health.checks.catalogue import CHECKS, checks_named
from hive_inspector.core.hive.privacy import masks
from hive_inspector.core.migrations.running.run import Result
from hive_inspector.core.repairs.carrying import carry_out_repair, rehearse_repair
from hive_inspector.core.repairs.catalogue import REPAIRS, repair_of
from hive_inspector.core.repairs.planning import plan_repair
from tests.faults.counting import part
from tests.support.repaired import LINEAGES, planned, repaired, tried
from tests.support.runs import content, fetched, opened, run_sql

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    CopyOf = Callable[..., Path]

SIDE = "_hive_inspector_quarantine_"


def test_every_repair_answers_checks_that_exist() -> None:
    known = {check.id for check in CHECKS}
    assert {check for repair in REPAIRS for check in repair.mends} <= known
    assert len({repair.id for repair in REPAIRS}) == len(REPAIRS)


def test_a_repair_is_found_by_its_id_or_by_the_check_that_it_alone_answers() -> None:
    assert repair_of("oversized_index").id == "drop-oversized-index"
    assert repair_of("vacuum").id == "vacuum"
    with pytest.raises(UsageProblem) as caught:
        repair_of("integrity")
    assert "reindex" in caught.value.hint


@pytest.mark.parametrize("lineage", LINEAGES)
def test_a_clean_file_has_nothing_in_need_of_a_change(copy_of: CopyOf, lineage: str) -> None:
    path = copy_of(lineage, with_defects=False)
    for repair in ("quarantine-orphans", "normalise-times", "drop-oversized-index"):
        if lineage != "desktop" or repair != "drop-oversized-index":  # Hive's own, in that lineage
            assert not planned(path, repair).is_needed, repair


@pytest.mark.parametrize("lineage", part(LINEAGES, 3))
def test_orphans_go_to_quarantine_and_come_back(copy_of: CopyOf, lineage: str) -> None:
    path = copy_of(lineage)
    if planned(path, "dangling-reference").is_needed:
        assert repaired(path, "dangling-reference").is_proved
    before = content(path)
    outcome = repaired(path, "quarantine-orphans")
    assert outcome.is_proved, (outcome.reason, outcome.proofs)
    assert not fetched(path, "PRAGMA foreign_key_check")
    sides = [
        n
        for (n,) in fetched(path, "SELECT name FROM sqlite_master WHERE type = 'table'")
        if n.startswith(SIDE)
    ]
    kept = {n: fetched(path, f'SELECT count(*) FROM "{n}"')[0][0] for n in sides}
    assert sum(kept.values()) > 0
    after = content(path)
    for table, rows in before[1].items():
        if "_fts" in table:  # shows what its table has
            continue
        gone = len(rows) - len(after[1][table])
        assert gone == kept.get(f"{SIDE}rows_of_{table}", 0), table
    assert outcome.restore_point is not None
    bring_parents_back(path, outcome.restore_point.path)
    assert repaired(path, "return-from-quarantine").result is Result.DONE
    assert not any(
        fetched(path, f'SELECT count(*) FROM "{n}"')[0][0] for n in sides if "rows_of" in n
    )
    again = content(path)[1]
    for table, rows in before[1].items():
        if table != "conversations" and "_fts" not in table:
            assert sorted(map(repr, again[table])) == sorted(map(repr, rows)), table


def test_rows_that_the_quarantine_leaves_alone_are_told_without_it(copy_of: CopyOf) -> None:
    path = copy_of("desktop")
    run_sql(path, "UPDATE messages SET model_used = 'gone/model' WHERE rowid IN (1, 2, 3)")
    orphans = checks_named(["orphans"])
    with opened(path) as hive:
        (result,) = check_file(hive.database, orphans)
    by_repair = {one.repair: one for one in result.findings}
    assert set(by_repair) == {"quarantine-orphans", None}
    assert by_repair[None].objects == ("messages.model_used",)
    assert by_repair[None].rows == 3
    assert "messages.model_used" not in by_repair["quarantine-orphans"].objects
    outcome = repaired(path, "quarantine-orphans")
    assert outcome.is_proved, (outcome.reason, outcome.proofs)
    with opened(path) as hive:
        (result,) = check_file(hive.database, orphans)
    assert [(one.id, one.repair) for one in result.findings] == [("orphans", None)]


def bring_parents_back(path: Path, _before: Path) -> None:
    """Make the rows that were named again: a conversation for each name that is kept."""
    with closing(sqlite3.connect(path)) as raw:
        tables = [
            r[0]
            for r in raw.execute(
                "SELECT name FROM sqlite_master WHERE name GLOB ?", (f"{SIDE}rows_of_*",)
            )
        ]
        for table in tables:
            columns = [r[1] for r in raw.execute(f'PRAGMA table_info("{table}")')]
            for column in columns:
                if column.endswith("conversation_id"):
                    make_conversations(raw, f'SELECT DISTINCT "{column}" FROM "{table}"')
        if raw.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (f"{SIDE}names",)).fetchone():
            make_conversations(
                raw,
                f"SELECT DISTINCT value FROM {SIDE}names WHERE origin_column GLOB '*conversation_id'",
            )
        raw.commit()


def make_conversations(raw: sqlite3.Connection, names: str) -> None:
    filled = [
        row[1]
        for row in raw.execute("PRAGMA table_info(conversations)")
        if row[3] and row[4] is None and row[1] != "id"
    ]
    columns = "".join(f', "{name}"' for name in filled)
    for (name,) in raw.execute(names).fetchall():
        raw.execute(
            f"INSERT OR IGNORE INTO conversations (id{columns}) VALUES (?{', 1' * len(filled)})",
            (name,),
        )


@pytest.mark.parametrize("lineage", part(LINEAGES, 3))
def test_times_are_written_in_one_format_and_stay_the_same_moments(
    copy_of: CopyOf, lineage: str
) -> None:
    path = copy_of(lineage)
    plan = planned(path, "normalise-times")
    assert plan.is_needed
    assert sum(plan.rows.values()) > 0
    outcome = repaired(path, "normalise-times")
    assert outcome.is_proved, (outcome.reason, outcome.proofs)
    assert not planned(path, "normalise-times").is_needed


@pytest.mark.parametrize("lineage", ["hybrid", "desktop"])
def test_the_oversized_index_goes_and_no_row_with_it(copy_of: CopyOf, lineage: str) -> None:
    path = copy_of(lineage)
    before = content(path)[1]
    outcome = repaired(path, "drop-oversized-index")
    assert outcome.is_proved, (outcome.reason, outcome.proofs)
    assert content(path)[1] == before


def test_statistics_are_gathered(copy_of: CopyOf) -> None:
    path = copy_of("core")
    assert repaired(path, "analyze").is_proved
    assert fetched(path, "SELECT count(*) FROM sqlite_stat1")[0][0] > 0


def test_a_wrong_index_is_built_anew(copy_of: CopyOf) -> None:
    path = copy_of("core", with_defects=False)
    run_sql(
        path,
        "PRAGMA writable_schema = 1",
        "UPDATE sqlite_master SET sql = replace(sql, '(user_id)', '(total_cost)')"
        " WHERE name = 'idx_conversations_user'",
    )
    wrong = fetched(path, "PRAGMA integrity_check")
    assert wrong != [("ok",)] or pytest.skip("the demo has no such index")
    assert repaired(path, "reindex").is_proved
    assert fetched(path, "PRAGMA integrity_check") == [("ok",)]


def with_free_pages(path: Path) -> Path:
    return run_sql(
        path, "CREATE TABLE filler AS SELECT randomblob(900000) AS b", "DROP TABLE filler"
    )


def test_a_file_is_compacted_row_for_row(copy_of: CopyOf) -> None:
    path = with_free_pages(copy_of("hybrid"))
    before = content(path)
    size = path.stat().st_size
    outcome = repaired(path, "vacuum")
    assert outcome.is_proved, (outcome.reason, outcome.proofs)
    assert content(path) == before
    assert path.stat().st_size < size
    assert fetched(path, "PRAGMA freelist_count") == [(0,)]
    assert fetched(path, "SELECT name, outcome FROM _hive_inspector_migrations") == [
        ("vacuum", "done")
    ]


def test_a_log_is_moved_into_the_database(copy_of: CopyOf) -> None:
    path = copy_of("core", with_defects=False)
    with opened(path) as hive:
        with hive.database.reading() as connection:  # while one is open, the log stays
            connection.rows("SELECT 1 FROM sqlite_master")
        run_sql(path, "PRAGMA wal_autocheckpoint = 0", "CREATE TABLE late AS SELECT 'late' AS word")
        assert path.with_name("hive.db-wal").stat().st_size
        plan = plan_repair(hive, repair_of("checkpoint"))
        assert plan.is_needed
        outcome = carry_out_repair(hive, plan, rehearse_repair(hive, plan))
        assert outcome.is_proved, (outcome.reason, outcome.proofs)
        log = path.with_name("hive.db-wal")
        assert not log.exists() or not log.stat().st_size
        again = plan_repair(hive, repair_of("checkpoint"))
        assert not again.is_needed
        assert "holds nothing" in again.title
    assert fetched(path, "SELECT word FROM late") == [("late",)]


@pytest.mark.parametrize("repair", ["checkpoint", "vacuum"])
def test_upkeep_waits_for_nobody_who_has_the_file(
    copy_of: CopyOf, repair: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STATEMENT_PATIENCE_S", 0.2)
    path = with_free_pages(copy_of("core"))
    with opened(path) as hive:
        if repair == "checkpoint":
            run_sql(path, "PRAGMA journal_mode = WAL")
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA journal_mode = WAL")
            other.execute("CREATE TABLE more (x)")
            other.commit()
            plan = plan_repair(hive, repair_of(repair))
            rehearsal = rehearse_repair(hive, plan)
            assert rehearsal.passed, rehearsal.reason
            with pytest.raises(DatabaseLocked):
                carry_out_repair(hive, plan, rehearsal)


def test_only_the_owner_may_read_the_file_afterwards(copy_of: CopyOf) -> None:
    path = copy_of("core", with_defects=False)
    path.chmod(0o644)
    content_before = path.read_bytes()
    outcome = repaired(path, "set-permissions")
    assert outcome.is_proved
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == content_before
    assert not planned(path, "set-permissions").is_needed


MENDING = ("quarantine-orphans", "normalise-times", "drop-oversized-index", "analyze", "vacuum")


@pytest.mark.parametrize("repair", MENDING[:3])
def test_a_file_that_changed_since_the_rehearsal_is_left_as_it_is(
    copy_of: CopyOf, repair: str
) -> None:
    path = with_free_pages(copy_of("hybrid"))
    plan, rehearsal = tried(path, repair)
    run_sql(path, "CREATE TABLE since (x)")
    before = content(path)
    with opened(path) as hive:
        outcome = carry_out_repair(hive, plan, rehearsal)
    assert outcome.result is Result.REFUSED
    assert "rehears" in outcome.reason
    assert content(path) == before


def test_a_damaged_file_that_changed_since_the_rehearsal_is_not_salvaged(copy_of: CopyOf) -> None:
    path = copy_of("core", with_defects=False)
    plan, rehearsal = tried(path, "salvage")
    assert rehearsal.passed
    assert plan.target is not None
    run_sql(path, "CREATE TABLE since (x)")
    with opened(path) as hive:
        outcome = carry_out_repair(hive, plan, rehearsal)
    assert outcome.result is Result.REFUSED
    assert "rehears" in outcome.reason.casefold()
    assert not plan.target.exists()


def test_the_permissions_of_another_file_under_the_name_are_left(copy_of: CopyOf) -> None:
    path = copy_of("core", with_defects=False)
    path.chmod(0o644)
    plan, rehearsal = tried(path, "set-permissions")
    other = path.with_name("other.db")
    shutil.copy(path, other)
    other.chmod(0o644)
    other.replace(path)
    with opened(path) as hive:
        outcome = carry_out_repair(hive, plan, rehearsal)
    assert outcome.result is Result.REFUSED
    assert "rehears" in outcome.reason.casefold()
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_rows_that_became_orphans_since_the_rehearsal_stop_it(copy_of: CopyOf) -> None:
    path = copy_of("hybrid")
    plan, rehearsal = tried(path, "quarantine-orphans")
    run_sql(path, "DELETE FROM conversations WHERE rowid = (SELECT max(rowid) FROM conversations)")
    before = content(path)
    with opened(path) as hive:
        outcome = carry_out_repair(hive, plan, rehearsal)
    assert outcome.result is Result.REFUSED
    assert "in the rehearsal" in outcome.reason
    assert content(path) == before


@pytest.mark.parametrize("repair", ["quarantine-orphans", "vacuum"])
def test_a_locked_file_and_one_open_for_reading_are_left_alone(
    copy_of: CopyOf, repair: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STATEMENT_PATIENCE_S", 0.2)
    path = with_free_pages(copy_of("hybrid"))
    plan, rehearsal = tried(path, repair)
    with opened(path, Access.READ_ONLY) as hive:
        read_only = plan_repair(hive, repair_of(repair))
        assert not read_only.can_run
        assert carry_out_repair(hive, read_only, rehearsal).result is Result.REFUSED
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with opened(path) as hive, pytest.raises(DatabaseLocked):
            carry_out_repair(hive, plan, rehearsal)


def test_what_is_kept_is_masked_as_where_it_came_from() -> None:
    kept = f"{SIDE}rows_of_licenses"
    assert [mask.column for mask in masks(kept, ("id", "key", "_reason"))] == ["key"]
    assert [mask.column for mask in masks(f"{SIDE}names", ("origin", "value"))] == ["value"]

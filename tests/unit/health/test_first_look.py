from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hive_inspector.core.database.header import Header
from hive_inspector.core.database.sidefiles import FileState
from hive_inspector.core.database.snapshot import (
    Column,
    Reference,
    Schema,
    Table,
    TableKind,
)
from hive_inspector.core.database.way import Opening, Way
from hive_inspector.core.health.first_look import (
    FirstLook,
    VersionState,
    broken_references,
    first_look_assurances,
    first_look_remarks,
    reference_count,
)
from hive_inspector.core.health.remarks import Remark, Severity
from hive_inspector.core.hive.blueprints import blueprint, blueprint_names
from hive_inspector.core.hive.drift import Drift, DriftKind
from hive_inspector.core.migrations.bookkeeping.status import MigrationState

MB = 1024 * 1024
EMPTY = Schema((), ())
OPENING = Opening(
    way=Way.LIVE,
    read_path=Path("x.db"),
    header=Header(page_size=4096, uses_wal=True, newer_to_write=False, page_count=1),
    state=FileState(None, None, None),
)


def look(schema: Schema = EMPTY) -> FirstLook:
    return FirstLook(opening=OPENING, schema=schema, expected="core version 13")


def only(found: FirstLook) -> Remark:
    (remark,) = first_look_remarks(found)
    return remark


def table(name: str, *targets: str) -> Table:
    references = tuple(Reference((f"{target}_id",), target, ("id",)) for target in targets)
    return Table(name, TableKind.TABLE, (Column("id", "TEXT"),), references)


def schema(*tables: Table) -> Schema:
    return Schema(tables, ())


def test_a_file_that_is_as_it_should_be_yields_nothing() -> None:
    assert first_look_remarks(look(schema(table("users"), table("conversations", "users")))) == ()


# From 006 on Hive's own migrations leave the reference dangling (FACTS.md, defect 1); nothing else does.
DANGLING = {f"core-{version:03d}" for version in range(6, 14)} | {"hybrid"}


@pytest.mark.parametrize("name", blueprint_names())
def test_a_schema_as_hive_makes_it_is_only_told_its_dangling_reference(name: str) -> None:
    titles = [remark.title for remark in first_look_remarks(look(blueprint(name)))]

    assert titles == (["Writes to conversations fail"] if name in DANGLING else [])


def test_a_dangling_reference_is_a_problem_that_names_both_ends() -> None:
    remark = only(look(blueprint("core-013")))

    assert remark.severity is Severity.PROBLEM
    assert remark.detail == (
        "conversations.consensus_profile_id refers to consensus_profiles_backup, "
        "a table that does not exist."
    )


def test_references_to_the_same_missing_table_are_one_remark() -> None:
    remark = only(look(schema(table("a", "gone"), table("b", "gone"), table("c", "a"))))

    assert remark.title == "Writes to a and b fail"
    assert remark.detail.startswith("a.gone_id and b.gone_id refer to gone")


def test_a_reference_finds_its_table_whatever_the_case_of_the_letters() -> None:
    assert broken_references(schema(table("Users"), table("conversations", "USERS"))) == ()


def test_references_are_counted_over_all_tables() -> None:
    assert reference_count(schema(table("a", "b", "c"), table("b", "c"), table("c"))) == 3
    assert reference_count(blueprint("core-013")) == 34


def test_a_cut_off_file_is_a_problem() -> None:
    note = "The file is cut off: it has 1,000 of 2,000 bytes."
    remark = only(replace(look(), opening=replace(OPENING, note=note)))

    assert remark.severity is Severity.PROBLEM
    assert remark.title == "The file is cut off"
    assert remark.detail == "It has 1,000 of 2,000 bytes."
    assert remark.next_step


def test_reading_from_a_private_copy_is_a_warning() -> None:
    note = "Read from a private copy: a crash left work that SQLite has to finish before reading."
    opening = replace(OPENING, way=Way.PRIVATE_COPY, note=note)
    remark = only(replace(look(), opening=opening))

    assert remark.severity is Severity.WARNING
    assert remark.title == "Read from a private copy"
    assert remark.detail.startswith("A crash left work")


@pytest.mark.parametrize(
    ("state", "severity", "title"),
    [
        ("conflict", Severity.WARNING, "Migration 010 is in conflict"),
        ("missing", Severity.WARNING, "Migration 010 is unknown"),
        ("unknown", Severity.WARNING, "Migration 010 is unknown"),
        ("changed", Severity.WARNING, "Migration 010 is changed"),
        ("pending", Severity.NOTICE, "Migration 010 is pending"),
    ],
)
def test_each_state_of_a_migration_has_its_remark(
    state: str, severity: Severity, title: str
) -> None:
    remark = only(replace(look(), migrations=(VersionState("010", state),)))

    assert (remark.severity, remark.title) == (severity, title)
    assert remark.detail.endswith(".")


def test_the_state_words_are_those_of_the_migrations() -> None:
    told = {state.value for state in MigrationState} - {"applied"}
    versions = tuple(VersionState("001", state) for state in told)

    assert len(first_look_remarks(replace(look(), migrations=versions))) == len(told)


def test_applied_migrations_need_no_remark() -> None:
    applied = (VersionState("001", "applied", "On record as “x”."),)

    assert first_look_remarks(replace(look(), migrations=applied)) == ()


def test_what_the_migrations_note_is_what_the_remark_says() -> None:
    stopped = (VersionState("010", "conflict", "It stopped once."),)

    assert only(replace(look(), migrations=stopped)).detail == "It stopped once."


def test_several_pending_migrations_are_one_remark() -> None:
    versions = tuple(VersionState(f"{n:03d}", "pending") for n in (9, 10, 11, 12, 13))
    two = only(replace(look(), migrations=versions[3:]))
    five = only(replace(look(), migrations=versions))

    assert (two.title, five.title) == ("2 migrations are pending", "5 migrations are pending")
    assert two.detail.startswith("012 and 013. ")
    assert five.detail.startswith("009 to 013. ")


@pytest.mark.parametrize(
    ("kind", "severity", "title"),
    [
        ("missing_table", Severity.PROBLEM, "1 table is missing"),
        ("missing_column", Severity.PROBLEM, "1 column is missing"),
        ("missing_index", Severity.WARNING, "1 index is missing"),
        ("extra_table", Severity.NOTICE, "1 table is not of this version"),
        ("changed_column", Severity.WARNING, "1 column is changed"),
        ("changed_reference", Severity.WARNING, "1 reference is changed"),
    ],
)
def test_each_kind_of_drift_has_its_remark(kind: str, severity: Severity, title: str) -> None:
    remark = only(replace(look(), drifts=(Drift(DriftKind(kind), "things", "detail"),)))

    assert (remark.severity, remark.title) == (severity, title)
    assert remark.detail.startswith("things, compared with core version 13. ")


@pytest.mark.parametrize("kind", DriftKind)
def test_no_kind_of_drift_goes_untold(kind: DriftKind) -> None:
    drifts = (Drift(kind, "one", ""), Drift(kind, "two", ""))
    remark = only(replace(look(), drifts=drifts))

    assert remark.title.startswith("2 ")
    assert remark.detail.startswith("one and two, compared with")


def test_a_dangling_reference_is_not_told_a_second_time_as_drift() -> None:
    found = look(schema(table("conversations", "gone")))
    drift = Drift(DriftKind.CHANGED_REFERENCE, "conversations.gone_id", "")

    assert len(first_look_remarks(replace(found, drifts=(drift,)))) == 1


def test_a_large_log_is_a_warning_and_a_small_one_nothing() -> None:
    assert first_look_remarks(replace(look(), wal_bytes=63 * MB)) == ()
    remark = only(replace(look(), wal_bytes=412 * MB))

    assert remark.severity is Severity.WARNING
    assert remark.title == "The WAL has grown to 412.0 MB"


def test_a_view_that_fails_is_a_warning() -> None:
    view = Table("v", TableKind.VIEW, (), problem="no such column: x")

    remark = only(look(schema(view)))

    assert remark.severity is Severity.WARNING
    assert remark.title == "View v cannot be read"
    assert remark.detail == "No such column: x"


def test_the_worst_comes_first() -> None:
    found = replace(
        look(schema(table("a", "gone"))),
        wal_bytes=100 * MB,
        migrations=(VersionState("013", "pending"),),
    )

    severities = [remark.severity for remark in first_look_remarks(found)]

    assert severities == [Severity.PROBLEM, Severity.WARNING, Severity.NOTICE]


def test_what_is_well_is_told_only_as_far_as_it_was_looked_at() -> None:
    applied = (VersionState("001", "applied"), VersionState("002", "applied"))
    whole = replace(look(schema(table("users"), table("a", "users"))), migrations=applied)

    assert first_look_assurances(whole) == (
        "Every table, column and index is as in core version 13.",
        "All 2 migrations are applied.",
        "1 reference between tables, each to one that exists.",
        "The file is complete and needs no recovery.",
        "The WAL is small.",
    )
    assert first_look_assurances(replace(look(), expected="")) == (
        "The file is complete and needs no recovery.",
        "The WAL is small.",
    )


def test_what_is_remarked_on_is_not_told_to_be_well() -> None:
    found = FirstLook(
        opening=replace(OPENING, note="The file is cut off: it is short."),
        schema=schema(table("a", "gone")),
        expected="core version 13",
        drifts=(Drift(DriftKind.MISSING_TABLE, "users", ""),),
        migrations=(VersionState("001", "pending"),),
        wal_bytes=100 * MB,
    )

    assert first_look_assurances(found) == ()

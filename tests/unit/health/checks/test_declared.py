"""Checks that read declarations alone, on schemas made for them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.checkup import examined
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.snapshot import Column, Reference, Schema, Table, TableKind
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.health.assurances import assurances
from hive_inspector.core.health.checks.catalogue import FIRST_LOOK
from hive_inspector.core.health.checks.check import CheckContext, Skipped, VersionState
from hive_inspector.core.health.checks.drifts import drift_findings
from hive_inspector.core.health.checks.references import broken_references, find_dangling
from hive_inspector.core.health.checks.references import reference_count as count
from hive_inspector.core.health.checks.running import run_checks
from hive_inspector.core.health.checks.versions import find_duplicate, find_version_states
from hive_inspector.core.health.findings import Severity
from hive_inspector.core.hive.blueprints import blueprint, blueprint_names
from hive_inspector.core.hive.drift import Drift, DriftKind
from hive_inspector.core.migrations.bookkeeping.status import MigrationState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.health.findings import Finding


@pytest.fixture
def context(tmp_path: Path) -> Iterator[CheckContext]:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE a (b)")
    with open_database(DatabaseTarget(path)) as database, examined(database) as found:
        yield found


def table(name: str, *targets: str) -> Table:
    references = tuple(Reference((f"{target}_id",), target, ("id",)) for target in targets)
    return Table(name, TableKind.TABLE, (Column("id", "TEXT", key_position=1),), references)


def schema(*tables: Table) -> Schema:
    return Schema(tables, ())


# From 006 on Hive's own migrations leave the reference dangling (FACTS, defect 1); nothing else does.
DANGLING = {f"core-{version:03d}" for version in range(6, 14)} | {"hybrid"}


@pytest.mark.parametrize("name", blueprint_names())
def test_a_schema_as_hive_makes_it_has_one_dangling_reference_at_most(
    context: CheckContext, name: str
) -> None:
    titles = [one.title for one in find_dangling(replace(context, schema=blueprint(name)))]

    assert titles == (["Writes to conversations fail"] if name in DANGLING else [])


def test_a_dangling_reference_is_a_problem_that_names_both_ends(context: CheckContext) -> None:
    (finding,) = find_dangling(replace(context, schema=blueprint("core-013")))

    assert finding.severity is Severity.PROBLEM
    assert finding.detail == (
        "conversations.consensus_profile_id refers to consensus_profiles_backup, "
        "a table that does not exist."
    )


@pytest.mark.parametrize(
    ("declaration", "why"),
    [
        ("REFERENCES gone (id)", "gone, a table that does not exist"),
        ("REFERENCES parent (gone)", "parent.gone, a column that does not exist"),
        ("REFERENCES parent (name)", "parent (name), which is not unique"),
        ("REFERENCES parent (id)", ""),
        ("REFERENCES parent", ""),
        ("REFERENCES PARENT (Code)", ""),
    ],
)
def test_why_a_reference_leads_nowhere_is_what_sqlite_refuses(
    tmp_path: Path, declaration: str, why: str
) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE parent (id TEXT PRIMARY KEY, name TEXT, code TEXT UNIQUE)")
        raw.execute(f"CREATE TABLE child (at TEXT {declaration})")
        raw.execute("INSERT INTO parent VALUES ('x', 'x', 'x')")
        raw.commit()
        raw.execute("PRAGMA foreign_keys = 1")
        try:
            raw.execute("INSERT INTO child VALUES ('x')")
            is_refused = False
        except sqlite3.Error:
            is_refused = True
        raw.rollback()
    with open_database(DatabaseTarget(path)) as database, examined(database) as found:
        broken = [one.why for one in broken_references(found.schema)]

    assert broken == ([why] if why else [])
    assert is_refused == bool(why)


def test_references_are_counted_over_all_tables() -> None:
    assert count(schema(table("a", "b", "c"), table("b", "c"), table("c"))) == 3
    assert count(blueprint("core-013")) == 34


def states(context: CheckContext, *versions: VersionState) -> tuple[Finding, ...]:
    return find_version_states(replace(context, versions=lambda: versions))


@pytest.mark.parametrize(
    ("state", "severity", "title"),
    [
        ("conflict", Severity.WARNING, "Migration 011 is in conflict"),
        ("missing", Severity.WARNING, "Migration 011 is without a script"),
        ("unknown", Severity.WARNING, "Migration 011 is unknown"),
        ("changed", Severity.WARNING, "Migration 011 is changed"),
        ("pending", Severity.NOTICE, "Migration 011 is pending"),
    ],
)
def test_each_state_of_a_migration_has_its_finding(
    context: CheckContext, state: str, severity: Severity, title: str
) -> None:
    (finding,) = states(context, VersionState("011", state))

    assert (finding.severity, finding.title) == (severity, title)
    assert finding.detail.endswith(".")


def test_the_state_words_are_those_of_the_migrations(context: CheckContext) -> None:
    told = {state.value for state in MigrationState} - {"applied"}

    assert len(states(context, *(VersionState("001", state) for state in told))) == len(told)
    assert states(context, VersionState("001", "applied", "On record as “x”.")) == ()


def test_what_the_migrations_note_is_what_the_finding_says(context: CheckContext) -> None:
    (finding,) = states(context, VersionState("012", "conflict", "It stopped once."))

    assert finding.detail == "It stopped once."


def test_several_pending_migrations_are_one_finding(context: CheckContext) -> None:
    versions = tuple(VersionState(f"{n:03d}", "pending") for n in (9, 10, 11, 12, 13))
    (two,), (five,) = states(context, *versions[3:]), states(context, *versions)

    assert (two.title, five.title) == ("2 migrations are pending", "5 migrations are pending")
    assert two.detail.startswith("012 and 013. ")
    assert five.detail.startswith("009 to 013. ")


@pytest.mark.parametrize(
    ("version", "severity"), [(9, Severity.NOTICE), (10, Severity.PROBLEM), (13, Severity.PROBLEM)]
)
def test_the_number_that_two_scripts_have_is_a_check_of_its_own(
    context: CheckContext, version: int, severity: Severity
) -> None:
    conflict = (VersionState("010", "conflict"),)
    identity = replace(context.identity, version=version)
    found = replace(context, versions=lambda: conflict, identity=identity)

    assert [one.severity for one in find_duplicate(found)] == [severity]
    assert find_version_states(found) == ()


def test_a_file_without_a_line_cannot_answer(context: CheckContext) -> None:
    with pytest.raises(Skipped, match="no line of versions"):
        states(context)


def drifts(*found: Drift) -> list[Finding]:
    return list(drift_findings(found, "core version 13"))


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
def test_each_kind_of_drift_has_its_finding(kind: str, severity: Severity, title: str) -> None:
    (finding,) = drifts(Drift(DriftKind(kind), "things", "detail"))

    assert (finding.severity, finding.title) == (severity, title)
    assert finding.detail.startswith("things, compared with core version 13. ")


@pytest.mark.parametrize("kind", DriftKind)
def test_no_kind_of_drift_goes_untold(kind: DriftKind) -> None:
    (finding,) = drifts(Drift(kind, "one", ""), Drift(kind, "two", ""))

    assert finding.title.startswith("2 ")
    assert finding.detail.startswith("one and two, compared with")
    assert finding.objects == ("one", "two")


def test_what_is_well_is_told_only_as_far_as_it_was_looked_at(context: CheckContext) -> None:
    results = tuple(run_checks(context, FIRST_LOOK))

    assert assurances(context, results) == (
        "The file is complete and needs no recovery.",
        "The WAL is small.",
    )
    assert assurances(context, ()) == ()

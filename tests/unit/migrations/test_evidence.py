"""Whether two files are the same, and what a file's schema should be after a change."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.migrations.checking.content import OTHER, Difference, attached, differences
from hive_inspector.core.migrations.checking.expected import Expectation, new_drifts
from hive_inspector.core.migrations.checking.state import (
    UNCHECKABLE,
    BrokenReferences,
    broken_references,
    fingerprint,
    newly_broken,
    objects_of,
)
from hive_inspector.core.migrations.checking.texts import schema_difference
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.rehearsing import rehearsal
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.migrations.scripts.steps import Direction, Step, reversed_steps
from hive_inspector.core.progress import silent
from tests.support.lineage_files import make_file
from tests.support.migrated import migrated
from tests.support.runs import opened, rehearsed, run_sql, script_014
from tests.support.schemas import schema_of

if TYPE_CHECKING:
    from pathlib import Path

TABLES = [
    "CREATE TABLE numbered (a INTEGER PRIMARY KEY, b)",
    "INSERT INTO numbered VALUES (1, 'x'), (2, 1), (3, NULL)",
    "CREATE TABLE named (a TEXT PRIMARY KEY, b TEXT COLLATE NOCASE)",
    "INSERT INTO named VALUES ('k', 'x'), ('l', 'y')",
    "CREATE TABLE keyed (a, b, c, PRIMARY KEY (a, b)) WITHOUT ROWID",
    "INSERT INTO keyed VALUES (1, 'x', 2.5)",
    "CREATE TABLE counted (a INTEGER PRIMARY KEY AUTOINCREMENT)",
    "INSERT INTO counted VALUES (7)",
    "CREATE TABLE twins (a)",
    "INSERT INTO twins VALUES (1), (1), (2)",
    "CREATE TABLE hidden (rowid, oid, _rowid_)",
    "INSERT INTO hidden VALUES (1, 2, 3)",
    "CREATE VIRTUAL TABLE found USING fts5 (a)",
    "INSERT INTO found VALUES ('some words')",
]


def compared(tmp_path: Path, *statements: str, shared_only: bool = False) -> tuple[Difference, ...]:
    """How a file differs from itself before these statements."""
    before = make_file(tmp_path / "before.db", TABLES)
    after = tmp_path / "after.db"
    shutil.copyfile(before, after)
    run_sql(after, *statements)
    there = schema_of(before)
    with (
        open_database(DatabaseTarget(after, Access.WRITABLE)) as database,
        database.altering() as connection,
        attached(connection, before),
    ):
        here = read_schema(connection)
        names = [table.name for table in (*here.tables, *there.tables)]
        return differences(
            connection, here, there, set(names), of=OTHER, progress=silent, shared_only=shared_only
        )


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        ("SELECT 1", None),
        ("UPDATE numbered SET b = '1' WHERE a = 2", Difference("numbered", 1, 1)),
        ("UPDATE numbered SET b = 1.0 WHERE a = 2", Difference("numbered", 1, 1)),
        ("UPDATE numbered SET b = CAST('x' AS BLOB) WHERE a = 1", Difference("numbered", 1, 1)),
        ("UPDATE numbered SET b = '' WHERE a = 3", Difference("numbered", 1, 1)),
        ("INSERT INTO numbered VALUES (9, 9)", Difference("numbered", 1, 0)),
        ("DELETE FROM numbered WHERE a = 1", Difference("numbered", 0, 1)),
        ("UPDATE named SET b = 'X' WHERE a = 'k'", Difference("named", 1, 1)),
        ("UPDATE named SET rowid = rowid + 10", None),
        ("UPDATE keyed SET c = 2", Difference("keyed", 1, 1)),
        ("UPDATE keyed SET a = 2", Difference("keyed", 1, 1)),
        ("UPDATE sqlite_sequence SET seq = 3", Difference("the counter of counted", 1, 1)),
        ("UPDATE sqlite_sequence SET seq = 30", None),
        ("DELETE FROM twins WHERE rowid = 1", Difference("twins", 1, 2)),
        ("UPDATE twins SET rowid = rowid + 3", None),
        ("UPDATE hidden SET oid = 5", Difference("hidden", 1, 1)),
        ("UPDATE found SET a = 'other words'", Difference("found", 1, 1)),
        ("ALTER TABLE twins ADD COLUMN b", Difference("twins", 3, 3)),
        ("DROP TABLE twins", None),
    ],
)
def test_rows_are_compared_by_type_and_byte(
    tmp_path: Path, statement: str, difference: Difference | None
) -> None:
    assert compared(tmp_path, statement) == (() if difference is None else (difference,))


def test_columns_of_one_side_can_be_left_out(tmp_path: Path) -> None:
    added = "ALTER TABLE twins ADD COLUMN b DEFAULT 5"
    assert compared(tmp_path, added, shared_only=True) == ()


def test_a_difference_in_words() -> None:
    assert Difference("users", 1, 1200).text == "users: 1,200 rows were otherwise, 1 are now"


def objects(tmp_path: Path, name: str, *statements: str) -> object:
    path = make_file(tmp_path / f"{name}.db", statements)
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        return objects_of(connection)


def test_schemas_are_compared_letter_by_letter_and_by_meaning(tmp_path: Path) -> None:
    one = objects(tmp_path, "one", "CREATE TABLE t (a, b)", "CREATE TABLE schema_migrations (x)")
    spaced = objects(tmp_path, "two", "CREATE TABLE t (a,  b) -- same")
    other = objects(tmp_path, "three", "CREATE TABLE t (a, c)", "CREATE INDEX i ON t (a)")
    assert schema_difference(one, one).text == "identical"  # type: ignore[arg-type]
    assert schema_difference(one, spaced).text == "the same; written otherwise: t"  # type: ignore[arg-type]
    assert schema_difference(one, other).text == "different: i, t"  # type: ignore[arg-type]
    assert fingerprint(one) != fingerprint(spaced)  # type: ignore[arg-type]


def test_the_programs_own_history_and_statistics_are_no_part_of_the_fingerprint(
    tmp_path: Path,
) -> None:
    plain = objects(
        tmp_path, "one", "CREATE TABLE t (a)", "CREATE INDEX i ON t (a)", "INSERT INTO t VALUES (1)"
    )
    with_more = objects(
        tmp_path,
        "two",
        "CREATE TABLE t (a)",
        "CREATE INDEX i ON t (a)",
        "INSERT INTO t VALUES (1)",
        "CREATE TABLE _hive_inspector_migrations (x UNIQUE)",
        "ANALYZE",
    )
    assert fingerprint(plain) == fingerprint(with_more)  # type: ignore[arg-type]


def broken(path: Path) -> dict[BrokenReferences, int]:
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        return broken_references(connection, read_schema(connection))


def test_broken_references_are_counted_by_the_tables_on_both_ends(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "a.db",
        [
            "CREATE TABLE parent (a PRIMARY KEY)",
            "CREATE TABLE child (x REFERENCES parent, y REFERENCES gone (a))",
            "INSERT INTO child VALUES (1, NULL), (2, 3)",
            "CREATE TABLE odd (x REFERENCES child (x))",
            "INSERT INTO odd VALUES (1)",
            "CREATE VIEW v AS SELECT 1",
        ],
    )
    assert broken(path) == {
        BrokenReferences("child", "parent"): 2,
        BrokenReferences("child", "gone"): 1,
        BrokenReferences("odd", ""): UNCHECKABLE,
    }


def test_what_is_newly_broken(tmp_path: Path) -> None:
    schema = schema_of(
        make_file(tmp_path / "a.db", ["CREATE TABLE parent (a)", "CREATE TABLE child (a)"])
    )
    pair, odd, gone = (
        BrokenReferences("child", "parent"),
        BrokenReferences("odd", ""),
        BrokenReferences("child", "gone"),
    )
    assert newly_broken({pair: 2}, {pair: 2}, schema) is None
    assert newly_broken({pair: 2}, {pair: 3}, schema) == pair
    assert newly_broken({gone: 5}, {pair: 5}, schema) is None
    assert newly_broken({gone: 5}, {pair: 6}, schema) == pair
    assert newly_broken({odd: UNCHECKABLE}, {odd: UNCHECKABLE}, schema) is None
    assert newly_broken({}, {odd: UNCHECKABLE}, schema) == odd


def steps(start: int, end: int) -> tuple[Step, ...]:
    return tuple(Step(s, Direction.UP) for s in load_scripts()[start:end])


def test_differences_from_before_are_no_news(tmp_path: Path) -> None:
    before = run_sql(
        migrated(tmp_path / "a.db", 12), "DROP INDEX idx_daily_usage_date", "CREATE TABLE mine (x)"
    )
    after = run_sql(
        migrated(tmp_path / "b.db", 13),
        "DROP INDEX idx_daily_usage_date",
        "DROP INDEX idx_licenses_key",
    )
    expectation = Expectation.of(steps(12, 13), 12, 13)
    assert expectation is not None
    found = new_drifts(expectation, schema_of(before), schema_of(after))
    assert [drift.object for drift in found] == ["idx_licenses_key"]


def test_a_reference_that_led_nowhere_may_still(tmp_path: Path) -> None:
    def dangling(path: Path) -> Path:
        return run_sql(
            path,
            "PRAGMA writable_schema = 1",
            "UPDATE sqlite_master SET sql = replace(sql, 'consensus_profiles (id)', 'consensus_profiles_backup (id)')"
            " WHERE name = 'conversations'",
        )

    at_6, at_5 = dangling(migrated(tmp_path / "a.db", 6)), dangling(migrated(tmp_path / "b.db", 5))
    expectation = Expectation.of((Step(load_scripts()[5], Direction.DOWN),), 6, 5)
    assert expectation is not None
    assert new_drifts(expectation, schema_of(at_6), schema_of(at_5)) == ()
    sound = schema_of(migrated(tmp_path / "c.db", 6))
    assert [d.object for d in new_drifts(expectation, sound, schema_of(at_5))] == [
        "conversations.consensus_profile_id"
    ]
    empty = schema_of(migrated(tmp_path / "d.db", 0))
    assert new_drifts(expectation, empty, schema_of(at_5))


def test_scripts_of_ones_own_have_no_expected_schema(tmp_path: Path) -> None:
    scripts = script_014(
        tmp_path / "scripts", "migrator.sql('CREATE TABLE tags (x)')", "migrator.drop_table('tags')"
    )
    assert Expectation.of((Step(scripts[13], Direction.UP),), 13, 14) is None
    with opened(migrated(tmp_path / "hive.db", 13)) as hive:
        found = rehearsed(hive, make_plan(hive, scripts, 14))
    assert found.passed
    assert ("The schema", "No schema is known for this version to compare it with.") in [
        (step.what, step.detail) for step in found.steps
    ]


def test_the_way_back_of_steps(tmp_path: Path) -> None:
    up = steps(11, 13)
    back = reversed_steps(up)
    assert back is not None
    assert [(s.version, s.direction) for s in back] == [(13, Direction.DOWN), (12, Direction.DOWN)]
    assert reversed_steps(back) == up
    repair = Step(up[0].script, Direction.REPAIR)
    assert (repair.reversed, repair.version, repair.label) == (
        None,
        None,
        "add_daily_usage_tracking",
    )
    assert reversed_steps((repair,)) is None


def test_a_rehearsal_tells_all_of_its_evidence(tmp_path: Path) -> None:
    heard: list[rehearsal.RehearsalStep] = []
    with opened(migrated(tmp_path / "hive.db", 12)) as hive:
        found = rehearsed(hive, make_plan(hive, load_scripts(), 13), tell=heard.append)
    assert found.passed
    assert found.reason == ""
    assert tuple(heard) == found.steps
    assert found.duration_ms == sum(step.duration_ms for step in heard)
    assert [step.what for step in heard][1:] == [
        "Applied 013 add_consensus_facts_table",
        "The schema is what version 13 should have",
        "Rows of the 33 other tables",
        "Integrity",
        "References",
        "Rolled back 013 add_consensus_facts_table",
        "Taken back: the schema is the one before",
        "Taken back: every row is the one before",
        "Applied 013 add_consensus_facts_table",
        "Run again: the schema is the same as the first time",
        "Run again: every row is the same as the first time",
    ]


def test_a_step_without_a_way_back_is_rehearsed_one_way(tmp_path: Path) -> None:
    scripts = script_014(
        tmp_path / "scripts",
        "migrator.sql('CREATE TABLE tags (x)')",
        "",
        "IRREVERSIBLE = 'For good.'",
    )
    with opened(migrated(tmp_path / "hive.db", 13)) as hive:
        found = rehearsed(hive, make_plan(hive, scripts, 14))
    assert found.passed
    assert found.steps[-1].detail == "There is none but the restore point."


def test_damage_from_before_is_known_and_new_damage_is_not(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12, ["INSERT INTO users (id, tier) VALUES ('u', NULL)"])
    run_sql(
        path,
        "PRAGMA writable_schema = 1",
        "UPDATE sqlite_master SET sql = replace(sql, 'tier TEXT', 'tier TEXT NOT NULL') WHERE name = 'users'",
    )
    with opened(path) as hive:
        found = rehearsed(hive, make_plan(hive, load_scripts(), 13))
    assert ("Integrity", True) in [(step.what, step.ok) for step in found.steps]
    assert found.known_problems == ("NULL value in users.tier",)


def test_a_copy_that_cannot_be_made_is_an_environments_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with opened(migrated(tmp_path / "hive.db", 12)) as hive:
        plan = make_plan(hive, load_scripts(), 13)
        monkeypatch.setattr(rehearsal, "_copy", full)
        with pytest.raises(EnvironmentProblem, match="copy for the rehearsal could not be made"):
            rehearsed(hive, plan)


def test_rows_that_change_although_nothing_touched_them_do_not_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = script_014(tmp_path / "scripts", "migrator.sql('DELETE FROM settings')", "pass")
    path = migrated(
        tmp_path / "hive.db", 13, ["INSERT INTO settings (key, value) VALUES ('a', 'b')"]
    )
    monkeypatch.setattr(
        "hive_inspector.core.migrations.rehearsing.trial.is_bookkeeping", lambda _: True
    )
    with opened(path) as hive:
        found = rehearsed(hive, make_plan(hive, scripts, 14))
    assert found.reason == "Rows of other tables: settings changed, though no statement touched it."


def test_a_rehearsal_without_its_first_part_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="not run before"):
        from hive_inspector.core.migrations.rehearsing.trial import _known

        _known(None)

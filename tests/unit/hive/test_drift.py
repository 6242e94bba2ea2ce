"""Differences between schemas, each made with plain SQL in real files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.hive.blueprints import blueprint, blueprint_names, create_statements
from hive_inspector.core.hive.drift import Drift, DriftKind, compare
from tests.support.lineage_files import make_file, make_lineage_file
from tests.support.migrated import NEWEST, migrated
from tests.support.schemas import schema_of

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.snapshot import Schema

USERS = "CREATE TABLE users (id TEXT PRIMARY KEY)"


class Files:
    """Compares the schemas that two lists of statements make."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def schema(self, *statements: str) -> Schema:
        path = make_file(self._folder / "made.db", ("PRAGMA user_version = 1", *statements))
        schema = schema_of(path)
        path.unlink()
        return schema

    def drifts(self, expected: str, actual: str, *common: str) -> list[tuple[str, str, str]]:
        """Kind, object and detail of what differs; an empty statement makes nothing."""
        schemas = [
            self.schema(*common, *([statement] if statement else ()))
            for statement in (expected, actual)
        ]
        return [(d.kind.value, d.object, d.detail) for d in compare(*schemas)]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.mark.parametrize("name", blueprint_names())
def test_a_file_does_not_drift_from_its_own_blueprint(tmp_path: Path, name: str) -> None:
    path = make_lineage_file(tmp_path / "hive.db", name)
    assert compare(blueprint(name), schema_of(path)) == ()


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
def test_a_file_whose_dangling_reference_was_mended_does_not_drift(
    tmp_path: Path, version: int
) -> None:
    schema = schema_of(migrated(tmp_path / "hive.db", version))
    assert schema.table("schema_migrations") is not None
    assert compare(blueprint(f"core-{version:03}"), schema) == ()


def test_a_reference_may_be_mended_only_to_a_table_that_is_there(tmp_path: Path) -> None:
    statements = [
        statement.replace("consensus_profiles_backup", "profiles_of_nobody")
        for statement in create_statements("core-013")
    ]
    schema = schema_of(make_file(tmp_path / "hive.db", statements))
    assert compare(blueprint("core-013"), schema) == (
        Drift(
            DriftKind.CHANGED_REFERENCE,
            "conversations.consensus_profile_id",
            "consensus_profile_id refers to profiles_of_nobody (id) and should refer to"
            " consensus_profiles_backup (id).",
        ),
    )


def test_a_table_can_be_missing_or_extra(files: Files) -> None:
    assert files.drifts(USERS, "") == [("missing_table", "users", "The table is missing.")]
    assert files.drifts("", USERS) == [
        ("extra_table", "users", "The table is no part of this schema.")
    ]


def test_a_view_can_be_missing_extra_or_changed(files: Files) -> None:
    view = "CREATE VIEW ids AS SELECT id FROM users"
    assert files.drifts(view, "", USERS) == [("missing_view", "ids", "The view is missing.")]
    assert files.drifts("", view, USERS) == [
        ("extra_view", "ids", "The view is no part of this schema.")
    ]
    assert files.drifts(view, f"{view} WHERE id > 'a'", USERS) == [
        ("changed_view", "ids", "The view selects something else.")
    ]
    assert files.drifts(view, 'create view IDS as select "id" -- all\n from Users', USERS) == []


def test_a_view_that_fails_is_said_to(files: Files) -> None:
    view = "CREATE VIEW ids AS SELECT id FROM gone"
    ((kind, name, detail),) = files.drifts(view, view)
    assert (kind, name) == ("changed_view", "ids")
    assert detail.startswith("This view cannot be read: ")


def test_a_table_can_be_a_view_instead(files: Files) -> None:
    table, view = "CREATE TABLE t (id TEXT)", "CREATE VIEW t AS SELECT id FROM users"
    assert files.drifts(table, view, USERS) == [
        ("changed_table", "t", "A view stands where a table should be.")
    ]
    assert files.drifts("CREATE VIRTUAL TABLE t USING fts5(id)", table, USERS) == [
        ("changed_table", "t", "A table stands where a virtual table should be.")
    ]


def test_columns_can_be_missing_or_extra(files: Files) -> None:
    more = "CREATE TABLE t (id TEXT, note TEXT NOT NULL DEFAULT 'x', loose)"
    assert files.drifts(more, "CREATE TABLE t (id TEXT)") == [
        (
            "missing_column",
            "t.note",
            "The column is missing; it should be TEXT, not NULL, by default 'x'.",
        ),
        ("missing_column", "t.loose", "The column is missing; it should be without a type."),
    ]
    assert files.drifts("CREATE TABLE t (id TEXT)", "CREATE TABLE t (id TEXT, n INT)") == [
        ("extra_column", "t.n", "The column is no part of this schema; it is INT.")
    ]


@pytest.mark.parametrize(
    ("wanted", "found", "detail"),
    [
        ("INTEGER", "TEXT", "The column is TEXT and should be INTEGER."),
        ("TEXT NOT NULL", "TEXT", "The column may be NULL and should not."),
        ("TEXT", "TEXT NOT NULL", "The column may not be NULL and should."),
        (
            "INTEGER DEFAULT 3",
            "INTEGER DEFAULT 4",
            "The column has the default 4 and should have the default 3.",
        ),
        (
            "TEXT DEFAULT 'x'",
            "TEXT",
            "The column has no default and should have the default 'x'.",
        ),
        (
            "TEXT",
            "TEXT DEFAULT 'x'",
            "The column has the default 'x' and should have no default.",
        ),
        (
            "TEXT AS (id) STORED",
            "TEXT AS (id) VIRTUAL",
            "The column is computed when read and should be computed when written.",
        ),
        (
            "INT",
            "INT AS (id)",
            "The column is computed when read and should be an ordinary column.",
        ),
        (
            "TEXT",
            "INT NOT NULL",
            "The column is INT and should be TEXT; may not be NULL and should.",
        ),
    ],
)
def test_a_column_can_be_changed(files: Files, wanted: str, found: str, detail: str) -> None:
    assert files.drifts(
        f"CREATE TABLE t (id TEXT, c {wanted})", f"CREATE TABLE t (id TEXT, c {found})"
    ) == [("changed_column", "t.c", detail)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("TEXT", "text"),
        ("VARCHAR(20)", "varchar(20)"),
        ("DOUBLE PRECISION", "DOUBLE   PRECISION"),
        ('TEXT DEFAULT "100"', "TEXT DEFAULT '100'"),
        ("TEXT DEFAULT 'High'", 'TEXT DEFAULT "High"'),
        ("TEXT DEFAULT CURRENT_TIMESTAMP", "TEXT DEFAULT current_timestamp"),
        ("TEXT DEFAULT (datetime('now'))", "TEXT DEFAULT ( DateTime( 'now' ) )"),
        ("TEXT", "TEXT DEFAULT NULL"),
    ],
)
def test_a_column_spelled_differently_is_the_same(files: Files, wanted: str, found: str) -> None:
    assert files.drifts(f"CREATE TABLE t (id, c {wanted})", f"CREATE TABLE T (C {found}, id)") == []


def test_the_primary_key_can_be_changed(files: Files) -> None:
    assert files.drifts("CREATE TABLE t (a, b, PRIMARY KEY (a))", "CREATE TABLE t (a, b)") == [
        ("changed_table", "t", "The primary key is absent and should be a.")
    ]
    assert files.drifts(
        "CREATE TABLE t (a, b, PRIMARY KEY (a, b))", "CREATE TABLE t (a, b, PRIMARY KEY (b, a))"
    ) == [("changed_table", "t", "The primary key is b and a and should be a and b.")]


def test_the_options_of_a_table_can_be_changed(files: Files) -> None:
    plain = "CREATE TABLE t (id INTEGER PRIMARY KEY)"
    counted = "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)"
    assert files.drifts(counted, plain) == [
        ("changed_table", "t", "The table lacks AUTOINCREMENT.")
    ]
    assert files.drifts(plain, f"{plain} STRICT") == [
        ("changed_table", "t", "The table should not have STRICT.")
    ]
    text = "CREATE TABLE t (id TEXT PRIMARY KEY NOT NULL)"
    assert files.drifts(f"{text} WITHOUT ROWID", text) == [
        ("changed_table", "t", "The table lacks WITHOUT ROWID.")
    ]


def test_a_reference_can_be_missing_extra_or_lead_elsewhere(files: Files) -> None:
    plain = "CREATE TABLE t (id TEXT, user_id TEXT)"
    bound = "CREATE TABLE t (id TEXT, user_id TEXT REFERENCES users (id) ON DELETE CASCADE)"
    other = "CREATE TABLE t (id TEXT, user_id TEXT REFERENCES people (id))"
    people = "CREATE TABLE people (id TEXT PRIMARY KEY)"
    kind, place = "changed_reference", "t.user_id"
    assert files.drifts(bound, plain, USERS) == [
        (
            kind,
            place,
            "user_id refers to nothing and should refer to users (id) on delete CASCADE.",
        )
    ]
    assert files.drifts(plain, bound, USERS) == [
        (
            kind,
            place,
            "user_id refers to users (id) on delete CASCADE and should refer to nothing.",
        )
    ]
    assert files.drifts(bound, other, USERS, people) == [
        (
            kind,
            place,
            "user_id refers to people (id) and should refer to users (id) on delete CASCADE.",
        )
    ]


def test_a_reference_without_columns_leads_to_the_primary_key(files: Files) -> None:
    short = "CREATE TABLE t (user_id TEXT REFERENCES users)"
    assert files.drifts("CREATE TABLE t (user_id TEXT REFERENCES users (ID))", short, USERS) == []
    assert files.drifts("CREATE TABLE t (user_id TEXT)", short) == [
        (
            "changed_reference",
            "t.user_id",
            "user_id refers to users and should refer to nothing.",
        )
    ]


def test_what_must_be_unique_can_be_changed(files: Files) -> None:
    free, bound = "CREATE TABLE t (a, b)", "CREATE TABLE t (a, b, UNIQUE (a, b))"
    assert files.drifts(bound, free) == [
        ("changed_unique", "t", "Nothing makes a and b unique, as it should be.")
    ]
    assert files.drifts(free, bound) == [
        ("changed_unique", "t", "a and b must be unique and should not have to.")
    ]
    assert files.drifts(bound, "CREATE TABLE t (a, b, UNIQUE (B, A))") == []


def test_a_condition_can_be_changed(files: Files) -> None:
    free, bound = "CREATE TABLE t (a)", "CREATE TABLE t (a CHECK (a IN ('x', 'y')))"
    assert files.drifts(bound, free) == [
        ("changed_check", "t", "The condition a in ( 'x' , 'y' ) is missing.")
    ]
    assert files.drifts(free, bound) == [
        ("changed_check", "t", "The condition a in ( 'x' , 'y' ) is no part of this schema.")
    ]
    assert files.drifts(bound, "CREATE TABLE t (a, CHECK(A IN('x','y')))") == []


TABLE = "CREATE TABLE t (a TEXT, b TEXT)"


def test_an_index_can_be_missing_or_extra(files: Files) -> None:
    index = "CREATE INDEX i ON t (a DESC, b)"
    assert files.drifts(index, "", TABLE) == [
        ("missing_index", "i", "The index is missing; it should be over t (a DESC, b).")
    ]
    assert files.drifts("", index, TABLE) == [
        ("extra_index", "i", "The index is no part of this schema; it is over t (a DESC, b).")
    ]


@pytest.mark.parametrize(
    ("found", "detail"),
    [
        ("INDEX i ON t (a)", "over t (a)"),
        ("INDEX i ON t (b, a)", "over t (b, a)"),
        ("INDEX i ON t (a, b DESC)", "over t (a, b DESC)"),
        ("INDEX i ON t (a, lower(b))", "over t (a, lower(b))"),
        ("INDEX i ON t (a, b COLLATE NOCASE)", "over t (a, b)"),
        ("UNIQUE INDEX i ON t (a, b)", "unique over t (a, b)"),
        ("INDEX i ON t (a, b) WHERE a > 'x'", "over t (a, b) where a > 'x'"),
    ],
)
def test_an_index_can_be_changed(files: Files, found: str, detail: str) -> None:
    assert files.drifts("CREATE INDEX i ON t (a, b)", f"CREATE {found}", TABLE) == [
        ("changed_index", "i", f"The index is {detail} and should be over t (a, b).")
    ]


def test_an_index_spelled_differently_is_the_same(files: Files) -> None:
    wanted = "CREATE INDEX i ON t (lower(a), b) WHERE b IS NOT NULL"
    found = 'CREATE INDEX IF NOT EXISTS "I" ON T ( LOWER( [a] ), "B" ASC ) where B is not null'
    assert files.drifts(wanted, found, TABLE) == []


def test_a_trigger_can_be_missing_extra_or_changed(files: Files) -> None:
    trigger = "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE a = ''; END"
    assert files.drifts(trigger, "", TABLE) == [
        ("missing_trigger", "g", "The trigger of t is missing.")
    ]
    assert files.drifts("", trigger, TABLE) == [
        ("extra_trigger", "g", "The trigger of t is no part of this schema.")
    ]
    assert files.drifts(trigger, trigger.replace("a = ''", "b = ''"), TABLE) == [
        ("changed_trigger", "g", "The trigger of t does something else.")
    ]
    assert files.drifts(trigger, trigger.replace("ON t", "ON users"), TABLE, USERS) == [
        ("changed_trigger", "g", "The trigger is one of users and should be of t.")
    ]


def test_a_trigger_whose_text_is_not_known_only_has_to_be_there(files: Files) -> None:
    made = files.schema(TABLE, "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END")
    unknown = replace(made, triggers=(replace(made.triggers[0], sql=""),))
    assert compare(unknown, made) == ()
    assert compare(unknown, replace(made, triggers=()))[0].kind is DriftKind.MISSING_TRIGGER


def test_bookkeeping_is_compared_only_where_it_belongs_to_the_schema(files: Files) -> None:
    history = "CREATE TABLE migration_history (id INTEGER PRIMARY KEY)"
    own = "CREATE TABLE _hive_inspector_migrations (seq INTEGER PRIMARY KEY)"
    assert files.drifts("", history) == []
    assert files.drifts("", own) == []
    assert files.drifts(history, "")[0][:2] == ("missing_table", "migration_history")
    with_trigger = "CREATE TRIGGER g AFTER INSERT ON migration_history BEGIN SELECT 1; END"
    schema = files.schema(history, with_trigger)
    assert compare(files.schema(), schema) == ()


def test_what_sqlite_keeps_for_itself_is_no_drift(files: Files) -> None:
    counted = "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)"
    searched = "CREATE VIRTUAL TABLE s USING fts5(body)"
    without = files.schema(counted, searched)
    assert without.table("sqlite_sequence") is not None
    assert without.table("s_idx") is not None
    analysed = files.schema(counted, searched, "INSERT INTO t VALUES (1)", "ANALYZE")
    assert analysed.table("sqlite_stat1") is not None
    assert compare(without, analysed) == ()
    stripped = replace(without, tables=tuple(t for t in without.tables if t.name in {"t", "s"}))
    assert compare(stripped, analysed) == ()

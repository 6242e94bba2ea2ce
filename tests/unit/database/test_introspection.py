"""What a file declares, against SQLite's own answers and declarations written out here."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.snapshot import (
    Column,
    Index,
    IndexColumn,
    Reference,
    Schema,
    Table,
    TableKind,
    Trigger,
)
from hive_inspector.core.database.target import DatabaseTarget
from tests.support.databases import make_database, plain

if TYPE_CHECKING:
    from pathlib import Path


def schema_of(path: Path, *statements: str) -> Schema:
    make_database(path, *statements)
    return read(path)


def read(path: Path) -> Schema:
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        return read_schema(connection)


def table_of(tmp_path: Path, statement: str, *others: str) -> Table:
    schema = schema_of(tmp_path / "one.db", statement, *others)
    found = [table for table in schema.tables if table.sql == statement]
    assert len(found) == 1
    return found[0]


def test_columns_are_described_as_declared(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(20) NOT NULL"
        " DEFAULT 'it''s', price REAL DEFAULT (1 + 2), twice AS (price * 2),"
        " thrice REAL GENERATED ALWAYS AS (price * 3) STORED, untyped, CHECK (price > 0))",
    )
    assert table.columns == (
        Column("id", "INTEGER", key_position=1),
        Column("name", "VARCHAR(20)", not_null=True, default="'it''s'"),
        Column("price", "REAL", default="1 + 2"),
        Column("twice", "", generated="virtual"),
        Column("thrice", "REAL", generated="stored"),
        Column("untyped", ""),
    )
    assert table.kind is TableKind.TABLE
    assert table.checks == ("price > 0",)
    assert table.autoincrement
    assert table.has_rowid
    assert table.primary_key == ("id",)


def test_keys_and_constraints_come_in_order_of_declaration(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        "CREATE TABLE t (z UNIQUE, a, b, c UNIQUE, UNIQUE (b, a), PRIMARY KEY (c, a)) WITHOUT ROWID",
    )
    assert table.unique == (("z",), ("c",), ("b", "a"))
    assert table.primary_key == ("c", "a")
    assert table.without_rowid
    assert not table.has_rowid
    assert {index.origin for index in table.indexes} == {"u", "pk"}


def test_strict_tables_are_told(tmp_path: Path) -> None:
    assert table_of(tmp_path, "CREATE TABLE t (a INT, b ANY) STRICT").strict


def test_references_keep_their_columns_together(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        "CREATE TABLE t (a REFERENCES gone, b, c, d REFERENCES p (x) ON DELETE SET NULL,"
        " FOREIGN KEY (b, c) REFERENCES p (y, z) ON UPDATE CASCADE)",
    )
    assert table.references == (
        Reference(("a",), "gone", ()),
        Reference(("d",), "p", ("x",), on_delete="SET NULL"),
        Reference(("b", "c"), "p", ("y", "z"), on_update="CASCADE"),
    )


def test_indexes_tell_terms_order_collation_and_condition(tmp_path: Path) -> None:
    statement = (
        "CREATE UNIQUE INDEX i ON t (a COLLATE NOCASE DESC, lower(b) || 'x', c) WHERE a  > 3"
    )
    table = table_of(tmp_path, "CREATE TABLE t (a, b, c)", statement)
    assert table.indexes == (
        Index(
            name="i",
            table="t",
            columns=(
                IndexColumn("a", descending=True, collation="NOCASE"),
                IndexColumn(None, expression="lower(b) || 'x'"),
                IndexColumn("c"),
            ),
            unique=True,
            where="a > 3",
            sql=statement,
        ),
    )
    assert table.unique == ()


def test_views_and_triggers_are_read_with_their_text(tmp_path: Path) -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON t BEGIN SELECT 1; END"
    schema = schema_of(
        tmp_path / "one.db",
        "CREATE TABLE t (a INT)",
        "CREATE VIEW v AS SELECT a, a + 1 AS b FROM t",
        trigger,
    )
    view = schema.table("v")
    assert view is not None
    assert view.kind is TableKind.VIEW
    assert view.columns == (Column("a", "INT"), Column("b", ""))
    assert not view.has_rowid
    assert schema.triggers == (Trigger("t", "t", trigger),)


@pytest.mark.parametrize(
    ("statement", "shadows"),
    [
        ("CREATE VIRTUAL TABLE v USING fts5(body)", 5),
        ("CREATE VIRTUAL TABLE v USING fts5(body, content='')", 4),
        ("CREATE VIRTUAL TABLE v USING FTS4(body)", 5),
        ("CREATE VIRTUAL TABLE [v] USING rtree(id, low, high)", 3),
    ],
)
def test_virtual_tables_and_their_shadows_are_told_from_tables(
    tmp_path: Path, statement: str, shadows: int
) -> None:
    """The shadows are those that SQLite itself calls so."""
    path = tmp_path / "one.db"
    schema = schema_of(path, statement, "CREATE TABLE v_notes (a)", "CREATE TABLE other_data (a)")
    virtual = schema.table("v")
    assert virtual is not None
    assert virtual.kind is TableKind.VIRTUAL
    assert not virtual.has_rowid
    of_sqlite = {
        str(name)
        for name, kind in plain(
            path, "SELECT name, type FROM pragma_table_list WHERE schema = 'main'"
        )
        if kind == "shadow"
    }
    ours = {table.name for table in schema.tables if table.kind is TableKind.SHADOW}
    assert ours == of_sqlite
    assert len(ours) == shadows


def test_hidden_columns_of_virtual_tables_are_marked(tmp_path: Path) -> None:
    table = table_of(tmp_path, "CREATE VIRTUAL TABLE v USING fts5(body)")
    assert [(column.name, column.hidden) for column in table.columns] == [
        ("body", False),
        ("v", True),
        ("rank", True),
    ]


def test_sqlites_own_tables_are_set_apart(tmp_path: Path) -> None:
    schema = schema_of(
        tmp_path / "one.db",
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a UNIQUE)",
        "INSERT INTO t VALUES (1, 2)",
        "ANALYZE",
    )
    kinds = {table.name: table.kind for table in schema.tables}
    assert kinds["t"] is TableKind.TABLE
    assert kinds["sqlite_sequence"] is kinds["sqlite_stat1"] is TableKind.INTERNAL


BROKEN = {
    "view of nothing": (
        "CREATE VIEW broken AS SELECT * FROM gone",
        "This view cannot be read: no such table: main.gone.",
    ),
    "view of itself": (
        "CREATE VIEW broken AS SELECT * FROM broken",
        "This view cannot be read: view broken is circularly defined.",
    ),
    "view by an unknown function": (
        "CREATE VIEW broken AS SELECT gone(a) FROM t",
        "This view cannot be read: no such function: gone.",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_view_is_a_remark_and_stops_nothing(tmp_path: Path, what: str) -> None:
    statement, problem = BROKEN[what]
    schema = schema_of(tmp_path / "one.db", "CREATE TABLE t (a)", statement)
    view, table = schema.table("broken"), schema.table("t")
    assert view is not None
    assert table is not None
    assert view.problem == problem
    assert view.columns == ()
    assert table.columns == (Column("a", ""),)


def test_a_missing_module_is_a_remark_and_its_shadows_are_browsable(tmp_path: Path) -> None:
    schema = schema_of(
        tmp_path / "one.db",
        "CREATE TABLE t (a)",
        "PRAGMA writable_schema = 1",
        "INSERT INTO sqlite_master"
        " VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING vec0(embedding)')",
    )
    virtual = schema.table("v")
    assert virtual is not None
    assert virtual.problem == "This virtual table cannot be read: no such module: vec0."
    assert schema.table("t") is not None


def test_a_cancel_is_not_taken_for_a_broken_view(tmp_path: Path) -> None:
    path = make_database(
        tmp_path / "one.db", "CREATE TABLE t (a)", "CREATE VIEW v AS SELECT * FROM t"
    )
    token = CancelToken()
    with open_database(DatabaseTarget(path)) as database, database.reading(token) as connection:
        token.cancel()
        with pytest.raises(Cancelled):
            read_schema(connection)


NAMES = ['we(ird "t', "select", "a b", "ü-🐝", "semi;colon", "new\nline", "'quoted'", "[brackets]"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_described(tmp_path: Path, name: str) -> None:
    table, column, index = quoted(name), quoted(f"{name} column"), quoted(f"{name} index")
    schema = schema_of(
        tmp_path / "one.db",
        f"CREATE TABLE {table} ({column} TEXT UNIQUE CHECK ({column} <> ''))",
        f"CREATE INDEX {index} ON {table} ({column}) WHERE {column} > 'a'",
    )
    found = schema.table(name)
    assert found is not None
    assert found.columns == (Column(f"{name} column", "TEXT"),)
    assert found.unique == ((f"{name} column",),)
    assert found.checks == (f"{column} <> ''",)
    assert [index.where for index in found.indexes if index.name == f"{name} index"] == [
        f"{column} > 'a'"
    ]


def test_names_are_compared_as_sqlite_does(tmp_path: Path) -> None:
    schema = schema_of(tmp_path / "one.db", 'CREATE TABLE "Ärger" (a)', 'CREATE TABLE "ärger" (b)')
    upper, lower = schema.table("ÄRGER"), schema.table("äRGER")
    assert upper is not None
    assert lower is not None
    assert (upper.columns[0].name, lower.columns[0].name) == ("a", "b")
    assert schema.table("nothing") is None


def test_tables_come_in_order_of_name(tmp_path: Path) -> None:
    schema = schema_of(
        tmp_path / "one.db", *(f"CREATE TABLE {name} (a)" for name in ("b", "C", "a", "_"))
    )
    assert [table.name for table in schema.tables] == ["_", "a", "b", "C"]


def test_two_thousand_columns_are_described(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(2000)]
    table = table_of(tmp_path, f"CREATE TABLE wide ({', '.join(names)})")
    assert [column.name for column in table.columns] == names


def test_thousands_of_tables_and_views_are_described_in_seconds(tmp_path: Path) -> None:
    path = make_database(
        tmp_path / "many.db",
        "BEGIN",
        *(f"CREATE TABLE t{n} (id INTEGER PRIMARY KEY, a UNIQUE, b)" for n in range(2000)),
        *(f"CREATE VIEW v{n} AS SELECT * FROM t{n}" for n in range(2000)),
        "COMMIT",
    )
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        started = time.process_time()
        schema = read_schema(connection)
        assert time.process_time() - started < 20  # 1 where nothing is traced
    assert len(schema.tables) == 4000
    assert all(not table.problem for table in schema.tables)


def test_equal_files_have_equal_schemas(tmp_path: Path) -> None:
    statements = ("CREATE TABLE t (a UNIQUE)", "CREATE INDEX i ON t (a DESC)")
    one = schema_of(tmp_path / "one.db", *statements)
    other = schema_of(tmp_path / "other.db", *statements)
    assert one == other
    assert hash(one) == hash(other)
    assert one != schema_of(tmp_path / "third.db", statements[0])

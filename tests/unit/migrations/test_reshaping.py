"""Changing how a table is declared, with everything else kept byte for byte."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.migrations.migrator import Migrator
from tests.support.lineage_files import make_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLAIN = [
    "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c REAL)",
    "INSERT INTO t VALUES (1, 'x', 2.5)",
]
SHAPES: dict[str, list[str]] = {
    "plain": PLAIN,
    "no key": ["CREATE TABLE t (a, b TEXT, c)", "INSERT INTO t (rowid, a, b) VALUES (7, 1, 'x')"],
    "text key": [
        "CREATE TABLE t (a TEXT PRIMARY KEY, b TEXT, c)",
        "INSERT INTO t VALUES ('k', 'x', 1)",
    ],
    "rowids with gaps": [
        "CREATE TABLE t (a TEXT PRIMARY KEY, b TEXT, c)",
        "INSERT INTO t (rowid, a, b) VALUES (3, 'k', 'x'), (99, 'l', 'y')",
    ],
    "compound key": [
        "CREATE TABLE t (a INT, b TEXT, c, PRIMARY KEY (a, c))",
        "INSERT INTO t VALUES (1, 'x', 2)",
    ],
    "without rowid": [
        "CREATE TABLE t (a TEXT PRIMARY KEY, b TEXT, c) WITHOUT ROWID",
        "INSERT INTO t VALUES ('k', 'x', 1)",
    ],
    "strict": [
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c ANY) STRICT",
        "INSERT INTO t VALUES (1, 'x', '2')",
    ],
    "strict without rowid": [
        "CREATE TABLE t (a TEXT PRIMARY KEY, b TEXT, c ANY) WITHOUT ROWID, STRICT",
        "INSERT INTO t VALUES ('1', 'x', 2)",
    ],
    "autoincrement": [
        "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT, c)",
        "INSERT INTO t VALUES (100, 'x', 1)",
        "INSERT INTO t VALUES (101, 'y', 1)",
        "DELETE FROM t WHERE a = 101",
    ],
    "generated": [
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c AS (b || '!') STORED, d AS (a + 1))",
        "INSERT INTO t (a, b) VALUES (1, 'x')",
    ],
    "generated in the middle": [
        "CREATE TABLE t (a INT GENERATED ALWAYS AS (length(b)) VIRTUAL, b TEXT, c INT)",
        "INSERT INTO t (b, c) VALUES ('xyz', 4)",
    ],
    "comments": [
        (
            "CREATE TABLE t ( -- the table\n  a INTEGER PRIMARY KEY, -- first, (a\n"
            "  b TEXT /* second, */,\n  c -- third\n)"
        ),
        "INSERT INTO t VALUES (1, 'x', 2)",
    ],
    "strings with brackets": [
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT DEFAULT '(,)', c DEFAULT \"),\")",
        "INSERT INTO t VALUES (1, 'x', 2)",
    ],
    "nested checks": [
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT CHECK (length(b) < (3 * (2 + 9))), c, CHECK((a>0)AND(1)))",
        "INSERT INTO t VALUES (1, 'x', 2)",
    ],
    "tight constraints": [
        "CREATE TABLE t(a INTEGER PRIMARY KEY,b TEXT UNIQUE,c,UNIQUE(b,c)CHECK(a))",
        "INSERT INTO t VALUES (1, 'x', 2)",
    ],
    "named constraints": [
        (
            "CREATE TABLE t (a INTEGER CONSTRAINT pk PRIMARY KEY, b TEXT CONSTRAINT u UNIQUE ON CONFLICT IGNORE, c,"
            " CONSTRAINT k CHECK (a))"
        ),
        "INSERT INTO t VALUES (1, 'x', 2)",
    ],
    "all clauses": [
        (
            "CREATE TABLE t (a INTEGER PRIMARY KEY ASC ON CONFLICT ABORT,"
            " b VARCHAR ( 10 , 2 ) COLLATE NOCASE CHECK (1) UNIQUE ON CONFLICT REPLACE,"
            " c DECIMAL(1,2) DEFAULT (1 + 2) REFERENCES u (x) ON DELETE SET NULL ON UPDATE NO ACTION"
            " MATCH FULL NOT DEFERRABLE INITIALLY IMMEDIATE)"
        ),
        "INSERT INTO t VALUES (1, 'x', NULL)",
    ],
    "signed default": [
        "CREATE TABLE t (a, b TEXT, c DEFAULT -1.5)",
        "INSERT INTO t (b) VALUES ('x')",
    ],
    "self reference": [
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c INT REFERENCES t (a) ON DELETE CASCADE)",
        "INSERT INTO t VALUES (1, 'x', NULL), (2, 'y', 1)",
    ],
    "children": [
        *PLAIN,
        "CREATE TABLE u (x INTEGER REFERENCES t (a) ON DELETE CASCADE)",
        "INSERT INTO u VALUES (1)",
    ],
    "indexes": [
        *PLAIN,
        "CREATE INDEX i ON t (c DESC, b COLLATE NOCASE)",
        "CREATE UNIQUE INDEX j ON t (lower(b)) WHERE c > 1 -- partial",
    ],
    "triggers": [
        *PLAIN,
        "CREATE TABLE log (x)",
        "CREATE TRIGGER on_t AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END",
        "CREATE TRIGGER on_log AFTER INSERT ON log BEGIN UPDATE t SET c = c + 1; END",
    ],
    "views": [
        *PLAIN,
        "CREATE VIEW v AS SELECT a, b FROM t",
        "CREATE VIEW broken AS SELECT * FROM nowhere",
    ],
    "statistics": [*PLAIN, "CREATE INDEX i ON t (c)", "ANALYZE"],
    "mixed values": [
        "CREATE TABLE t (a, b, c)",
        "INSERT INTO t VALUES (1, 'x', NULL), ('1', x'00ff', 1e300), (1.0, 'a' || char(0) || 'b', -0.5)",
    ],
    "odd column names": [
        'CREATE TABLE t ("a b" INTEGER PRIMARY KEY, b TEXT, [c,d] INT, `e)` INT, "check" INT)',
        "INSERT INTO t VALUES (1, 'x', 2, 3, 4)",
    ],
    "rowid as a name": [
        "CREATE TABLE t (rowid TEXT, b TEXT, oid)",
        "INSERT INTO t VALUES ('r', 'x', 1)",
    ],
    "all rowid names taken": [
        "CREATE TABLE t (rowid TEXT, b TEXT, oid, _rowid_)",
        "INSERT INTO t VALUES ('r', 'x', 1, 2)",
    ],
    "a search index": [
        *PLAIN,
        "CREATE VIRTUAL TABLE f USING fts5 (b, content='t', content_rowid='a')",
        "INSERT INTO f (f) VALUES ('rebuild')",
    ],
    "no rows": ["CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c)"],
    "a row with a lower-case name": [
        "create table T (A integer primary key, B text, C)",
        "INSERT INTO t VALUES (1, 'x', 2)",
    ],
    "line ends of Windows": [
        "CREATE TABLE t (\r\n\ta INTEGER PRIMARY KEY,\r\n\tb TEXT,\r\n\tc\r\n)",
        "INSERT INTO t VALUES (1, 'x', 2)",
    ],
}
THERE_AND_BACK: dict[str, tuple[Callable[[Migrator], None], Callable[[Migrator], None]]] = {
    "NOT NULL": (lambda m: m.add_not_null("t", "b"), lambda m: m.drop_not_null("t", "b")),
    "NOT NULL, by a value": (
        lambda m: m.add_not_null("t", "b", instead="'none'"),
        lambda m: m.drop_not_null("t", "b"),
    ),
    "a constraint": (
        lambda m: m.add_constraint("t", "CONSTRAINT short CHECK (length(b) < 9)"),
        lambda m: m.drop_constraint("t", "short"),
    ),
    "another name": (
        lambda m: m.rename_column("t", "b", "z"),
        lambda m: m.rename_column("t", "z", "b"),
    ),
    "another table name": (
        lambda m: m.rename_table("t", "t2"),
        lambda m: m.rename_table("t2", "t"),
    ),
}
"""Changes that can be taken back exactly; the text of the declaration may end up with other quotes after a rename."""
REWRITES_TEXT = {"another name", "another table name"}


def everything(path: Path) -> tuple[list[Any], list[Any], dict[str, list[Any]]]:
    """Objects with their text, statistics and counters, and every row with its type and rowid."""
    with closing(sqlite3.connect(path)) as raw:
        objects = raw.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"
        ).fetchall()
        rows = {}
        for kind, name, _, sql in objects:
            if kind == "table" and sql and not sql.upper().startswith("CREATE VIRTUAL"):
                rows[name.lower()] = rows_with_types(raw, name)
        return objects, raw.execute("PRAGMA integrity_check").fetchall(), rows


def rows_with_types(raw: sqlite3.Connection, table: str) -> list[Any]:
    try:
        found = raw.execute(f"SELECT _rowid_, * FROM {table} ORDER BY 1").fetchall()
    except sqlite3.OperationalError:
        found = raw.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
    return [[(type(value), value) for value in row] for row in found]


def change(path: Path, *changes: Callable[[Migrator], object]) -> None:
    target = DatabaseTarget(path, Access.WRITABLE)
    with (
        open_database(target) as database,
        database.altering() as connection,
        connection.transaction(),
    ):
        for one in changes:
            one(Migrator(connection, "2025-09-05 12:00:00"))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("what", THERE_AND_BACK)
def test_there_and_back_is_as_before(tmp_path: Path, shape: str, what: str) -> None:
    path = make_file(tmp_path / "a.db", SHAPES[shape])
    if what in REWRITES_TEXT:  # SQLite renames nothing while a view leads nowhere
        change(path, lambda m: m.sql("DROP VIEW IF EXISTS broken"))
    objects, integrity, rows = everything(path)
    there, back = THERE_AND_BACK[what]
    change(path, there)
    between, sound, kept = everything(path)
    assert sound == [("ok",)]
    assert between != objects
    if what != "another table name":
        assert kept["t"] == rows["t"]
    change(path, back)
    again, sound, kept = everything(path)
    assert sound == integrity == [("ok",)]
    assert kept == rows
    if what not in REWRITES_TEXT:
        assert again == objects


@pytest.mark.parametrize("shape", SHAPES)
def test_a_type_a_default_and_back(tmp_path: Path, shape: str) -> None:
    path = make_file(tmp_path / "a.db", SHAPES[shape])
    _, _, rows = everything(path)
    change(path, lambda m: m.set_default("t", "b", "'fresh'"))
    objects, sound, kept = everything(path)
    assert (sound, kept) == ([("ok",)], rows)
    (declaration,) = [
        sql for kind, name, _, sql in objects if (kind, name.lower()) == ("table", "t")
    ]
    assert "DEFAULT 'fresh'" in declaration
    change(path, lambda m: m.drop_default("t", "b"))
    assert everything(path)[2] == rows


def test_a_new_type_brings_its_affinity(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "a.db", ["CREATE TABLE t (a, b TEXT)", "INSERT INTO t VALUES (1, '12')"]
    )
    change(path, lambda m: m.set_type("t", "b", "INTEGER"))
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT b FROM t").fetchone() == (12,)
    change(
        path,
        lambda m: m.set_type("t", "b", "", value="b * 2"),
        lambda m: m.set_type("t", "a", "REAL"),
    )
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT a, b, typeof(a), sql FROM t, sqlite_master").fetchone() == (
            1.0,
            24,
            "real",
            "CREATE TABLE t (a REAL, b)",
        )


def test_null_where_none_may_be_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", ["CREATE TABLE t (a, b)", "INSERT INTO t VALUES (1, NULL)"])
    before = everything(path)
    with pytest.raises(StatementProblem):
        change(path, lambda m: m.add_not_null("t", "b"))
    assert everything(path) == before
    change(path, lambda m: m.add_not_null("t", "b", instead="'none'"))
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT b FROM t").fetchone() == ("none",)


def test_not_null_in_place_of_null(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", ["CREATE TABLE t (a INT NULL DEFAULT 3, b)"])
    change(path, lambda m: m.add_not_null("t", "a"), lambda m: m.add_not_null("t", "a"))
    assert everything(path)[0][0][3] == "CREATE TABLE t (a INT NOT NULL DEFAULT 3, b)"


def test_a_reference_is_led_elsewhere(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "a.db",
        [
            'CREATE TABLE t (a REFERENCES "old one" (x), b REFERENCES u (y), FOREIGN KEY (b) REFERENCES [old one](x))',
        ],
    )
    change(path, lambda m: m.retarget("t", "OLD ONE", "new one"))
    assert everything(path)[0][0][3] == (
        'CREATE TABLE t (a REFERENCES "new one" (x), b REFERENCES u (y), FOREIGN KEY (b) REFERENCES "new one"(x))'
    )


def test_a_named_constraint_of_a_column_or_of_the_table_goes(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "a.db",
        [
            "CREATE TABLE t (a INT CONSTRAINT one CHECK (a > 0) NOT NULL, b, CONSTRAINT two UNIQUE (a), CHECK (b))"
        ],
    )
    change(path, lambda m: m.drop_constraint("t", "ONE"), lambda m: m.drop_constraint("t", "two"))
    assert everything(path)[0][0][3] == "CREATE TABLE t (a INT NOT NULL, b, CHECK (b))"
    with pytest.raises(StatementProblem, match="no constraint three"):
        change(path, lambda m: m.drop_constraint("t", "three"))


def test_a_declaration_in_full_with_values_and_a_column_that_goes(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", PLAIN)
    change(
        path,
        lambda m: m.redeclare(
            "t",
            "CREATE TABLE t (a INTEGER PRIMARY KEY, d TEXT NOT NULL, e DEFAULT 5)",
            values={"d": "b || c"},
            dropped=("b", "c"),
        ),
    )
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT * FROM t").fetchall() == [(1, "x2.5", 5)]


def test_a_column_is_never_lost_unasked(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", PLAIN)
    before = everything(path)
    with pytest.raises(StatementProblem, match="lacks c"):
        change(path, lambda m: m.redeclare("t", "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)"))
    assert everything(path) == before


@pytest.mark.parametrize("name", ["nowhere", "v", "f"])
def test_what_stores_no_rows_cannot_be_reshaped(tmp_path: Path, name: str) -> None:
    path = make_file(
        tmp_path / "a.db",
        [*PLAIN, "CREATE VIEW v AS SELECT 1", "CREATE VIRTUAL TABLE f USING fts5 (x)"],
    )
    with pytest.raises(StatementProblem, match=f"no table {name}"):
        change(path, lambda m: m.drop_not_null(name, "a"))
    with pytest.raises(StatementProblem, match="no column z"):
        change(path, lambda m: m.drop_not_null("t", "z"))


def test_a_rename_reaches_references_views_and_triggers(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "a.db",
        [
            *PLAIN,
            "CREATE TABLE u (x REFERENCES t (a))",
            "CREATE VIEW v AS SELECT b FROM t",
            "CREATE TRIGGER g AFTER INSERT ON u BEGIN UPDATE t SET b = 'y'; END",
        ],
    )
    change(path, lambda m: m.rename_table("t", "z"), lambda m: m.rename_column("z", "b", "w"))
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("INSERT INTO u VALUES (1)")
        assert raw.execute("SELECT w FROM v").fetchall() == [("y",)]
        assert raw.execute("PRAGMA foreign_key_list(u)").fetchone()[2] == "z"

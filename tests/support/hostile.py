"""A file whose own schema is hostile, and statements that should not get anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hive_inspector.core.database.question_rules import Rule
from tests.support.databases import make_database

if TYPE_CHECKING:
    from pathlib import Path

_SLOW = "instr(zeroblob(40000000), zeroblob(20000000) || x'01')"
_ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
_NESTED = [
    f"CREATE VIEW deep{level + 1} AS SELECT a.x FROM deep{level} a, deep{level} b"
    for level in range(12)
]

SCHEMA = (
    "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT)",
    "INSERT INTO item SELECT value, 'name ' || value FROM json_each('[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]')",
    "CREATE TABLE account (id INTEGER PRIMARY KEY, api_key TEXT)",
    "INSERT INTO account VALUES (1, 'sk-0123456789abcdef')",
    "CREATE VIEW loads AS SELECT load_extension('hostile') AS x",
    "CREATE VIEW writes AS SELECT writefile('hostile.txt', 'x') AS x",
    "CREATE VIEW tokenizes AS SELECT fts3_tokenizer('simple') AS x",
    f"CREATE VIEW endless AS {_ENDLESS} SELECT i FROM n",
    "CREATE VIEW slow AS SELECT abs(77) AS x",
    "CREATE VIEW large AS SELECT zeroblob(2000000000) AS x",
    "CREATE VIEW pages AS SELECT pageno FROM dbstat",
    "CREATE VIEW deep0 AS SELECT id AS x FROM item",
    *_NESTED,
    "CREATE TABLE computed (a, b AS (abs(77)) VIRTUAL)",
    "INSERT INTO computed (a) VALUES (1)",
    "CREATE TABLE indexed (a)",
    "CREATE INDEX by_expression ON indexed (abs(77) + a)",
    "CREATE TRIGGER spreads AFTER UPDATE ON item BEGIN DELETE FROM account; END",
    "CREATE TRIGGER instead INSTEAD OF INSERT ON deep0 BEGIN DELETE FROM item; END",
    "CREATE VIRTUAL TABLE words USING fts5 (content)",
    "INSERT INTO words VALUES ('some words')",
)


_MADE_SLOW = (
    "PRAGMA writable_schema = ON",
    f"UPDATE sqlite_master SET sql = replace(sql, 'abs(77)', '{_SLOW.replace(chr(39), chr(39) * 2)}')",
)
"""What takes so long is put into the schema behind SQLite's back, which would try it out."""

_STEPS = "".join(f", a{step + 1} AS (SELECT p.x FROM a{step} p, a{step} q)" for step in range(40))
_YEARS = f"WITH a0 AS (SELECT 1 AS x){_STEPS} SELECT x FROM a40"
COMPILED_FOR_YEARS = (
    "CREATE VIEW years AS SELECT 1 AS x",
    "PRAGMA writable_schema = ON",
    f"UPDATE sqlite_master SET sql = 'CREATE VIEW years AS {_YEARS}' WHERE name = 'years'",
)
"""A view that SQLite 3.40 takes years to compile without ever looking whether it should stop."""


class Attempt(NamedTuple):
    """A statement, and what stops it."""

    sql: str
    by: Rule | None = None
    """The rule; None where SQLite itself or a bound does."""


def make_hostile(path: Path) -> Path:
    """The file."""
    return make_database(path, *SCHEMA, *_MADE_SLOW)


ATTEMPTS = (
    # to write
    Attempt("INSERT INTO item VALUES (99, 'x')", Rule.CHANGE),
    Attempt("INSERT INTO item SELECT * FROM item RETURNING id", Rule.CHANGE),
    Attempt("REPLACE INTO item VALUES (1, 'x')", Rule.CHANGE),
    Attempt("UPDATE item SET name = 'x'", Rule.CHANGE),
    Attempt("UPDATE OR IGNORE item SET name = 'x' RETURNING name", Rule.CHANGE),
    Attempt("DELETE FROM item", Rule.CHANGE),
    Attempt("WITH gone AS (SELECT 1) DELETE FROM item WHERE id IN gone", Rule.CHANGE),
    Attempt("INSERT INTO deep0 VALUES (1)", Rule.CHANGE),
    Attempt("INSERT INTO words VALUES ('x')", Rule.CHANGE),
    Attempt("INSERT INTO words (words) VALUES ('rebuild')", Rule.CHANGE),
    Attempt("EXPLAIN DELETE FROM item", Rule.CHANGE),
    Attempt("/* a comment */ -- and another\n DELETE FROM item", Rule.CHANGE),
    Attempt("CREATE TABLE more (x)", Rule.SCHEMA),
    Attempt("CREATE TABLE more AS SELECT * FROM item", Rule.SCHEMA),
    Attempt("CREATE INDEX more ON item (name)", Rule.SCHEMA),
    Attempt("CREATE UNIQUE INDEX more ON item (name)", Rule.SCHEMA),
    Attempt("CREATE VIEW more AS SELECT 1", Rule.SCHEMA),
    Attempt("CREATE TRIGGER more AFTER DELETE ON item BEGIN SELECT 1; END", Rule.SCHEMA),
    Attempt("CREATE VIRTUAL TABLE more USING fts5 (x)", Rule.SCHEMA),
    Attempt("DROP TABLE item", Rule.SCHEMA),
    Attempt("DROP VIEW endless", Rule.SCHEMA),
    Attempt("DROP TRIGGER spreads", Rule.SCHEMA),
    Attempt("DROP INDEX by_expression", Rule.SCHEMA),
    Attempt("ALTER TABLE item RENAME TO other", Rule.SCHEMA),
    Attempt("ALTER TABLE item ADD COLUMN more", Rule.SCHEMA),
    Attempt("UPDATE sqlite_master SET sql = ''"),
    Attempt("DELETE FROM sqlite_schema"),
    Attempt("CREATE TEMP TABLE more (x)", Rule.TEMPORARY),
    Attempt("CREATE TEMPORARY VIEW more AS SELECT 1", Rule.TEMPORARY),
    Attempt("CREATE TEMP TRIGGER more AFTER DELETE ON item BEGIN SELECT 1; END", Rule.TEMPORARY),
    Attempt("ANALYZE", Rule.SCHEMA),
    Attempt("REINDEX", Rule.MAINTENANCE),
    Attempt("VACUUM", Rule.MAINTENANCE),
    Attempt("BEGIN IMMEDIATE", Rule.TRANSACTION),
    Attempt("BEGIN EXCLUSIVE", Rule.TRANSACTION),
    Attempt("COMMIT", Rule.TRANSACTION),
    Attempt("SAVEPOINT here", Rule.TRANSACTION),
    # to reach other files
    Attempt("ATTACH 'hostile.db' AS other", Rule.OTHER_FILE),
    Attempt("ATTACH ':memory:' AS other", Rule.OTHER_FILE),
    Attempt("ATTACH 'file:hostile.db?mode=rwc' AS other", Rule.OTHER_FILE),
    Attempt("DETACH main", Rule.OTHER_FILE),
    Attempt("VACUUM INTO 'hostile.db'", Rule.OTHER_FILE),
    Attempt("SELECT * FROM fsdir('/')"),
    Attempt("SELECT * FROM csv('/etc/passwd')"),
    # to load and to escape
    Attempt("SELECT load_extension('hostile')", Rule.FUNCTION),
    Attempt("SELECT load_extension('hostile', 'start') FROM item", Rule.FUNCTION),
    Attempt("SELECT * FROM loads"),
    Attempt("SELECT * FROM writes"),
    Attempt("SELECT * FROM tokenizes"),
    Attempt("SELECT fts3_tokenizer('simple', x'4141414141414141')", Rule.FUNCTION),
    Attempt("SELECT readfile('/etc/passwd')"),
    Attempt("SELECT edit('x')"),
    Attempt("SELECT sqlite_log(1, 'x')", Rule.FUNCTION),
    Attempt("SELECT fts5('x')", Rule.FUNCTION),
    Attempt("SELECT optimize(words) FROM words", Rule.FUNCTION),
    Attempt("PRAGMA journal_mode = DELETE", Rule.PRAGMA),
    Attempt("PRAGMA journal_mode", Rule.PRAGMA),
    Attempt("PRAGMA writable_schema = ON", Rule.PRAGMA),
    Attempt("PRAGMA query_only = OFF", Rule.PRAGMA),
    Attempt("PRAGMA trusted_schema = ON", Rule.PRAGMA),
    Attempt("PRAGMA temp_store_directory = '/tmp'", Rule.PRAGMA),
    Attempt("PRAGMA hard_heap_limit = 0", Rule.PRAGMA),
    Attempt("PRAGMA mmap_size = 0", Rule.PRAGMA),
    Attempt("PRAGMA locking_mode = EXCLUSIVE", Rule.PRAGMA),
    Attempt("PRAGMA wal_checkpoint(TRUNCATE)", Rule.PRAGMA),
    Attempt("PRAGMA optimize", Rule.PRAGMA),
    Attempt("PRAGMA incremental_vacuum", Rule.PRAGMA),
    Attempt("PRAGMA main.journal_mode = WAL", Rule.PRAGMA),
    Attempt("PRAGMA user_version = 7", Rule.PRAGMA_VALUE),
    Attempt("PRAGMA application_id = 7", Rule.PRAGMA_VALUE),
    Attempt("PRAGMA schema_version(9)", Rule.PRAGMA_VALUE),
    Attempt("PRAGMA foreign_keys = OFF", Rule.PRAGMA_VALUE),
    Attempt("SELECT * FROM pragma_user_version(7)"),
    Attempt("SELECT * FROM pragma_journal_mode('wal')"),
    Attempt("SELECT * FROM pragma_wal_checkpoint"),
    Attempt("SELECT * FROM dbstat", Rule.MODULE),
    Attempt("SELECT * FROM pages"),
    Attempt("SELECT data FROM sqlite_dbpage WHERE pgno = 1"),
    Attempt("SELECT * FROM sqlite_stmt"),
    # to exhaust
    Attempt(f"{_ENDLESS} SELECT count(*) FROM n"),
    Attempt(f"{_ENDLESS} SELECT i FROM n ORDER BY i DESC"),
    Attempt(f"{_ENDLESS} SELECT group_concat(i) FROM n"),
    Attempt(f"{_ENDLESS} SELECT json_group_array(i) FROM n"),
    Attempt(
        "WITH RECURSIVE n (t) AS (SELECT 'x' UNION ALL SELECT t || t FROM n) SELECT max(t) FROM n"
    ),
    Attempt("SELECT * FROM endless"),
    Attempt("SELECT count(*) FROM deep12"),
    Attempt("SELECT * FROM slow"),
    Attempt("SELECT b FROM computed"),
    Attempt(f"SELECT {_SLOW}"),
    Attempt(f"SELECT * FROM item WHERE {_SLOW} = id"),
    Attempt("SELECT replace(hex(zeroblob(30000000)), '00', '0000000001')"),
    Attempt("SELECT length(randomblob(90000000)) FROM item a, item b, item c"),
    Attempt("SELECT * FROM large"),
    Attempt("SELECT zeroblob(1000000000)"),
    Attempt("SELECT hex(zeroblob(90000000))"),
    Attempt("SELECT randomblob(1000000000)"),
    Attempt("SELECT replace(printf('%090000000d', 0), '0', '00000')"),
    Attempt("SELECT group_concat(zeroblob(90000000)) FROM item"),
    Attempt("SELECT " + "(" * 5_000 + "1" + ")" * 5_000),
    Attempt("SELECT " + "-" * 1 + " - " * 5_000 + "1"),
    Attempt(" UNION ALL ".join(["SELECT 1"] * 1_000)),
    Attempt("SELECT '" + "x" * 1_100_000 + "'"),
)

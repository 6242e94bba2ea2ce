"""Files whose own description of themselves was tampered with, and values where nobody expects them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.hostile.making import Case, by_tampering, in_hive

if TYPE_CHECKING:
    from collections.abc import Iterator

_SOUND = (
    "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, b UNIQUE)",
    "INSERT INTO t (a, b) VALUES ('x', 1), ('y', 2)",
    "CREATE INDEX i ON t (a)",
    "CREATE TABLE u (a PRIMARY KEY, b) WITHOUT ROWID",
    "CREATE VIEW v AS SELECT * FROM t",
    "ANALYZE",
)
_ROOT_OF = "(SELECT rootpage FROM sqlite_master WHERE name = '{}')"


def _changed(name: str, what: str) -> str:
    """The statement that changes what the schema says of one object."""
    return f"UPDATE sqlite_master SET {what} WHERE name = '{name}'"


def _added(kind: str, name: str, table: str, sql: str) -> str:
    """The statement that adds an object to the schema."""
    return f"INSERT INTO sqlite_master VALUES ('{kind}', '{name}', '{table}', 3, '{sql}')"


_TAMPERED = {
    "a root of 0": _changed("t", "rootpage = 0"),
    "a root of -1": _changed("t", "rootpage = -1"),
    "a root beyond the end": _changed("t", "rootpage = 1000000000"),
    "the schema as a root": _changed("t", "rootpage = 1"),
    "a root that is a text": _changed("t", "rootpage = 'x'"),
    "one root for all": "UPDATE sqlite_master SET rootpage = 2 WHERE rootpage > 0",
    "an index's root as a table's": _changed("t", f"rootpage = {_ROOT_OF.format('i')}"),
    "a table's root as an index's": _changed("i", f"rootpage = {_ROOT_OF.format('t')}"),
    "an unknown type": _changed("t", "type = 'procedure'"),
    "a table that is a view": _changed("t", "type = 'view'"),
    "a view that is a table": _changed("v", "type = 'table', rootpage = 2"),
    "no name": _changed("t", "name = NULL"),
    "an empty name": _changed("t", "name = '', tbl_name = ''"),
    "a name that is a blob": _changed("i", "name = x'ff00fe'"),
    "a name that is no UTF-8": _changed("v", "name = CAST(x'fffe41' AS TEXT)"),
    "another table's name": _changed("i", "tbl_name = 'u'"),
    "no SQL": _changed("t", "sql = NULL"),
    "empty SQL": _changed("t", "sql = ''"),
    "SQL that is a blob": "UPDATE sqlite_master SET sql = CAST(sql AS BLOB)",
    "SQL of another table": _changed("t", "sql = 'CREATE TABLE other (x)'"),
    "SQL that is two": _changed("t", "sql = sql || '; DROP TABLE u'"),
    "SQL that drops": _changed("t", "sql = 'DROP TABLE u'"),
    "SQL that selects": _changed("t", "sql = 'CREATE TABLE t AS SELECT * FROM u'"),
    "SQL with a NUL": _changed("t", "sql = CAST(CAST(sql AS BLOB) || x'00' || 'x' AS TEXT)"),
    "SQL cut off": "UPDATE sqlite_master SET sql = substr(sql, 1, 20)",
    "SQL that is no UTF-8": _changed(
        "t", "sql = CAST('CREATE TABLE t (' || x'ff41' || ')' AS TEXT)"
    ),
    "more columns than there are": _changed(
        "t", "sql = 'CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, c NOT NULL DEFAULT 5)'"
    ),
    "fewer columns than there are": _changed("t", "sql = 'CREATE TABLE t (id)'"),
    "a key where none was": _changed(
        "t", "sql = 'CREATE TABLE t (id, a PRIMARY KEY, b) WITHOUT ROWID'"
    ),
    "twice the same": "INSERT INTO sqlite_master SELECT * FROM sqlite_master WHERE name = 't'",
    "a sequence of texts": "UPDATE sqlite_sequence SET seq = 'x', name = NULL",
    "a sequence that is a view": _changed(
        "sqlite_sequence",
        "type = 'view', rootpage = 0, sql = 'CREATE VIEW x AS SELECT 1'",
    ),
    "estimates of texts": "UPDATE sqlite_stat1 SET stat = 'unordered sz=0 x 99999999999999999999'",
    "estimates of blobs": "UPDATE sqlite_stat1 SET tbl = x'00', idx = 7, stat = zeroblob(100)",
    "an index of a missing table": _added("index", "m", "gone", "CREATE INDEX m ON gone (a)"),
    "an index without SQL": _changed("i", "sql = NULL"),
    "a name of SQLite's": _changed(
        "t", "name = 'sqlite_x', sql = 'CREATE TABLE sqlite_x (id, a, b)'"
    ),
    "nothing at all": "DELETE FROM sqlite_master",
    "a reference to itself": _changed(
        "u",
        "sql = 'CREATE TABLE u (a PRIMARY KEY REFERENCES u (b), b) WITHOUT ROWID'",
    ),
    "a collation that is missing": _changed("i", "sql = 'CREATE INDEX i ON t (a COLLATE gone)'"),
    "a strict table of old": _changed(
        "t", "sql = 'CREATE TABLE t (id INTEGER, a INT, b BLOB) STRICT'"
    ),
}
_VALUES = {
    "blobs": "x'00ff'",
    "infinity": "9e999",
    "a huge number": "9223372036854775807",
    "the smallest number": "-9223372036854775808",
    "a time far off": "'9999999-99-99T99:99:99Z'",
    "a time in other digits": "'\u0662\u0660\u0662\u0665-01-01'",
    "no UTF-8": "CAST(x'fffe' AS TEXT)",
    "a NUL within": "'a' || char(0) || 'b'",
    "half a pair": "CAST(x'eda080' AS TEXT)",
    "an empty text": "''",
    "exponents": "'1e400'",
    "JSON that ends early": "'{\"a\": [1, '",
    "JSON with NaN": "'[NaN, -Infinity, 1e999]'",
    "Markdown that leads out": "'![x](http://picture.invalid/x) [y](javascript:alert(1)) <img src=http://x.invalid>'",
    "a million letters": "hex(zeroblob(500000))",
    "a file's address": "'file:///etc/passwd'",
    "a regular expression": "'(a+)+$' || 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa!'",
    "dots": "'••••••••'",
}


def cases() -> Iterator[Case]:
    """Each way of tampering; each strange value in the tables that every page reads."""
    for name, sql in _TAMPERED.items():
        yield Case(f"master: {name}", by_tampering(_SOUND, sql))
    for name, value in _VALUES.items():
        yield Case(
            f"values: {name}",
            in_hive(
                f"INSERT INTO configurations (key, value, updated_at) VALUES ('api_key', {value}, {value})",
                "INSERT INTO conversations (id, user_id, total_cost, start_time, end_time, input_tokens, created_at)"
                f" VALUES ({value}, {value}, {value}, {value}, {value}, {value}, {value})",
                "INSERT INTO messages (id, conversation_id, role, content, stage, model_used, timestamp)"
                f" VALUES ({value}, {value}, {value}, {value}, {value}, {value}, {value})",
                f"INSERT INTO settings (key, value, updated_at) VALUES ({value}, {value}, {value})",
            ),
        )

"""Schemas that run code when a file is only looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.hostile.making import Case, by_declaring, by_replacing
from tests.support.hostile import COMPILED_FOR_YEARS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FUNCTIONS = {
    "load_extension": "load_extension('./hostile')",
    "writefile": "writefile('hostile.txt', 'x')",
    "readfile": "readfile('/etc/hosts')",
    "edit": "edit('x')",
    "fts3_tokenizer": "fts3_tokenizer('simple', x'4141414141414141')",
    "fts5": "fts5(x'4141414141414141')",
    "sqlite_log": "sqlite_log(1, 'x')",
    "a large blob": "zeroblob(2000000000)",
    "a large text": "hex(zeroblob(200000000))",
    "a padded text": "printf('%0900000000d', 1)",
    "slow search": "instr(zeroblob(3000000), zeroblob(1500000) || x'01')",
    "slow pattern": "(hex(zeroblob(20000)) LIKE '%0%0%0%0%0%0%0%0%1')",
    "an overflow": "abs(-9223372036854775807 - 1)",
    "broken JSON": "json_extract('{', '$')",
    "a function that is not there": "no_such_function(1)",
    "raise": "raise(ABORT, 'no')",
    "random": "randomblob(10)",
    "endless": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n)",
    "from another file": "(SELECT * FROM fsdir('/'))",
    "its own pages": "(SELECT count(*) FROM sqlite_dbpage)",
}
_HARMLESS = "abs(77)"
_PLACES = {
    "a generated column": (
        "CREATE TABLE p (a, b AS (abs(77)) VIRTUAL)",
        "INSERT INTO p (a) VALUES (1), (2)",
    ),
    "a stored column": (
        "CREATE TABLE p (a, b AS (abs(77)) STORED)",
        "INSERT INTO p (a) VALUES (1)",
    ),
    "an index on it": ("CREATE TABLE p (a)", "CREATE INDEX i ON p (abs(77) + a)"),
    "a partial index": (
        "CREATE TABLE p (a)",
        "CREATE INDEX i ON p (a) WHERE abs(77) = a",
        "INSERT INTO p VALUES (77)",
    ),
    "a check": ("CREATE TABLE p (a CHECK (abs(77) != a))", "INSERT INTO p VALUES (1)"),
    "a default": ("CREATE TABLE p (a, b DEFAULT (abs(77)))", "INSERT INTO p (a) VALUES (1)"),
    "a trigger": (
        "CREATE TABLE p (a)",
        "INSERT INTO p VALUES (1)",
        "CREATE TRIGGER g AFTER UPDATE ON p WHEN abs(77) BEGIN SELECT abs(77); END",
    ),
    "a view": ("CREATE TABLE p (a)", "CREATE VIEW v AS SELECT abs(77) AS a"),
    "a view's condition": (
        "CREATE TABLE p (a)",
        "INSERT INTO p VALUES (1), (2)",
        "CREATE VIEW v AS SELECT a FROM p WHERE abs(77) ORDER BY abs(77)",
    ),
}


_LATER = ("a large text", "slow search", "endless")
"""What is done from the third row on, which nobody sees who looks at the first."""
_ROWS = "INSERT INTO p (a) VALUES (1), (2), (3), (4)"
_AFTER_TWO = "CASE WHEN a > 2 THEN abs(77) ELSE a END"
_LATER_PLACES = {
    "a generated column": (f"CREATE TABLE p (a, b AS ({_AFTER_TWO}))", _ROWS),
    "a view": ("CREATE TABLE p (a)", _ROWS, f"CREATE VIEW v AS SELECT a, {_AFTER_TWO} AS b FROM p"),
    "a view of a view": (
        "CREATE TABLE p (a)",
        _ROWS,
        f"CREATE VIEW u AS SELECT {_AFTER_TWO} AS b FROM p",
        "CREATE VIEW v AS SELECT b FROM u ORDER BY b",
    ),
    "a search index over a view": (
        "CREATE TABLE p (a)",
        _ROWS,
        f"CREATE VIEW v AS SELECT a, {_AFTER_TWO} AS b FROM p",
        "CREATE VIRTUAL TABLE w USING fts5 (b, content = 'v', content_rowid = 'a')",
        "INSERT INTO w (rowid, b) VALUES (3, 'x')",
    ),
    "a check": (f"CREATE TABLE p (a CHECK ({_AFTER_TWO}))", _ROWS),
    "an index": ("CREATE TABLE p (a)", _ROWS, f"CREATE INDEX i ON p ({_AFTER_TWO})"),
}


def cases() -> Iterator[Case]:
    """A function that does harm in every place of a schema that could run it; and views that do it without one."""
    for place, statements in _PLACES.items():
        for function, sql in _FUNCTIONS.items():
            yield Case(f"code: {function} in {place}", by_replacing(statements, _HARMLESS, sql))
    for name, sql in _VIEWS.items():
        yield Case(f"code: view, {name}", by_declaring(("view", "v", f"CREATE VIEW v AS {sql}")))
    for name, event in _TRIGGERS.items():
        sql = f"CREATE TRIGGER g {event}"
        yield Case(f"code: trigger, {name}", by_declaring(("trigger", "g", sql)))
    for place, statements in _LATER_PLACES.items():
        for function in _LATER:
            made = by_replacing(statements, _HARMLESS, _FUNCTIONS[function])
            yield Case(f"code: {function} from the third row on in {place}", made)
    yield Case("code: compiled for years", _years)


_COUNTING = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
_VIEWS = {
    "endless": f"{_COUNTING} SELECT i FROM n",
    "endless and sorted": f"{_COUNTING} SELECT i FROM n ORDER BY 1 DESC",
    "of itself": "SELECT * FROM v",
    "of a crowd": "SELECT a.id FROM t a, t b, t c, t d, t e, t f, t g, t h, t i, t j, t k, t l, t m, t n",
    "of what is gone": "SELECT * FROM gone",
    "that attaches": "ATTACH 'other.db' AS other",
    "that is two": "SELECT 1; DROP TABLE t",
    "that changes": "DELETE FROM t RETURNING *",
    "of the schema": "SELECT * FROM sqlite_master",
    "of a pragma": "SELECT * FROM pragma_journal_mode('delete')",
    "of checkpoints": "SELECT * FROM pragma_wal_checkpoint",
    "of its size": "SELECT * FROM dbstat",
    "of bytecode": "SELECT * FROM bytecode('SELECT 1')",
    "of a doubled text": "WITH RECURSIVE n(t) AS (VALUES ('x') UNION ALL SELECT t || t FROM n) SELECT t FROM n",
    "of JSON without end": "SELECT value FROM json_each((SELECT json_group_array(a.id) FROM t a, t b, t c, t d, t e))",
    "without columns": "VALUES",
    "unfinished": "SELECT (",
}
_TRIGGERS = {
    "on nothing": "AFTER INSERT ON gone BEGIN SELECT 1; END",
    "unfinished": "AFTER INSERT ON t BEGIN",
    "that deletes all": "AFTER UPDATE ON t BEGIN DELETE FROM t; END",
    "that calls itself": "AFTER INSERT ON t BEGIN INSERT INTO t (a) VALUES (1); END",
    "that loads": "BEFORE DELETE ON t BEGIN SELECT load_extension('x'); END",
    "that is a view": "INSTEAD OF INSERT ON t BEGIN SELECT 1; END",
}


def _years(path: Path) -> None:
    from tests.support.databases import make_database

    make_database(path, "CREATE TABLE t (a)", *COMPILED_FOR_YEARS)

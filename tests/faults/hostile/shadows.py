"""Search and place indexes whose own tables hold what no index would write there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.hostile.making import Case, by_declaring, by_tampering

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)"
_MADE = {
    "fts3": (
        "CREATE VIRTUAL TABLE w USING fts3 (a, b)",
        f"{_WORDS} INSERT INTO w SELECT 'one ' || i, 'two' FROM n",
    ),
    "fts4": (
        "CREATE VIRTUAL TABLE w USING fts4 (a, b)",
        f"{_WORDS} INSERT INTO w SELECT 'one ' || i, 'two' FROM n",
    ),
    "fts5": (
        "CREATE VIRTUAL TABLE w USING fts5 (a, b)",
        f"{_WORDS} INSERT INTO w SELECT 'one ' || i, 'two' FROM n",
    ),
    "rtree": (
        "CREATE VIRTUAL TABLE w USING rtree (id, x0, x1)",
        f"{_WORDS} INSERT INTO w SELECT i, i, i + 1 FROM n",
    ),
}
_TABLES = {
    "fts3": {"content": "c0a", "segments": "block", "segdir": "root"},
    "fts4": {
        "content": "c0a",
        "segments": "block",
        "segdir": "root",
        "docsize": "size",
        "stat": "value",
    },
    "fts5": {"data": "block", "idx": "term", "content": "c0", "docsize": "sz", "config": "v"},
    "rtree": {"node": "data", "rowid": "nodeno", "parent": "parentnode"},
}
_HARM = {
    "emptied": "DELETE FROM w_{table}",
    "noise": "UPDATE OR IGNORE w_{table} SET {column} = randomblob(200)",
    "ones": "UPDATE OR IGNORE w_{table} SET {column} = replace(CAST(zeroblob(300) AS TEXT), x'00', x'ff')",
    "an empty blob": "UPDATE OR IGNORE w_{table} SET {column} = x''",
    "NULL": "UPDATE OR IGNORE w_{table} SET {column} = NULL",
    "a huge number": "UPDATE OR IGNORE w_{table} SET {column} = 9223372036854775807",
    "a text": "UPDATE OR IGNORE w_{table} SET {column} = 'not what it was'",
    "half of it": "UPDATE OR IGNORE w_{table} SET {column} = substr({column}, 1, length({column}) / 2)",
    "a zero end": "UPDATE OR IGNORE w_{table} SET {column} = CAST({column} AS BLOB) || zeroblob(5000)",
    "a turned byte": "UPDATE OR IGNORE w_{table}"
    " SET {column} = CAST(substr({column}, 1, 3) || x'81' || substr({column}, 5) AS BLOB)",
    "forgotten": "DELETE FROM sqlite_master WHERE name = 'w_{table}'",
}
_ARGUMENTS = {
    "content of itself": "fts5 (a, content = 'w')",
    "content that is missing": "fts5 (a, content = 'gone')",
    "content of the schema": "fts5 (a, content = 'sqlite_master')",
    "content of an endless view": "fts5 (a, content = 'endless')",
    "a tokenizer that is missing": "fts5 (a, tokenize = 'gone')",
    "a hundred prefixes": "fts5 (a, prefix = '" + " ".join(map(str, range(1, 100))) + "')",
    "fts4 of itself": "fts4 (a, content = 'w')",
    "fts4 compressed by a missing function": "fts4 (a, compress = gone, uncompress = load_extension)",
    "fts4 words": "fts4aux (main, w)",
    "fts5 words of itself": "fts5vocab (w, row)",
    "fts5 words of nothing": "fts5vocab (gone, instance)",
    "a module that is missing": "hostile_module ('x')",
    "csv": "csv (filename = '/etc/passwd')",
    "a zip": "zipfile ('/etc/passwd')",
    "dbstat": "dbstat (main)",
    "too many dimensions": "rtree (id, " + ", ".join(f"c{n}" for n in range(40)) + ")",
    "geopoly": "geopoly (a, b)",
    "no argument": "fts5 ()",
    "unfinished": "fts5 (a, 'b",
    "thousand columns": "fts5 (" + ", ".join(f"c{n}" for n in range(1500)) + ")",
}
_ENDLESS = (
    "view",
    "endless",
    "CREATE VIEW endless AS WITH RECURSIVE n(a) AS (VALUES (1) UNION ALL SELECT a + 1 FROM n) SELECT a FROM n",
)


def cases() -> Iterator[Case]:
    """Each harm to each table of each kind of index; and virtual tables with arguments that lead nowhere good."""
    for kind, tables in _TABLES.items():
        for table, column in tables.items():
            for harm, sql in _HARM.items():
                done = sql.format(table=table, column=column)
                yield Case(f"shadow: {kind}_{table}, {harm}", by_tampering(_MADE[kind], done))
    for name, arguments in _ARGUMENTS.items():
        sql = f"CREATE VIRTUAL TABLE w USING {arguments}"
        yield Case(f"shadow: {name}", by_declaring(_ENDLESS, ("table", "w", sql)))

"""Files that are small and ask for much: depth, width, length, number."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from tests.faults.hostile.making import Case, by_declaring, by_sql, in_hive, literal, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.hostile.making import Make

_CELL = "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)"


def cases() -> Iterator[Case]:
    """Each a step larger than SQLite or we might have thought of."""
    yield from _named("views upon views", _deep_views, (5, 15, 40, 200))
    yield from _named("named queries upon one another", _deep_queries, (5, 12, 16, 60))
    yield from _named("columns", _columns, (100, 1_000, 2_000))
    yield from _named("a name's length", _long_names, (1_000, 100_000, 900_000))
    yield from _named("tables", _tables, (1_000, 3_000))
    yield from _named("indexes", _indexes, (500, 2_000))
    yield from _named("views", _views, (500, 2_000))
    yield from _named("triggers", _triggers, (500, 3_000))
    yield from _named("references", _references, (60, 600))
    yield from _named("terms of a check", _check_terms, (900, 20_000))
    yield from _named("brackets", _brackets, (90, 900, 90_000))
    yield from _named("parts of a union", _union, (100, 500, 5_000))
    yield from _named("bytes of a text", _text, (10_000, 5_000_000, 60_000_000))
    yield from _named("bytes of a blob", _blob, (10_000, 5_000_000, 100_000_000))
    yield from _named("depth of JSON", _deep_json, (100, 2_000, 200_000))
    yield from _named("depth of Hive's JSON", _deep_hive_json, (100, 2_000, 200_000))
    yield from _named("width of JSON", _wide_json, (1_000, 100_000))
    yield from _named("rows with long keys", _long_keys, (10, 300))
    yield from _named("values of a list", _values, (100, 10_000))
    yield from _named("bytes of a comment", _comment, (10_000, 900_000))
    yield from _named("stars of a pattern", _stars, (10, 1_000))
    yield from _named("sparse rowids", _sparse_rowids, (10, 500))


def _named(what: str, make: object, sizes: tuple[int, ...]) -> Iterator[Case]:
    for size in sizes:
        yield Case(f"exhaust: {what}, {size:,}", make(size))  # type: ignore[operator]


def _deep_views(depth: int) -> Make:
    first = ("view", "v0", "CREATE VIEW v0 AS SELECT id AS x FROM t")
    more = (
        ("view", f"v{n + 1}", f"CREATE VIEW v{n + 1} AS SELECT p.x FROM v{n} p, v{n} q")
        for n in range(depth)
    )
    return by_declaring(first, *more)


def _deep_queries(depth: int) -> Make:
    steps = "".join(f", a{n + 1} AS (SELECT p.x FROM a{n} p, a{n} q)" for n in range(depth))
    sql = f"CREATE VIEW v AS WITH a0 AS (SELECT 1 AS x){steps} SELECT x FROM a{depth}"
    return by_declaring(("view", "v", sql))


def _columns(count: int) -> Make:
    columns = ", ".join(f"c{n} TEXT DEFAULT 'd{n}'" for n in range(count))
    return by_sql(f"CREATE TABLE wide ({columns})", "INSERT INTO wide DEFAULT VALUES")


def _long_names(length: int) -> Make:
    name = quoted("n" * length)
    return by_sql(f"CREATE TABLE {name} ({name} TEXT)", f"INSERT INTO {name} VALUES ('x')")


def _tables(count: int) -> Make:
    return by_sql(*(f"CREATE TABLE t{n} (a, b)" for n in range(count)))


def _indexes(count: int) -> Make:
    return by_sql(_CELL, *(f"CREATE INDEX i{n} ON t (a, b)" for n in range(count)))


def _views(count: int) -> Make:
    return by_sql(_CELL, *(f"CREATE VIEW v{n} AS SELECT a, b FROM t" for n in range(count)))


def _triggers(count: int) -> Make:
    return by_sql(
        _CELL,
        *(f"CREATE TRIGGER g{n} AFTER INSERT ON t BEGIN SELECT {n}; END" for n in range(count)),
    )


def _references(count: int) -> Make:
    parts = ", ".join(f"FOREIGN KEY (a) REFERENCES r{n} (x)" for n in range(count))
    return by_sql(f"CREATE TABLE t (a, {parts})", "INSERT INTO t VALUES (1), (2)")


def _check_terms(count: int) -> Make:
    condition = " AND ".join("a > 0" for _ in range(count))
    return _declared_table(f"CREATE TABLE d (a CHECK ({condition}))")


def _brackets(count: int) -> Make:
    return _declared_table(f"CREATE TABLE d (a DEFAULT {'(' * count}1{')' * count})")


def _union(count: int) -> Make:
    sql = " UNION ALL ".join(f"SELECT {n} AS a" for n in range(count))
    return by_declaring(("view", "v", f"CREATE VIEW v AS {sql}"))


def _declared_table(sql: str) -> Make:
    """A table with pages of its own, under a declaration that SQLite has not seen."""

    def make(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as raw:
            raw.execute("CREATE TABLE d (a)")
            raw.execute("INSERT INTO d VALUES (1), (2)")
            raw.execute("PRAGMA writable_schema = ON")
            raw.execute("UPDATE sqlite_master SET sql = ?", (sql,))

    return make


def _text(length: int) -> Make:
    return by_sql(
        _CELL, f"INSERT INTO t (a) VALUES (replace(hex(zeroblob({length // 2})), '0', 'x'))"
    )


def _blob(length: int) -> Make:
    return by_sql(_CELL, f"INSERT INTO t (a, b) VALUES (zeroblob({length}), 'x')")


def _deep_json(depth: int) -> Make:
    text = literal('{"a":' + "[" * depth + "]" * depth + "}")
    return by_sql(_CELL, f"INSERT INTO t (a, b) VALUES ({text}, {text})")


def _deep_hive_json(depth: int) -> Make:
    text = literal("[" * depth + "]" * depth)
    return in_hive(
        f"INSERT INTO configurations (key, value) VALUES ('a', {text})",
        f"INSERT INTO conversations (id, start_time, total_cost) VALUES ('x', {text}, {text})",
    )


def _wide_json(count: int) -> Make:
    text = literal("{" + ",".join(f'"k{n}":{n}' for n in range(count)) + "}")
    return by_sql(_CELL, f"INSERT INTO t (a) VALUES ({text})")


def _long_keys(count: int) -> Make:
    return by_sql(
        "CREATE TABLE k (a TEXT PRIMARY KEY, b) WITHOUT ROWID",
        f"""WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
            INSERT INTO k SELECT printf('%020000d', i), i FROM n""",
    )


def _values(count: int) -> Make:
    return by_declaring(
        ("view", "v", "CREATE VIEW v AS VALUES " + ", ".join(f"({n})" for n in range(count)))
    )


def _comment(length: int) -> Make:
    return _declared_table(f"CREATE TABLE d (a /* {'x' * length} */)")


def _stars(count: int) -> Make:
    pattern = literal("*a" * count)
    sql = f"CREATE VIEW v AS SELECT hex(zeroblob(5000)) GLOB {pattern} AS a FROM t"
    return by_declaring(("view", "v", sql))


def _sparse_rowids(count: int) -> Make:
    ids = ", ".join(f"({(-1) ** n * (2**63 - 1 - n)})" for n in range(count))
    return by_sql("CREATE TABLE s (id INTEGER PRIMARY KEY)", f"INSERT INTO s VALUES {ids}")

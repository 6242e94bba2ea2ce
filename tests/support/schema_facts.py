"""What a file declares, read with plain sqlite3 in the shape of `resources/lineages/*.json`.

Written apart from `core.database.introspection`, so that one can be held against the other.
"""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from hive_inspector.core.resources import resource_text

if TYPE_CHECKING:
    from pathlib import Path

    Facts = dict[str, Any]

BOOKKEEPING = "schema_migrations"


def declared(path: Path) -> Facts:
    """Tables and indexes of a file, by name, without SQLite's own and the bookkeeping."""
    with closing(sqlite3.connect(path)) as raw:
        tables = {name: _table(raw, name, sql) for name, sql in _objects(raw, "table")}
        indexes = {name: _index(raw, name, sql) for name, sql in _objects(raw, "index")}
        others = raw.execute(
            "SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')"
        ).fetchall()
    return {"tables": tables, "indexes": indexes, "others": others}


def known_facts(name: str) -> Facts:
    """The same of a known lineage, e.g. `core-013`."""
    facts = json.loads(resource_text(f"lineages/{name}.json"))
    return {
        "tables": {table["name"]: _sorted(table) for table in facts["tables"]},
        "indexes": {index["name"]: index for index in facts["indexes"]},
        "others": [],
    }


def statements_of(path: Path) -> list[tuple[Any, ...]]:
    """Every object of a file with its text, byte for byte, without the bookkeeping."""
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name NOT IN (?, 'sqlite_sequence')"
            " ORDER BY type, name",
            (BOOKKEEPING,),
        ).fetchall()


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a file by table, AUTOINCREMENT counters included, without the bookkeeping and empty tables."""
    with closing(sqlite3.connect(path)) as raw:
        names = [
            name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found = {
            name: raw.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall()
            for name in names
            if name != BOOKKEEPING
        }
    return {name: rows for name, rows in found.items() if rows}


def _objects(raw: sqlite3.Connection, kind: str) -> list[tuple[str, str]]:
    return raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite_%' AND name <> ?",
        (kind, BOOKKEEPING),
    ).fetchall()


def _table(raw: sqlite3.Connection, name: str, sql: str) -> Facts:
    facts: Facts = {"name": name, "columns": []}
    for _, column, kind, not_null, default, key, _ in raw.execute(f"PRAGMA table_xinfo({name})"):
        about = {"name": column, "type": kind, "key": key, "not_null": bool(not_null)}
        if default is not None:
            about["default"] = default
        facts["columns"].append({fact: value for fact, value in about.items() if value})
    facts["references"] = _references(raw, name)
    facts["unique"] = [
        [column for _, _, column in raw.execute(f"PRAGMA index_info({index})")]
        for _, index, _, origin, _ in raw.execute(f"PRAGMA index_list({name})")
        if origin == "u"
    ]
    facts["checks"] = _checks(sql)
    facts["autoincrement"] = bool(re.search(r"\bAUTOINCREMENT\b", sql))
    return _sorted(facts)


def _references(raw: sqlite3.Connection, name: str) -> list[Facts]:
    found: dict[int, Facts] = {}
    for number, _, table, column, to, _, on_delete, _ in raw.execute(
        f"PRAGMA foreign_key_list({name})"
    ):
        reference = found.setdefault(number, {"columns": [], "table": table, "to": []})
        reference["columns"].append(column)
        reference["to"].append(to)
        if on_delete != "NO ACTION":
            reference["on_delete"] = on_delete
    return list(found.values())


def _checks(sql: str) -> list[str]:
    """The CHECK expressions; in Hive's declarations they hold one pair of brackets at most."""
    found = re.findall(r"\bCHECK \(((?:[^()]|\([^()]*\))*)\)", sql)
    return [" ".join(expression.split()) for expression in found]


def _index(raw: sqlite3.Connection, name: str, sql: str) -> Facts:
    (table,) = raw.execute("SELECT tbl_name FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    columns = [
        f"{column} DESC" if descending else column
        for _, _, column, descending, _, is_key in raw.execute(f"PRAGMA index_xinfo({name})")
        if is_key
    ]
    facts: Facts = {"name": name, "table": table, "columns": columns}
    if sql.startswith("CREATE UNIQUE"):
        facts["unique"] = True
    if " WHERE " in sql:
        facts["where"] = sql.partition(" WHERE ")[2]
    return facts


def _sorted(table: Facts) -> Facts:
    """Facts whose order means nothing in one order, and those that are empty left out."""
    sets = ("references", "unique", "checks")
    return {
        fact: sorted(value, key=json.dumps) if fact in sets else value
        for fact, value in table.items()
        if value
    }

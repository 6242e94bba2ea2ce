"""A table as text to take along."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import peewee
import pytest

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.blueprints import blueprint
from hive_inspector.core.schema.texts import as_markdown, as_peewee, as_sql

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.snapshot import Schema

ODD = """
CREATE TABLE "odd names" ("class" TEXT, "Save" INT DEFAULT 5, "a b" REAL DEFAULT (1 + 1), "a-b" BLOB, "2nd", d BOOLEAN,
  PRIMARY KEY ("class", "a b")) WITHOUT ROWID;
CREATE INDEX "by two" ON "odd names" ("a-b", d);
CREATE TABLE plain (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, at TEXT DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE keyless (a TEXT);
CREATE TRIGGER watch AFTER INSERT ON plain BEGIN SELECT 1; END;
"""


@pytest.fixture
def odd(tmp_path: Path) -> Schema:
    path = tmp_path / "odd.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(ODD)
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        return read_schema(connection)


def model_of(text: str) -> Any:
    names: dict[str, Any] = {}
    exec(text, names)
    return next(
        value
        for value in names.values()
        if isinstance(value, type) and issubclass(value, peewee.Model) and value is not peewee.Model
    )


def made_by(model: Any) -> list[tuple[object, ...]]:
    """Columns of the table that a model makes: name and place in the key."""
    database: Any = peewee.SqliteDatabase(":memory:")
    with database.bind_ctx([model]), database.connection_context():
        database.create_tables([model])
        table = model._meta.table_name
        raw = database.connection()
        rows = raw.execute(f'PRAGMA table_info("{table}")').fetchall()
    return [(row[1], row[5]) for row in rows]


@pytest.mark.parametrize("name", ["odd names", "plain", "keyless"])
def test_a_model_makes_a_table_with_the_same_columns_and_key(odd: Schema, name: str) -> None:
    table = odd.table(name)
    assert table is not None
    assert made_by(model_of(as_peewee(table))) == [(c.name, c.key_position) for c in table.columns]


def test_every_table_of_hive_has_a_model() -> None:
    for table in blueprint("hybrid").tables:
        if table.kind.value == "table":
            made = made_by(model_of(as_peewee(table)))
            assert [name for name, _ in made] == [column.name for column in table.columns]


def test_the_sql_of_a_table_makes_it_with_its_indexes_and_triggers(odd: Schema) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        for table in odd.tables:
            raw.executescript(as_sql(odd, table))
        made = raw.execute("SELECT type, name FROM sqlite_master WHERE sql <> '' ORDER BY 2")
        assert made.fetchall() == [
            ("index", "by two"),
            ("table", "keyless"),
            ("table", "odd names"),
            ("table", "plain"),
            ("trigger", "watch"),
        ]


def test_markdown_names_type_default_reference_and_meaning() -> None:
    schema = blueprint("core-013")
    table = schema.table("messages")
    assert table is not None
    lines = as_markdown(schema, table).splitlines()
    assert lines[0] == "### messages"
    assert lines[3].startswith("| Column | Type |")
    rows = {line.split(" | ")[0].strip("| *"): line for line in lines[5:]}
    assert set(rows) == {column.name for column in table.columns}
    assert "conversations.id" in rows["conversation_id"]
    assert all(line.count(" | ") == 4 for line in lines[3:])


def test_a_bar_in_a_default_does_not_break_the_table(tmp_path: Path) -> None:
    path = tmp_path / "bar.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript("CREATE TABLE t (a TEXT DEFAULT ('x' || 'y'))")
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        schema = read_schema(connection)
    assert "`'x' \\|\\| 'y'`" in as_markdown(schema, schema.tables[0])

"""What indexes are good for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.indexing import index_use, superfluous_indexes
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.snapshot import Table

SCRIPT = """
CREATE TABLE t (a TEXT, b INT, c TEXT, UNIQUE (b, c));
CREATE INDEX one ON t (a);
CREATE INDEX two ON t (a, b);
CREATE INDEX three ON t (a, b, c);
CREATE INDEX some ON t (c) WHERE b > 0;
CREATE INDEX low ON t (lower(c));
CREATE INDEX without_case ON t (c COLLATE NOCASE);
CREATE UNIQUE INDEX only_one ON t (c, a);
CREATE INDEX last ON t (a, b, c);
"""


@pytest.fixture
def table(tmp_path: Path) -> Table:
    path = tmp_path / "indexed.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(SCRIPT)
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        found = read_schema(connection).table("t")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("some", "Finds and sorts rows by c, for rows where b > 0."),
        (
            "low",
            "Finds and sorts rows by lower(c). Only a question with the same expression uses it.",
        ),
        ("without_case", "Finds and sorts rows by c. Only comparisons by NOCASE use it."),
        ("only_one", "Keeps c and a unique. Finds and sorts rows by c or by c and a."),
        ("sqlite_autoindex_t_1", "Keeps b and c unique. Finds and sorts rows by b or by b and c."),
    ],
)
def test_an_index_is_told_by_the_questions_it_answers(table: Table, name: str, words: str) -> None:
    index = next(one for one in table.indexes if one.name == name)
    assert index_use(table, index) == words


def test_an_index_that_another_begins_with_adds_nothing(table: Table) -> None:
    pairs = {(one.name, other.name) for one, other in superfluous_indexes(table)}
    names = {one for one, _ in pairs}
    assert {"one", "two"} <= names
    assert len(names & {"three", "last"}) == 1
    assert "only_one" not in names
    one = next(index for index in table.indexes if index.name == "one")
    assert index_use(table, one).startswith("Adds nothing: ")

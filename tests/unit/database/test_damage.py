"""Damage of every sort: what can be read is read, the rest is told in a sentence, and nothing else is ever raised."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.facts import read_facts
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.sizes import object_sizes
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.errors import InspectorError
from tests.support.databases import contents, item_statements, make_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hive_inspector.core.database.connections import Database

PAGE = 4096
EXTRAS = (
    "CREATE INDEX by_name ON item (name)",
    "CREATE VIEW named AS SELECT name FROM item",
    "CREATE VIRTUAL TABLE words USING fts5(name)",
    "INSERT INTO words SELECT name FROM item",
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("whole")
    return make_database(folder / "whole.db", *item_statements(200), *EXTRAS, wal=True).read_bytes()


def look_at_everything(path: Path) -> Iterator[InspectorError]:
    """Do all that the program does with a file that it opens, and yield what it could not do."""
    try:
        database = open_database(DatabaseTarget(path))
    except InspectorError as error:
        yield error
        return
    with database:
        for look in (_facts, _sizes, _rows):
            try:
                look(database)
            except InspectorError as error:
                yield error


def _facts(database: Database) -> None:
    with database.reading() as connection:
        read_facts(connection)


def _sizes(database: Database) -> None:
    with database.reading() as connection:
        object_sizes(connection)


def _rows(database: Database) -> None:
    with database.reading() as connection:
        for table in read_schema(connection).tables:
            if not table.problem:
                connection.rows(f'SELECT * FROM "{table.name}" LIMIT 300')


def assert_told(path: Path, content: bytes) -> list[InspectorError]:
    path.write_bytes(content)
    before = contents(path.parent)
    told = list(look_at_everything(path))
    for error in told:
        assert error.message.endswith(".")
        assert error.hint.endswith(".")
    assert contents(path.parent) == before
    return told


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "users"
    folder.mkdir()
    return folder / "hive-ai.db"


def test_an_undamaged_file_is_told_nothing_of(path: Path, whole: bytes) -> None:
    assert assert_told(path, whole) == []


def test_a_file_cut_off_anywhere_is_told(path: Path, whole: bytes) -> None:
    edges = [edge * PAGE + offset for edge in range(1, len(whole) // PAGE) for offset in (-1, 0, 1)]
    for length in [0, 1, 15, 16, 50, 99, 100, 101, 511, 512, *edges]:
        if length < len(whole):
            assert_told(path, whole[:length])


@pytest.mark.parametrize("mask", [0x01, 0xFF])
def test_a_header_damaged_anywhere_is_told(path: Path, whole: bytes, mask: int) -> None:
    for offset in range(100):
        changed = bytes([whole[offset] ^ mask])
        assert_told(path, whole[:offset] + changed + whole[offset + 1 :])


def flipped(content: bytes, chance: random.Random) -> bytes:
    offset = chance.randrange(100, len(content))
    return content[:offset] + bytes([chance.randrange(256)]) + content[offset + 1 :]


def smeared(content: bytes, chance: random.Random) -> bytes:
    offset = chance.randrange(100, len(content) - 16)
    return content[:offset] + chance.randbytes(16) + content[offset + 16 :]


def zeroed(content: bytes, chance: random.Random) -> bytes:
    offset = chance.randrange(1, len(content) // PAGE) * PAGE
    return content[:offset] + bytes(PAGE) + content[offset + PAGE :]


def schema_smeared(content: bytes, chance: random.Random) -> bytes:
    return smeared(content[:PAGE], chance) + content[PAGE:]


@pytest.mark.parametrize("damage", [flipped, smeared, zeroed, schema_smeared])
def test_random_damage_is_told(
    path: Path, whole: bytes, damage: Callable[[bytes, random.Random], bytes]
) -> None:
    chance = random.Random(damage.__name__)
    for _ in range(60):
        assert_told(path, damage(whole, chance))

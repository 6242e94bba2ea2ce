"""Two schemas side by side."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.blueprints import blueprint, blueprint_names
from hive_inspector.core.schema.sides import Compared, Piece, Standing, side_by_side

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.snapshot import Schema


def schema(folder: Path, name: str, script: str) -> Schema:
    path = folder / name
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(script)
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        return read_schema(connection)


def compared(folder: Path, left: str, right: str) -> tuple[Compared, ...]:
    return side_by_side(schema(folder, "left.db", left), schema(folder, "right.db", right))


def marked(one: Compared) -> list[tuple[str, str]]:
    """The lines that differ, with the differing parts in brackets."""
    return [(in_brackets(pair.left), in_brackets(pair.right)) for pair in one.pairs if pair.differs]


def in_brackets(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)


@pytest.mark.parametrize("name", blueprint_names())
def test_a_schema_beside_itself_has_no_difference(name: str) -> None:
    found = side_by_side(blueprint(name), blueprint(name))
    assert {one.standing for one in found} == {Standing.SAME}
    assert not any(pair.differs for one in found for pair in one.pairs)


def test_only_the_words_that_differ_are_marked(tmp_path: Path) -> None:
    (one,) = compared(
        tmp_path,
        "CREATE TABLE things (id TEXT PRIMARY KEY, price REAL NOT NULL DEFAULT 0, note TEXT)",
        "CREATE TABLE things (id TEXT PRIMARY KEY, price INTEGER DEFAULT 0, extra BLOB, note TEXT)",
    )
    assert one.standing is Standing.CHANGED
    assert marked(one) == [
        ("price [REAL NOT NULL] DEFAULT 0", "price [INTEGER] DEFAULT 0"),
        ("", "[extra BLOB]"),
    ]


def test_order_case_white_space_and_quotes_make_no_difference(tmp_path: Path) -> None:
    (one,) = compared(
        tmp_path,
        "CREATE TABLE things (id TEXT PRIMARY KEY, a INT, b INT, UNIQUE (a, b))",
        'CREATE TABLE "things" (b int, [a]  Int, "ID" TEXT, PRIMARY KEY (id), UNIQUE (b, a))',
    )
    # The order of a UNIQUE constraint's columns is shown where it differs, though it makes no difference.
    assert one.name == "things"
    assert [pair for pair in marked(one) if "UNIQUE" not in pair[0]] == []


def test_references_indexes_views_and_triggers_stand_beside_their_counterparts(
    tmp_path: Path,
) -> None:
    common = "CREATE TABLE users (id TEXT PRIMARY KEY); "
    left = common + (
        "CREATE TABLE notes (id TEXT, user TEXT REFERENCES users (id) ON DELETE CASCADE);"
        "CREATE INDEX by_user ON notes (user);"
        "CREATE VIEW mine AS\nSELECT id\nFROM notes;"
        "CREATE TRIGGER gone AFTER DELETE ON notes BEGIN SELECT 1; END;"
    )
    right = common + (
        "CREATE TABLE notes (id TEXT, user TEXT REFERENCES users (id));"
        "CREATE UNIQUE INDEX by_user ON notes (user DESC) WHERE user > 'a';"
        "CREATE VIEW mine AS\nSELECT user\nFROM notes;"
        "CREATE INDEX more ON notes (id);"
    )
    found = {one.name: one for one in compared(tmp_path, left, right)}
    assert [(one.kind, one.name, one.standing) for one in found.values()] == [
        ("view", "mine", Standing.CHANGED),
        ("table", "notes", Standing.CHANGED),
        ("index", "by_user", Standing.CHANGED),
        ("index", "more", Standing.ONLY_RIGHT),
        ("trigger", "gone", Standing.ONLY_LEFT),
        ("table", "users", Standing.SAME),
    ]
    assert marked(found["notes"]) == [
        (
            "FOREIGN KEY (user) REFERENCES users (id)[ on delete CASCADE]",
            "FOREIGN KEY (user) REFERENCES users (id)",
        )
    ]
    assert marked(found["by_user"]) == [
        (
            "INDEX ON notes (user)",
            "[UNIQUE ]INDEX ON notes (user[ DESC]) [WHERE user > 'a']".replace(
                ") [WHERE", ")[ WHERE"
            ),
        )
    ]
    assert marked(found["mine"]) == [("[SELECT id]", ""), ("", "[SELECT user]")]


def test_a_version_beside_the_next_shows_what_the_step_adds() -> None:
    found = side_by_side(blueprint("core-012"), blueprint("core-013"))
    only_right = {one.name for one in found if one.standing is Standing.ONLY_RIGHT}
    tables = {table.name for table in blueprint("core-013").tables}
    before = {table.name for table in blueprint("core-012").tables}
    assert {one.name for one in found if one.kind == "table"} & only_right == tables - before


def test_names_are_quoted_only_where_they_must_be(tmp_path: Path) -> None:
    (one,) = compared(
        tmp_path,
        'CREATE TABLE things ("order" INT, "two words" INT, plain INT)',
        'CREATE TABLE things ("order" INT, "two words" INT, plain INT)',
    )
    texts = ["".join(piece.text for piece in pair.left) for pair in one.pairs]
    assert texts == ['"order" INT', '"two words" INT', "plain INT"]

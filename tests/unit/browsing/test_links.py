"""Links: what SQLite declares, what Hive means, what they cost, and where they lead."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.keys import PrimaryKey, Rowid
from hive_inspector.core.browsing.linked_rows import count_backwards, find_row
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.blueprints import blueprint_names
from hive_inspector.core.hive.links import Link, is_indexed, is_rowid, links_of
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.hive.links import TableLinks
    from tests.support.browsed import BrowsedFile


def schema_of(path: Path) -> Schema:
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        return read_schema(connection)


def links(browsed: BrowsedFile, name: str) -> TableLinks:
    with browsed.reading() as connection:
        schema = read_schema(connection)
    table = schema.table(name)
    assert table is not None
    return links_of(schema, table)


@pytest.mark.parametrize("name", blueprint_names())
def test_every_declared_reference_of_a_lineage_is_a_link_forwards_and_backwards(
    tmp_path: Path, name: str
) -> None:
    path = make_lineage_file(tmp_path / "lineage.db", name)
    schema = schema_of(path)
    linked = {table.name: links_of(schema, table) for table in schema.tables}
    with closing(sqlite3.connect(path)) as raw:
        names = [
            row[0]
            for row in raw.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        for table_name in names:
            plain = {
                (row[3], row[2], row[4])
                for row in raw.execute(f'PRAGMA foreign_key_list("{table_name}")')
            }
            declared = [link for link in linked[table_name].forwards if link.declared]
            assert {
                (link.columns[0], link.table, link.to[0]) for link in declared if not link.problem
            } == {(column, to, key) for column, to, key in plain if to in names}
            assert {link.table for link in declared if link.problem} == {
                to for _, to, _ in plain if to not in names
            }
            for column, to, key in plain & {one for one in plain if one[1] in names}:
                assert any(
                    (link.columns, link.table, link.to) == ((key,), table_name, (column,))
                    for link in linked[to].backwards
                )


def test_the_dangling_reference_of_version_6_says_so_and_the_link_that_works_stands_beside_it(
    tmp_path: Path,
) -> None:
    schema = schema_of(make_lineage_file(tmp_path / "core.db", "core-013"))
    table = schema.table("conversations")
    assert table is not None
    found = [
        link
        for link in links_of(schema, table).forwards
        if link.columns == ("consensus_profile_id",)
    ]
    assert [(link.table, link.declared) for link in found] == [
        ("consensus_profiles_backup", True),
        ("consensus_profiles", False),
    ]
    assert found[0].problem == (
        "The table consensus_profiles_backup that is referred to does not exist in this file."
    )
    assert not found[1].problem
    assert found[1].indexed


def test_a_reference_without_columns_means_the_primary_key(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE parent (a TEXT, b TEXT, PRIMARY KEY (b, a))")
    browsed.raw.execute("CREATE TABLE child (x TEXT, y TEXT, FOREIGN KEY (x, y) REFERENCES parent)")
    (link,) = links(browsed, "child").forwards
    assert link == Link(("x", "y"), "parent", ("b", "a"), declared=True, indexed=True)


def test_references_that_fit_nothing_say_why(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE parent (a TEXT PRIMARY KEY)")
    browsed.raw.execute(
        "CREATE TABLE child (x TEXT REFERENCES parent (missing), y TEXT, z TEXT,"
        " FOREIGN KEY (y, z) REFERENCES parent)"
    )
    problems = [link.problem for link in links(browsed, "child").forwards]
    assert problems == [
        "parent has no column missing that could be referred to.",
        "The reference names no column of parent, and its primary key does not fit.",
    ]
    assert links(browsed, "parent").backwards == ()


def test_a_table_that_names_itself_has_both_ways(browsed: BrowsedFile) -> None:
    browsed.raw.execute(
        "CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree)"
    )
    found = links(browsed, "tree")
    assert found.forwards == (Link(("parent",), "tree", ("id",), declared=True, indexed=True),)
    assert found.backwards == (Link(("id",), "tree", ("parent",), declared=True, indexed=False),)


def test_links_through_an_index_come_first(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    browsed.raw.execute("CREATE TABLE a_slow (p REFERENCES parent)")
    browsed.raw.execute("CREATE TABLE b_quick (p REFERENCES parent)")
    browsed.raw.execute("CREATE INDEX by_p ON b_quick (p)")
    found = links(browsed, "parent").backwards
    assert [(link.table, link.indexed) for link in found] == [("b_quick", True), ("a_slow", False)]


@pytest.mark.parametrize(
    ("columns", "indexed"),
    [
        (("a",), True),
        (("a", "b"), True),
        (("b", "a"), True),
        (("b",), False),
        (("c",), False),
        (("d",), False),
        (("id",), True),
    ],
)
def test_an_index_helps_where_it_begins_with_all_of_the_columns(
    browsed: BrowsedFile, columns: tuple[str, ...], *, indexed: bool
) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, c, d)")
    browsed.raw.execute("CREATE INDEX ab ON t (a, b)")
    browsed.raw.execute("CREATE INDEX some_c ON t (c) WHERE c > 1")
    browsed.raw.execute("CREATE INDEX twice_d ON t (d + d)")
    condition = " AND ".join(f"{column} = 1" for column in columns)
    plan = browsed.plain(f"EXPLAIN QUERY PLAN SELECT * FROM t WHERE {condition}")
    assert is_indexed(browsed.table("t"), columns) is indexed
    assert ("SEARCH" in plan[0][3]) is indexed


@pytest.mark.parametrize(
    ("statement", "alias"),
    [
        ("CREATE TABLE t (id INTEGER PRIMARY KEY, a)", True),
        ("CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a)", False),
        ("CREATE TABLE t (id INT PRIMARY KEY, a)", False),
        ("CREATE TABLE t (id INTEGER PRIMARY KEY, a) WITHOUT ROWID", False),
        ("CREATE TABLE t (id INTEGER, a, PRIMARY KEY (id, a))", False),
        ("CREATE TABLE t (id INTEGER, a)", False),
    ],
)
def test_the_rowid_is_told_from_other_primary_keys(
    browsed: BrowsedFile, statement: str, *, alias: bool
) -> None:
    browsed.raw.execute(statement)
    assert is_rowid(browsed.table("t")) is alias


def test_counts_equal_plain_sql_and_stop_where_they_are_told_to(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE parent (id TEXT PRIMARY KEY)")
    browsed.raw.execute("CREATE TABLE child (p TEXT REFERENCES parent)")
    browsed.insert("child", [(f"k{i % 3}",) for i in range(100)] + [(None,)])
    (link,) = links(browsed, "parent").backwards
    with browsed.reading() as connection:
        for key in ("k0", "k1", "k2", "none", "'"):
            plain = browsed.plain("SELECT count(*) FROM child WHERE p = ?", key)
            assert count_backwards(connection, link, (key,)) == plain[0][0]
        assert count_backwards(connection, link, ("k0",), most=5) == 5
        assert count_backwards(connection, link, (None,)) == 0


def test_bytes_that_are_no_text_are_counted_as_well(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE parent (id TEXT PRIMARY KEY)")
    browsed.raw.execute("CREATE TABLE child (p TEXT REFERENCES parent)")
    browsed.raw.execute("INSERT INTO child VALUES (CAST(X'41FF' AS TEXT)), ('A')")
    (link,) = links(browsed, "parent").backwards
    with browsed.reading() as connection:
        assert count_backwards(connection, link, ("A\udcff",)) == 1


def test_a_count_without_an_index_is_cancelled_at_once(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE parent (id TEXT PRIMARY KEY)")
    browsed.raw.execute("CREATE TABLE child (p TEXT REFERENCES parent)")
    browsed.raw.execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
        " INSERT INTO child SELECT 'key ' || i FROM n"
    )
    (link,) = links(browsed, "parent").backwards
    token = CancelToken()
    stopper = threading.Timer(0.005, token.cancel)
    with pytest.raises(Cancelled), browsed.database.reading(token) as connection:
        stopper.start()
        while True:
            count_backwards(connection, link, ("x",))
    stopper.join()


def test_a_link_finds_the_row_it_names(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE ordinary (id TEXT PRIMARY KEY, rowid TEXT)")
    browsed.raw.execute("CREATE TABLE keyed (a TEXT, b INT, PRIMARY KEY (b, a)) WITHOUT ROWID")
    browsed.raw.execute("CREATE VIEW seen AS SELECT id FROM ordinary")
    browsed.insert("ordinary", [("x", "1"), ("y", "2")])
    browsed.insert("keyed", [("x", 7), ("y", 8)])
    to_ordinary = Link(("o",), "ordinary", ("id",), declared=True)
    to_keyed = Link(("k",), "keyed", ("a",), declared=True)
    to_view = Link(("v",), "seen", ("id",), declared=False)
    tables = {name: browsed.table(name) for name in ("ordinary", "keyed", "seen")}
    with browsed.reading() as connection:
        assert find_row(connection, to_ordinary, tables["ordinary"], ("y",)) == Rowid(2)
        assert find_row(connection, to_ordinary, tables["ordinary"], ("gone",)) is None
        assert find_row(connection, to_ordinary, tables["ordinary"], (None,)) is None
        assert find_row(connection, to_keyed, tables["keyed"], ("y",)) == PrimaryKey((8, "y"))
        assert find_row(connection, to_view, tables["seen"], ("y",)) is None

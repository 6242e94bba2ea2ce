"""Plans in words, and indexes that were really faster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.console.advice import advise
from hive_inspector.core.console.plan import Mark, read_plan, tree
from hive_inspector.core.console.splitting import split
from tests.support.databases import contents, make_database
from tests.unit.console.conftest import console_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.console.running import Console


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    path = make_database(
        tmp_path_factory.mktemp("plan") / "hive.db",
        "CREATE TABLE entry (id INTEGER PRIMARY KEY, kind INTEGER, note TEXT)",
        "CREATE TABLE other (kind INTEGER, name TEXT)",
        "CREATE INDEX other_name ON other (name)",
        "INSERT INTO entry WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
        " SELECT i, i % 5000, 'note ' || (i * 7919 % 100003) FROM n",
    )
    with console_on(path) as console:
        yield console


@pytest.mark.parametrize(
    ("sql", "words", "marks"),
    [
        ("SELECT * FROM entry", ["Pass over every row of entry"], {Mark.FULL_SCAN}),
        (
            "SELECT * FROM entry e ORDER BY note",
            ["Pass over every row of e", "Collect the rows and sort them"],
            {Mark.FULL_SCAN, Mark.SORT},
        ),
        (
            "SELECT * FROM entry WHERE id = 5",
            ["Find rows of entry by their number: rowid = …"],
            set(),
        ),
        (
            "SELECT * FROM other WHERE name = 'x'",
            ["Find rows of other with the index other_name by name = …"],
            set(),
        ),
        ("SELECT 1", ["Use the values that stand in the statement"], set()),
    ],
)
def test_a_plan_is_told_in_words(
    console: Console, sql: str, words: list[str], marks: set[Mark]
) -> None:
    plan = read_plan(console, split(sql)[0])
    assert [node.words for node in plan.walk()] == words
    assert {node.mark for node in plan.walk()} - {None} == marks


def test_steps_make_a_tree_and_unknown_ones_stay_as_they_are() -> None:
    nodes = tree(
        [
            (1, 0, "COMPOUND QUERY"),
            (2, 1, "LEFT-MOST SUBQUERY"),
            (3, 2, "SCAN t"),
            (9, 0, "Do something new"),
        ]
    )
    assert [node.sqlite_words for node in nodes] == ["COMPOUND QUERY", "Do something new"]
    assert nodes[1].words == "Do something new"
    assert nodes[0].children[0].children[0].table == "t"


def test_what_is_wrong_stands_in_the_plan(console: Console) -> None:
    wrong = read_plan(console, split("SELECT missing FROM entry")[0])
    assert wrong.trouble is not None
    assert wrong.trouble.place is not None
    refused = read_plan(console, split("DELETE FROM entry")[0])
    assert refused.trouble is not None
    assert "only read" in refused.trouble.message


def test_an_index_is_suggested_where_it_was_faster(console: Console) -> None:
    before = contents(console.database.real_path.parent)
    advice = advise(console, split("SELECT * FROM entry WHERE note = 'note 5'")[0])
    assert advice is not None
    assert advice.sql == "CREATE INDEX idx_entry_note ON entry (note)"
    assert advice.after_ms < advice.before_ms
    assert " instead of " in advice.sentence
    assert contents(console.database.real_path.parent) == before


@pytest.mark.parametrize(
    "sql",
    ["SELECT * FROM entry WHERE id = 5", "SELECT * FROM entry WHERE note LIKE '%5%'", "SELECT 1"],
)
def test_no_index_is_suggested_where_none_helps(console: Console, sql: str) -> None:
    assert advise(console, split(sql)[0]) is None

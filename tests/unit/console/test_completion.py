"""What is proposed, where, and that the shelf fits every lineage."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.core.console.completion import ProposalKind, complete
from hive_inspector.core.console.shelf import ready_queries
from hive_inspector.core.console.vocabulary import Vocabulary, as_name
from hive_inspector.core.database.snapshot import Column, Schema, Table, TableKind
from hive_inspector.core.hive.blueprints import blueprint, blueprint_names, create_statements

HYBRID = Vocabulary(blueprint("hybrid"))


def proposed(marked: str, vocabulary: Vocabulary = HYBRID) -> list[str]:
    """What is proposed at the mark `|`."""
    offset = marked.index("|")
    return [
        one.insert for one in complete(marked.replace("|", "", 1), offset, vocabulary).proposals
    ]


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        ("sel|", "select"),
        ("SEL|", "SELECT"),
        ("SELECT * FROM mess|", "messages"),
        ("SELECT * FROM conversations, mess|", "messages"),
        ("SELECT * FROM main.licen|", "licenses"),
        ("SELECT c.confid| FROM conversations c", "confidence_level"),
        ("SELECT confid| FROM conversations; SELECT 1", "confidence_level"),
        ("SELECT (SELECT ema| FROM users) FROM conversations", "email"),
        ("SELECT (SELECT confid| FROM users) FROM conversations", "confidence_level"),
        ("WITH w (alpha) AS (SELECT 1) SELECT al| FROM w", "alpha"),
        ("SELECT q.al| FROM (SELECT 1 AS alpha) q", "alpha"),
        ("UPDATE users SET ti|", "tier"),
        ("INSERT INTO users (ema|", "email"),
        (
            "SELECT * FROM conversations c JOIN messa|",
            "messages ON messages.conversation_id = c.id",
        ),
        ("SELECT * FROM conversations c JOIN messages m ON |", "m.conversation_id = c.id"),
        ("PRAGMA table_x|", "table_xinfo"),
        ("SELECT substri|", "substring("),
        ("SELECT 1;\n\nsel|", "select"),
    ],
)
def test_the_likeliest_comes_first(marked: str, first: str) -> None:
    assert proposed(marked)[0] == first


@pytest.mark.parametrize(
    "marked", ["SELECT 'abc|' FROM x", "SELECT 1 -- foo|", "SELECT 12|", "SELECT /* a| */ 1"]
)
def test_nothing_is_proposed_in_texts_and_comments(marked: str) -> None:
    assert proposed(marked) == []


def test_what_is_there_of_the_word_is_replaced() -> None:
    found = complete("SELECT 1; SELECT * FROM mess", 28, HYBRID)
    assert (found.start, found.end) == (24, 28)
    assert found.proposals[0].kind is ProposalKind.TABLE


def test_names_are_quoted_where_they_must_be() -> None:
    table = Table("my table", TableKind.TABLE, (Column("order", "TEXT"), Column("key", "TEXT")))
    vocabulary = Vocabulary(Schema((table,), ()))
    assert proposed("SELECT * FROM my|", vocabulary) == ['"my table"']
    assert proposed('SELECT | FROM "my table"', vocabulary)[:2] == ["key", '"order"']
    with closing(sqlite3.connect(":memory:")) as raw:
        for word in (
            "action",
            "first",
            "key",
            "last",
            "plan",
            "query",
            "row",
            "rows",
            "temp",
            "view",
            "group",
            "select",
        ):
            raw.execute(f"CREATE TABLE t_{word} ({as_name(word)} TEXT)")
            raw.execute(f"SELECT {as_name(word)} FROM t_{word} ORDER BY {as_name(word)}")


@given(st.text("SELECT*FROMmesagc. ,()'\"-;\n|jonwith", max_size=50), st.integers(0, 50))
def test_completion_never_fails_and_stays_in_its_place(script: str, offset: int) -> None:
    place = min(offset, len(script))
    found = complete(script, place, HYBRID)
    assert 0 <= found.start <= found.end == place


@pytest.mark.parametrize("cut", range(0, 40, 7))
def test_what_is_proposed_deep_in_a_script_does_not_hang_on_where_its_beginning_is_cut(
    cut: int,
) -> None:
    lines = "SELECT 'a text' AS words FROM users; -- remark\n" * 2_000
    assert proposed(f"{lines}{' ' * cut}SELECT * FROM mess|\n{lines}")[0] == "messages"


@pytest.mark.parametrize("name", blueprint_names())
def test_ready_queries_run_on_every_lineage(name: str) -> None:
    queries = ready_queries(blueprint(name))
    assert len(queries) >= (4 if name == "knowledge" else 15)
    assert len({query.id for query in queries}) == len(queries)
    with closing(sqlite3.connect(":memory:")) as raw:
        for statement in create_statements(name):
            raw.execute(statement)
        for query in queries:
            raw.execute(query.sql, {"text": "x"}).fetchall()

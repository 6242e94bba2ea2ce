"""SQL as text, against SQLite's own reading of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import example, given

from hive_inspector.core.database.sqltext import (
    TokenKind,
    canonical,
    split_statements,
    statements,
    tokens,
    unquoted,
)
from tests.support.values import SCRIPTS


@given(SCRIPTS)
def test_joined_the_tokens_are_the_text_again(script: str) -> None:
    found = list(tokens(script))
    assert "".join(token.text for token in found) == script
    assert all(script.startswith(token.text, token.start) for token in found)


@given(SCRIPTS.filter(lambda script: "\0" not in script))
@example("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; END; SELECT 1;")
@example("EXPLAIN CREATE TEMP TRIGGER t BEGIN SELECT 1; END;")
@example("/* unfinished ; ")
def test_statements_end_where_sqlite_says(script: str) -> None:
    for statement in statements(script):
        assert sqlite3.complete_statement(statement.text) == statement.complete
        assert script.startswith(statement.text, statement.start)
        body = statement.text.rstrip(" \t\n\f\r")[:-1]
        if statement.complete:
            assert body.endswith(";") or not sqlite3.complete_statement(body)


@given(SCRIPTS)
def test_a_split_loses_nothing_but_space_and_comments(script: str) -> None:
    kept = "".join(split_statements(script))
    for token in tokens(script):
        if not token.is_silent and token.text != ";":
            assert token.text.rstrip() in kept


def test_scripts_are_split_into_statements() -> None:
    script = """
    -- first
    CREATE TABLE a (b DEFAULT ';'); ;
    CREATE TRIGGER t AFTER INSERT ON a BEGIN
      UPDATE a SET b = CASE WHEN b THEN 1 END;
      DELETE FROM a;
    END;
    SELECT 'open"""
    assert [statement.split()[0] for statement in split_statements(script)] == [
        "--",
        "CREATE",
        "SELECT",
    ]
    assert [one.complete for one in statements(script)] == [True, True, False]
    assert split_statements(" ; -- nothing\n ;") == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CREATE TABLE t (a)", 'create  table "T"(\n`A` /* c */);'),
        ("SELECT a == 1 AND b != 2", "select [a] = 1 and B <> 2"),
        ("SELECT X'AB'", "SELECT x'ab'"),
        ('SELECT "a b"', "SELECT [A B]"),
    ],
)
def test_spelling_makes_no_difference(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT 'a'", "SELECT 'A'"),
        ("SELECT 'a'", "SELECT a"),
        ('SELECT "null"', "SELECT null"),
        ('SELECT "É"', 'SELECT "é"'),
        ("SELECT a b", "SELECT ab"),
    ],
)
def test_meaning_makes_a_difference(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@given(SCRIPTS)
def test_the_canonical_form_is_its_own(script: str) -> None:
    once = canonical(script)
    if TokenKind.UNFINISHED not in {token.kind for token in tokens(script)}:
        assert canonical(once) == once


@pytest.mark.parametrize("text", ["n", '"n"', "`n`", "[n]", "'n'"])
def test_every_quoting_stands_for_the_name(text: str) -> None:
    assert unquoted(text) == "n"


@pytest.mark.parametrize("text", ['"a""b"', "`a``b`", "[a b]", "plain", "'it''s'"])
def test_a_name_is_what_sqlite_makes_of_its_quoting(text: str) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute(f"CREATE TABLE t ({text})")
        assert raw.execute("SELECT * FROM t").description[0][0] == unquoted(text)


def test_each_sort_of_token_is_known() -> None:
    sql = "SELECT ?1, :a, x'00', 1.5e3, 'a', \"b\" -- c\n<> \x01 'open"
    assert {token.kind for token in tokens(sql)} == set(TokenKind)

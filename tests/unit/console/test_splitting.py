"""Scripts fall apart where SQLite says so; parameters have names."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.core.console.binding import read_value
from hive_inspector.core.console.splitting import split, statement_at

TRIGGER = (
    "CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM y; END;"
)


def test_statements_stand_where_they_are() -> None:
    script = f"SELECT ';' ; -- a ; comment\n/* ; */ {TRIGGER}\nSELECT 1"
    found = split(script)
    assert [one.verb for one in found] == ["SELECT", "CREATE", "SELECT"]
    assert all(script[one.start : one.end] == one.text for one in found)
    assert found[1].text.endswith(TRIGGER)
    assert all(one.complete for one in found)


@pytest.mark.parametrize(
    ("script", "complete"),
    [
        ("SELECT 1", True),
        ("SELECT 'a", False),
        ("SELECT 1 /* a", False),
        ("SELECT 1 -- a", True),
        (TRIGGER[:-4], False),
        ('SELECT "a', False),
    ],
)
def test_an_open_end_is_told(script: str, complete: bool) -> None:
    assert split(script)[-1].complete is complete


@pytest.mark.parametrize(
    ("offset", "text"), [(0, "SELECT 1;"), (9, "SELECT 1;"), (11, "SELECT 2"), (99, "SELECT 2")]
)
def test_the_statement_at_a_place_is_found(offset: int, text: str) -> None:
    found = statement_at(split("SELECT 1;\n\nSELECT 2"), offset)
    assert found is not None
    assert found.text == text
    assert statement_at((), 3) is None


@pytest.mark.parametrize(
    ("sql", "verb"),
    [
        ("WITH a AS (SELECT 1) DELETE FROM x", "DELETE"),
        ("with a as (delete_me) select 1", "SELECT"),
        ("-- c\n values (1)", "VALUES"),
        ("(SELECT 1)", ""),
    ],
)
def test_the_verb_is_what_a_statement_does(sql: str, verb: str) -> None:
    assert split(sql)[0].verb == verb


def test_parameters_are_named_once_and_numbered_as_sqlite_does() -> None:
    assert split("SELECT :a, '?', @b, :a, $c -- :d")[0].parameters == (":a", "@b", "$c")
    assert split("SELECT ?, ?5, ?, ?5")[0].parameters == ("?1", "?5", "?6")
    assert split(f"SELECT ?{'9' * 5_000}")[0].parameters == ("?999999999",)


@given(st.text("SELECTabc;'\"-/*\n()BEGINDwithcreatetrigger ", max_size=60))
def test_splitting_loses_no_word_and_agrees_with_sqlite(script: str) -> None:
    found = split(script)
    end = 0
    for one in found:
        assert not script[end : one.start].strip(" \t\n\f\r;")
        end = one.end
    for one in found:
        assert script[one.start : one.end] == one.text
        if one.text.endswith(";") and one.complete:
            assert sqlite3.complete_statement(one.text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        (" -3 ", -3),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("null", None),
        ("'12'", "12"),
        ("'it''s'", "it's"),
        ("x'00ff'", b"\x00\xff"),
        ("plain text", "plain text"),
        ("9223372036854775808", "9223372036854775808"),
        ("", ""),
    ],
)
def test_values_are_read_as_sql_would(text: str, value: object) -> None:
    assert read_value(text) == value

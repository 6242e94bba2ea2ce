"""Laying a script out anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.core.console.formatting import formatted
from hive_inspector.core.console.shelf import ReadyQuery, ready_queries
from hive_inspector.core.database.sqltext import tokens
from hive_inspector.core.hive.blueprints import blueprint, create_statements


def words(sql: str) -> list[str]:
    return [token.text.rstrip() for token in tokens(sql) if not token.text.isspace()]


def test_a_statement_is_laid_out() -> None:
    assert formatted("select a, b from t where a = 1 and b in (1, 2)") == (
        "select a,\n       b\nfrom t\nwhere a = 1\n  and b in (1,\n            2)"
    )


@pytest.mark.parametrize("query", ready_queries(blueprint("hybrid")), ids=lambda one: one.title)
def test_a_ready_query_means_the_same_laid_out(query: ReadyQuery) -> None:
    sql = query.sql
    with closing(sqlite3.connect(":memory:")) as raw:
        for statement in create_statements("hybrid"):
            raw.execute(statement)
        plans = [
            raw.execute(f"EXPLAIN {text}", {"text": ""}).fetchall()
            for text in (sql, formatted(sql))
        ]
    assert plans[0] == plans[1]


@given(script=st.text(alphabet="aS ()',;-\n*\"/.=1", max_size=80))
def test_no_word_is_lost_or_changed(script: str) -> None:
    assert words(formatted(script)) == words(script)


@given(script=st.lists(st.sampled_from(["SELECT", "1", ",", "(", ")", "a", "--x\n", ";", "FROM"])))
def test_no_word_of_something_like_sql_is_lost(script: list[str]) -> None:
    text = " ".join(script)
    assert words(formatted(text)) == words(text)


def test_a_very_deep_statement_stays_as_it_is() -> None:
    deep = "SELECT " + "(" * 3_000 + "1" + ")" * 3_000
    assert words(formatted(deep)) == words(deep)


def test_laying_out_twice_changes_nothing_more() -> None:
    once = formatted("select a from t; -- first\nselect b from u")
    assert formatted(once) == once

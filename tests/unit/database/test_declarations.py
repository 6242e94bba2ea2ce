"""What only a declaration's text tells, on declarations that SQLite accepts."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given

from hive_inspector.core.database.declarations import (
    TableOptions,
    check_expressions,
    has_autoincrement,
    index_condition,
    index_terms,
    module_of,
    table_options,
)
from tests.support.values import SCRIPTS


def accepted(*statements: str) -> str:
    """The last statement, once SQLite has taken them all."""
    with closing(sqlite3.connect(":memory:")) as raw:
        for statement in statements:
            raw.execute(statement)
    return statements[-1]


@pytest.mark.parametrize(
    ("sql", "checks"),
    [
        ("CREATE TABLE t (a)", ()),
        ("CREATE TABLE t (a DEFAULT 'check (1)')", ()),
        ("CREATE TABLE t (a CHECK (a\n > /* c */ 0), b, CHECK (a < b))", ("a > 0", "a < b")),
        ('CREATE TABLE t (a CHECK (a IN (1, (2))), "check" INT)', ("a IN (1, (2))",)),
        (
            "CREATE TABLE t (a check(length(a)) constraint c CHECK (a <> ')'))",
            ("length(a)", "a <> ')'"),
        ),
    ],
)
def test_checks_are_found_in_order(sql: str, checks: tuple[str, ...]) -> None:
    assert check_expressions(accepted(sql)) == checks


@pytest.mark.parametrize(
    ("sql", "options"),
    [
        ("CREATE TABLE t (a INT)", TableOptions()),
        ("CREATE TABLE strict (without INT)", TableOptions()),
        ("CREATE TABLE t (a PRIMARY KEY) WITHOUT ROWID", TableOptions(without_rowid=True)),
        ("CREATE TABLE t (a INT) /* x */ strict", TableOptions(strict=True)),
        (
            "CREATE TABLE t (a INT PRIMARY KEY) STRICT, without\nrowid",
            TableOptions(without_rowid=True, strict=True),
        ),
    ],
)
def test_options_are_found_behind_the_bracket(sql: str, options: TableOptions) -> None:
    assert table_options(accepted(sql)) == options


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)", True),
        ("CREATE TABLE t (id INTEGER PRIMARY KEY)", False),
        ('CREATE TABLE t ("autoincrement" INTEGER)', False),
        ("CREATE TABLE t (a DEFAULT 'autoincrement')", False),
    ],
)
def test_autoincrement_is_a_word_and_not_a_name(sql: str, *, expected: bool) -> None:
    assert has_autoincrement(accepted(sql)) is expected


@pytest.mark.parametrize(
    ("sql", "module"),
    [
        ("CREATE VIRTUAL TABLE t USING fts5(a)", "fts5"),
        ('CREATE VIRTUAL TABLE t USING "FTS4"(using)', "FTS4"),
    ],
)
def test_the_module_is_found(sql: str, module: str) -> None:
    assert module_of(accepted(sql)) == module
    assert module_of("CREATE TABLE t (a)") == ""


@pytest.mark.parametrize(
    ("sql", "terms", "condition"),
    [
        ("CREATE INDEX i ON t (a)", ("a",), None),
        ("CREATE INDEX i ON t (a DESC, b COLLATE nocase ASC)", ("a", "b"), None),
        ("CREATE INDEX i ON t (lower(a), (a + b) desc)", ("lower(a)", "(a + b)"), None),
        ("CREATE INDEX i ON t (a) WHERE b  IS NOT NULL", ("a",), "b IS NOT NULL"),
        ("CREATE INDEX \"where (\" ON t (a || 'where')", ("a || 'where'",), None),
        ("CREATE INDEX i ON t (substr(a, 1, 2), b)", ("substr(a, 1, 2)", "b"), None),
    ],
)
def test_an_index_is_taken_apart(sql: str, terms: tuple[str, ...], condition: str | None) -> None:
    accepted("CREATE TABLE t (a, b)", sql)
    assert index_terms(sql) == terms
    assert index_condition(sql) == condition


@given(SCRIPTS)
def test_no_text_whatever_is_an_error(sql: str) -> None:
    for read in (check_expressions, index_terms):
        assert isinstance(read("CREATE TABLE check (" + sql), tuple)
    assert isinstance(table_options("strict " + sql), TableOptions)
    assert isinstance(has_autoincrement("autoincrement " + sql), bool)
    assert isinstance(module_of(sql), str)
    assert isinstance(index_condition("where (" + sql), str | None)

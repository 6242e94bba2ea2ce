"""Cells as text: what is shown is one honest line, what is copied is exact, what is sorted is SQLite's order."""

from __future__ import annotations

import sqlite3
import unicodedata
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hive_inspector.core.database.statements import decode_leniently
from hive_inspector.core.database.values import (
    Cell,
    CellKind,
    CellText,
    copy_text,
    display,
    display_fetched,
    grid_expression,
    kind_of,
    size_text,
    sort_key,
    utf8,
    visible_text,
)
from tests.support.values import BLOBS, BROKEN_TEXTS, CELLS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Sequence

_JOINERS = "\u200c\u200d"
"""They belong to the spelling of words and emoji."""
_SIGNS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
"""Format characters by name, with a shape of their own."""
LIMITS = st.integers(min_value=1, max_value=120)


def through_sqlite(value: Cell, expression: str, encoding: str = "UTF-8") -> Any:
    """What SQLite makes of a value in a column `a`; a text that is no UTF-8 goes in as its bytes."""
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.text_factory = decode_leniently
        raw.execute(f"PRAGMA encoding = '{encoding}'")
        raw.execute("CREATE TABLE t (a)")
        if isinstance(value, str) and not value.isascii():
            raw.execute("INSERT INTO t VALUES (CAST(? AS TEXT))", (utf8(value),))
        else:
            raw.execute("INSERT INTO t VALUES (?)", (value,))
        return raw.execute(f"SELECT {expression} FROM t").fetchone()[0]


@given(CELLS | BROKEN_TEXTS, LIMITS)
@example("".join(map(chr, range(0x3000))), 120)
@example("".join(map(chr, range(0xFFF0, 0x10000))), 120)
@example("".join(map(chr, range(0x1BC90, 0x1BCB0))), 120)
@example("".join(map(chr, range(0x1D170, 0x1D180))), 120)
@example("".join(map(chr, range(0xE0000, 0xE0080))), 120)
def test_what_is_shown_is_one_line_of_visible_characters_within_the_limit(
    value: Cell, limit: int
) -> None:
    shown = display(value, limit)
    for character in shown.text:
        category = unicodedata.category(character)
        assert category not in {"Cc", "Cs", "Zl", "Zp"}
        assert category != "Cf" or character in _JOINERS or character in _SIGNS
    if isinstance(value, str | bytes):
        assert len(shown.text) <= limit
    assert shown.kind is kind_of(value)
    assert not shown.masked


@given(CELLS | BROKEN_TEXTS, LIMITS)
@example("a" * 79 + "🐝🐝", 80)
@example("\0" * 90, 80)
@example("\r\n" * 60, 80)
def test_a_value_fetched_for_the_grid_is_shown_as_the_whole_value(value: Cell, limit: int) -> None:
    fetched = through_sqlite(value, grid_expression("a", limit))
    assert display_fetched(fetched, limit) == display(value, limit)


@given(TEXTS, LIMITS)
@pytest.mark.parametrize("encoding", ["UTF-16le", "UTF-16be"])
def test_the_grid_shows_the_same_of_a_file_in_another_encoding(
    encoding: str, value: str, limit: int
) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute(f"PRAGMA encoding = '{encoding}'")
        raw.execute("CREATE TABLE t (a)")
        raw.execute("INSERT INTO t VALUES (?)", (value,))
        raw.text_factory = decode_leniently
        whole, fetched = raw.execute(f"SELECT a, {grid_expression('a', limit)} FROM t").fetchone()
    assert display_fetched(fetched, limit) == display(whole, limit)


def test_the_grid_fetches_little_of_a_long_text() -> None:
    assert len(through_sqlite("x" * 1_000_000, grid_expression("a"))) < 400
    assert len(through_sqlite(bytes(1_000_000), grid_expression("a"))) < 100


def test_of_a_huge_blob_only_the_size_is_read() -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute("CREATE TABLE t (a)")
        raw.execute("INSERT INTO t VALUES (zeroblob(20 * 1024 * 1024))")
        (fetched,) = raw.execute(f"SELECT {grid_expression('a')} FROM t").fetchone()
    assert display_fetched(fetched) == CellText("BLOB 20.0 MB", CellKind.BLOB, cut=True)


@given(st.lists(CELLS, max_size=12))
def test_the_sort_key_gives_sqlites_order(values: Sequence[Cell]) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute("CREATE TABLE t (a, n INTEGER)")
        raw.executemany("INSERT INTO t VALUES (?, ?)", [(v, n) for n, v in enumerate(values)])
        expected = raw.execute("SELECT a FROM t ORDER BY a, n").fetchall()
    assert [(value,) for value in sorted(values, key=sort_key)] == expected


@given(CELLS)
def test_what_is_copied_of_a_blob_is_the_literal_that_makes_it(value: Cell) -> None:
    copied = copy_text(value)
    if isinstance(value, bytes):
        with closing(sqlite3.connect(":memory:")) as raw:
            assert raw.execute(f"SELECT {copied}").fetchone() == (value,)
    elif isinstance(value, float):
        assert float(copied.replace("9e999", "inf")) == value
    else:
        assert copied == ("" if value is None else str(value))


@given(BLOBS)
def test_bytes_that_are_no_text_survive(data: bytes) -> None:
    assert utf8(data.decode("utf-8", "surrogateescape")) == data


def test_a_lone_surrogate_is_written_as_sqlite_writes_it() -> None:
    assert utf8("\ud83d") == b"\xed\xa0\xbd"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "NULL"),
        ("NULL", "NULL"),
        (2**63 - 1, "9223372036854775807"),
        (0.1, "0.1"),
        (1e308, "1e+308"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (float("nan"), "NaN"),
        ("one\ntwo\r\nthree\tfour", "one↵two↵three⇥four"),
        ("nul\0", "nul␀"),
        ("\x7f", "␡"),
        ("abc\u202edef", "abc\\u202edef"),
        ("\udcff", "\\xff"),
        ("\ud83d", "\\ud83d"),
        (b"", "BLOB 0 bytes"),
        (b"\x01", "BLOB 1 byte · 01"),
        (bytes(16), "BLOB 16 bytes · " + "00" * 16),
        (bytes(4300), "BLOB 4.2 KB · " + "00" * 16 + "…"),
    ],
)
def test_each_kind_of_value_is_told_apart(value: Cell, text: str) -> None:
    assert display(value).text == text


def test_null_and_the_text_null_are_told_apart() -> None:
    assert display(None) == CellText("NULL", CellKind.NULL)
    assert display("NULL") == CellText("NULL", CellKind.TEXT)


def test_a_value_that_goes_on_says_so() -> None:
    assert display("x" * 81) == CellText("x" * 79 + "…", CellKind.TEXT, cut=True)
    assert display("x" * 80) == CellText("x" * 80, CellKind.TEXT)
    assert display(bytes(100), 8) == CellText("BLOB 10…", CellKind.BLOB, cut=True)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1.0 KB"),
        (1024**2 - 1, "1.0 MB"),
        (1536 * 1024, "1.5 MB"),
        (7_500_000_000, "7.0 GB"),
        (5 * 1024**4, "5.0 TB"),
    ],
)
def test_sizes_are_for_people(size: int, text: str) -> None:
    assert size_text(size) == text


def test_a_whole_text_keeps_its_lines_and_shows_what_acts() -> None:
    assert visible_text("plain") == "plain"
    assert visible_text("one\r\ntwo\tthree\u202e\0") == "one\ntwo\tthree\\u202e␀"

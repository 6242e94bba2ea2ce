"""A cell in pieces: whole characters, every byte, whatever the key, the encoding and the content."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hive_inspector.core.browsing import cellpieces
from hive_inspector.core.browsing.cellkinds import Content
from hive_inspector.core.browsing.cellpieces import CellPieces, open_cell
from hive_inspector.core.browsing.keys import Position, PrimaryKey, Rowid
from hive_inspector.core.database.values import CellKind
from hive_inspector.core.errors import Refusal, UsageProblem
from tests.support.browsed import BrowsedFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENCODINGS = {"utf-8": "UTF-8", "utf-16-le": "UTF-16le", "utf-16-be": "UTF-16be"}
TEXTS = st.text(st.sampled_from("aä€😀\0\n") | st.characters(exclude_categories=["Cs"]))


def pieces_of(data: bytes, encoding: str = "utf-8") -> CellPieces:
    return CellPieces(
        CellKind.TEXT, len(data), encoding, lambda offset, count: data[offset : offset + count]
    )


def in_pieces(cell: CellPieces, size: int) -> Iterator[str]:
    offset = 0
    while offset < cell.size:
        piece = cell.text(offset, size)
        assert piece.start == offset
        assert piece.end > offset
        yield piece.text
        offset = piece.end


@given(text=TEXTS, size=st.integers(1, 9), encoding=st.sampled_from(list(ENCODINGS)))
def test_pieces_of_any_size_make_the_text(text: str, size: int, encoding: str) -> None:
    assert "".join(in_pieces(pieces_of(text.encode(encoding), encoding), size)) == text


@given(data=st.binary(max_size=60), size=st.integers(1, 9))
def test_bytes_that_are_no_text_are_lost_in_no_piece(data: bytes, size: int) -> None:
    text = "".join(in_pieces(pieces_of(data), size))
    assert text.encode("utf-8", "surrogateescape") == data


@given(
    text=TEXTS.filter(bool),
    at=st.integers(0, 400),
    encoding=st.sampled_from(list(ENCODINGS)),
)
def test_a_piece_begins_with_the_character_in_which_its_offset_lies(
    text: str, at: int, encoding: str
) -> None:
    data = text.encode(encoding)
    at = min(at, len(data) - 1)
    starts, place = [], 0
    for character in text:
        starts.append(place)
        place += len(character.encode(encoding))
    expected = max(start for start in starts if start <= at)
    piece = pieces_of(data, encoding).text(at, 8)
    assert piece.start == expected
    assert piece.text.startswith(text[starts.index(expected)])


def test_behind_the_end_there_is_nothing() -> None:
    cell = pieces_of(b"abc")
    assert cell.text(3).text == ""
    assert cell.text(99).start == 3
    assert cell.read(2, 99) == b"c"
    assert cell.read(99) == b""


@pytest.mark.parametrize("encoding", list(ENCODINGS))
def test_words_are_found_across_the_pieces_that_are_searched(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cellpieces, "_SEARCH_BYTES", 8)
    text = "ein Wört und noch ein Wört 😀 Ā\u0100"
    cell = pieces_of(text.encode(encoding), encoding)
    first = len(text[: text.index("Wört")].encode(encoding))
    second = len(text[: text.rindex("Wört")].encode(encoding))
    assert cell.find("Wört") == first
    assert cell.find("Wört", first + 1) == second
    assert cell.find("Wört", second + 1) is None
    assert cell.find("😀") == len(text[: text.index("😀")].encode(encoding))
    assert cell.find("wört") is None


def test_a_match_between_two_units_of_utf16_is_none() -> None:
    cell = pieces_of("\u4100\u0041".encode("utf-16-be"), "utf-16-be")
    assert cell.find("\u0000") is None
    assert cell.find("A") == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(value=TEXTS | st.binary(max_size=300))
def test_what_is_read_is_what_was_written(browsed: BrowsedFile, value: str | bytes) -> None:
    browsed.raw.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, v)")
    browsed.raw.execute("INSERT OR REPLACE INTO t VALUES (1, ?)", (value,))
    table = browsed.table("t")
    with browsed.reading() as connection, open_cell(connection, table, Rowid(1), "V") as cell:
        data = cell.read(0, cell.size)
        assert (data if isinstance(value, bytes) else data.decode()) == value
        assert cell.kind is (CellKind.BLOB if isinstance(value, bytes) else CellKind.TEXT)


@pytest.mark.parametrize("encoding", list(ENCODINGS))
def test_the_file_says_how_its_text_is_encoded(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "encoded.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(f"PRAGMA encoding = '{ENCODINGS[encoding]}'")
        raw.execute("CREATE TABLE t (v TEXT)")
        raw.execute("INSERT INTO t VALUES ('ä😀')")
    with BrowsedFile(path) as file:
        table = file.table("t")
        with file.reading() as connection, open_cell(connection, table, Rowid(1), "v") as cell:
            assert cell.encoding == encoding
            assert cell.text(0).text == "ä😀"


def test_cells_without_a_rowid_are_read_as_well(browsed: BrowsedFile) -> None:
    text = "ä" * 1_000
    browsed.raw.execute("CREATE TABLE k (a TEXT PRIMARY KEY, v TEXT) WITHOUT ROWID")
    browsed.insert("k", [("x", text)])
    browsed.raw.execute("CREATE VIEW seen AS SELECT v FROM k")
    browsed.raw.execute("CREATE TABLE g (v TEXT, w TEXT AS (v || '!'))")
    browsed.insert("g", [(text,)])
    browsed.raw.execute("ALTER TABLE g ADD COLUMN later TEXT DEFAULT 'given'")
    for name, key, column, expected in (
        ("k", PrimaryKey(("x",)), "v", text),
        ("seen", Position(0), "v", text),
        ("g", Rowid(1), "w", text + "!"),
        ("g", Rowid(1), "later", "given"),
    ):
        table = browsed.table(name)
        with browsed.reading() as connection, open_cell(connection, table, key, column) as cell:
            assert "".join(in_pieces(cell, 100)) == expected
            assert cell.sniff().content is Content.TEXT


def test_numbers_have_no_bytes(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (v)")
    browsed.insert("t", [(1,), (None,)])
    table = browsed.table("t")
    with browsed.reading() as connection:
        with open_cell(connection, table, Rowid(1), "v") as cell:
            assert (cell.kind, cell.size, cell.read(0)) == (CellKind.INTEGER, 0, b"")
            assert cell.sniff().content is Content.NUMBER
        with open_cell(connection, table, Rowid(2), "v") as cell:
            assert (cell.kind, cell.text(0).text) == (CellKind.NULL, "")


def test_what_is_gone_is_said(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (v)")
    table = browsed.table("t")
    with browsed.reading() as connection:
        with (
            pytest.raises(UsageProblem, match="The row of this cell is not there any more"),
            open_cell(connection, table, Rowid(1), "v"),
        ):
            pass
        with (
            pytest.raises(UsageProblem, match="The column of this cell is not there any more"),
            open_cell(connection, table, Rowid(1), "w"),
        ):
            pass


def test_a_secret_is_opened_only_to_be_revealed(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, license_key TEXT)")
    browsed.raw.execute("CREATE TABLE configurations (key TEXT, value TEXT, encrypted INTEGER)")
    browsed.insert("users", [(1, "HIVE-1"), (2, None)])
    browsed.insert(
        "configurations", [("theme", "dark", 0), ("openrouter_api_key", "sk", 0), ("x", "y", 1)]
    )
    users, settings_table = browsed.table("users"), browsed.table("configurations")
    with browsed.reading() as connection:
        for table, key, column in (
            (users, Rowid(1), "license_key"),
            (settings_table, Rowid(2), "value"),
            (settings_table, Rowid(3), "value"),
        ):
            with (
                pytest.raises(Refusal, match="This cell is hidden: it holds a secret"),
                open_cell(connection, table, key, column),
            ):
                pass
            with open_cell(connection, table, key, column, reveal=True) as cell:
                assert cell.text(0).text in {"HIVE-1", "sk", "y"}
        for table, key, column, kind in (
            (users, Rowid(2), "license_key", CellKind.NULL),
            (settings_table, Rowid(1), "value", CellKind.TEXT),
        ):
            with open_cell(connection, table, key, column) as cell:
                assert cell.kind is kind


def test_a_piece_of_a_large_cell_is_read_without_loading_it(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (v BLOB)")
    browsed.raw.execute("INSERT INTO t VALUES (zeroblob(60000000))")
    table = browsed.table("t")
    with browsed.reading() as connection:
        limits = connection._raw
        before = limits.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1_000_000)
        try:
            with open_cell(connection, table, Rowid(1), "v") as cell:
                assert cell.size == 60_000_000
                assert cell.read(59_999_990) == bytes(10)
        finally:
            limits.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, before)

"""Chosen cells in other forms than lines with tabs."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing import copying
from hive_inspector.core.browsing.copying import Block, CopyRequest
from hive_inspector.core.browsing.export import Format, clipboard, copied_as, formats
from hive_inspector.core.browsing.order import natural_order
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.privacy import MASK_TEXT

if TYPE_CHECKING:
    from tests.unit.browsing.export.conftest import Exporter

ALL = (Block(0, 2, 0, 1),)


def copied(
    exporter: Exporter,
    of: Format,
    blocks: tuple[Block, ...] = ALL,
    *,
    table: str = "t",
    headers: bool = True,
) -> str:
    described = exporter.browsed.table(table)
    columns = tuple(column.name for column in described.columns)
    request = CopyRequest(described, columns, blocks, headers=headers)
    with exporter.browsed.reading() as connection:
        order = natural_order(connection, described)
        return copied_as(connection, request, order, of)


@pytest.fixture
def filled(exporter: Exporter) -> Exporter:
    exporter.fill([(1, "=x"), (None, b"\x01"), (0.1, "a|b")])
    return exporter


def test_csv(filled: Exporter) -> None:
    text = copied(filled, Format.CSV)
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["a", "b"],
        ["1", "'=x"],
        ["", "X'01'"],
        ["0.1", "a|b"],
    ]
    assert copied(filled, Format.CSV, headers=False).startswith("1,")


def test_json_and_json_lines(filled: Exporter) -> None:
    expected = [{"a": 1, "b": "=x"}, {"a": None, "b": "X'01'"}, {"a": 0.1, "b": "a|b"}]
    assert json.loads(copied(filled, Format.JSON)) == expected
    lines = copied(filled, Format.NDJSON).splitlines()
    assert [json.loads(line) for line in lines] == expected


def test_markdown(filled: Exporter) -> None:
    assert copied(filled, Format.MARKDOWN, (Block(2, 2, 0, 1),)) == (
        "| a | b |\n| --- | --- |\n| 0.1 | a\\|b |\n"
    )


def test_statements_that_can_be_run_as_they_are(filled: Exporter) -> None:
    text = copied(filled, Format.SQL)
    assert "BEGIN" not in text
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute("CREATE TABLE t (a, b)")
        raw.executescript(text)
        assert raw.execute("SELECT * FROM t").fetchall() == filled.browsed.plain("SELECT * FROM t")


def test_of_several_blocks_what_was_not_chosen_is_null(filled: Exporter) -> None:
    text = copied(filled, Format.NDJSON, (Block(0, 0, 0, 0), Block(2, 2, 1, 1)))
    assert [json.loads(line) for line in text.splitlines()] == [
        {"a": 1, "b": None},
        {"a": None, "b": "a|b"},
    ]


def test_secrets_are_dots_in_every_form(exporter: Exporter) -> None:
    exporter.browsed.raw.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, license_key TEXT)")
    exporter.browsed.insert("users", [(1, "HIVE-1")])
    for one in formats():
        if one.copies:
            text = copied(exporter, one.format, (Block(0, 0, 0, 1),), table="users")
            assert "HIVE" not in text
            assert MASK_TEXT in text


def test_bytes_that_are_no_text_make_a_text_all_the_same(exporter: Exporter) -> None:
    exporter.fill([])
    exporter.browsed.raw.execute("INSERT INTO t VALUES (CAST(X'41FF' AS TEXT), 1)")
    for one in formats():
        if one.copies:
            copied(exporter, one.format, (Block(0, 0, 0, 1),)).encode("utf-8")


def test_what_no_clipboard_takes_is_refused(
    filled: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "MOST_CHARACTERS", 10)
    with pytest.raises(UsageProblem, match="too large for the clipboard"):
        copied(filled, Format.JSON)
    monkeypatch.setattr(copying, "MOST_CELLS", 5)
    with pytest.raises(UsageProblem, match="too large for the clipboard"):
        copied(filled, Format.CSV)


def test_progress_is_told(exporter: Exporter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "_REPORT_EVERY", 10)
    exporter.fill([(i, i) for i in range(25)])
    described = exporter.browsed.table("t")
    told: list[tuple[int, int | None]] = []
    request = CopyRequest(described, ("a", "b"), (Block(0, 24, 0, 0),))
    with exporter.browsed.reading() as connection:
        order = natural_order(connection, described)
        copied_as(
            connection,
            request,
            order,
            Format.CSV,
            lambda done, total, step: told.append((done, total)),
        )
    assert told == [(10, 25), (20, 25)]

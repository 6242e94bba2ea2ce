"""Where a text occurs: by index first, then everywhere, and nothing masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.criteria import LONGEST_FILTER
from hive_inspector.core.browsing.everywhere import SHOWN_ROWS, TableHits, search
from hive_inspector.core.browsing.filters import FilterProblem
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.hive.privacy import MASK_TEXT
from tests.support.browsed import texts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.browsed import BrowsedFile


@pytest.fixture
def file(browsed: BrowsedFile) -> BrowsedFile:
    for sql in (
        "CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT, age INTEGER)",
        "CREATE TABLE letters (id INTEGER PRIMARY KEY, person TEXT, body TEXT, sent DATETIME)",
        "CREATE INDEX by_person ON letters (person)",
        "CREATE TABLE pairs (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID",
        "CREATE TABLE numbers (n INTEGER)",
        "CREATE TABLE empty (a)",
        "CREATE VIEW everybody AS SELECT * FROM people",
        "INSERT INTO people VALUES ('p-1', 'Ada', 36), ('p-2', 'Bob', 7)",
        "INSERT INTO letters (person, body) VALUES ('p-1', 'to p-2'), ('p-2', 'P-1 again'), ('p-1', NULL)",
        "INSERT INTO pairs VALUES ('p-1', 7), ('x', 'p-1')",
        "INSERT INTO numbers VALUES (7), (17)",
    ):
        browsed.raw.execute(sql)
    return browsed


def hits_of(file: BrowsedFile, text: str, token: CancelToken | None = None) -> list[TableHits]:
    with file.database.reading(token) as connection:
        return list(search(connection, read_schema(connection), text))


def final(hits: list[TableHits]) -> dict[str, int]:
    return {one.table.name: one.order.count for one in hits}


def test_indexes_answer_first_and_then_every_table_is_read(file: BrowsedFile) -> None:
    hits = hits_of(file, " p-1 ")
    told = [(one.table.name, one.order.count, one.complete) for one in hits]
    assert set(told[:3]) == {("people", 1, False), ("letters", 2, False), ("pairs", 1, False)}
    complete = [one for one in told if one[2]]
    assert set(complete) == {("people", 1, True), ("letters", 3, True), ("pairs", 2, True)}
    assert told[-1] in complete


def test_hits_come_with_their_first_rows_and_as_an_order_of_the_table(file: BrowsedFile) -> None:
    file.insert("letters", [(None, "p-1", str(i), None) for i in range(20)])
    last = [one for one in hits_of(file, "p-1") if one.table.name == "letters"][-1]
    assert last.columns == ("id", "person", "body", "sent")
    assert len(last.page.rows) == SHOWN_ROWS
    assert texts(last.page)[0] == ("1", "p-1", "to p-2", "NULL")
    rows = file.page_of(last.table, last.order, 0, 99).rows
    assert rows[:SHOWN_ROWS] == last.page.rows
    assert len(rows) == 23


def test_a_number_is_found_as_a_number_and_in_texts(file: BrowsedFile) -> None:
    assert final(hits_of(file, "7")) == {"people": 1, "numbers": 1, "pairs": 1}
    assert final(hits_of(file, "1")) == {"people": 1, "letters": 3, "pairs": 2}


def test_what_stands_in_a_column_for_times_is_found_as_text(file: BrowsedFile) -> None:
    file.insert("letters", [(None, None, None, "2025-09-05 14:03:11")])
    assert final(hits_of(file, "2025-09-05")) == {"letters": 1}


def test_what_is_nowhere_gives_no_hits(file: BrowsedFile) -> None:
    assert hits_of(file, "nowhere at all") == []


def test_nothing_masked_is_found_or_shown(browsed: BrowsedFile) -> None:
    for sql in (
        "CREATE TABLE licenses (key TEXT PRIMARY KEY, email TEXT)",
        "CREATE TABLE configurations (key TEXT, value TEXT, encrypted INTEGER)",
        "INSERT INTO licenses VALUES ('HIVE-1', 'a@b.c')",
        "INSERT INTO configurations VALUES ('openrouter_api_key', 'HIVE-1', 0), ('x', 'HIVE-1', 0)",
    ):
        browsed.raw.execute(sql)
    hits = hits_of(browsed, "HIVE-1")
    assert final(hits) == {"configurations": 1}
    assert texts(hits[-1].page) == [("x", "HIVE-1", "0")]
    licenses = hits_of(browsed, "a@b.c")
    assert texts(licenses[-1].page) == [(MASK_TEXT, "a@b.c")]


def test_a_damaged_table_is_named_and_the_others_are_searched(file: BrowsedFile) -> None:
    file.raw.execute("CREATE TABLE big (a)")
    file.insert("big", [(f"p-1 {'x' * 900}",) for _ in range(200)])
    page = file.plain("SELECT rootpage FROM sqlite_master WHERE name = 'big'")[0][0]
    size = file.path.stat().st_size
    file.close()
    with file.path.open("r+b") as raw:
        raw.seek((page - 1) * 4096)
        raw.write(b"\xee" * 4096)
    assert size > 4096 * page
    hits = _searched_anew(file.path)
    problems = {one.table.name: one.problem for one in hits if one.problem}
    assert list(problems) == ["big"]
    assert "damaged" in problems["big"]
    assert {one.table.name for one in hits if one.complete} == {"people", "letters", "pairs"}


def _searched_anew(path: Path) -> list[TableHits]:
    from tests.support.browsed import BrowsedFile

    with BrowsedFile(path) as file:
        return hits_of(file, "p-1")


@pytest.mark.parametrize(
    ("text", "position"), [("  ", 0), ("x" * (LONGEST_FILTER + 1), LONGEST_FILTER), ("a\0b", 1)]
)
def test_what_cannot_be_searched_for_is_told(file: BrowsedFile, text: str, position: int) -> None:
    with pytest.raises(FilterProblem) as caught:
        hits_of(file, text)
    assert caught.value.position == position


def test_a_search_can_be_cancelled_between_its_hits(file: BrowsedFile) -> None:
    token = CancelToken()
    with pytest.raises(Cancelled), file.database.reading(token) as connection:
        for _ in search(connection, read_schema(connection), "p-1"):
            token.cancel()

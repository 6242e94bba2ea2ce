from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hive_inspector.core.browsing import copying
from hive_inspector.core.browsing.copying import Block, CopyRequest, copied_text
from hive_inspector.core.browsing.keys import Rowid
from hive_inspector.core.browsing.order import natural_order
from hive_inspector.core.database.failures import DatabaseChanged
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.privacy import MASK_TEXT
from tests.support.browsed import BrowsedFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NUMBERS = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, size REAL)"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[BrowsedFile]:
    with BrowsedFile(tmp_path / "copied.db", NUMBERS) as made:
        made.insert("t", [(n, f"name {n}", n / 2) for n in range(1, 101)])
        yield made


def copied(file: BrowsedFile, table: str, *blocks: Block, **more: object) -> str:
    described = file.table(table)
    names = tuple(column.name for column in described.columns)
    request = CopyRequest(described, names, blocks, **more)  # type: ignore[arg-type]
    order = file.surveyed(table)
    with file.reading() as connection:
        return copied_text(connection, request, order)


def test_a_block_is_copied_with_tabs_and_lines(file: BrowsedFile) -> None:
    assert copied(file, "t", Block(1, 2, 0, 1)) == "2\tname 2\n3\tname 3"


def test_headers_come_first_when_asked_for(file: BrowsedFile) -> None:
    assert copied(file, "t", Block(0, 0, 1, 2), headers=True) == "name\tsize\nname 1\t0.5"


def test_a_single_cell_is_copied_as_it_is(file: BrowsedFile) -> None:
    file.raw.execute("UPDATE t SET name = ? WHERE id = 1", ('two\nlines\t"quoted"',))
    assert copied(file, "t", Block(0, 0, 1, 1)) == 'two\nlines\t"quoted"'


def test_cells_between_the_chosen_ones_stay_empty(file: BrowsedFile) -> None:
    text = copied(file, "t", Block(0, 0, 0, 0), Block(2, 2, 2, 2))
    assert text == "1\t\n\t1.5"


def test_blocks_that_overlap_are_copied_once(file: BrowsedFile) -> None:
    text = copied(file, "t", Block(4, 6, 0, 0), Block(5, 7, 0, 0), Block(8, 8, 0, 0))
    assert text == "5\n6\n7\n8\n9"


def test_whole_values_are_copied_not_what_fits_a_cell(file: BrowsedFile) -> None:
    long = "x" * 5000
    file.raw.execute("UPDATE t SET name = ? WHERE id = 1", (long,))
    assert copied(file, "t", Block(0, 1, 1, 1)) == f"{long}\nname 2"


def test_a_secret_stays_masked(tmp_path: Path) -> None:
    with BrowsedFile(tmp_path / "s.db", "CREATE TABLE u (id INTEGER, api_key TEXT)") as file:
        file.insert("u", [(1, "sk-very-secret"), (2, None)])
        assert copied(file, "u", Block(0, 1, 0, 1)) == f"1\t{MASK_TEXT}\n2\t"
        assert copied(file, "u", Block(0, 0, 1, 1)) == MASK_TEXT


def test_rows_that_moved_since_they_were_seen_are_not_copied(file: BrowsedFile) -> None:
    seen = {0: Rowid(1), 1: Rowid(2)}
    assert copied(file, "t", Block(0, 1, 0, 0), seen=seen) == "1\n2"
    file.raw.execute("DELETE FROM t WHERE id = 1")
    with pytest.raises(DatabaseChanged):
        copied(file, "t", Block(0, 1, 0, 0), seen=seen)


def test_rows_that_were_seen_and_are_gone_are_told(file: BrowsedFile) -> None:
    order = file.surveyed("t")
    file.raw.execute("DELETE FROM t WHERE id > 90")
    request = CopyRequest(
        file.table("t"), ("id", "name", "size"), (Block(88, 95, 0, 0),), seen={95: Rowid(96)}
    )
    with file.reading() as connection, pytest.raises(DatabaseChanged):
        copied_text(connection, request, order)


def test_an_estimated_order_gives_the_rows_of_the_pages_that_were_shown(tmp_path: Path) -> None:
    with BrowsedFile(tmp_path / "e.db", NUMBERS) as file:
        file.insert("t", [(n * n, f"name {n}", n) for n in range(1, 7001)])
        table = file.table("t")
        with file.reading() as connection:
            order = natural_order(connection, table)
        assert not order.exact
        size, page = 64, 12_800 // 64 * 64
        shown = file.page_of(table, order, page, size)
        assert shown.approximate
        request = CopyRequest(
            table,
            ("id", "name", "size"),
            (Block(page + 3, page + 4, 1, 1),),
            seen={page + at: row.key for at, row in enumerate(shown.rows)},
            page_rows=size,
        )
        with file.reading() as connection:
            text = copied_text(connection, request, order)
        assert text.split("\n") == [row.cells[1].text for row in shown.rows[3:5]]


def test_more_cells_than_a_clipboard_takes_are_refused(
    file: BrowsedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "MOST_CELLS", 5)
    with pytest.raises(UsageProblem, match="too large"):
        copied(file, "t", Block(0, 5, 0, 0))


def test_more_text_than_a_clipboard_takes_is_refused(
    file: BrowsedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "MOST_CHARACTERS", 20)
    with pytest.raises(UsageProblem, match="too large"):
        copied(file, "t", Block(0, 50, 1, 1))


def test_long_copying_tells_how_far_it_is(tmp_path: Path) -> None:
    reports: list[tuple[int, int | None, str]] = []
    with BrowsedFile(tmp_path / "p.db", NUMBERS) as file:
        file.insert("t", [(n, "x", n) for n in range(5000)])
        table, order = file.table("t"), file.surveyed("t")
        request = CopyRequest(table, ("id", "name", "size"), (Block(0, 4999, 0, 0),))
        with file.reading() as connection:
            copied_text(connection, request, order, lambda *report: reports.append(report))
    assert reports == [(2048, 5000, "Copying rows"), (4096, 5000, "Copying rows")]


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), min_size=2, max_size=6))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_spreadsheet_reads_back_what_was_copied(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    pairs = [
        tuple(text.replace("\r", "").replace("\0", "") for text in pair)  # type: ignore[misc]
        for pair in pairs
    ]
    folder = tmp_path_factory.mktemp("copied")
    with BrowsedFile(folder / "h.db", "CREATE TABLE t (a TEXT, b TEXT)") as file:
        file.insert("t", pairs)
        text = copied(file, "t", Block(0, len(pairs) - 1, 0, 1))
    rows = list(csv.reader(io.StringIO(text, newline=""), dialect="excel-tab"))
    assert [tuple(row) for row in rows] == pairs

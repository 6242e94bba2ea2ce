"""What a person sees in the real window equals what the database holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.demos import small_demo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.end_to_end.conftest import Program

pytestmark = pytest.mark.display


@pytest.fixture(scope="module")
def hive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small install."""
    path = tmp_path_factory.mktemp("hive") / "hive-ai.db"
    small_demo(path)
    return path


def asked(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as raw:
        return raw.execute(sql).fetchall()


def test_browse_shows_the_rows_that_the_database_holds(
    program: Callable[..., Program], hive: Path
) -> None:
    window = program(str(hive))
    window.click("Browse")
    expected = asked(hive, "SELECT id, role FROM messages ORDER BY rowid LIMIT 3")

    shown = [(window.cell("Rows", row, 0), window.cell("Rows", row, 2)) for row in range(3)]

    assert shown == expected


def test_the_last_row_is_a_key_away(program: Callable[..., Program], hive: Path) -> None:
    window = program(str(hive), "--page", "browse")
    window.cell("Rows", 0, 0)
    count = asked(hive, "SELECT count(*) FROM messages")[0][0]
    window.wait_for(lambda: window.ask("rows", table="Rows") == count, "the exact count")
    window.click("Rows")
    window.screen.key("ctrl+End")

    (last,) = asked(hive, "SELECT id FROM messages ORDER BY rowid DESC LIMIT 1")

    assert window.cell("Rows", count - 1, 0) == last[0]


def test_a_copied_cell_is_what_the_database_holds(
    program: Callable[..., Program], hive: Path
) -> None:
    window = program(str(hive), "--page", "browse")
    window.cell("Rows", 1, 3)
    window.screen.click(window.ask("cell", table="Rows", row=1, column=3)["rect"])
    window.screen.key("ctrl+c")

    ((content,),) = asked(hive, "SELECT content FROM messages ORDER BY rowid LIMIT 1 OFFSET 1")

    copied = window.wait_for(lambda: window.ask("clipboard"), "the copy")

    assert copied == content


def test_a_key_turns_to_another_page_and_back(program: Callable[..., Program], hive: Path) -> None:
    window = program(str(hive), "--page", "browse")
    window.cell("Rows", 0, 0)
    window.screen.key("ctrl+1")
    window.wait_for(lambda: window.ask("where", name="Overview"), "the overview")
    window.screen.key("ctrl+2")

    assert window.wait_for(lambda: window.ask("where", name="Rows"), "the rows")


def test_the_window_leaves_no_trace_beside_the_file(
    program: Callable[..., Program], hive: Path
) -> None:
    window = program(str(hive))
    window.click("Browse")
    window.cell("Rows", 0, 0)

    assert window.close() == 0
    assert [file.name for file in hive.parent.iterdir()] == [hive.name]


def test_a_file_that_is_no_database_is_named_for_what_it_is(
    program: Callable[..., Program], tmp_path: Path
) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("Remember the milk.\n")

    window = program(str(text))

    assert window.wait_for(
        lambda: [name for name in window.ask("names") if "text file, not a database" in name],
        "the sentence",
    )

"""A person filters, sorts, looks elsewhere and comes back, with mouse and keyboard in the real window."""

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
ID = 0


@pytest.fixture(scope="module")
def hive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small install."""
    path = tmp_path_factory.mktemp("hive") / "hive-ai.db"
    small_demo(path)
    return path


def asked(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as raw:
        return [row[0] for row in raw.execute(sql)]


def shows(window: Program, ids: list[str]) -> bool:
    """Whether the first rows are these and there are no others."""
    if window.ask("rows", table="Rows") != len(ids):
        return False
    cells = [window.ask("cell", table="Rows", row=row, column=0) for row in range(3)]
    return [cell and cell["text"] for cell in cells] == ids[:3]


def click_title(window: Program, column: int) -> None:
    """Click the title over a column in sight."""
    titles = window.ask("where", name="Columns")
    left, _, width, _ = window.ask("cell", table="Rows", row=0, column=column)["rect"]
    window.screen.click([left, titles[1], width, 32])


def test_filter_sort_look_elsewhere_and_come_back(
    program: Callable[..., Program], hive: Path
) -> None:
    window = program(str(hive), "--page", "browse")
    window.cell("Rows", 0, 0)
    window.click("Filter role")
    window.screen.type("=assistant")
    window.screen.key("Return")
    found = asked(hive, "SELECT id FROM messages WHERE role = 'assistant' ORDER BY rowid")
    window.wait_for(lambda: shows(window, found), "the rows of the filter")

    click_title(window, ID)
    ordered = sorted(found)
    window.wait_for(lambda: shows(window, ordered), "the rows in order")
    click_title(window, ID)
    window.wait_for(lambda: shows(window, ordered[::-1]), "the rows in the opposite order")

    window.screen.key("ctrl+t")
    window.screen.type("conversation_topics")
    window.screen.key("Return")
    count = asked(hive, "SELECT count(*) FROM conversation_topics")[0]
    window.wait_for(lambda: window.ask("rows", table="Rows") == count, "the other table")
    window.screen.key("alt+Left")

    assert window.wait_for(lambda: shows(window, ordered[::-1]), "the rows as they were left")


def test_an_id_is_found_wherever_it_occurs(program: Callable[..., Program], hive: Path) -> None:
    (wanted,) = asked(hive, "SELECT conversation_id FROM messages ORDER BY rowid LIMIT 1")
    window = program(str(hive), "--page", "browse")
    window.cell("Rows", 0, 0)
    window.click("Rows")
    window.wait_for(lambda: window.ask("hears"), "the keyboard")
    window.screen.key("ctrl+shift+f")
    window.wait_for(lambda: window.ask("where", name="Where does this occur?"), "the search")
    window.screen.key("ctrl+a")
    window.screen.type(wanted)
    window.screen.key("Return")
    window.wait_for(lambda: window.ask("rows", table="Where the text occurs") > 2, "hits")
    line = window.wait_for(
        lambda: window.ask("list", name="Where the text occurs", starts="messages, "),
        "the messages among the hits",
    )
    window.screen.click(line)
    ids = asked(hive, f"SELECT id FROM messages WHERE conversation_id = '{wanted}' ORDER BY rowid")

    assert window.wait_for(lambda: shows(window, ids), "the messages of the conversation")

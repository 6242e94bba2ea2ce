"""A link is followed and come back from, in the real window, by mouse and keyboard."""

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


def asked(path: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as raw:
        return raw.execute(sql, parameters).fetchall()


def test_a_link_is_followed_and_come_back_from(program: Callable[..., Program], hive: Path) -> None:
    window = program(str(hive), "--page", "browse")
    (message, conversation), count = (
        asked(hive, "SELECT id, conversation_id FROM messages ORDER BY rowid LIMIT 1 OFFSET 3")[0],
        asked(hive, "SELECT count(*) FROM messages")[0][0],
    )
    assert window.cell("Rows", 3, 0) == message
    window.screen.click(window.ask("cell", table="Rows", row=3, column=1)["rect"])
    window.wait_for(
        lambda: "→ conversations conversation_id, 1 row" in window.ask("names"), "the link"
    )
    window.screen.key("Return")
    window.wait_for(lambda: window.ask("rows", table="Rows") == 1, "the conversation")
    assert window.cell("Rows", 0, 0) == conversation

    window.screen.key("alt+Left")
    window.wait_for(lambda: window.ask("rows", table="Rows") == count, "the messages")
    assert window.cell("Rows", 3, 0) == message


def test_the_rows_of_a_conversation_are_a_click_away(
    program: Callable[..., Program], hive: Path
) -> None:
    window = program(str(hive), "--page", "browse")
    window.cell("Rows", 0, 0)
    ((conversation,),) = asked(hive, "SELECT conversation_id FROM messages ORDER BY rowid LIMIT 1")
    found = asked(
        hive, "SELECT id FROM messages WHERE conversation_id = ? ORDER BY rowid", conversation
    )
    noun = "row" if len(found) == 1 else "rows"
    window.click(f"messages same conversation_id, {len(found)} {noun}")
    window.wait_for(lambda: window.ask("rows", table="Rows") == len(found), "the messages")

    assert [(window.cell("Rows", row, 0),) for row in range(len(found))] == found

    window.click("Back (Alt+Left)")
    total = asked(hive, "SELECT count(*) FROM messages")[0][0]
    window.wait_for(lambda: window.ask("rows", table="Rows") == total, "all messages")

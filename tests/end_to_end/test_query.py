"""A person writes a statement, has it completed, runs it, stops another one, and takes the rows along."""

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
ENDLESS = "SELECT count(*) FROM messages a, messages b, messages c, messages d;"


@pytest.fixture(scope="module")
def hive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small install."""
    path = tmp_path_factory.mktemp("hive") / "hive-ai.db"
    small_demo(path)
    return path


def asked(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as raw:
        return raw.execute(sql).fetchall()


def start_anew(window: Program) -> None:
    """Empty the editor."""
    window.click("SQL")
    window.screen.key("ctrl+a", "Delete")


def test_type_complete_run_stop_and_export(
    program: Callable[..., Program], hive: Path, tmp_path: Path
) -> None:
    window = program(str(hive), "--page", "query")
    window.wait_for(lambda: window.ask("rows", table="Ready queries") > 0, "the ready queries")
    window.click("SQL")
    window.screen.type("SELECT id, role FROM mess")
    window.wait_for(
        lambda: window.ask("list", name="What could come next", starts="messages"), "a proposal"
    )
    window.screen.key("Tab")
    window.screen.type(" ORDER BY id")
    window.screen.key("Escape", "ctrl+Return")
    expected = asked(hive, "SELECT id, role FROM messages ORDER BY id")
    window.wait_for(
        lambda: window.ask("rows", table="Result") == len(expected), "every row of the result"
    )
    shown = [(window.cell("Result", row, 0), window.cell("Result", row, 1)) for row in range(3)]
    assert shown == expected[:3]

    window.screen.key("ctrl+t")
    window.screen.type(ENDLESS)
    window.screen.key("Escape", "ctrl+Return")
    window.wait_for(lambda: window.ask("enabled", name="Stop"), "a statement that runs")
    window.screen.key("Escape")
    window.wait_for(lambda: not window.ask("enabled", name="Stop"), "the end of the statement")

    start_anew(window)
    window.screen.type("SELECT role, count(*) AS n FROM messages GROUP BY role;")
    window.screen.key("Escape", "ctrl+Return")
    counts = asked(hive, "SELECT role, count(*) FROM messages GROUP BY role")
    window.wait_for(lambda: window.ask("rows", table="Result") == len(counts), "the counts")
    window.click("Export (Ctrl+E)")
    window.click("File")
    window.screen.key("ctrl+a")
    target = tmp_path / "counts.csv"
    window.screen.type(str(target))
    window.click("Export")
    window.wait_for(target.exists, "the file")
    lines = [f"{role},{count}" for role, count in counts]
    assert target.read_text().splitlines() == ["role,n", *lines]


def test_what_was_written_is_there_at_the_next_start(
    program: Callable[..., Program], hive: Path
) -> None:
    window = program(str(hive), "--page", "query")
    window.wait_for(lambda: window.ask("rows", table="Ready queries") > 0, "the ready queries")
    start_anew(window)
    window.screen.type("SELECT 'kept'")
    window.wait_for(lambda: window.ask("text", name="SQL") == "SELECT 'kept'", "the text")
    assert window.close() == 0
    again = program(str(hive), "--page", "query")
    assert again.wait_for(lambda: again.ask("text", name="SQL"), "the text") == "SELECT 'kept'"

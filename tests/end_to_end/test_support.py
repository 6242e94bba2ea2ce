"""A person finds a file damaged, makes a bundle of it, and has yesterday's backup back, by mouse."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.supporting.backups import back_up
from tests.support.databases import plain
from tests.support.demos import small_demo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.end_to_end.conftest import Program

pytestmark = pytest.mark.display

DIFFERING = "Tables that differ"
COPIES = "Copies of this file"
BACKUP = "Backup by Hive Inspector"


def backed_up_yesterday(file: Path) -> None:
    hive = open_hive(DatabaseTarget(file))
    with hive.database:
        back_up(hive, clock=lambda: datetime.now(UTC) - timedelta(days=1))


def damage(file: Path, table: str) -> None:
    """Overwrite the root of a table; the rest of the file stays sound."""
    ((root,),) = plain(file, f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")
    ((size,),) = plain(file, "PRAGMA page_size")
    with file.open("r+b") as raw:
        raw.seek((root - 1) * size)
        raw.write(b"\xff" * size)


def turn_to(window: Program, tab: str) -> None:
    window.screen.click(window.wait_for(lambda: window.ask("tab", title=tab), f"the tab {tab}"))


def go_to_copy(window: Program, made_by: str, kind: str) -> None:
    """Click the copy that came from there until it is shown: the list may be filled anew meanwhile."""

    def is_shown() -> bool:
        for row in range(window.ask("rows", table=COPIES)):
            cell = window.ask("cell", table=COPIES, row=row, column=0)
            if cell and cell["text"] == made_by:
                window.screen.click(cell["rect"])
        return bool(window.ask("where", name=kind))

    window.wait_for(is_shown, f"a copy by {made_by}")


def wait_for_difference(window: Program, tables: list[str]) -> None:
    """Wait until a comparison is over and only these tables differ."""

    def differing() -> list[str]:
        rows = range(window.ask("rows", table=DIFFERING))
        cells = [window.ask("cell", table=DIFFERING, row=row, column=0) for row in rows]
        names = [str(cell["text"]) for cell in cells if cell]
        return [name for name in names if not name.startswith("Schema")]

    window.wait_for(
        lambda: window.ask("enabled", name="Compare again") and differing() == tables,
        f"a difference in {tables} and nothing else",
    )


def test_a_damaged_file_is_bundled_compared_and_restored_by_mouse(
    program: Callable[..., Program], tmp_path: Path
) -> None:
    file, home = tmp_path / "hive-ai.db", tmp_path / "home"
    home.mkdir()
    small_demo(file)
    ((messages,),) = plain(file, "SELECT count(*) FROM messages")
    backed_up_yesterday(file)
    damage(file, "messages")
    window = program(str(file), "--page", "support", "--write")

    go_to_copy(window, "Hive Inspector", BACKUP)
    window.click("Compare")
    wait_for_difference(window, ["messages"])

    turn_to(window, "Bundle")
    window.click("Gather")
    window.wait_for(lambda: window.ask("enabled", name="Write…"), "a bundle to write")
    window.click("Write…")
    window.click("Save")
    (bundle,) = window.wait_for(lambda: list(home.glob("*.zip")), "the bundle")
    with zipfile.ZipFile(bundle) as archive:
        checks = json.loads(archive.read("checks.json"))["checks"]
    assert "FAILED" in {one["state"]["name"] for one in checks}

    turn_to(window, "Backups")
    go_to_copy(window, "Hive Inspector", BACKUP)
    window.click("Restore…")
    window.click("Restore")
    go_to_copy(window, "Restore point", "Restore point")
    go_to_copy(window, "Hive Inspector", BACKUP)
    window.click("Compare")
    wait_for_difference(window, ["_hive_inspector_migrations"])  # that it was restored
    assert window.close() == 0

    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("SELECT count(*) FROM messages").fetchall() == [(messages,)]

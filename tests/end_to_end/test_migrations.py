"""A person migrates a file and rolls it back, by mouse, and the file is what they saw."""

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

VERSIONS = "Versions"
CHECK = 3


def asked(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql).fetchall()


def recorded(path: Path) -> list[int]:
    return [row[0] for row in asked(path, "SELECT version FROM schema_migrations ORDER BY version")]


def declared(path: Path) -> list[tuple[Any, ...]]:
    """Everything but the program's own history."""
    return asked(
        path,
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name NOT LIKE '\\_hive%' ESCAPE '\\'"
        " ORDER BY type, name",
    )


def shown(program: Program) -> list[str | None]:
    """The checks of the versions, as they stand on the screen."""
    rows = program.ask("rows", table=VERSIONS)
    cells = [program.ask("cell", table=VERSIONS, row=row, column=CHECK) for row in range(rows)]
    return [cell["text"] if cell else None for cell in cells]


def wait_for_checks(program: Program, checks: list[str]) -> None:
    program.wait_for(lambda: shown(program) == checks, f"the checks {checks}")


def test_a_file_is_migrated_and_rolled_back_by_mouse(
    program: Callable[..., Program], tmp_path: Path
) -> None:
    file = tmp_path / "hive-ai.db"
    small_demo(file, lineage="core-012")
    before = declared(file)
    messages = asked(file, "SELECT count(*), sum(length(content)) FROM messages")
    window = program(str(file), "--page", "migrations", "--write")

    wait_for_checks(window, ["matches"] * 12 + ["ready"])
    window.click("Rehearse")
    window.wait_for(lambda: window.ask("where", name="proved"), "the proof")
    assert recorded(file) == list(range(1, 13))
    window.click("Migrate to 13")
    wait_for_checks(window, ["matches"] * 13)
    assert recorded(file) == list(range(1, 14))
    assert asked(file, "SELECT count(*) FROM consensus_facts") == [(0,)]

    window.click("Roll back…")
    window.click("Rehearse")
    window.wait_for(lambda: window.ask("where", name="proved"), "the proof")
    window.click("Roll back to 12")
    wait_for_checks(window, ["matches"] * 12 + ["ready"])
    assert recorded(file) == list(range(1, 13))
    assert declared(file) == before
    assert asked(file, "SELECT count(*), sum(length(content)) FROM messages") == messages
    kept = sorted(
        path.name.rpartition("-before-")[2] for path in (tmp_path / "backups").glob("*.sqlite")
    )
    assert kept == ["013.sqlite", "rolling-back-to-012.sqlite"]
    assert window.close() == 0
    assert asked(file, "PRAGMA integrity_check") == [("ok",)]

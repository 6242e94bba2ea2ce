"""A person finds what is wrong with a file, has it repaired by mouse, and the file is mended."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.support.demos import small_demo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.end_to_end.conftest import Program

pytestmark = pytest.mark.display

CHECKS = "Verdicts of the checks"
VERDICT = 1


def targets(path: Path) -> set[str]:
    """The tables that conversations refer to."""
    with closing(sqlite3.connect(path)) as raw:
        return {row[2] for row in raw.execute("PRAGMA foreign_key_list(conversations)")}


def verdict(program: Program, check: str) -> str | None:
    """What the list says of a check."""
    for row in range(program.ask("rows", table=CHECKS)):
        cell = program.ask("cell", table=CHECKS, row=row, column=0)
        if cell and str(cell["text"]).startswith(check):
            said = program.ask("cell", table=CHECKS, row=row, column=VERDICT)
            return str(said["text"]) if said else None
    return None


def test_a_check_finds_it_a_repair_mends_it_and_the_check_proves_it(
    program: Callable[..., Program], tmp_path: Path
) -> None:
    file = tmp_path / "hive-ai.db"
    small_demo(file, with_defects=True)
    assert "consensus_profiles_backup" in targets(file)
    window = program(str(file), "--page", "health", "--write")

    window.wait_for(
        lambda: verdict(window, "Reference targets") == "1 problem", "the verdict of the check"
    )
    window.screen.click(window.ask("list", name=CHECKS, starts="Reference targets"))
    window.click("Repair: Writes to conversations fail")
    window.click("Rehearse on a copy")
    window.wait_for(lambda: window.ask("where", name="proved"), "the rehearsal")
    assert "consensus_profiles_backup" in targets(file)
    window.click("Mend the reference now")
    window.wait_for(lambda: verdict(window, "Reference targets") == "well", "the proof")

    assert "consensus_profiles_backup" not in targets(file)
    window.wait_for(
        lambda: any(
            name.startswith("Undo: restore") or "checked again" in name
            for name in window.ask("names")
        ),
        "what came of it",
    )
    assert list((tmp_path / "backups").glob("*.sqlite"))
    assert window.close() == 0

"""The README says what the full runs counted, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.counts.promises import BETWEEN_MARKS, PROMISES, README, promise_of, table
from tests.counts.recording import COMMANDS, FOLDER, Area, record, recorded

if TYPE_CHECKING:
    from pathlib import Path

MAKEFILE = README.with_name("Makefile").read_text(encoding="utf-8")


def test_the_readme_tells_what_was_counted() -> None:
    match = BETWEEN_MARKS.search(README.read_text(encoding="utf-8"))
    assert match is not None
    assert match[0] == f"{match[1]}{table()}{match[2]}", "run: python -m tests.counts"


def test_what_was_counted_can_be_run_again() -> None:
    for file in FOLDER.glob("*.json"):
        assert f"\n{file.stem}:" in MAKEFILE


def test_a_run_is_told_in_the_words_of_its_promises(tmp_path: Path) -> None:
    areas = [
        Area("readings: leases", 1_200, 0, 1.0, measured="longest 0.3 s"),
        Area("readings: queries", 34, 1, 0.6, {"one state": 33}),
        Area("memory", 12, 0, 0.0),
    ]
    record("soak", areas, tmp_path)
    assert recorded("soak", tmp_path) == tuple(sorted(areas, key=lambda one: one.area))
    lines = table(tmp_path).splitlines()
    (read,) = [line for line in lines if "one state of the file" in line]
    assert read.endswith("(longest 0.3 s) | `make soak` | 1,234 | **1** | 2 |")
    assert "| **all of it** | **`make soak`** | 1,246 | **1** | 2 |" in lines
    assert not [line for line in lines if "The window answers" in line], "which was not measured"


def test_every_area_shows_a_promise() -> None:
    assert promise_of("faults", "kill -9 in a repair") is promise_of("faults", "kill -9 in a run")
    assert promise_of("faults", "kill -9 with temporary copies open") is PROMISES[0]
    assert {one.command for one in PROMISES if one.begins == ("",)} == set(COMMANDS)

"""What the program promises, which counts show it, and the README's table of both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.counts.recording import COMMANDS, FOLDER, recorded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.counts.recording import Area, Command

README = FOLDER.parents[1] / "README.md"
BETWEEN_MARKS = re.compile(r"(<!-- promises -->\n).*?(<!-- /promises -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence that can be shown to be false."""

    text: str
    command: Command
    begins: tuple[str, ...]
    """How the areas begin that show it; an area belongs to the first promise that it fits."""


PROMISES = (
    Promise(
        "No copy that was made for reading, and no draft, outlives the next start.",
        "faults",
        ("kill -9 with temporary copies",),
    ),
    Promise(
        "Settings, history, exports, bundles and whatever else is written besides the database are the old file or the "
        "new one, however writing ends.",
        "faults",
        (
            "kill -9 while files are",
            "no room while files are",
            "a size limit while files are",
            "a failing flush while files are",
            "power cut while files are",
            "own files",
        ),
    ),
    Promise(
        "Killed at any statement or write, or with the power gone at any of them, a change, a repair, a backup or a "
        "restore leaves the old file or the new one.",
        "faults",
        ("kill -9", "power cuts"),
    ),
    Promise(
        "So does a disk that is full or fails.",
        "faults",
        ("full disk", "no room", "rollback journal", "restore,", "EIO", "ENOSPC", "EDQUOT"),
    ),
    Promise(
        "What another program locks is waited for or told, and nothing is changed by halves.",
        "faults",
        ("locks of other programs",),
    ),
    Promise(
        "A table that is rebuilt is what it was, but for what was to change.",
        "faults",
        ("rebuild",),
    ),
    Promise(
        "A schema moved forwards and back is what it was, or the loss is told before.",
        "faults",
        ("round trips",),
    ),
    Promise(
        "A script that misbehaves is refused or undone, with a sentence.",
        "faults",
        ("misbehaving scripts",),
    ),
    Promise(
        "A copy that somebody tampered with is not restored.",
        "faults",
        ("copies that were tampered with",),
    ),
    Promise(
        "What is damaged is found, and what can be read of it is saved.",
        "faults",
        ("checks,", "salvage"),
    ),
    Promise(
        "Nothing goes over a network, no secret into a bundle, and nobody else reads what the program writes.",
        "faults",
        ("commands watched", "without any network", "programs and helpers", "planted", "privacy"),
    ),
    Promise(
        "Whatever else goes wrong while a file is open is told in a sentence, and the file is what it was.",
        "faults",
        ("",),
    ),
    Promise(
        "A file made to do harm runs nothing, ends nothing, holds nothing up and shows itself as what it is.",
        "fuzz",
        ("",),
    ),
    Promise(
        "A long day in the window ends without an error.",
        "soak",
        ("things done",),
    ),
    Promise(
        "Whatever is read, shown, exported or copied is one state of the file, whoever writes meanwhile.",
        "soak",
        ("readings",),
    ),
    Promise(
        "Who writes is not slowed down, and no log grows because of us.",
        "soak",
        ("rate of", "write-ahead"),
    ),
    Promise("The window answers.", "soak", ("event-loop",)),
    Promise("It grows no memory, handles or threads.", "soak", ("",)),
)


def promise_of(command: Command, area: str) -> Promise:
    """What an area shows."""
    return next(one for one in PROMISES if one.command == command and area.startswith(one.begins))


def table(folder: Path = FOLDER) -> str:
    """The README's table."""
    lines = [
        "| promise | tested by | cases | failed | seconds |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for command in COMMANDS:
        found = recorded(command, folder)
        for promise in (one for one in PROMISES if one.command == command):
            areas = [area for area in found if promise_of(command, area.area) is promise]
            lines += [_row(promise, areas)] if areas or not found else []
        lines += [_total(command, found)] if found else []
    return "\n".join(lines) + "\n"


def write_into_readme(readme: Path = README, folder: Path = FOLDER) -> None:
    """Put the table where the last one was."""
    text = readme.read_text(encoding="utf-8")
    written = BETWEEN_MARKS.sub(lambda marks: marks[1] + table(folder) + marks[2], text)
    readme.write_text(written, encoding="utf-8")


def _row(promise: Promise, areas: Sequence[Area]) -> str:
    measured = "; ".join(one.measured for one in areas if one.measured)
    words = f"{promise.text} ({measured})" if measured else promise.text
    return f"| {words} | `make {promise.command}` | {_numbers(areas)} |"


def _total(command: Command, areas: Sequence[Area]) -> str:
    return f"| **all of it** | **`make {command}`** | {_numbers(areas)} |"


def _numbers(areas: Sequence[Area]) -> str:
    if not areas:
        return "not counted yet | |"
    cases, failures = sum(one.cases for one in areas), sum(one.failures for one in areas)
    failed = f"**{failures:,}**" if failures else "0"
    return f"{cases:,} | {failed} | {sum(one.seconds for one in areas):,.0f}"

"""The guide for support staff says what is true: each of its commands is run, on files that are as it says."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.demo.defects import Defect
from hive_inspector.core.demo.making import make_demo
from tests.docs.consoles import missing_from, shown_in, with_files
from tests.docs.named import PROJECT
from tests.support.demos import small_demo
from tests.support.imported import SECRET, conversation, make_old

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.unit.cli.conftest import CommandLine

GUIDE = PROJECT / "docs" / "support.md"
FULL = "the disk is full"
PAGE = 4096


def half_migrated(path: Path) -> None:
    make_demo(path, lineage="core-010", defects={Defect.HALFWAY_AT_010})


def damaged(path: Path) -> None:
    small_demo(path)
    with path.open("r+b") as file:
        file.seek(300 * PAGE)
        file.write(b"\xa5" * (4 * PAGE))


def cut_off(path: Path) -> None:
    small_demo(path)
    with path.open("r+b") as file:
        file.truncate(3000)


def notes(path: Path) -> None:
    path.write_text("Call her back.\n", encoding="utf-8")


def old_install(path: Path) -> None:
    path.mkdir()
    make_old(
        path / "hive-ai-knowledge.db",
        *conversation("c1"),
        f"INSERT INTO user_settings (setting_key, setting_value) VALUES ('openrouter_api_key', '{SECRET}')",
        "INSERT INTO enterprise_hooks (hook_name, hook_config) VALUES ('h', '{}')",
    )


FILES: Mapping[str, Callable[[Path], object]] = {
    "hive.db": small_demo,
    "locked.db": small_demo,
    "half.db": half_migrated,
    "damaged.db": damaged,
    "cut.db": cut_off,
    "notes.db": notes,
    "empty.db": Path.touch,
    "old": old_install,
}
"""The files that the guide speaks of, and how each is made."""
SECTIONS = tuple(dict.fromkeys(shown.section for shown in shown_in(GUIDE)))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_command_of_the_guide_shows_what_the_guide_says(
    section: str, command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [shown for shown in shown_in(GUIDE) if shown.section == section]
    for name, make in FILES.items():
        if any(word.split("/")[0] == name for shown in told for word in shown.words):
            make(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    usage = shutil.disk_usage(tmp_path)
    wrong = []
    with ExitStack() as stack:
        if Path("locked.db").exists():
            writer = stack.enter_context(
                closing(sqlite3.connect("locked.db", isolation_level=None))
            )
            writer.execute("BEGIN EXCLUSIVE")
        for shown in told:
            with monkeypatch.context() as world:
                for name, value in shown.variables.items():
                    world.setenv(name, value)
                if shown.while_ == FULL:
                    world.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
                run = command(*with_files(shown.words, tmp_path))
            lacking = missing_from(run.out + run.err, shown.lines)
            if lacking or run.code != shown.code:
                wrong.append(f"{shown.words} {run.code} {lacking!r}:\n{run.out}{run.err}")
    assert not wrong, "\n".join(wrong)
    opened = [shown.words[0] for shown in told if shown.words[0].endswith(".zip")]
    assert [str(request.path) for request in command.windows] == opened


def test_no_section_with_commands_is_passed_over() -> None:
    assert len(SECTIONS) >= 11

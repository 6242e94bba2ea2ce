"""The guide for support staff says what is true: each of its commands is run, on files that are as it says."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.demo.defects import Defect
from hive_inspector.core.demo.making import make_demo
from tests.docs.consoles import missing_from, shown_in, with_files
from tests.docs.named import PROJECT
from tests.support.imported import SECRET, conversation, make_old

if TYPE_CHECKING:
    import pytest

    from tests.unit.cli.conftest import CommandLine

GUIDE = PROJECT / "docs" / "support.md"
FULL = "the disk is full"
PAGE = 4096


def make_files(folder: Path) -> None:
    """The files that the guide speaks of."""
    make_demo(folder / "hive.db")
    make_demo(folder / "half.db", lineage="core-010", defects={Defect.HALFWAY_AT_010})
    for name in ("damaged.db", "locked.db"):
        shutil.copy(folder / "hive.db", folder / name)
    with (folder / "damaged.db").open("r+b") as file:
        file.seek(300 * PAGE)
        file.write(b"\xa5" * (4 * PAGE))
    (folder / "cut.db").write_bytes((folder / "hive.db").read_bytes()[:3000])
    (folder / "notes.db").write_text("Call her back.\n", encoding="utf-8")
    (folder / "empty.db").touch()
    (folder / "old").mkdir()
    make_old(
        folder / "old" / "hive-ai-knowledge.db",
        *conversation("c1"),
        f"INSERT INTO user_settings (setting_key, setting_value) VALUES ('openrouter_api_key', '{SECRET}')",
        "INSERT INTO enterprise_hooks (hook_name, hook_config) VALUES ('h', '{}')",
    )


def test_every_command_of_the_guide_shows_what_the_guide_says(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    usage = shutil.disk_usage(tmp_path)
    wrong = []
    with closing(sqlite3.connect("locked.db", isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        for shown in shown_in(GUIDE):
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
    assert [request.path for request in command.windows] == [Path("hive.zip")]

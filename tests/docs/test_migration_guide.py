"""The guide to writing a migration says what is true: its example is run, and so are its mistakes."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from hive_inspector.core.resources import migrations_folder
from tests.docs.consoles import missing_from, shown_in
from tests.docs.named import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.unit.cli.conftest import CommandLine

GUIDE = PROJECT / "docs" / "migrations.md"
EXAMPLE = re.compile(r"`(\d{3}_\w+\.py)`:\n```python\n(.*?)```", re.DOTALL)
MISTAKES = {
    "": ("", ""),
    "the rollback does nothing": ('migrator.drop_table("conversation_tags")', "pass"),
    "the script commits": (
        "    migrator.create_index",
        '    migrator.sql("COMMIT")\n    migrator.create_index',
    ),
}


def test_the_example_does_what_the_guide_says(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    name, script = EXAMPLE.findall(GUIDE.read_text(encoding="utf-8"))[0]
    folder = tmp_path / "scripts"
    folder.mkdir()
    for path in migrations_folder().glob("0*.py"):
        shutil.copy(path, folder)
    wrong = []
    for shown in shown_in(GUIDE):
        right, mistake = MISTAKES[shown.while_]
        assert right in script
        (folder / name).write_text(script.replace(right, mistake, 1), encoding="utf-8")
        run = command(*shown.words)
        lacking = missing_from(run.out + run.err, shown.lines)
        if lacking or run.code != shown.code:
            wrong.append(f"{shown.words} {run.code} {lacking!r}:\n{run.out}{run.err}")
    assert not wrong, "\n".join(wrong)

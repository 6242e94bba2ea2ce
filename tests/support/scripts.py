"""Folders of migration scripts: the program's own and one more."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.resources import migrations_folder

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.migrations.scripts.script import Script

FORM = '''"""{title}"""
{constants}

def migrate(migrator, database, *, fake=False):
    {up}


def rollback(migrator, database, *, fake=False):
    {down}
'''


def scripts_with(
    folder: Path, *, up: str, down: str = "pass", constants: str = "", title: str = "One more step."
) -> tuple[Script, ...]:
    """The program's own scripts and a version 14 that does this."""
    folder.mkdir()
    for path in migrations_folder().glob("0*.py"):
        shutil.copy(path, folder)
    text = FORM.format(title=title, constants=constants, up=up, down=down)
    (folder / "014_one_more.py").write_text(text, encoding="utf-8")
    return load_scripts(folder)

"""Migrates a file and kills its own process at a chosen statement: `python -m tests.support.killed_migration …`.

Arguments: the file, the version it has, the version to go to, and before which statement to die.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.migrations.performing.runner import apply_step, undo_step
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.support.migrated import NOON


def main(path: str, start: str, end: str, fatal: str) -> None:
    """Migrate until the fatal statement, or to the end where it is never reached."""
    scripts = load_scripts()
    left = int(fatal)

    def count(_: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    target = DatabaseTarget(Path(path), Access.WRITABLE)
    with open_database(target) as database, database.altering() as connection:
        connection._raw.set_trace_callback(count)
        for script in scripts[int(start) : int(end)]:
            apply_step(connection, script, NOON)
        for script in reversed(scripts[int(end) : int(start)]):
            undo_step(connection, script, NOON)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The sampler's rhythm, in a process of its own: `python -m tests.benchmarks.watch_probe DATABASE`.

Prints, as one JSON document, the seconds between readings that arrived on the window's thread while ten workers read
from the file and a check of its integrity ran.
"""

from __future__ import annotations

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.health.probes import Reading

SECONDS = 20.0
WORKERS = 10
_QUERIES = (
    "SELECT count(*) FROM messages",
    "SELECT * FROM conversations ORDER BY rowid LIMIT 100",
    "SELECT sum(length(content)) FROM (SELECT content FROM messages LIMIT 2000)",
)


def main() -> None:
    """Measure."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QTimer

    from hive_inspector.core.database.target import DatabaseTarget
    from hive_inspector.core.health.checks.catalogue import checks_named
    from hive_inspector.core.hive.opening import open_hive
    from hive_inspector.gui.checkup import Checkup
    from hive_inspector.gui.composition import make_application
    from hive_inspector.gui.notifications import Notifications
    from hive_inspector.gui.sampling import Sampler
    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.workspace import FileState, Workspace

    application = make_application()
    opened = open_hive(DatabaseTarget(Path(sys.argv[1])))
    tasks = TaskRunner()
    state = FileState({})
    workspace = Workspace(opened, tasks, Theme(application), Notifications(), state)
    sampler, checkup = Sampler(workspace), Checkup(workspace)
    arrived: list[float] = []

    def note(_reading: Reading) -> None:
        arrived.append(time.perf_counter())

    sampler.measured.connect(note)
    checkup.ended.connect(lambda: checkup.run(checks_named(["integrity"])))
    ending = time.monotonic() + SECONDS
    with ThreadPoolExecutor(WORKERS) as pool:
        workers = [pool.submit(_read, opened.database, number, ending) for number in range(WORKERS)]
        checkup.run(checks_named(["integrity"]))
        sampler.hold("health")
        QTimer.singleShot(round(SECONDS * 1000), application.quit)
        application.exec()
        queries = sum(worker.result() for worker in workers)
    sampler.close()
    tasks.shutdown()
    opened.database.close()
    gaps = [later - earlier for earlier, later in pairwise(arrived)]
    sys.stdout.write(json.dumps({"gaps": gaps[1:], "queries": queries}) + "\n")


def _read(database: Database, number: int, ending: float) -> int:
    done = 0
    while time.monotonic() < ending:
        with database.reading() as connection:
            connection.rows(_QUERIES[(number + done) % len(_QUERIES)])
        done += 1
    return done


if __name__ == "__main__":
    main()

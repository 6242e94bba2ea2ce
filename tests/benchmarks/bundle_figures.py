"""What a bundle costs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hive_inspector.core.audit import AuditTrail
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.supporting.bundling import prepare, write_recorded
from tests.benchmarks.measuring import Figure, number

if TYPE_CHECKING:
    from pathlib import Path


def bundling(medium: Path, folder: Path) -> list[Figure]:
    """A bundle of the medium demo, every check run and every column sketched for it."""
    target = folder / "bundle.zip"
    hive = open_hive(DatabaseTarget(medium))
    with hive.database:
        started, cpu = time.perf_counter(), time.process_time()
        prepared = prepare(hive)
        taken, cpu = time.perf_counter() - started, time.process_time() - cpu
        trail = AuditTrail(folder / "audit")
        size = write_recorded(prepared, target, hive.database.real_path, trail=trail)
    target.unlink()
    beside = f"{number(size / 1000)} KB, {number(cpu)} s of it on a processor"
    return [Figure("bundle of the medium demo", taken, 10, "s", beside=beside)]

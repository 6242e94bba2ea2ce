"""Telling, at the next start, that a run ended with the program: killed, crashed, or the power went.

A run leaves a mark in the program's own folder before it begins and removes it when it has ended in whatever way. All
of a run is one transaction, so what an interrupted one leaves is the file from before, or the file from after.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import psutil

from hive_inspector.core.database.durable import write_durably
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.migrations.records import DONE
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hive_inspector.core.migrations.records import Record

_CLOCK_TOLERANCE_S = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """What a run notes of itself before it begins."""

    run: str
    path: str
    """The file, its symlinks resolved."""
    what: str
    """In words: `Migration from 12 to 13`."""
    started_at: str
    """ISO 8601 in UTC."""
    restore_point: str
    """Path of the copy from before, or empty where none was made yet."""
    process: int


@dataclass(frozen=True, slots=True)
class InterruptedRun:
    """A run whose program ended before it did."""

    mark: Mark
    was_kept: bool
    """Whether the change is in the file, which its history tells."""

    @property
    def text(self) -> str:
        """What happened and what the file is now, in sentences."""
        found = (
            "All of it is in the file."
            if self.was_kept
            else "Nothing of it is in the file, which is as it was before."
        )
        kept = (
            f" The restore point {self.mark.restore_point} is there."
            if self.mark.restore_point
            else ""
        )
        return f"{self.mark.what} of {self.mark.started_at} ended with the program. {found}{kept}"


def interrupted_run(real_path: Path, records: Sequence[Record] = ()) -> InterruptedRun | None:
    """The run of a file that was interrupted, or None; one that is still going on is none.

    Args:
        real_path: The file, its symlinks resolved.
        records: Its history, see `records.read_records`.
    """
    try:
        mark = Mark(**json.loads(_mark_of(real_path).read_text("utf-8")))
        began = _mark_of(real_path).stat().st_mtime
    except (OSError, ValueError, TypeError):  # there is none, or none that we wrote
        return None
    if mark.path != str(real_path) or _is_running(mark.process, began):
        return None
    kept = any(one.run == mark.run and one.outcome == DONE for one in records)
    return InterruptedRun(mark, kept)


def forget(real_path: Path) -> None:
    """Take the mark of an interrupted run away, once the user has been told."""
    with suppress(OSError):
        _mark_of(real_path).unlink()


@contextmanager
def marked(mark: Mark, real_path: Path) -> Iterator[None]:
    """Leave the mark for as long as the block lasts, however it ends.

    Raises:
        EnvironmentProblem: It cannot be left.
    """
    leave(mark, real_path)
    try:
        yield
    finally:
        forget(real_path)


def leave(mark: Mark, real_path: Path) -> None:
    """Leave a mark, in place of an older one of the same file.

    Raises:
        EnvironmentProblem: It cannot be left.
    """
    path = _mark_of(real_path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(path, json.dumps(asdict(mark), indent=1).encode())
    except OSError as error:
        raise EnvironmentProblem(
            f"The beginning of the run could not be noted in {path.parent}.",
            "Check that the folder can be written and has room.",
            str(error),
        ) from error


def _mark_of(real_path: Path) -> Path:
    name = hashlib.sha256(os.fsencode(real_path)).hexdigest()[:24]
    return app_paths().state / "runs" / f"{name}.json"


def _is_running(process: int, began: float) -> bool:
    """Whether the process that left the mark still runs, and its number has not gone to a younger one."""
    try:
        return psutil.Process(process).create_time() <= began + _CLOCK_TOLERANCE_S
    except psutil.Error:
        return False

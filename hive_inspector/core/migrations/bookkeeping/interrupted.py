"""Telling, at the next start, that a run ended with the program: killed, crashed, or the power went.

A run leaves a mark of its own in the program's folder before it begins and removes that one when it has ended in
whatever way; the marks of other runs of the same file stay until the user has been told. All
of a run is one transaction, so what an interrupted one leaves is the file from before, or the file from after. Upkeep
is not one: it leaves the content as it is, and may be done without being on record.
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
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.records import DONE
from hive_inspector.core.ownfiles import make_own_folder
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from hive_inspector.core.migrations.bookkeeping.records import Record

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
    is_upkeep: bool = False
    """Whether it leaves all content as it is, and is not one transaction with its record: a VACUUM, a checkpoint."""


@dataclass(frozen=True, slots=True)
class InterruptedRun:
    """A run whose program ended before it did."""

    mark: Mark
    was_kept: bool
    """Whether the change is in the file, which its history tells."""

    @property
    def text(self) -> str:
        """What happened and what the file is now, in sentences."""
        found = self._found
        kept = (
            tr(
                " The restore point {restore_point} is there.",
                restore_point=self.mark.restore_point,
            )
            if self.mark.restore_point
            else ""
        )
        return tr(
            "{what} of {started_at} ended with the program. {found}{kept}",
            what=self.mark.what,
            started_at=self.mark.started_at,
            found=found,
            kept=kept,
        )

    @property
    def _found(self) -> str:
        if self.was_kept:
            return tr("All of it is in the file.")
        if self.mark.is_upkeep:
            return tr(
                "Whether it was done is not on record. What the file holds is the same either "
                "way; do it again to be sure."
            )
        return tr("Nothing of it is in the file, which is as it was before.")


def interrupted_runs(real_path: Path, records: Sequence[Record] = ()) -> tuple[InterruptedRun, ...]:
    """The runs of a file that were interrupted, the oldest first; one that is still going on is none of them.

    Args:
        real_path: The file, its symlinks resolved.
        records: Its history, see `records.read_records`.
    """
    done = {one.run for one in records if one.outcome == DONE}
    found = map(_read_mark, _folder().glob(f"{_digest(os.fsencode(real_path))}-*.json"))
    marks = [mark for mark in found if mark is not None and mark.path == str(real_path)]
    marks.sort(key=lambda mark: mark.started_at)
    return tuple(InterruptedRun(mark, mark.run in done) for mark in marks)


def forget(runs: Iterable[InterruptedRun]) -> None:
    """Take the marks of interrupted runs away, once the user has been told."""
    for run in runs:
        _remove_mark(run.mark)


@contextmanager
def marked(mark: Mark) -> Iterator[None]:
    """Leave the mark for as long as the block lasts, however it ends.

    Raises:
        EnvironmentProblem: It cannot be left.
    """
    leave(mark)
    try:
        yield
    finally:
        _remove_mark(mark)


def leave(mark: Mark) -> None:
    """Leave a mark, in place of what the same run had left before.

    Raises:
        EnvironmentProblem: It cannot be left.
    """
    path = _mark_path(mark)
    try:
        make_own_folder(path.parent)
        write_durably(path, json.dumps(asdict(mark), indent=1).encode())
    except OSError as error:
        raise EnvironmentProblem(
            tr("The beginning of the run could not be noted in {parent}.", parent=path.parent),
            tr("Check that the folder can be written and has room."),
            str(error),
        ) from error


def _folder() -> Path:
    return app_paths().state / "runs"


def _mark_path(mark: Mark) -> Path:
    return _folder() / f"{_digest(os.fsencode(mark.path))}-{_digest(mark.run.encode())}.json"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]


def _read_mark(path: Path) -> Mark | None:
    """The mark of a run that is not going on any more."""
    try:
        mark = Mark(**json.loads(path.read_text("utf-8")))
        began = path.stat().st_mtime
    except (OSError, ValueError, TypeError):  # gone in the meantime, or none that we wrote
        return None
    return None if _is_running(mark.process, began) else mark


def _remove_mark(mark: Mark) -> None:
    with suppress(OSError):
        _mark_path(mark).unlink()


def _is_running(process: int, began: float) -> bool:
    """Whether the process that left the mark still runs, and its number has not gone to a younger one."""
    try:
        return psutil.Process(process).create_time() <= began + _CLOCK_TOLERANCE_S
    except psutil.Error:
        return False

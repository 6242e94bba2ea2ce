"""What was found when a backup was verified, remembered for as long as its file stays what it was."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hive_inspector.core.database.sidefiles import FileStamp, stamp
from hive_inspector.core.journal import Journal
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES = 200_000
_FILES_KEPT = 1
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a backup is whole."""

    is_whole: bool
    at: datetime
    problems: tuple[str, ...] = ()
    """Sentences."""


class Verdicts:
    """The verdicts on record, read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], Verdict] = {}
        try:
            lines = list(_journal().lines())
        except OSError as error:
            _log.warning("What was verified before cannot be read: %s", error)
            lines = []
        for line in lines:
            self._read(line)

    def of(self, backup: Path) -> Verdict | None:
        """What was found of a file as it is now; None where nobody looked."""
        found = stamp(backup)
        return None if found is None else self._known.get(_key(backup, found))

    def _read(self, line: bytes) -> None:
        try:
            about: dict[str, Any] = json.loads(line)
            key = (str(about["path"]), int(about["size"]), int(about["modified_ns"]))
            self._known[key] = Verdict(
                bool(about["is_whole"]),
                datetime.fromisoformat(about["at"]),
                tuple(map(str, about["problems"])),
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            return


def remember(backup: Path, verdict: Verdict) -> None:
    """Put a verdict on record; where that cannot be done, the log says so."""
    found = stamp(backup)
    if found is None:
        return
    path, size, modified_ns = _key(backup, found)
    about = {
        "path": path,
        "size": size,
        "modified_ns": modified_ns,
        "at": verdict.at.isoformat(),
        "is_whole": verdict.is_whole,
        "problems": list(verdict.problems),
    }
    try:
        _journal().append(json.dumps(about).encode("ascii") + b"\n")
    except OSError as error:
        _log.warning("What was verified cannot be put on record: %s", error)


def _journal() -> Journal:
    return Journal(app_paths().state, "verified-backups", _MOST_BYTES, _FILES_KEPT)


def _key(backup: Path, found: FileStamp) -> tuple[str, int, int]:
    return os.path.realpath(backup), found.size, found.modified_ns

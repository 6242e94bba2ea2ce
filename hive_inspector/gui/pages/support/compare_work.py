"""What workers do about comparing: the other file is open only as long as it is read."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.support.comparing.comparison import comparing
from hive_inspector.core.support.comparing.report import write_report
from hive_inspector.core.support.comparing.statements import StatementsRequest, write_statements

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.support.comparing.differences import Comparison

_BETWEEN_S = 0.1
"""At least so long between two steps of which the second brings no difference."""


@dataclass(frozen=True, slots=True)
class Other:
    """The file that the open one is compared with."""

    path: Path
    password: Password | None = None


class As(Enum):
    """As what a difference is written."""

    SQL = "sql"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Compare:
    """Compares the open file, on the left, with another."""

    hive: OpenHive
    other: Other

    def __call__(self, token: CancelToken, progress: Progress) -> Generator[Comparison]:
        """Work on a worker thread: the comparison at its begin and end, with each table that differs, and between."""
        target = DatabaseTarget(self.other.path, password=self.other.password)
        there = open_hive(target, token=token, progress=progress)
        with (
            there.database,
            closing(comparing(self.hive, there, token=token, progress=progress)) as steps,
        ):
            told = -_BETWEEN_S
            for found in steps:
                now = time.monotonic()
                is_news = not found.awaited or (found.tables and found.tables[-1].differs)
                if is_news or now - told >= _BETWEEN_S:
                    told = now
                    yield found


@dataclass(frozen=True, slots=True)
class WriteReport:
    """Writes what was found for people to read."""

    comparison: Comparison
    path: Path

    def __call__(self, _token: CancelToken, _progress: Progress) -> tuple[Path, tuple[str, ...]]:
        """Work on a worker thread; the system's dialog has asked whether a file may be replaced."""
        write_report(self.comparison, self.path, replace=True)
        return self.path, ()


@dataclass(frozen=True, slots=True)
class WriteStatements:
    """Writes SQL that makes the open file hold what the other does; secrets are left out."""

    hive: OpenHive
    other: Other
    path: Path

    def __call__(self, token: CancelToken, progress: Progress) -> tuple[Path, tuple[str, ...]]:
        """Work on a worker thread; the system's dialog has asked whether a file may be replaced."""
        target = DatabaseTarget(self.other.path, password=self.other.password)
        there = open_hive(target, token=token, progress=progress)
        with there.database:
            request = StatementsRequest(self.path, replace=True)
            written = write_statements(self.hive, there, request, token=token, progress=progress)
        return written.path, written.notes

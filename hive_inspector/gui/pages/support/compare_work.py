"""What workers do about comparing: the other file is open only as long as it is read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.support.comparing.comparison import compare
from hive_inspector.core.support.comparing.report import write_report
from hive_inspector.core.support.comparing.statements import StatementsRequest, write_statements

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.support.comparing.comparison import Comparison


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

    def __call__(self, token: CancelToken, progress: Progress) -> Comparison:
        """Work on a worker thread."""
        target = DatabaseTarget(self.other.path, password=self.other.password)
        there = open_hive(target, token=token, progress=progress)
        with there.database:
            return compare(self.hive, there, token=token, progress=progress)


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

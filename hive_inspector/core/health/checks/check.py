"""What a check is, what it is given, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import DatabaseChanged
from hive_inspector.core.health.findings import is_well
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from hive_inspector.core.database.facts import FileFacts
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.health.findings import Finding
    from hive_inspector.core.hive.identity import Identity


class Cost(StrEnum):
    """How long a check takes."""

    QUICK = "quick"
    """Milliseconds, however large the file: it reads declarations, a few rows, or names of files."""
    THOROUGH = "thorough"
    """Reads every row or every page."""


class State(StrEnum):
    """How a check ended. The values stand in the output of commands."""

    PASSED = "passed"
    """It found nothing, or nothing but notices."""
    FAILED = "failed"
    """It found something that is not as it should be."""
    SKIPPED = "skipped"
    """This file, or this computer, cannot answer it."""


class Skipped(Exception):
    """A check cannot be answered here.

    Attributes:
        reason: Why, in a sentence.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class VersionState:
    """How one version of a file's migration line stands, in the words of `core.migrations.bookkeeping.status`."""

    version: str
    """As it is shown, e.g. `014`."""
    state: str
    """`applied`, `pending`, `changed`, `missing`, `unknown` or `conflict`."""
    note: str = ""
    """What there is to say about it beyond its state."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known about the computer that the file lies on."""

    environ: Mapping[str, str]
    home: Path
    now: datetime
    """With a zone."""
    free_bytes: int | None
    """Room on the disk of the file; None where the system cannot tell."""
    sqlite_version: tuple[int, ...]
    """Of the library that reads the file."""


@dataclass(frozen=True, slots=True)
class CheckContext:
    """Everything that checks look at: one file as it is declared, and its surroundings.

    What several checks need is read once and kept in `shared`; a context is used by one thread. No state of the file
    is held longer than a check, and by those that read all tables no longer than a table, see `move_on`.
    """

    connection: ReadConnection
    """A lease on the file; `connection.opened` says how it is read, `connection.path` where it really lies."""
    schema: Schema
    identity: Identity
    facts: FileFacts
    named_path: Path
    """The file as the user named it: perhaps a symlink."""
    versions: Callable[[], tuple[VersionState, ...]]
    """Reads the states of the migration line, through the same lease; none where the file has no line."""
    surroundings: Surroundings
    read_anew: Callable[[], CheckContext]
    """Describes the newest state of the file, through the same lease."""
    shared: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
    """What one check has read and another may use, by name."""

    @property
    def real_path(self) -> Path:
        """The database, its symlinks resolved."""
        return self.connection.path

    def move_on(self) -> None:
        """Look at the newest state of the file from here on: Hive's log must not grow because somebody checks.

        Raises:
            DatabaseChanged: Other tables, columns or indexes are declared there.
            EnvironmentProblem: The file cannot be read.
            Cancelled: The lease's token was cancelled.
        """
        self.connection.renew()
        if self.connection.integer("PRAGMA schema_version") != self.facts.schema_version:
            raise DatabaseChanged(
                tr("Another program changed what the file declares meanwhile."),
                tr("Run the check again."),
            )

    def following(self) -> CheckContext:
        """The context of the check after this one: the newest state of the file.

        Raises:
            InspectorError: The file cannot be read.
            Cancelled: The lease's token was cancelled.
        """
        try:
            self.move_on()
        except DatabaseChanged:
            return self.read_anew()
        return self


@dataclass(frozen=True, slots=True)
class Check:
    """One question about a file."""

    id: str
    """Stable: commands and repairs call it so."""
    title: str
    """In two or three words."""
    meaning: str
    """What it means when the answer is good, in one line."""
    cost: Cost
    run: Callable[[CheckContext], tuple[Finding, ...]]
    """Answers it; raises `Skipped` where there is no answer, `InspectorError` where a statement failed, `Cancelled`."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdict of one check."""

    check: Check
    state: State
    findings: tuple[Finding, ...] = ()
    """The worst first."""
    reason: str = ""
    """Why it was skipped, or empty."""
    duration_ms: float = 0.0
    """What is read for several checks at once counts for the first of them."""


def verdict(findings: tuple[Finding, ...]) -> State:
    """Passed, unless something is worse than a notice."""
    return State.PASSED if is_well(findings) else State.FAILED

"""What a bundle says of things that no other part of the program describes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ColumnSketch:
    """A column without its values."""

    column: str
    rows: int
    """Rows that were looked at."""
    sampled: bool
    """Whether they are only some of the table's."""
    kinds: Mapping[str, int]
    """Storage classes and how often each was met, NULL among them."""
    empty: int
    """Texts and blobs of length 0."""
    distinct: int
    """Different values; secrets are not looked at."""
    distinct_exact: bool
    shortest: int | None
    """Length of the shortest text or blob."""
    longest: int | None
    index: str
    """An index that begins with it, or empty."""
    hidden: int
    """Secrets."""
    problem: str = ""
    """Why it could not be read, or empty."""


@dataclass(frozen=True, slots=True)
class TableSketch:
    """A table without its rows."""

    table: str
    kind: str
    rows: int | None
    """None where it is not known."""
    exact: bool
    bytes: int | None
    """With its indexes; None where SQLite cannot tell."""
    columns: tuple[ColumnSketch, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class StatusSketch:
    """A file at a glance."""

    path: str
    """`~/.hive/hive-ai.db` where it lies where Hive keeps it, else no path."""
    size_bytes: int
    lineage: str
    version: int | None
    known_version: int | None
    bookkeeping: str
    way: str
    """How it was read."""
    salvaging: bool
    """Whether it is damaged."""
    note: str = ""
    """What was remarkable about opening it."""


@dataclass(frozen=True, slots=True)
class SettingsSketch:
    """Settings without names and paths."""

    program: Mapping[str, str | int | bool]
    hive: Mapping[str, str | int | bool]
    """Hive's settings about backups, each only where it has the form that it should have."""


@dataclass(frozen=True, slots=True)
class VersionsSketch:
    """Which programs, on which system."""

    program: str
    python: str
    sqlite: str
    system: str
    machine: str
    libraries: Mapping[str, str] = field(default_factory=dict)
    compile_options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProbeSketch:
    """A reading, in numbers."""

    taken_s: float
    response_ms: float | None
    pool_in_use: int
    pool_size: int
    wal_bytes: int
    waiting_frames: int | None
    free_share: float | None
    readers: int
    writers: int
    hive_is_running: bool | None
    disk_free_bytes: int | None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class AuditSketch:
    """An entry of the audit trail, without who and where."""

    when: str
    what: str
    outcome: str
    this_file: bool
    """Whether it is about the file of the bundle."""
    details: Mapping[str, str | int] = field(default_factory=dict)

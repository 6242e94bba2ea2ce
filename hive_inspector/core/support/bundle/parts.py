"""What a bundle consists of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum

from hive_inspector.core.language import tr


class PartId(Enum):
    """The parts, in their order; the values stand in commands and name the files in the zip."""

    STATUS = "status"
    DRIFT = "drift"
    CHECKS = "checks"
    STATISTICS = "statistics"
    SCHEMA = "schema"
    TABLES = "tables"
    PRAGMAS = "pragmas"
    PROBES = "probes"
    SETTINGS = "settings"
    MIGRATIONS = "migrations"
    AUDIT = "audit"
    VERSIONS = "versions"
    LOG = "log"

    @property
    def title(self) -> str:
        """What it is called on screen."""
        return _TITLES[self][0]

    @property
    def meaning(self) -> str:
        """What is in it, in one line."""
        return _TITLES[self][1]

    @property
    def file_name(self) -> str:
        """Its file in the zip."""
        return f"{self.value}{'.txt' if self is PartId.LOG else '.json'}"


_TITLES = {
    PartId.STATUS: (tr("Status"), tr("what the file is, its version and its size")),
    PartId.DRIFT: (tr("Drift"), tr("how its schema differs from what it should be")),
    PartId.CHECKS: (
        tr("Checks"),
        tr("the verdict of each check and what was found, without evidence"),
    ),
    PartId.STATISTICS: (
        tr("Statistics"),
        tr("numbers and charts; names in them are numbered, but for models"),
    ),
    PartId.SCHEMA: (
        tr("Schema"),
        tr("tables, indexes, views and triggers without comments and texts"),
    ),
    PartId.TABLES: (
        tr("Tables"),
        tr("rows of each table; kinds and lengths of each column, no values"),
    ),
    PartId.PRAGMAS: (tr("Pragmas"), tr("settings of the file and of our connections")),
    PartId.PROBES: (tr("Probes"), tr("measurements of the last minutes")),
    PartId.SETTINGS: (
        tr("Settings"),
        tr("of this program and of Hive's backups, without names and paths"),
    ),
    PartId.MIGRATIONS: (
        tr("Migrations"),
        tr("what Hive and this program have on record, and its state"),
    ),
    PartId.AUDIT: (
        tr("Audit trail"),
        tr("what was done with this program: when, what, and how it ended"),
    ),
    PartId.VERSIONS: (tr("Versions"), tr("of this program, its libraries and the system")),
    PartId.LOG: (tr("Log"), tr("the end of this program's log")),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a bundle, as it will be written."""

    id: PartId
    text: str
    """All of it."""
    problem: str = ""
    """Why it could not be gathered, or empty; the text says so too."""

    @property
    def title(self) -> str:
        """What it is called on screen."""
        return self.id.title

    @property
    def data(self) -> bytes:
        """What is written."""
        return self.text.encode("utf-8")

    @property
    def bytes(self) -> int:
        """How much it is."""
        return len(self.data)

    @property
    def sha256(self) -> str:
        """By which it is known again, as hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that could go into a bundle of a file, to be looked at and chosen from."""

    parts: tuple[Part, ...]
    made_at: str
    """When, RFC 3339 in UTC."""
    program_version: str

    def part(self, wanted: PartId) -> Part | None:
        """The part, if it is there."""
        return next((part for part in self.parts if part.id is wanted), None)

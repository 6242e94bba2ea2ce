"""What a repair is: one that the program knows, and one that a file needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.language import tr
from hive_inspector.core.migrations.scripts.digests import normalised_digest
from hive_inspector.core.migrations.scripts.script import Script
from hive_inspector.core.migrations.scripts.steps import Direction, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.migrations.migrator import Migrator, Reader
    from hive_inspector.core.migrations.scripts.script import Change, Proof, Upkeep


class Changes(Enum):
    """What a repair changes, and so how it is made sure of."""

    DATABASE = "database"
    """Rows or declarations: one transaction, a restore point before it."""
    STORAGE = "storage"
    """How the same content lies on the disk: outside a transaction, after a restore point, while nobody else has it."""
    FILE = "file"
    """Only what the system knows of the file; its content is not touched."""
    NOTHING = "nothing"
    """The file stays as it is: what can be had of it goes to a new one."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair that the program knows."""

    id: str
    """Stable: what commands call it, and what a finding names."""
    title: str
    """What it does, as a button or a heading says it."""
    description: str
    """What it does, in sentences; what it keeps, and how it can be undone."""
    mends: tuple[str, ...]
    """Ids of the checks that find what it mends, run again as the proof; empty where no check asks for it."""
    changes: Changes


@dataclass(frozen=True, slots=True)
class FoundRepair:
    """A repair that a file needs, as it is now."""

    id: str
    """That of the repair."""
    title: str
    """What is wrong, in a sentence."""
    description: str
    """What will be done, in a sentence or two."""
    step: Step
    what: tuple[str, ...] = ()
    """What will be done in detail: tables, columns, indexes, in sentences."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """How many rows of which tables it changes."""


@dataclass(frozen=True, slots=True)
class Work:
    """How a repair is done: a change in a transaction or upkeep outside one, and what is proved of it."""

    change: Change | None = None
    upkeep: Upkeep | None = None
    statements: tuple[str, ...] = ()
    """What is run, as SQL, where that does not show on an empty file."""
    proofs: tuple[Proof, ...] = ()
    concerned: tuple[tuple[str, str], ...] = ()
    """Tables of which it changes rows, each with SQL that counts them."""


def step_of(name: str, title: str, description: str, work: Work) -> Step:
    """A repair as the engine of the migrations runs it: a step without a number in Hive's line."""
    digest = normalised_digest(f"{name}: {description}".encode())
    script = Script(
        version=0,
        name=name,
        recorded_as="",
        title=title,
        description=description,
        path=Path(name),
        sha256=digest,
        sha256_normalised=digest,
        migrate=work.change or _nothing,
        rollback=None,
        irreversible=tr("A repair is taken back by restoring the copy from before it."),
        loses_up=(),
        loses_down=(),
        upkeep=work.upkeep,
        statements=work.statements,
        proofs=work.proofs,
        concerned=work.concerned,
    )
    return Step(script, Direction.REPAIR)


def found(
    repair: str,
    title: str,
    what: tuple[str, ...],
    work: Work,
    rows: Mapping[str, int] | None = None,
) -> FoundRepair:
    """A repair that a file needs, with its step.

    Args:
        repair: Its id.
        title: What is wrong, in a sentence.
        what: What will be done, in sentences.
        work: How.
        rows: How many rows of which tables it changes.
    """
    description = " ".join(what)
    return FoundRepair(
        repair, title, description, step_of(repair, title, description, work), what, rows or {}
    )


def _nothing(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """The change of a step that is done as upkeep."""

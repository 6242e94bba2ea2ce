"""What a migration script is once it has been loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.migrations.migrator import Migrator, Reader


class Change(Protocol):
    """A script's `migrate` or `rollback`."""

    def __call__(self, migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
        """Change the database; `fake` is part of the form and is never true here."""


class Verify(Protocol):
    """A script's `verify`."""

    def __call__(self, database: Reader) -> None:
        """Look at the file after the step, and raise an exception that says what is wrong."""


class Upkeep(Protocol):
    """Work on the file that SQLite does outside a transaction, all or nothing by itself: VACUUM, a checkpoint."""

    def __call__(self, connection: AlteringConnection) -> None:
        """Do it; the connection is the only one that any program has to the file."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What has to hold for tables whose rows a repair changes, in place of “every row is as it was”."""

    what: str
    """In words for the user, e.g. `Every row is in its table or in quarantine, unchanged`."""
    tables: tuple[str, ...]
    """The tables that it answers for, in lower case."""
    failing: Callable[[ReadConnection], int]
    """Counts the rows for which it does not hold; the file as it was before is attached as `other_file`."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a step does not keep."""

    what: str
    """In words for the user."""
    count_sql: str
    """Counts, before the step, how many rows it concerns."""
    also: tuple[str, ...] = ()
    """Tables in which the loss shows besides those that the query reads."""


@dataclass(frozen=True, slots=True)
class Script:
    """One version of the schema, and the way there and back."""

    version: int
    name: str
    """As the file is called, e.g. `initial_schema`."""
    recorded_as: str
    """The name that Hive writes into `schema_migrations`."""
    title: str
    """What it does, in one line."""
    description: str
    """What changes, in the paragraphs after that; may be empty."""
    path: Path
    sha256: str
    """Of the file's bytes."""
    sha256_normalised: str
    """Of its text with LF line ends and without a byte order mark, so that a checkout's settings make no difference."""
    migrate: Change
    rollback: Change | None
    irreversible: str
    """Why there is no rollback, or empty."""
    loses_up: tuple[Loss, ...]
    loses_down: tuple[Loss, ...]
    verify: Verify | None = None
    """Looks after `migrate` whether all is as it should be."""
    md5: str = ""
    """What Hive's extended dialect records of it: of its own files only, which have another text than these scripts."""
    upkeep: Upkeep | None = None
    """What is done in place of `migrate`, outside a transaction; the content of the file stays what it is."""
    statements: tuple[str, ...] = ()
    """What is run, as SQL, where that does not show on an empty file."""
    proofs: tuple[Proof, ...] = ()
    """What the rehearsal of a repair proves of the tables that it changes rows of."""
    concerned: tuple[tuple[str, str], ...] = ()
    """Tables of which a repair changes rows, each with SQL that counts them: they are as many as in the rehearsal."""
    conflict: str = ""
    """Why this version is in doubt: another file has the same number; or empty."""

    @property
    def reversible(self) -> bool:
        """Whether there is a way back."""
        return self.rollback is not None

"""What the program knows about a table beyond its declaration: where it belongs, what it is, what its columns hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.language import mark

if TYPE_CHECKING:
    from collections.abc import Mapping


class Domain(Enum):
    """What part of Hive a table serves. The value is its title, the order of members their order on screen."""

    CONVERSATIONS = mark("Conversations")
    CONSENSUS = mark("Consensus")
    KNOWLEDGE = mark("Knowledge")
    MODELS = mark("Models")
    ANALYTICS = mark("Analytics")
    IDENTITY = mark("Account and settings")
    WORKSPACE = mark("Workspace")
    SYNC = mark("Sync")
    OTHER = mark("Other tables")
    """Tables that are not Hive's."""
    SYSTEM = mark("System")
    """Bookkeeping of migrations, of full-text search and of SQLite itself."""


class Trait(Enum):
    """What a column's content is, where its declaration does not tell."""

    SECRET = "secret"  # noqa: S105 - the name of a trait
    """Lets whoever has it act as the user; shown as dots until revealed."""
    PERSONAL = "personal"
    """Tells who the user is."""
    PRIVATE = "private"
    """What the user wrote or was answered, or where their work lies."""
    JSON = "json"
    TIME = "time"
    """A moment, in any of the formats that `core.database.times` reads."""
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class ColumnNote:
    """What is known of a column."""

    name: str
    traits: frozenset[Trait] = frozenset()
    description: str = ""
    """One line with unit or meaning; empty where the name says it."""


@dataclass(frozen=True, slots=True)
class TableNote:
    """What is known of a table, put together from every lineage that has one of this name."""

    name: str
    domain: Domain
    description: str
    """One line."""
    columns: Mapping[str, ColumnNote]
    """By the column's name in lower case; columns of which there is nothing to say may be absent."""

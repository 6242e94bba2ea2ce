"""How a file is read, chosen so that looking at it leaves no trace."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.header import Header
    from hive_inspector.core.database.sidefiles import FileStamp


class Way(Enum):
    """How a file is read."""

    LIVE = "live"
    """In place, with SQLite's locks: sees what other programs commit."""
    IMMUTABLE = "immutable"
    """In place, without locks or side files: for a WAL database that nobody has open."""
    PRIVATE_COPY = "private copy"
    """From a copy in a private folder, on which SQLite may recover what a crash left."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The way chosen for a file, and what it was chosen by."""

    way: Way
    read_path: Path
    """The file that connections open: the database itself or its private copy."""
    header: Header
    stamp: FileStamp | None
    """The file's stamp when it was chosen; reading as immutable holds only while it stays."""
    memory_mapped: bool
    """Whether pages may be mapped: not where the file is damaged or could vanish under us."""
    note: str = ""
    """What the user should know about this way, or empty."""

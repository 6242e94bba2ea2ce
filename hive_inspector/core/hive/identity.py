"""What a file was recognised as."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hive_inspector.core.language import tr


class Lineage(Enum):
    """A family of schemas. The values stand in the output of commands."""

    CORE = "core"
    DESKTOP = "desktop"
    DESKTOP_MEMORY = "desktop-memory"
    HYBRID = "hybrid"
    KNOWLEDGE = "knowledge"
    ENHANCED = "enhanced"
    OLDER = "typescript"
    OTHER = "other"

    @property
    def title(self) -> str:
        """What it is called on screen."""
        return _TITLES[self]


_TITLES = {
    Lineage.CORE: tr("Hive core"),
    Lineage.DESKTOP: tr("Hive desktop app"),
    Lineage.DESKTOP_MEMORY: tr("Hive desktop app with memory"),
    Lineage.HYBRID: tr("Hive core, used by the desktop app"),
    Lineage.KNOWLEDGE: tr("Hive knowledge store"),
    Lineage.ENHANCED: tr("Hive enhanced"),
    Lineage.OLDER: tr("Older Hive (TypeScript)"),
    Lineage.OTHER: tr("Not a Hive database"),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file was recognised as."""

    lineage: Lineage
    version: int | None
    """The version that the bookkeeping records, or that the tables show where there is none; 0 before the first."""
    known_version: int | None
    """The newest version of this lineage that the program knows, where the lineage counts versions."""
    bookkeeping: str
    """The dialect in which the file records its migrations, or `none`."""
    evidence: tuple[str, ...]
    """Why, in sentences."""
    blueprint: str | None
    """Name of the schema that the file should have, or None where none is known."""

    @property
    def label(self) -> str:
        """In a few characters: `core · v13`."""
        if self.version is None:
            return self.lineage.value
        return f"{self.lineage.value} · v{self.version}"

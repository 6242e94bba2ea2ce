"""What the search for a repair looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.health.findings import Finding
    from hive_inspector.core.hive.identity import Identity
    from hive_inspector.core.progress import Progress


@dataclass(frozen=True, slots=True)
class Look:
    """One state of a file, and what the checks found in it."""

    connection: ReadConnection
    schema: Schema
    identity: Identity
    findings: tuple[Finding, ...]
    """Those that name the repair that is looked for."""
    progress: Progress

    @property
    def real_path(self) -> Path:
        """The database, its symlinks resolved."""
        return self.connection.path

    @property
    def objects(self) -> tuple[str, ...]:
        """What the findings are about: indexes, `table.column`."""
        return tuple(dict.fromkeys(name for one in self.findings for name in one.objects))

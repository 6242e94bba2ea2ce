"""How Hive opens its database: settings of its connections, which no file records.

Whoever looks at a file sees only the settings of their own connections, so what Hive does is known here and not read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hive_inspector.core.hive.identity import Lineage
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from hive_inspector.core.hive.identity import Identity


@dataclass(frozen=True, slots=True)
class AppSettings:
    """What an app sets on each of its connections, by the names of SQLite's pragmas."""

    app: str
    """Who does so, as in `… sets it`."""
    foreign_keys: bool
    synchronous: int
    """0 off, 1 normal, 2 full."""
    busy_timeout_ms: int
    cache_kb: int | None = None
    """None where the app leaves it as it is."""
    mmap_bytes: int | None = None


_DESKTOP = AppSettings(
    tr("the desktop app"), foreign_keys=True, synchronous=1, busy_timeout_ms=5000
)
_CORE = replace(_DESKTOP, app=tr("Hive's core"), cache_kb=32_000, mmap_bytes=268_435_456)
_OF_LINEAGE = {
    Lineage.CORE: _CORE,
    Lineage.HYBRID: replace(_CORE, app="Hive"),
    Lineage.DESKTOP: _DESKTOP,
    Lineage.DESKTOP_MEMORY: _DESKTOP,
}


def app_settings(identity: Identity) -> AppSettings | None:
    """How the app that owns a file opens it; None where that is not known."""
    return _OF_LINEAGE.get(identity.lineage)

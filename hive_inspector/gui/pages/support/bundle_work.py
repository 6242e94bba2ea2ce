"""What workers do about bundles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.sidefiles import state_of
from hive_inspector.core.supporting.bundling import BundleRequest, prepare, write_recorded

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.audit import AuditTrail
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.health.probes import Reading
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.support.bundle.parts import PartId, Prepared
    from hive_inspector.gui.checkup import DatedResult


@dataclass(frozen=True, slots=True)
class Known:
    """What other pages know already."""

    readings: tuple[Reading, ...] = ()
    """What was measured in the last minutes."""
    verdicts: tuple[DatedResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Gather:
    """Puts together what could be sent, and writes nothing."""

    hive: OpenHive
    known: Known

    def __call__(self, token: CancelToken, progress: Progress) -> Prepared:
        """Work on a worker thread."""
        state = state_of(self.hive.database.real_path)
        fresh = tuple(one.result for one in self.known.verdicts if one.state == state)
        request = BundleRequest(readings=self.known.readings, results=fresh)
        return prepare(self.hive, request, token=token, progress=progress)


@dataclass(frozen=True, slots=True)
class Write:
    """Writes what was chosen, and puts that on record."""

    prepared: Prepared
    chosen: frozenset[PartId]
    path: Path
    database: Path
    trail: AuditTrail | None

    def __call__(self, _token: CancelToken, _progress: Progress) -> tuple[Path, int]:
        """Work on a worker thread; the system's dialog has asked whether a file may be replaced."""
        size = write_recorded(
            self.prepared,
            self.path,
            self.database,
            chosen=self.chosen,
            replace=True,
            trail=self.trail,
        )
        return self.path, size

"""What workers do about older installs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.hive.locations import older_installs
from hive_inspector.core.supporting.older_installs import import_into, preview

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.support.importing.report import ImportReport
    from hive_inspector.core.support.importing.running import Preview


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is to import, and where."""

    place: Path
    preview: Preview


@dataclass(frozen=True, slots=True)
class Look:
    """Counts what there is to import."""

    place: Path | None
    """A folder or a file; None for where an older install usually is."""

    def __call__(self, token: CancelToken, progress: Progress) -> Looked | None:
        """Work on a worker thread; None where no older install is at the usual place."""
        place = self.place
        if place is None:
            found = older_installs(Path.home())
            if not found:
                return None
            place = found[0].folder
        return Looked(place, preview(place, token=token, progress=progress))


@dataclass(slots=True)
class Import:
    """Brings an older install into a new file."""

    place: Path
    target: Path
    done: ImportReport | None = None
    """What was done, for when a stop comes too late."""

    def __call__(self, token: CancelToken, progress: Progress) -> ImportReport:
        """Work on a worker thread."""
        self.done = import_into(self.place, self.target, token=token, progress=progress)
        return self.done

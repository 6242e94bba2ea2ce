"""What the user may want done to the file, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.language import tr
from hive_inspector.core.migrations.planning.plan import Plan
from hive_inspector.core.migrations.running.adopting import Adoption
from hive_inspector.core.repairs.catalogue import DANGLING_REFERENCE, HALFWAY_AT_010
from hive_inspector.gui.pages.migrations.work import Counts

if TYPE_CHECKING:
    from hive_inspector.core.migrations.rehearsing.rehearsal import Rehearsal
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.core.migrations.scripts.script import Script
    from hive_inspector.core.repairs.repair import FoundRepair
    from hive_inspector.gui.widgets.change.told import Ending

Prepared: TypeAlias = Plan | Adoption | Counts
"""What is known of a change before it is made: of a migration or repair, of an adoption, of a restore."""


_REPAIRS = {
    DANGLING_REFERENCE: tr("Repair the reference"),
    HALFWAY_AT_010: tr("Complete version 10"),
}


class Kind(Enum):
    """What sort of change it is."""

    MIGRATE = "migrate"
    ROLL_BACK = "roll back"
    REPAIR = "repair"
    ADOPT = "adopt"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Change:
    """One change that can be made."""

    kind: Kind
    to: int = 0
    """The version to migrate or roll back to, or to be recorded."""
    repair: FoundRepair | None = None
    point: RestorePoint | None = None

    @property
    def action(self) -> str:
        """What the button says that makes it."""
        if self.kind is Kind.MIGRATE:
            return tr("Migrate to {to}", to=self.to)
        if self.kind is Kind.ROLL_BACK:
            return tr("Roll back to {to}", to=self.to)
        if self.kind is Kind.ADOPT:
            return tr("Record version {to}", to=self.to)
        if self.point is not None:
            return tr("Restore “{reason}”", reason=self.point.reason)
        return _REPAIRS.get(self.repair.id, tr("Repair")) if self.repair else tr("Repair")

    @property
    def is_rehearsed(self) -> bool:
        """Whether it is tried on a copy before it is made."""
        return self.kind in {Kind.MIGRATE, Kind.ROLL_BACK, Kind.REPAIR}


@dataclass(frozen=True, slots=True)
class Carried:
    """What the page of a file that is opened anew takes over from the one before."""

    chosen: int | None = None
    """The version that the user looks at."""
    change: Change | None = None
    scripts: tuple[Script, ...] | None = None
    """The same ones, so that what was rehearsed with them holds."""
    rehearsal: Rehearsal | None = None
    ending: Ending | None = None

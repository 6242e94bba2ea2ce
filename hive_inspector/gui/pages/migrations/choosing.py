"""Which version and which change the page turns to by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.migrations.bookkeeping.status import MigrationState
from hive_inspector.gui.pages.migrations.changes import Change, Kind
from hive_inspector.gui.pages.migrations.versions import pending_of

if TYPE_CHECKING:
    from hive_inspector.gui.pages.migrations.work import Standing


def still(standing: Standing, change: Change) -> Change | None:
    """The change as it can be made now: a repair is found anew, a version that is there already needs none."""
    if change.kind is Kind.MIGRATE and change.to not in pending_of(standing):
        return None
    if change.kind is Kind.REPAIR and change.repair is not None:
        found = [repair for repair in standing.repairs if repair.id == change.repair.id]
        return Change(Kind.REPAIR, repair=found[0]) if found else None
    return change


def first_of_interest(standing: Standing) -> int:
    """The newest version that is to come, else the first left out of the record, else the newest of all."""
    states = [status.state for status in standing.statuses]
    if MigrationState.PENDING in states:
        return len(states) - 1 - states[::-1].index(MigrationState.PENDING)
    if MigrationState.CONFLICT in states and standing.history.newest is not None:
        return states.index(MigrationState.CONFLICT)
    return len(states) - 1


def default_change(standing: Standing, chosen: int | str | None) -> Change | None:
    """To the chosen version where that is to come, else to the newest; none where nothing is to come."""
    pending = pending_of(standing)
    if not pending:
        return None
    wanted = [version for version in pending if version == chosen]
    return Change(Kind.MIGRATE, to=(wanted or pending)[-1])

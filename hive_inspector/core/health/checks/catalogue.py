"""All checks, in the order in which they are run and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.health.checks import (
    contents,
    declarations,
    filesystem,
    indexes,
    integrity,
    queues,
    references,
    upkeep,
    versions,
)
from hive_inspector.core.health.checks.check import Cost
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hive_inspector.core.health.checks.check import Check

CHECKS: tuple[Check, ...] = (
    *upkeep.CHECKS,
    *filesystem.CHECKS,
    *declarations.CHECKS,
    *versions.CHECKS,
    *indexes.CHECKS,
    *queues.CHECKS,
    *contents.CHECKS,
    *references.CHECKS,
    *integrity.CHECKS,
)
QUICK = tuple(check for check in CHECKS if check.cost is Cost.QUICK)
"""Those that are run when a file is opened."""

FIRST_LOOK = tuple(
    check
    for check in CHECKS
    if check.id
    in {
        "opening",
        "wal_size",
        "schema_drift",
        "unreadable_objects",
        "migration_state",
        "duplicate_version",
        "dangling_references",
    }
)
"""Those that need nothing but what opening a file reads anyway."""
ASIDE = tuple(
    check
    for check in CHECKS
    if check.id in {"reference_violations", "orphans", "integrity", "quick_integrity"}
)
"""Those that are a few long statements of SQLite's: they can run on a connection of their own beside the others."""


def checks_named(ids: Iterable[str]) -> tuple[Check, ...]:
    """The checks of these ids, in the order of `CHECKS`.

    Raises:
        UsageProblem: There is no check of one of them.
    """
    wanted = set(ids)
    unknown = sorted(wanted - {check.id for check in CHECKS})
    if unknown:
        raise UsageProblem(
            tr("There is no check “{unknown}”.", unknown=unknown[0]),
            tr("There are {checks}.", checks=", ".join(check.id for check in CHECKS)),
        )
    return tuple(check for check in CHECKS if check.id in wanted)

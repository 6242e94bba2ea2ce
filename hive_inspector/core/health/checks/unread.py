"""What a check of contents says where it could not look at all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.health.findings import DAMAGE, Finding, Severity, evidence
from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.health.checks.scan import Contents

SALVAGE_REPAIR = "salvage"


def unread_findings(check: str, contents: Contents) -> tuple[Finding, ...]:
    """One finding for all tables that could not be read to their end; none where all were."""
    if not contents.unread:
        return ()
    names = tuple(contents.unread)
    is_damage = any(isinstance(error, EnvironmentProblem) for error in contents.unread.values())
    return (
        Finding(
            id=f"{check}:unread",
            check=check,
            severity=Severity.PROBLEM if is_damage else Severity.WARNING,
            title=plural(
                len(names),
                "{count:,} table could not be read to the end",
                "{count:,} tables could not be read to the end",
            ),
            detail=tr(
                "{names}: what stands beyond that place was not looked at.", names=listed(names)
            ),
            advice=tr(
                "See what the integrity checks say; salvage brings what is left into a new file."
            ),
            objects=names,
            repair=SALVAGE_REPAIR if is_damage else None,
            cause=next(filter(None, map(cause_of, contents.unread.values())), ""),
            is_consequence=is_damage,
            evidence=evidence(
                (tr("table"), tr("why")),
                ((name, _why(error)) for name, error in contents.unread.items()),
                len(names),
            ),
        ),
    )


def cause_of(error: InspectorError) -> str:
    """What else is found because of the same: one damaged file, or one failing disk, stops many checks."""
    if isinstance(error, DatabaseDamaged):
        return DAMAGE
    return error.message if isinstance(error, EnvironmentProblem) else ""


def _why(error: InspectorError) -> str:
    return f"{error.message} {error.__cause__ or ''}".strip()

"""Checks of a file's migration line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.health.checks.check import Check, Cost, Skipped
from hive_inspector.core.health.findings import Finding, Severity
from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from hive_inspector.core.health.checks.check import CheckContext, VersionState

DUPLICATED = "010"
"""The number that two of Hive's own scripts have."""
HALFWAY_REPAIR = "halfway-at-010"
_LISTED = 3


@dataclass(frozen=True, slots=True)
class _Meaning:
    severity: Severity
    adjective: str
    sentence: str


_STATES = {
    "conflict": _Meaning(
        Severity.WARNING, tr("in conflict"), tr("It was left out, or stopped halfway.")
    ),
    "missing": _Meaning(
        Severity.WARNING,
        tr("without a script"),
        tr("The file records it; there is no script for it."),
    ),
    "unknown": _Meaning(
        Severity.WARNING, tr("unknown"), tr("It was withdrawn, or belongs to a newer Hive.")
    ),
    "changed": _Meaning(
        Severity.WARNING, tr("changed"), tr("The script was edited after it was applied.")
    ),
    "pending": _Meaning(
        Severity.NOTICE, tr("pending"), tr("Hive applies what is pending at its next start.")
    ),
}
"""What each state means; a version that is applied needs no finding.

None is a problem in itself: what harm it did shows in the schema.
"""


def find_version_states(context: CheckContext) -> tuple[Finding, ...]:
    """Versions that are not applied as they should be, one finding for all of which the same is to be said."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in _line(context):
        if one.state in _STATES and not _is_duplicate(one):
            groups.setdefault((one.state, one.note), []).append(one.version)
    return tuple(_finding(state, note, versions) for (state, note), versions in groups.items())


def find_duplicate(context: CheckContext) -> tuple[Finding, ...]:
    """Whether the file stopped at, or is still to pass, the number that two of Hive's scripts have."""
    versions = _line(context)
    duplicates = [one for one in versions if _is_duplicate(one)]
    reached = (context.identity.version or 0) >= int(DUPLICATED)
    return tuple(_halfway(one) if reached else _ahead(one) for one in duplicates)


def _line(context: CheckContext) -> tuple[VersionState, ...]:
    versions = context.versions()
    if not versions:
        raise Skipped(tr("This kind of file keeps no line of versions."))
    return versions


def _is_duplicate(one: VersionState) -> bool:
    return one.version == DUPLICATED and one.state == "conflict"


def _finding(state: str, note: str, versions: list[str]) -> Finding:
    meaning = _STATES[state]
    said = note or meaning.sentence
    if len(versions) == 1:
        title, detail = (
            tr(
                "Migration {version} is {adjective}",
                version=versions[0],
                adjective=meaning.adjective,
            ),
            said,
        )
    else:
        title = f"{plural(len(versions), '{count:,} migration is', '{count:,} migrations are')} {meaning.adjective}"
        detail = f"{_range(versions)}. {said}"
    return Finding(
        id=f"migration_state:{state}:{versions[0]}",
        check="migration_state",
        severity=meaning.severity,
        title=title,
        detail=detail,
        advice=tr("The page Migrations shows each version and what can be done."),
        objects=tuple(versions),
    )


def _range(versions: list[str]) -> str:
    return (
        listed(versions)
        if len(versions) <= _LISTED
        else tr("{version} to {version_2}", version=versions[0], version_2=versions[-1])
    )


def _halfway(one: VersionState) -> Finding:
    return Finding(
        id="duplicate_version:010",
        check="duplicate_version",
        severity=Severity.PROBLEM,
        title=tr("Version 010 is in conflict"),
        detail=one.note or tr("Hive has two scripts with this number, and stopped at the second."),
        advice=tr("Repair adds what version 010 should have added."),
        objects=(one.version,),
        repair=HALFWAY_REPAIR,
    )


def _ahead(one: VersionState) -> Finding:
    """What is still to come is no fault of the file."""
    return Finding(
        id="duplicate_version:010",
        check="duplicate_version",
        severity=Severity.NOTICE,
        title=tr("Hive will stop once at version 010"),
        detail=one.note or tr("Hive has two scripts with this number."),
        advice=tr("Migrating with this program passes it without stopping."),
        objects=(one.version,),
    )


CHECKS = (
    Check(
        "migration_state",
        tr("Migrations"),
        tr("Whether every version is applied as its script has it."),
        Cost.QUICK,
        find_version_states,
    ),
    Check(
        "duplicate_version",
        tr("Version 010"),
        tr("Whether the number that two of Hive's scripts have stopped the file halfway."),
        Cost.QUICK,
        find_duplicate,
    ),
)

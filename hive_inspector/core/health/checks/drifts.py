"""How a file's schema differs from its version's, in the words of one finding for each kind of difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.health.findings import Finding, Severity, evidence
from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hive_inspector.core.hive.drift import Drift, DriftKind


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a kind of difference amounts to."""

    severity: Severity
    consequence: str
    """What it breaks, as a sentence."""


_MISSING = tr("Hive fails wherever it uses what is missing.")
_CHANGED = tr("Hive may read or write it differently from what it expects.")
_EXTRA = tr("Hive does not use what it does not know; that does no harm.")

_MEANINGS = {
    "missing_table": Meaning(Severity.PROBLEM, _MISSING),
    "missing_column": Meaning(Severity.PROBLEM, _MISSING),
    "missing_view": Meaning(Severity.PROBLEM, _MISSING),
    "missing_trigger": Meaning(Severity.WARNING, tr("What it kept in step no longer follows.")),
    "missing_index": Meaning(Severity.WARNING, tr("Nothing is wrong, only slower.")),
    "extra_table": Meaning(Severity.NOTICE, _EXTRA),
    "extra_column": Meaning(Severity.NOTICE, _EXTRA),
    "extra_view": Meaning(Severity.NOTICE, _EXTRA),
    "extra_index": Meaning(Severity.NOTICE, tr("It takes room and time to keep.")),
    "extra_trigger": Meaning(Severity.WARNING, tr("It may change rows behind Hive's back.")),
}


def drift_findings(drifts: Iterable[Drift], expected: str) -> Iterator[Finding]:
    """One finding for each kind of difference.

    Args:
        drifts: The differences.
        expected: What the schema was compared with, as `version 13`.
    """
    by_kind: dict[DriftKind, list[Drift]] = {}
    for drift in drifts:
        by_kind.setdefault(drift.kind, []).append(drift)
    for kind, found in by_kind.items():
        yield _finding(kind, found, expected)


def meaning_of(kind: DriftKind) -> Meaning:
    """What a kind means; what has no entry of its own is a change."""
    return _MEANINGS.get(kind) or Meaning(Severity.WARNING, _CHANGED)


def _title(kind: DriftKind, count: int) -> str:
    state, _, noun = kind.partition("_")
    what = _counted_objects(noun, count)
    match state:
        case "missing":
            return plural(count, "{what} is missing", "{what} are missing", what=what)
        case "extra":
            return plural(
                count, "{what} is not of this version", "{what} are not of this version", what=what
            )
        case _:
            return plural(count, "{what} is changed", "{what} are changed", what=what)


def _counted_objects(noun: str, count: int) -> str:
    match noun:
        case "table":
            return plural(count, "{count:,} table", "{count:,} tables")
        case "view":
            return plural(count, "{count:,} view", "{count:,} views")
        case "column":
            return plural(count, "{count:,} column", "{count:,} columns")
        case "reference":
            return plural(count, "{count:,} reference", "{count:,} references")
        case "unique":
            return plural(count, "{count:,} unique constraint", "{count:,} unique constraints")
        case "check":
            return plural(count, "{count:,} check constraint", "{count:,} check constraints")
        case "index":
            return plural(count, "{count:,} index", "{count:,} indexes")
        case _:
            return plural(count, "{count:,} trigger", "{count:,} triggers")


def _finding(kind: DriftKind, drifts: list[Drift], expected: str) -> Finding:
    meaning = meaning_of(kind)
    objects = tuple(dict.fromkeys(drift.object for drift in drifts))
    return Finding(
        id=f"schema_drift:{kind}",
        check="schema_drift",
        severity=meaning.severity,
        title=_title(kind, len(objects)),
        detail=tr(
            "{names}, compared with {expected}. {consequence}",
            names=listed(objects),
            expected=expected,
            consequence=meaning.consequence,
        ),
        objects=objects,
        evidence=evidence(
            ("object", "difference"), ((one.object, one.detail) for one in drifts), len(drifts)
        ),
    )

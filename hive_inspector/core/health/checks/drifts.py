"""How a file's schema differs from its version's, in the words of one finding for each kind of difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.health.findings import Finding, Severity, evidence
from hive_inspector.core.hive.wording import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hive_inspector.core.hive.drift import Drift, DriftKind


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a kind of difference amounts to."""

    severity: Severity
    noun: str
    state: str
    """What follows the noun in a title: `missing`, `changed`, `not of this version`."""
    consequence: str
    """What it breaks, as a sentence."""
    plural: str = ""


_MISSING = "Hive fails wherever it uses what is missing."
_CHANGED = "Hive may read or write it differently from what it expects."
_EXTRA = "Hive does not use what it does not know; that does no harm."

_MEANINGS = {
    "missing_table": Meaning(Severity.PROBLEM, "table", "missing", _MISSING),
    "missing_column": Meaning(Severity.PROBLEM, "column", "missing", _MISSING),
    "missing_view": Meaning(Severity.PROBLEM, "view", "missing", _MISSING),
    "missing_trigger": Meaning(
        Severity.WARNING, "trigger", "missing", "What it kept in step no longer follows."
    ),
    "missing_index": Meaning(
        Severity.WARNING, "index", "missing", "Nothing is wrong, only slower.", "indexes"
    ),
    "extra_table": Meaning(Severity.NOTICE, "table", "not of this version", _EXTRA),
    "extra_column": Meaning(Severity.NOTICE, "column", "not of this version", _EXTRA),
    "extra_view": Meaning(Severity.NOTICE, "view", "not of this version", _EXTRA),
    "extra_index": Meaning(
        Severity.NOTICE,
        "index",
        "not of this version",
        "It takes room and time to keep.",
        "indexes",
    ),
    "changed_unique": Meaning(Severity.WARNING, "unique constraint", "changed", _CHANGED),
    "changed_check": Meaning(Severity.WARNING, "check constraint", "changed", _CHANGED),
    "extra_trigger": Meaning(
        Severity.WARNING, "trigger", "not of this version", "It may change rows behind Hive's back."
    ),
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
    noun = kind.partition("_")[2].replace("_", " ")
    plural = "indexes" if noun == "index" else ""
    return _MEANINGS.get(kind) or Meaning(Severity.WARNING, noun, "changed", _CHANGED, plural)


def _finding(kind: DriftKind, drifts: list[Drift], expected: str) -> Finding:
    meaning = meaning_of(kind)
    objects = tuple(dict.fromkeys(drift.object for drift in drifts))
    verb = "is" if len(objects) == 1 else "are"
    return Finding(
        id=f"schema_drift:{kind}",
        check="schema_drift",
        severity=meaning.severity,
        title=f"{counted(len(objects), meaning.noun, meaning.plural)} {verb} {meaning.state}",
        detail=f"{listed(objects)}, compared with {expected}. {meaning.consequence}",
        objects=objects,
        evidence=evidence(
            ("object", "difference"), ((one.object, one.detail) for one in drifts), len(drifts)
        ),
    )

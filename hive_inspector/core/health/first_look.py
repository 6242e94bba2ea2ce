"""What opening a file already tells about its health, before any check reads its rows.

Built only from what is known at that moment: how the file was opened, its schema, its migration history, the size of
its write-ahead log. A file that is as it should be yields nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.values import size_text
from hive_inspector.core.database.way import Way
from hive_inspector.core.health.drift_remarks import drift_remarks
from hive_inspector.core.health.remarks import (
    LISTED,
    Remark,
    Severity,
    counted,
    listed,
    worst_first,
)
from hive_inspector.core.health.thresholds import WAL_BYTES, Level
from hive_inspector.core.hive.drift import DriftKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.way import Opening
    from hive_inspector.core.hive.drift import Drift


@dataclass(frozen=True, slots=True)
class VersionState:
    """How one version of a file's migration line stands, in the words of `core.migrations.bookkeeping.status`."""

    version: str
    """As it is shown, e.g. `014`."""
    state: str
    """`applied`, `pending`, `changed`, `missing`, `unknown` or `conflict`."""
    note: str = ""
    """What there is to say about it beyond its state."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """All that the remarks are made from."""

    opening: Opening
    schema: Schema
    expected: str = ""
    """What the schema was compared with, as `version 13`; empty where there is nothing to compare with."""
    drifts: tuple[Drift, ...] = ()
    migrations: tuple[VersionState, ...] = ()
    wal_bytes: int = 0


@dataclass(frozen=True, slots=True)
class BrokenReference:
    """A declared reference to a table that does not exist."""

    table: str
    columns: tuple[str, ...]
    target: str
    """The table that is missing."""


def first_look_remarks(look: FirstLook) -> tuple[Remark, ...]:
    """Everything worth saying, the worst first."""
    return worst_first(
        (
            *_opening_remarks(look.opening),
            *_reference_remarks(look.schema),
            *_migration_remarks(look.migrations),
            *drift_remarks(_new_drifts(look), look.expected),
            *_wal_remarks(look.wal_bytes),
            *_unreadable_remarks(look.schema),
        )
    )


def first_look_assurances(look: FirstLook) -> tuple[str, ...]:
    """What was looked at and is as it should be, in a sentence each."""
    references = reference_count(look.schema)
    all_applied = bool(look.migrations) and all(m.state == "applied" for m in look.migrations)
    sentences = {
        f"Every table, column and index is as in {look.expected}.": look.expected
        and not look.drifts,
        f"All {len(look.migrations)} migrations are applied.": all_applied,
        f"{counted(references, 'reference')} between tables, each to one that exists.": references
        and not broken_references(look.schema),
        "The file is complete and needs no recovery.": not look.opening.note,
        "The WAL is small.": WAL_BYTES.level(look.wal_bytes) is Level.GOOD,
    }
    return tuple(sentence for sentence, holds in sentences.items() if holds)


def broken_references(schema: Schema) -> tuple[BrokenReference, ...]:
    """All declared references to tables that do not exist, in order of table name."""
    existing = {folded(table.name) for table in schema.tables}
    return tuple(
        BrokenReference(table.name, reference.columns, reference.table)
        for table in schema.tables
        for reference in table.references
        if folded(reference.table) not in existing
    )


def reference_count(schema: Schema) -> int:
    """How many references a file declares."""
    return sum(len(table.references) for table in schema.tables)


def _opening_remarks(opening: Opening) -> Iterator[Remark]:
    """A note is two halves around a colon: what is so, and why."""
    if not opening.note:
        return
    title, _, detail = opening.note.partition(": ")
    if opening.way is Way.PRIVATE_COPY:
        yield Remark(
            Severity.WARNING,
            title.rstrip("."),
            _sentence(detail),
            "What you see is complete; start Hive once, and the file itself is mended too.",
        )
    else:
        yield Remark(
            Severity.PROBLEM,
            title.rstrip("."),
            _sentence(detail),
            "Work on a copy, and look for a backup from before.",
        )


def _reference_remarks(schema: Schema) -> Iterator[Remark]:
    by_target: dict[str, list[BrokenReference]] = {}
    for broken in broken_references(schema):
        by_target.setdefault(broken.target, []).append(broken)
    for target, references in by_target.items():
        places = [f"{r.table}.{', '.join(r.columns)}" for r in references]
        verb = "refers" if len(places) == 1 else "refer"
        yield Remark(
            Severity.PROBLEM,
            f"Writes to {listed(sorted({r.table for r in references}))} fail",
            f"{listed(places)} {verb} to {target}, a table that does not exist.",
            "Until that is repaired, every insert fails while foreign keys are on.",
        )


def _migration_remarks(states: tuple[VersionState, ...]) -> Iterator[Remark]:
    """One remark for all versions of which the same is to be said."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in states:
        if one.state in _STATES:
            groups.setdefault((one.state, one.note), []).append(one.version)
    for (state, note), versions in groups.items():
        severity, adjective, meaning = _STATES[state]
        yield _about_versions(severity, versions, adjective, note or meaning)


_STATES = {
    "conflict": (Severity.WARNING, "in conflict", "It was left out, or stopped halfway."),
    "missing": (Severity.WARNING, "unknown", "The file records it; there is no script for it."),
    "unknown": (Severity.WARNING, "unknown", "It was withdrawn, or belongs to a newer Hive."),
    "changed": (Severity.WARNING, "changed", "The script was edited after it was applied."),
    "pending": (Severity.NOTICE, "pending", "Hive applies what is pending at its next start."),
}
"""What each state means; a version that is applied needs no remark.

None is a problem in itself: what harm it did shows in the schema.
"""


def _about_versions(severity: Severity, versions: list[str], state: str, meaning: str) -> Remark:
    if len(versions) == 1:
        return Remark(severity, f"Migration {versions[0]} is {state}", meaning)
    title = f"{counted(len(versions), 'migration')} are {state}"
    return Remark(severity, title, f"{_range(versions)}. {meaning}")


def _range(versions: list[str]) -> str:
    return listed(versions) if len(versions) <= LISTED else f"{versions[0]} to {versions[-1]}"


def _new_drifts(look: FirstLook) -> Iterator[Drift]:
    """Differences that no broken reference explains already."""
    broken = {folded(reference.table) for reference in broken_references(look.schema)}
    for drift in look.drifts:
        table = folded(drift.object.partition(".")[0])
        if drift.kind is not DriftKind.CHANGED_REFERENCE or table not in broken:
            yield drift


def _wal_remarks(wal_bytes: int) -> Iterator[Remark]:
    if WAL_BYTES.level(wal_bytes) is not Level.GOOD:
        yield Remark(
            Severity.WARNING,
            f"The WAL has grown to {size_text(wal_bytes)}",
            "A reader never closed, or Hive was stopped hard; every read searches it.",
            "Closing Hive and its tools folds it back into the file.",
        )


def _unreadable_remarks(schema: Schema) -> Iterator[Remark]:
    for table in schema.tables:
        if table.problem:
            noun = "View" if table.kind is TableKind.VIEW else "Table"
            yield Remark(
                Severity.WARNING, f"{noun} {table.name} cannot be read", _sentence(table.problem)
            )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]

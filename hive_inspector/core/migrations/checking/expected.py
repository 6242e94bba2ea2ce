"""What a file's schema should be after a change."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import Schema
from hive_inspector.core.hive.blueprints import (
    NEWEST_CORE_VERSION,
    blueprint,
    core_blueprint_name,
)
from hive_inspector.core.hive.core_versions import core_tables, desktop_additions
from hive_inspector.core.hive.drift import Drift, DriftKind, compare
from hive_inspector.core.migrations.scripts.steps import Direction
from hive_inspector.core.resources import resource_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.migrations.scripts.steps import Step

_EMPTY = Schema((), ())


@dataclass(frozen=True, slots=True)
class Expectation:
    """The schemas that are known for both ends of a change."""

    before: Schema
    after: Schema
    is_repair: bool = False

    @classmethod
    def of(cls, steps: Sequence[Step], start: int, end: int) -> Expectation | None:
        """What is known of these versions; None where the steps are not those of Hive's core line."""
        if max(start, end) > NEWEST_CORE_VERSION or not all(map(_is_hives, steps)):
            return None
        is_repair = any(step.direction is Direction.REPAIR for step in steps)
        return cls(_of_version(start), _of_version(end), is_repair)


def new_drifts(expectation: Expectation, before: Schema, after: Schema) -> tuple[Drift, ...]:
    """Differences from what should be that were not there before the change.

    What was different before may stay so: an index of the user's, what the desktop app adds, a reference that leads
    nowhere. Tables that are not core's do not count.
    """
    were = {(drift.kind, drift.object) for drift in _drifts(expectation.before, before)}
    return tuple(
        drift
        for drift in _drifts(expectation.after, after)
        if (drift.kind, drift.object) not in were | desktop_additions()
        and not _dangled_before(drift, before)
    )


def _is_hives(step: Step) -> bool:
    return step.direction is Direction.REPAIR or (step.script.version, step.script.name) in _names()


@cache
def _names() -> frozenset[tuple[int, str]]:
    versions = json.loads(resource_text("lineages/versions.json"))
    return frozenset((one["version"], one["name"]) for one in versions)


def _of_version(version: int) -> Schema:
    return blueprint(core_blueprint_name(version)) if version else _EMPTY


def _drifts(expected: Schema, actual: Schema) -> tuple[Drift, ...]:
    known = core_tables()
    core = tuple(table for table in actual.tables if folded(table.name) in known)
    return compare(expected, Schema(core, ()))


def _dangled_before(drift: Drift, before: Schema) -> bool:
    """Whether the difference is a reference to a table that was not there before the change either."""
    if drift.kind is not DriftKind.CHANGED_REFERENCE:
        return False
    table = before.table(drift.object.partition(".")[0])
    if table is None:
        return False
    column = folded(drift.object.partition(".")[2])
    return any(
        before.table(one.table) is None and folded(" and ".join(one.columns)) == column
        for one in table.references
    )

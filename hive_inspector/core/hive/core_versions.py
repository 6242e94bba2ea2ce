"""Which version of the core lineage a schema fits, judged by its objects alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import Schema, TableKind
from hive_inspector.core.hive.blueprints import (
    NEWEST_CORE_VERSION,
    blueprint,
    core_blueprint_name,
)
from hive_inspector.core.hive.drift import DriftKind, compare

ALL_VERSIONS = range(1, NEWEST_CORE_VERSION + 1)


@dataclass(frozen=True, slots=True)
class Fit:
    """The versions that a schema fits best."""

    versions: tuple[int, ...]
    """In order; several where they differ in rows only, as 6, 7 and 8 do."""
    differences: int
    """How far it is from them; 0 for an exact fit."""


def core_tables() -> frozenset[str]:
    """Names of all tables of the newest core version, which has every older one's."""
    return tables_of(core_blueprint_name(NEWEST_CORE_VERSION))


def tables_of(name: str) -> frozenset[str]:
    """Names of a blueprint's tables, in lower case."""
    return content_tables(blueprint(name))


def content_tables(schema: Schema) -> frozenset[str]:
    """Names of a schema's tables and virtual tables, in lower case."""
    kinds = {TableKind.TABLE, TableKind.VIRTUAL}
    return frozenset(folded(table.name) for table in schema.tables if table.kind in kinds)


def difference_from_version(schema: Schema, version: int) -> int:
    """In how many places the core tables of a schema differ from a version.

    Tables that are not core's do not count, nor does what the desktop app adds to core's tables.
    """
    known = core_tables()
    core = tuple(table for table in schema.tables if folded(table.name) in known)
    drifts = compare(blueprint(core_blueprint_name(version)), Schema(core, ()))
    if not drifts:
        return 0
    return sum((drift.kind, drift.object) not in desktop_additions() for drift in drifts)


def best_fit(schema: Schema) -> Fit:
    """The versions that the schema differs least from."""
    differences = {version: difference_from_version(schema, version) for version in ALL_VERSIONS}
    least = min(differences.values())
    return Fit(tuple(v for v, count in differences.items() if count == least), least)


@cache
def desktop_additions() -> frozenset[tuple[DriftKind, str]]:
    """Kind and object of everything that the desktop app adds to a core database that it opens."""
    newest = blueprint(core_blueprint_name(NEWEST_CORE_VERSION))
    return frozenset((drift.kind, drift.object) for drift in compare(newest, blueprint("hybrid")))

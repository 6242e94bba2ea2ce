"""Which version of the core lineage a schema fits, judged by its objects alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import Schema, TableKind
from hive_inspector.core.hive.blueprints import (
    NEWEST_CORE_VERSION,
    blueprint,
    core_blueprint_name,
)
from hive_inspector.core.hive.bookkeeping import is_bookkeeping
from hive_inspector.core.hive.drift import DriftKind, compare
from hive_inspector.core.hive.wording import places_text, versions_text
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL_VERSIONS = range(1, NEWEST_CORE_VERSION + 1)
TWICE_NUMBERED = 10
"""Hive ships two files with this number (FACTS: `010_remove_local_credit_tracking`, `010_rollback`)."""
_WITHDRAWN = 14
"""Hive shipped a file with this number that created nothing, and took it back."""


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


def version_evidence(schema: Schema, version: int) -> Iterator[str]:
    """Whether the objects agree with a recorded version, in sentences."""
    if version == TWICE_NUMBERED:
        yield (
            tr(
                "Hive has two migrations numbered 10 and stops once at the second; its next start "
                "goes on with 11."
            )
        )
    if version > NEWEST_CORE_VERSION:
        yield tr(
            "This program knows versions up to {newest_core_version}.",
            newest_core_version=NEWEST_CORE_VERSION,
        )
    compared = min(version, NEWEST_CORE_VERSION)
    differences = difference_from_version(schema, compared)
    if not differences:
        yield tr("Tables, columns and indexes are those of version {compared}.", compared=compared)
        if version == _WITHDRAWN and _has_only_core_tables(schema):
            yield tr("Hive once withdrew a version 14 that made nothing; this may be it.")
        return
    fit = best_fit(schema)
    if compared in fit.versions:
        yield tr(
            "The objects fit version {compared} best, {places}.",
            compared=compared,
            places=places_text(differences),
        )
        return
    yield (
        tr(
            "The objects fit {versions} better than version {compared}: a migration may have "
            "stopped half-way.",
            versions=versions_text(fit.versions),
            compared=compared,
        )
    )


def _has_only_core_tables(schema: Schema) -> bool:
    return all(name in core_tables() or is_bookkeeping(name) for name in content_tables(schema))


@cache
def desktop_additions() -> frozenset[tuple[DriftKind, str]]:
    """Kind and object of everything that the desktop app adds to a core database that it opens."""
    newest = blueprint(core_blueprint_name(NEWEST_CORE_VERSION))
    return frozenset((drift.kind, drift.object) for drift in compare(newest, blueprint("hybrid")))

"""Which version of Hive's core schema gave an object the shape it has."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import Schema
from hive_inspector.core.hive.blueprints import (
    NEWEST_CORE_VERSION,
    blueprint,
    core_blueprint_name,
)
from hive_inspector.core.hive.drift import compare

if TYPE_CHECKING:
    from collections.abc import Mapping


def origin_of(name: str, version: int) -> int | None:
    """The last version up to `version` that made or changed an object, or None where none did.

    Args:
        name: A table, index or trigger, or a column as `table.column`; of a column that no version knows, the table's.
        version: The version that the file has.
    """
    known = _origins(min(version, NEWEST_CORE_VERSION))
    found = known.get(folded(name))
    return found if found is not None else known.get(folded(name.partition(".")[0]))


@cache
def _origins(version: int) -> Mapping[str, int]:
    """By name in lower case; a table counts as changed when one of its columns is."""
    if version < 1:
        return MappingProxyType({})
    found = dict(_origins(version - 1))
    found |= dict.fromkeys(_indexes(version) - _indexes(version - 1), version)
    for drift in compare(_schema_of(version - 1), _schema_of(version)):
        found[folded(drift.object)] = version
        found[folded(drift.object.partition(".")[0])] = version
    return MappingProxyType(found)


def _indexes(version: int) -> set[str]:
    """Those of new tables too, which a comparison does not list one by one."""
    return {folded(index.name) for t in _schema_of(version).tables for index in t.indexes}


def _schema_of(version: int) -> Schema:
    return blueprint(core_blueprint_name(version)) if version else Schema((), ())

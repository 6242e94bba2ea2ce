"""How far a recognised file is from what it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.hive.blueprints import blueprint
from hive_inspector.core.hive.core_versions import desktop_additions
from hive_inspector.core.hive.drift import Drift, compare
from hive_inspector.core.hive.identity import Identity, Lineage

if TYPE_CHECKING:
    from hive_inspector.core.database.snapshot import Schema


def drift_of(identity: Identity, schema: Schema) -> tuple[Drift, ...]:
    """The differences from the schema that the file should have; none where no such schema is known.

    In a core file that the desktop app uses, what that app adds is no difference, whatever the version.
    """
    if identity.blueprint is None:
        return ()
    drifts = compare(blueprint(identity.blueprint), schema)
    if identity.lineage is not Lineage.HYBRID:
        return drifts
    return tuple(d for d in drifts if (d.kind, d.object) not in desktop_additions())

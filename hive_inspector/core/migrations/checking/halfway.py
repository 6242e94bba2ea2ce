"""Whether a file has all of version 10, at which Hive stops once.

Hive has two files with the number 10; the first start after an update stops at the second, which takes back a part of
what the first did. Its record cannot tell a file that stopped there from one that did not, but the objects can.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hive_inspector.core.hive.blueprints import blueprint, core_blueprint_name
from hive_inspector.core.hive.core_versions import TWICE_NUMBERED
from hive_inspector.core.hive.drift import Drift, DriftKind, compare

if TYPE_CHECKING:
    from hive_inspector.core.database.snapshot import Schema


def lacking_of_version_10(schema: Schema) -> tuple[Drift, ...]:
    """What version 10 adds and the file lacks; of use for files that record version 10 or a later one."""
    return tuple(
        drift
        for drift in compare(blueprint(core_blueprint_name(TWICE_NUMBERED)), schema)
        if (drift.kind, drift.object) in _added()
    )


@cache
def _added() -> frozenset[tuple[DriftKind, str]]:
    """Kind and object of everything that version 9 lacks of version 10."""
    before = blueprint(core_blueprint_name(TWICE_NUMBERED - 1))
    after = blueprint(core_blueprint_name(TWICE_NUMBERED))
    return frozenset((drift.kind, drift.object) for drift in compare(after, before))

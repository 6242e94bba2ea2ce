"""One of the profiles is the default.

Where there are profiles and none of them carries the default mark, the oldest gets it. A new database has no profiles
at this point, so nothing changes there.

The way back leaves the mark where it is: version 7 knows it as well, and whether it was set here is not on record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.migrations.migrator import Migrator, Reader

RECORDED_AS = "unknown"
LOSES_DOWN = (
    (
        "whether a default profile had been chosen before: the mark stays",
        (
            "SELECT count(*) FROM consensus_profiles WHERE is_default <> 0"
            " OR NOT EXISTS (SELECT 1 FROM consensus_profiles WHERE is_default <> 0)"
        ),
    ),
)


def migrate(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Mark the oldest profile, unless one is marked."""
    migrator.sql(
        """
        UPDATE consensus_profiles SET is_default = 1
        WHERE id = (SELECT min(id) FROM consensus_profiles)
        AND NOT EXISTS (SELECT 1 FROM consensus_profiles WHERE is_default <> 0)
        """
    )


def rollback(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Leave the mark: version 7 has the same column."""

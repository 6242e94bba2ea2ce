"""From which reading on something is worth a look, and why from there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hive_inspector.core.language import mark, tr


class Level(Enum):
    """What a reading means; the value is the word that is shown beside its colour."""

    GOOD = mark("good")
    WATCH = mark("watch")
    BAD = mark("bad")


@dataclass(frozen=True, slots=True)
class Threshold:
    """Two limits on one scale; a reading at a limit has reached it."""

    watch: float
    bad: float | None
    """None where no reading is bad in itself."""
    reason: str
    """Why these limits, in a sentence for the user."""

    def level(self, reading: float) -> Level:
        """What a reading means."""
        if self.bad is not None and reading >= self.bad:
            return Level.BAD
        return Level.WATCH if reading >= self.watch else Level.GOOD


_MB = 1024 * 1024
_DAY_S = 86_400.0

RESPONSE_MS = Threshold(
    watch=50,
    bad=500,
    reason=tr(
        "A tiny read takes about a millisecond; from 50 ms on every list feels slow, from "
        "500 ms every click waits."
    ),
)
POOL_SHARE = Threshold(
    watch=0.8,
    bad=1.0,
    reason=tr("When every connection is in use, the next task waits for one."),
)
WAL_BYTES = Threshold(
    watch=64 * _MB,
    bad=512 * _MB,
    reason=(
        tr(
            "Hive folds the WAL back into the database at about 4 MB; one of 64 MB was held open "
            "by a reader or left by a crash, and every read searches it."
        )
    ),
)
FREE_SHARE = Threshold(
    watch=0.25,
    bad=None,
    reason=tr(
        "Free pages are only unused space; from a quarter of the file on, compacting it "
        "is worth the while."
    ),
)
FREE_BYTES_WORTH_A_LOOK = 16 * _MB
"""Below this nobody gains from compacting, whatever the share."""
BACKUP_AGE_S = {
    "daily": Threshold(
        watch=2 * _DAY_S,
        bad=7 * _DAY_S,
        reason=tr(
            "Hive is set to back up daily; after two days one was missed, after seven "
            "most likely all of them."
        ),
    ),
    "weekly": Threshold(
        watch=8 * _DAY_S,
        bad=21 * _DAY_S,
        reason=tr(
            "Hive is set to back up weekly; after eight days one was missed, after three "
            "weeks several."
        ),
    ),
}
"""By the value of the settings row `backup.frequency`."""
BACKUP_AGE_UNSET_S = Threshold(
    watch=8 * _DAY_S,
    bad=None,
    reason=tr("Backups are made by hand here; a week of work is much to lose."),
)
SYNC_WAITING = Threshold(
    watch=100,
    bad=1000,
    reason=tr(
        "A few entries wait whenever Hive is offline; a hundred mean that sending has not "
        "worked for days."
    ),
)
SYNC_FAILING = Threshold(
    watch=25,
    bad=250,
    reason=tr(
        "Single entries fail when the server does not answer; from 25 on something is "
        "wrong with all of them."
    ),
)
DISK_ROOM_COPIES = Threshold(
    watch=2,
    bad=None,
    reason=tr(
        "A migration or repair makes a restore point and rehearses on a copy before it "
        "changes the file."
    ),
)
"""Free room in copies of the file; less than this is worth a look."""
DISK_ROOM_BYTES = 200 * _MB
"""Below this Hive itself may not be able to go on."""

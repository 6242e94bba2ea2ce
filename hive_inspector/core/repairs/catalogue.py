"""Every repair that the program knows."""

from __future__ import annotations

from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.language import tr
from hive_inspector.core.repairs.repair import Changes, Repair

DANGLING_REFERENCE = "dangling-reference"
HALFWAY_AT_010 = "halfway-at-010"
CHECKPOINT = "checkpoint"
VACUUM = "vacuum"
ANALYZE = "analyze"
REINDEX = "reindex"
OVERSIZED_INDEX = "drop-oversized-index"
QUARANTINE_ORPHANS = "quarantine-orphans"
RETURN_FROM_QUARANTINE = "return-from-quarantine"
NORMALISE_TIMES = "normalise-times"
PERMISSIONS = "set-permissions"
SALVAGE = "salvage"

REPAIRS = (
    Repair(
        DANGLING_REFERENCE,
        tr("Mend the reference"),
        tr(
            "Lets a reference lead again to the table that it meant before Hive's own migration "
            "broke it. No row is changed."
        ),
        ("dangling_references",),
        Changes.DATABASE,
    ),
    Repair(
        HALFWAY_AT_010,
        tr("Complete version 10"),
        tr("Adds what Hive's version 10 should have added and did not. No row is lost."),
        ("duplicate_version",),
        Changes.DATABASE,
    ),
    Repair(
        QUARANTINE_ORPHANS,
        tr("Move orphaned rows to quarantine"),
        tr(
            "Moves rows whose conversation is gone into tables of their own in the same file, "
            "each with its place, the time and the reason; a row that can do without what it "
            "names stays and loses only the name, which is kept too. Nothing is deleted, and it "
            "can all be brought back."
        ),
        ("orphans", "reference_violations"),
        Changes.DATABASE,
    ),
    Repair(
        RETURN_FROM_QUARANTINE,
        tr("Bring rows back from quarantine"),
        tr(
            "Puts rows back in their places whose conversation is there again; the others stay in "
            "quarantine."
        ),
        (),
        Changes.DATABASE,
    ),
    Repair(
        NORMALISE_TIMES,
        tr("Write times in one format"),
        tr(
            "Writes the times of a column in the format that most of them have. Each stays the "
            "same moment, to the last digit; what is no time stays as it is."
        ),
        ("mixed_time_formats",),
        Changes.DATABASE,
    ),
    Repair(
        OVERSIZED_INDEX,
        tr("Drop the oversized index"),
        tr(
            "Drops an index over the whole text of all messages, which no query of Hive's can "
            "use. No row is changed; compact the file afterwards to get the room back."
        ),
        ("oversized_index",),
        Changes.DATABASE,
    ),
    Repair(
        REINDEX,
        tr("Rebuild the indexes"),
        tr("Builds every index anew from the rows. No row is changed."),
        ("integrity", "quick_integrity"),
        Changes.DATABASE,
    ),
    Repair(
        ANALYZE,
        tr("Gather statistics"),
        tr(
            "Counts how values are spread over each index, so that SQLite chooses the right one. "
            "No row is changed."
        ),
        ("stale_statistics",),
        Changes.DATABASE,
    ),
    Repair(
        CHECKPOINT,
        tr("Move the write-ahead log into the database"),
        tr(
            "Copies what the log holds into the database and empties it. Only while no other "
            "program has the file open."
        ),
        ("wal_size",),
        Changes.STORAGE,
    ),
    Repair(
        VACUUM,
        tr("Compact the file"),
        tr(
            "Writes the whole database anew without its free pages. The content stays the same, "
            "row for row. Only while no other program has the file open."
        ),
        ("free_space_in_file", "integrity", "quick_integrity"),
        Changes.STORAGE,
    ),
    Repair(
        PERMISSIONS,
        tr("Let only its owner read the file"),
        tr(
            "Takes the right to read the file from everybody but its owner. This is no change to "
            "the database, so there is no copy to try it on and none is kept."
        ),
        ("file_permissions",),
        Changes.FILE,
    ),
    Repair(
        SALVAGE,
        tr("Salvage into a new file"),
        tr(
            "Reads the damaged file page by page, whatever still makes sense of it, and writes it "
            "to a new file. The damaged file is not touched. A report says what was lost, table "
            "by table."
        ),
        ("opening", "integrity", "quick_integrity"),
        Changes.NOTHING,
    ),
)


def repair_of(name: str) -> Repair:
    """The repair of that id; or of the id of a check that one repair alone mends.

    Raises:
        UsageProblem: There is none.
    """
    wanted = name.replace("_", "-")
    for repair in REPAIRS:
        if repair.id == wanted:
            return repair
    mending = [repair for repair in REPAIRS if name.replace("-", "_") in repair.mends]
    if len(mending) == 1:
        return mending[0]
    known = ", ".join(repair.id for repair in mending or REPAIRS)
    raise UsageProblem(
        tr("There is no repair of “{name}”.", name=name),
        tr("These can be repaired: {known}.", known=known),
    )

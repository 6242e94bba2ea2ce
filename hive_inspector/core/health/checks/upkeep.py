"""Checks of how the file is kept: its log, its free pages, its backups, and the library that reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.sidefiles import look_beside
from hive_inspector.core.database.values import size_text
from hive_inspector.core.database.way import Way
from hive_inspector.core.database.wrapping import Wrapping
from hive_inspector.core.durations import age_text
from hive_inspector.core.health.backups import last_backup, read_backup_settings
from hive_inspector.core.health.checks.check import Check, Cost, Skipped
from hive_inspector.core.health.findings import Finding, Severity
from hive_inspector.core.health.thresholds import (
    FREE_BYTES_WORTH_A_LOOK,
    FREE_SHARE,
    WAL_BYTES,
    Level,
)
from hive_inspector.core.hive.identity import Lineage
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from hive_inspector.core.health.checks.check import CheckContext

CHECKPOINT_REPAIR = "checkpoint"
VACUUM_REPAIR = "vacuum"
_WAL_RESET_BUG = ((3, 7, 0), (3, 51, 2))
"""First and last version in which two connections that checkpoint and write at the same instant can damage the file."""


def find_opening(context: CheckContext) -> tuple[Finding, ...]:
    """What stood in the way of reading the file where it lies.

    The note is two halves around a colon: what is so, and why.
    """
    opened = context.connection.opened
    is_backup = opened.wrapping is not Wrapping.PLAIN and not opened.salvaging
    if not opened.note or is_backup:
        return ()
    title, _, why = opened.note.partition(": ")
    is_copy = opened.way is Way.PRIVATE_COPY and not opened.salvaging
    return (
        Finding(
            id="opening",
            check="opening",
            severity=Severity.WARNING if is_copy else Severity.PROBLEM,
            title=title.rstrip("."),
            detail=f"{why[:1].upper()}{why[1:]}"
            or tr("Some of its pages are not what SQLite wrote there."),
            advice=(
                tr("What you see is complete; start Hive once, and the file itself is mended too.")
                if is_copy
                else tr("Work on a copy, and look for a backup from before.")
            ),
            repair=None if is_copy else "salvage",
        ),
    )


def find_large_wal(context: CheckContext) -> tuple[Finding, ...]:
    """Whether the write-ahead log has grown far beyond what Hive lets it."""
    size = look_beside(context.real_path).wal or 0
    level = WAL_BYTES.level(size)
    if level is Level.GOOD:
        return ()
    return (
        Finding(
            id="wal_size",
            check="wal_size",
            severity=Severity.PROBLEM if level is Level.BAD else Severity.WARNING,
            title=tr("The WAL has grown to {size}", size=size_text(size)),
            detail=tr("A reader never closed, or Hive was stopped hard; every read searches it."),
            advice=tr("Closing Hive and its tools folds it back into the file."),
            repair=CHECKPOINT_REPAIR,
        ),
    )


def find_journal_mode(context: CheckContext) -> tuple[Finding, ...]:
    """Whether the file is in the mode that Hive uses, in which reading and writing do not wait for each other."""
    if context.identity.lineage in {Lineage.OTHER, Lineage.OLDER}:
        raise Skipped(tr("Only the present Hive sets a mode of its own."))
    if context.facts.journal_mode == "wal":
        return ()
    return (
        Finding(
            id="journal_mode",
            check="journal_mode",
            severity=Severity.WARNING,
            title=tr("The file is not in WAL mode"),
            detail=tr(
                "Hive keeps it in WAL mode, so another program changed that. Readers now "
                "wait for writers."
            ),
            advice=tr("Hive changes it back at its next start."),
        ),
    )


def find_free_space(context: CheckContext) -> tuple[Finding, ...]:
    """Whether much of the file holds nothing any more."""
    facts = context.facts
    share = facts.freelist_count / facts.page_count if facts.page_count else 0.0
    if facts.free_bytes < FREE_BYTES_WORTH_A_LOOK or FREE_SHARE.level(share) is Level.GOOD:
        return ()
    return (
        Finding(
            id="free_space_in_file",
            check="free_space_in_file",
            severity=Severity.WARNING,
            title=tr("{size} of the file hold nothing", size=size_text(facts.free_bytes)),
            detail=tr(
                "{percent} % of its pages are free. {reason}",
                percent=round(share * 100),
                reason=FREE_SHARE.reason,
            ),
            advice=tr("Compacting gives the room back to the disk."),
            repair=VACUUM_REPAIR,
        ),
    )


def find_old_backup(context: CheckContext) -> tuple[Finding, ...]:
    """Whether the newest backup that is known to be this file's is older than it should be."""
    around = context.surroundings
    settings = read_backup_settings(context.connection, context.schema)
    backup = last_backup(context.real_path, settings, around.environ, around.home)
    level = backup.level(around.now)
    if level is Level.GOOD:
        return ()
    age = backup.age_s(around.now)
    if age is None:
        severity = Severity.NOTICE if level is None else Severity.WARNING
        title = tr("No backup is known to be this file's")
        detail = tr(
            "None lies beside it or where its settings say, and Hive noted none in it. {reason}",
            reason=backup.threshold.reason,
        )
    else:
        severity = Severity.PROBLEM if level is Level.BAD else Severity.WARNING
        title = tr("The newest backup is {age} old", age=age_text(age))
        detail = backup.threshold.reason
    return (
        Finding(
            id="backup_age",
            check="backup_age",
            severity=severity,
            title=title,
            detail=detail,
            advice=tr("Make one now."),
        ),
    )


def find_sqlite_bug(context: CheckContext) -> tuple[Finding, ...]:
    """Whether the library that this program reads with has a known bug that can damage a file in WAL mode.

    A notice: the program never checkpoints while another one has the file open, which is what the bug needs.
    """
    if context.facts.journal_mode != "wal":
        return ()
    version = context.surroundings.sqlite_version
    first, last = _WAL_RESET_BUG
    if not first <= version <= last:
        return ()
    return (
        Finding(
            id="sqlite_version",
            check="sqlite_version",
            severity=Severity.NOTICE,
            title=tr("SQLite {version} has a known bug", version=".".join(map(str, version))),
            detail=(
                tr(
                    "From 3.7.0 to 3.51.2, two programs that write and checkpoint at the same "
                    "instant can damage a file in WAL mode. This program never checkpoints while "
                    "another one has the file open."
                )
            ),
            advice=tr("Update Python or the system's SQLite to 3.51.3 or later."),
        ),
    )


CHECKS = (
    Check(
        "opening",
        tr("Opening"),
        tr("Whether the file is complete and could be read where it lies, without recovery."),
        Cost.QUICK,
        find_opening,
    ),
    Check(
        "wal_size",
        tr("Write-ahead log"),
        tr("Whether the log beside the file has grown large instead of being folded back."),
        Cost.QUICK,
        find_large_wal,
    ),
    Check(
        "journal_mode",
        tr("Journal mode"),
        tr("Whether the file is in WAL mode, as Hive keeps it."),
        Cost.QUICK,
        find_journal_mode,
    ),
    Check(
        "free_space_in_file",
        tr("Free space in the file"),
        tr("Whether much of the file holds nothing any more."),
        Cost.QUICK,
        find_free_space,
    ),
    Check(
        "backup_age",
        tr("Backups"),
        tr("Whether there is a backup, and whether it is as new as it should be."),
        Cost.QUICK,
        find_old_backup,
    ),
    Check(
        "sqlite_version",
        tr("SQLite library"),
        tr("Whether the library that reads the file has a known bug that damages files."),
        Cost.QUICK,
        find_sqlite_bug,
    ),
)

"""Checks of the file as a file: where it lies, who may read it, what lies beside it, what room there is."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from hive_inspector.core.database.sidefiles import beside, look_beside
from hive_inspector.core.database.values import size_text
from hive_inspector.core.database.way import Way
from hive_inspector.core.health.checks.check import Check, Cost, Skipped
from hive_inspector.core.health.findings import Finding, Severity
from hive_inspector.core.health.thresholds import DISK_ROOM_BYTES, DISK_ROOM_COPIES
from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.health.checks.check import CheckContext

PERMISSIONS_REPAIR = "set-permissions"
_OTHERS = stat.S_IROTH | stat.S_IWOTH


def find_open_permissions(context: CheckContext) -> tuple[Finding, ...]:
    """Whether other users of this computer may read or change the database or what lies beside it."""
    if os.name == "nt":
        raise Skipped(tr("Windows keeps permissions in another way."))
    open_to = {
        path: mode
        for path in _parts(context.real_path)
        if (mode := _mode(path)) is not None and mode & _OTHERS
    }
    if not open_to or not is_reachable(context.real_path.parent):
        return ()
    writable = any(mode & stat.S_IWOTH for mode in open_to.values())
    names = tuple(path.name for path in open_to)
    return (
        Finding(
            id="file_permissions",
            check="file_permissions",
            severity=Severity.PROBLEM if writable else Severity.WARNING,
            title=tr(
                "Other users of this computer may {word} the file",
                word=(tr("change") if writable else tr("read")),
            ),
            detail=tr(
                "{names}: what you wrote, and keys that are kept in it, are open to "
                "everybody here.",
                names=listed(names),
            ),
            advice=tr("Let only yourself read and write it."),
            objects=names,
            repair=PERMISSIONS_REPAIR,
        ),
    )


def _parts(database: Path) -> tuple[Path, ...]:
    return (database, *(beside(database, suffix) for suffix in ("-wal", "-shm", "-journal")))


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except OSError:  # no such file, which is as it should be beside a database
        return None


def is_reachable(folder: Path) -> bool:
    """Whether others may pass through all folders to the file; one that is closed to them hides what is in it."""
    return all((_mode(one) or 0) & stat.S_IXOTH for one in (folder, *folder.parents))


def find_little_room(context: CheckContext) -> tuple[Finding, ...]:
    """Whether there is room for the file to grow and be copied."""
    free = context.surroundings.free_bytes
    if free is None:
        raise Skipped(tr("The system does not tell how much room the disk has."))
    needed = int(DISK_ROOM_COPIES.watch * context.facts.size_bytes)
    scarce = free < DISK_ROOM_BYTES
    if not scarce and free >= needed:
        return ()
    return (
        Finding(
            id="disk_room",
            check="disk_room",
            severity=Severity.PROBLEM if scarce else Severity.WARNING,
            title=tr("Only {size} free on the disk", size=size_text(free)),
            detail=(
                tr("Hive cannot go on writing when it is full.")
                if scarce
                else tr(
                    "{reason} That takes {size} here.",
                    reason=DISK_ROOM_COPIES.reason,
                    size=size_text(needed),
                )
            ),
            advice=tr("Free some room."),
        ),
    )


def find_link(context: CheckContext) -> tuple[Finding, ...]:
    """Whether the file was named through a symlink, and what that may have led to.

    Hive itself leaves such links, so one is a notice; side files beside the link were left by a program that took it
    for the file, and may hold what the database lacks.
    """
    link = context.named_path
    if not link.is_symlink():
        return ()
    strays = tuple(
        path.name
        for suffix in ("-wal", "-journal")
        if (path := beside(link, suffix)) != beside(context.real_path, suffix) and path.exists()
    )
    if strays:
        return (
            Finding(
                id="symlink:strays",
                check="symlink",
                severity=Severity.WARNING,
                title=tr("Side files lie beside the link instead of the database"),
                detail=(
                    tr(
                        "{names}: a program took the link for the file. What it wrote there is "
                        "not in {real_path}.",
                        names=listed(strays),
                        real_path=context.real_path,
                    )
                ),
                advice=tr(
                    "Close all programs that use the link, and keep these files until "
                    "that is settled."
                ),
                objects=strays,
            ),
        )
    return (
        Finding(
            id="symlink",
            check="symlink",
            severity=Severity.NOTICE,
            title=tr("The file was opened through a link"),
            detail=tr(
                "{link} leads to {real_path}; side files and backups lie there.",
                link=link,
                real_path=context.real_path,
            ),
            objects=(str(context.real_path),),
        ),
    )


def find_leftovers(context: CheckContext) -> tuple[Finding, ...]:
    """Files beside the database that something left: a journal or log that is not in use, half-made copies."""
    found = dict(_leftovers(context))
    if not found:
        return ()
    return tuple(
        Finding(
            id=f"leftover_files:{kind}",
            check="leftover_files",
            severity=Severity.WARNING,
            title=plural(
                len(names),
                "{count:,} file left beside the database",
                "{count:,} files left beside the database",
            ),
            detail=f"{listed(names)}: {_LEFT[kind]}",
            advice=tr("Close Hive, make a backup of the folder, then remove them."),
            objects=tuple(names),
        )
        for kind, names in found.items()
    )


_LEFT = {
    "log": tr("the file does not work with such a log now; it is what is left of another time."),
    "super": tr(
        "SQLite leaves such a file where a program was stopped in the middle of changing "
        "several databases."
    ),
    "copy": tr("a copy that was being made was not finished."),
}
_MAKING = re.compile(r"\.making-demo-.*|.*\.(?:partial|tmp|making)")


def _leftovers(context: CheckContext) -> Iterator[tuple[str, list[str]]]:
    database = context.real_path
    side = look_beside(database)
    uses_wal = context.facts.journal_mode == "wal"
    logs = []
    if side.wal is not None and not uses_wal:
        logs.append(beside(database, "-wal").name)
    if (
        side.journal is not None
        and uses_wal
        and context.connection.opened.way is not Way.PRIVATE_COPY
    ):
        logs.append(beside(database, "-journal").name)
    if side.shm is not None and side.wal is None:
        logs.append(beside(database, "-shm").name)
    if logs:
        yield "log", logs
    names = _listed(database.parent)
    for kind, pattern in (
        ("super", re.compile(re.escape(database.name) + r"-mj[0-9A-Fa-f]{6,}")),
        ("copy", re.compile(rf"(?:{re.escape(database.name)}.*)?(?:{_MAKING.pattern})")),
    ):
        matching = sorted(n for n in names if pattern.fullmatch(n) and _is_ours(n, database.name))
        if matching:
            yield kind, matching


def _is_ours(name: str, database: str) -> bool:
    return name.startswith((database, ".making-demo-"))


def _listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are all that is wanted, of perhaps many files
    except OSError:  # a folder that may be passed through but not listed
        return []


CHECKS = (
    Check(
        "file_permissions",
        tr("Permissions"),
        tr("Whether other users of this computer can read or change the file."),
        Cost.QUICK,
        find_open_permissions,
    ),
    Check(
        "disk_room",
        tr("Room on the disk"),
        tr("Whether there is room for the file to grow and be copied."),
        Cost.QUICK,
        find_little_room,
    ),
    Check(
        "symlink",
        tr("Link to the file"),
        tr("Whether a link to the file misled a program."),
        Cost.QUICK,
        find_link,
    ),
    Check(
        "leftover_files",
        tr("Files beside it"),
        tr("Whether a crash or an unfinished copy left something beside the file."),
        Cost.QUICK,
        find_leftovers,
    ),
)

"""Copies of a file from before a change, from which everything can be had back.

A restore point is a database with a manifest beside it (`….sqlite` and `….sqlite.json`): what it is a copy of, when and
why it was made, and its SHA-256. The copy gets its name last, when all of it and its manifest are on the disk: what has
both is complete, and a manifest without a copy is what an interrupted one left. Both are named otherwise than Hive's
backups, so that Hive's own clearing away of old backups does not count them, nor ours Hive's.
"""

from __future__ import annotations

import glob
import os
import re
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.backup import copy_back, copy_out
from hive_inspector.core.database.durable import (
    draft_of,
    file_digest,
    flush_folder,
    noted_draft,
    remove_abandoned_drafts,
    write_durably,
)
from hive_inspector.core.database.overwriting import SIDE_SUFFIXES, copy_bytes
from hive_inspector.core.database.privatecopy import private_folder
from hive_inspector.core.database.sidefiles import FileState, state_of
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.hive.locations import Backup, backups
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.checking.state import fingerprint, objects_of
from hive_inspector.core.migrations.performing.runner import utc_now
from hive_inspector.core.migrations.restore_points.manifests import (
    MANIFEST_SUFFIX,
    RestorePoint,
    encoded,
    manifest_of,
    read_point,
)
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.statements import ReadConnection

    Clock: TypeAlias = Callable[[], datetime]

__all__ = [
    "DEFAULT_KEEP",
    "RestorePoint",
    "keep_damaged",
    "kept_copies",
    "list_restore_points",
    "make_restore_point",
    "put_back",
    "remove",
    "remove_damaged",
    "remove_old",
    "require_intact",
    "require_of",
    "restore_point_of",
    "scratch_point",
]

DEFAULT_KEEP = 7
"""How many restore points of a file are kept, as Hive keeps backups, unless its settings say otherwise."""
_PREFIX = "hive-inspector"
_NAME = re.compile(rf"{_PREFIX}-.*\.sqlite{re.escape(MANIFEST_SUFFIX)}")


def make_restore_point(  # noqa: PLR0913 - what a manifest says
    database: Database,
    reason: str,
    folder: Path,
    *,
    version: int | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
    clock: Clock = utc_now,
) -> RestorePoint:
    """Copy a file as it is now, in one read transaction; other programs go on writing.

    Args:
        database: The file.
        reason: Why, in a few words; part of the copy's name.
        folder: Where to; made if it is not there.
        version: What the file records, for the manifest.
        token: Stops it.
        progress: Hears of bytes copied, then of bytes summed up.
        clock: Tells the time.

    Raises:
        EnvironmentProblem: There is no room or no permission; nothing is left behind.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    token = token or CancelToken()
    state = state_of(database.real_path)
    with database.reading(token) as connection:
        return restore_point_of(
            connection,
            database.real_path,
            reason,
            folder,
            version=version,
            progress=progress,
            moment=clock(),
            state=state,
        )


def restore_point_of(  # noqa: PLR0913 - what a manifest says
    connection: ReadConnection,
    source: Path,
    reason: str,
    folder: Path,
    *,
    version: int | None,
    progress: Progress,
    moment: datetime,
    state: FileState | None = None,
) -> RestorePoint:
    """The same of a lease that the caller has; see `make_restore_point`."""
    moment = moment.astimezone(UTC)
    with _in_folder(folder):
        _remove_drafts(folder)
        path = _free_path(folder, source, reason, moment)
        draft = draft_of(path)
        with noted_draft(draft):
            try:
                copy_out(connection, draft, progress=progress, step=tr("Making a restore point"))
                size = draft.stat().st_size
                point = RestorePoint(
                    path=path,
                    made_at=moment,
                    reason=reason,
                    size=size,
                    sha256=_summed_up(draft, size, connection.token, progress),
                    source=str(source),
                    version=version,
                    schema=fingerprint(objects_of(connection)),
                    state=state,
                )
                write_durably(manifest_of(path), encoded(point))
                draft.rename(path)
            except BaseException:
                for left in (draft, path, manifest_of(path)):
                    with suppress(OSError):
                        left.unlink()
                raise
    return point


def keep_damaged(
    source: Path,
    reason: str,
    folder: Path,
    *,
    token: CancelToken,
    progress: Progress,
    moment: datetime,
) -> RestorePoint:
    """Keep all bytes of a file that cannot be opened any more, and of what lies beside it.

    It is never cleared away with other restore points.

    Raises:
        EnvironmentProblem: There is no room or no permission; nothing is left behind.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    moment = moment.astimezone(UTC)
    with _in_folder(folder):
        _remove_drafts(folder)
        path = _free_path(folder, source, reason, moment)
        draft = draft_of(path)
        try:
            made = copy_bytes(source, path, token=token, progress=progress)
            size = draft.stat().st_size
            point = RestorePoint(
                path=path,
                made_at=moment,
                reason=reason,
                size=size,
                sha256=_summed_up(draft, size, token, progress),
                source=str(source),
                version=None,
                schema="",
            )
            write_durably(manifest_of(path), encoded(point))
            for hidden, name in made:
                hidden.rename(name)
        except BaseException:
            remove_damaged(path)
            raise
    return point


def remove_damaged(path: Path) -> None:
    """Take back what `keep_damaged` made, or had begun to make."""
    copies = [path.with_name(path.name + suffix) for suffix in ("", *SIDE_SUFFIXES)]
    for left in (manifest_of(path), *copies, *map(draft_of, copies)):
        with suppress(OSError):
            left.unlink()


@contextmanager
def scratch_point(
    database: Database,
    *,
    version: int | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> Iterator[RestorePoint]:
    """A copy for a rehearsal alone, in a private folder; gone at the end of the block.

    Raises:
        EnvironmentProblem: There is no room; nothing is left behind.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    token = token or CancelToken()
    with private_folder() as folder:
        path = folder / "rehearsed.sqlite"
        state = state_of(database.real_path)
        with database.reading(token) as connection:
            copy_out(
                connection, path, progress=progress, step=tr("Copying the database"), flush=False
            )
            schema = fingerprint(objects_of(connection))
        yield RestorePoint(
            path=path,
            made_at=utc_now(),
            reason="rehearsal",
            size=path.stat().st_size,
            sha256="",
            source=str(database.real_path),
            version=version,
            schema=schema,
            is_scratch=True,
            state=state,
        )


def list_restore_points(folder: Path, source: Path | None = None) -> tuple[RestorePoint, ...]:
    """The complete restore points in a folder, the newest first; of one file only, if `source` names it.

    Raises:
        EnvironmentProblem: The folder cannot be read.
    """
    try:
        names = list(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise EnvironmentProblem(
            tr("The folder of restore points {folder} cannot be read.", folder=folder),
            tr("Check that you may read this folder."),
            str(error),
        ) from error
    found = [read_point(path) for path in names if _NAME.fullmatch(path.name)]
    wanted = None if source is None else str(source)
    points = [p for p in found if p is not None and wanted in {None, p.source}]
    return tuple(sorted(points, key=lambda point: (point.made_at, point.path.name), reverse=True))


def kept_copies(folder: Path, source: Path) -> tuple[RestorePoint | Backup, ...]:
    """Restore points of a file and Hive's own backups in a folder, the newest first.

    Raises:
        EnvironmentProblem: The folder cannot be read.
    """
    copies: list[RestorePoint | Backup] = [*list_restore_points(folder, source), *backups(folder)]
    return tuple(sorted(copies, key=lambda copy: (copy.made_at, copy.path.name), reverse=True))


def remove_old(folder: Path, source: Path, keep: int) -> tuple[RestorePoint, ...]:
    """Remove all but the newest restore points of a file; Hive's own backups are Hive's to remove.

    What was kept of a damaged file stays, and is not counted.

    Args:
        folder: Where they are.
        source: The file they are copies of.
        keep: How many stay, at least one.

    Returns:
        What was removed; a copy that cannot be removed stays and is not among them.
    """
    points = (point for point in list_restore_points(folder, source) if not point.is_damaged)
    old = tuple(points)[max(keep, 1) :]
    return tuple(point for point in old if remove(point))


def remove(point: RestorePoint) -> bool:
    """Remove a restore point; whether it is gone with its manifest."""
    try:
        point.path.unlink()
        manifest_of(point.path).unlink()
    except OSError:
        return False
    return True


def require_intact(point: RestorePoint, token: CancelToken, progress: Progress = silent) -> None:
    """Make sure that a restore point is byte for byte what was made.

    Raises:
        EnvironmentProblem: It is gone, cannot be read, or is not what it was.
        Cancelled: The token was cancelled.
    """

    def report(done: int) -> None:
        token.raise_if_cancelled()
        progress(done, point.size, tr("Checking the restore point"))

    try:
        digest = file_digest(point.path, report)
    except OSError as error:
        raise EnvironmentProblem(
            tr("The restore point {path} cannot be read.", path=point.path),
            tr("Choose another restore point or backup."),
            str(error),
        ) from error
    if digest != point.sha256:
        raise EnvironmentProblem(
            tr(
                "The restore point {path} is no longer what it was when it was made.",
                path=point.path,
            ),
            tr("Choose another restore point or backup."),
            tr("SHA-256 is {digest} and should be {sha256}.", digest=digest, sha256=point.sha256),
        )


def put_back(
    connection: AlteringConnection, point: RestorePoint, *, progress: Progress = silent
) -> None:
    """Give an open file the content of a restore point, all or nothing, and make sure that it has it.

    Args:
        connection: The only connection to the file, outside a transaction.
        point: What to restore; the caller has checked it.
        progress: Hears of bytes copied.

    Raises:
        EnvironmentProblem: The file is as it was: it could not be written, or another program kept its lock.
        Cancelled: The lease's token was cancelled; the file is as it was.
    """
    copy_back(connection, point.path, progress=progress, step=tr("Restoring"))
    with connection.beside(CancelToken()) as reader:  # a cancel comes too late for what is done
        schema = fingerprint(objects_of(reader))
    if schema != point.schema:
        raise EnvironmentProblem(
            tr("What was restored does not have the schema of the restore point."),
            tr("Open the restore point itself: {path}.", path=point.path),
        )


def _summed_up(draft: Path, size: int, token: CancelToken, progress: Progress) -> str:
    def report(done: int) -> None:
        token.raise_if_cancelled()
        progress(done, size, tr("Summing up the restore point"))

    return file_digest(draft, report)


def _free_path(folder: Path, source: Path, reason: str, moment: datetime) -> Path:
    """E.g. `hive-inspector-hive-ai-2025-09-05T14-03-11-before-013.sqlite`."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", f"{reason}").strip("-")
    stem = re.sub(r"[^A-Za-z0-9._-]+", "_", source.stem)[:60]
    name = f"{_PREFIX}-{stem}-{moment:%Y-%m-%dT%H-%M-%S}-{words[:40]}"
    path = folder / f"{name}.sqlite"
    number = 2
    while path.exists():
        path = folder / f"{name}-{number}.sqlite"
        number += 1
    return path


@contextmanager
def _in_folder(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield
        flush_folder(folder)
    except OSError as error:
        raise EnvironmentProblem(
            tr(
                "No restore point could be made in {folder}: {reason}.",
                folder=folder,
                reason=os.strerror(error.errno or 0),
            ),
            tr("Check that the folder can be written and has room, or name another one."),
            str(error),
        ) from error


def _remove_drafts(folder: Path) -> None:
    """Remove what a killed program had begun to write here."""
    remove_abandoned_drafts(folder, f"{_PREFIX}-")
    for manifest in filter(lambda path: _NAME.fullmatch(path.name), folder.iterdir()):
        copy = manifest.name.removesuffix(MANIFEST_SUFFIX)
        is_in_the_making = any(folder.glob(f".{glob.escape(copy)}.*.part"))
        if not is_in_the_making and not (folder / copy).exists():
            with suppress(OSError):
                manifest.unlink()


def require_of(point: RestorePoint, source: Path) -> None:
    """Make sure that a restore point is a copy of that file.

    Raises:
        Refusal: It is one of another.
    """
    if point.source != str(source):
        raise Refusal(
            tr(
                "This restore point is a copy of {source}, not of {source_2}.",
                source=point.source,
                source_2=source,
            ),
            tr("Choose one of this file, or open the restore point itself."),
        )

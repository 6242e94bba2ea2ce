"""Having the content of a restore point back in the live file."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias
from uuid import uuid4

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.failures import DatabaseLocked
from hive_inspector.core.database.fileops import copy_file
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.overwriting import overwrite, require_unused
from hive_inspector.core.database.privatecopy import private_folder
from hive_inspector.core.database.sidefiles import state_of
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.database.times import local_time_text
from hive_inspector.core.errors import EnvironmentProblem, InspectorError, Refusal
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.history import read_history
from hive_inspector.core.migrations.bookkeeping.interrupted import Mark, leave, marked
from hive_inspector.core.migrations.bookkeeping.records import (
    DONE,
    Record,
    read_records,
    this_recorder,
    write_records,
)
from hive_inspector.core.migrations.checking.state import fingerprint, objects_of
from hive_inspector.core.migrations.performing.beating import beating
from hive_inspector.core.migrations.performing.runner import utc_now
from hive_inspector.core.migrations.restore_points.points import (
    DEFAULT_KEEP,
    keep_damaged,
    put_back,
    remove,
    remove_damaged,
    remove_old,
    require_intact,
    require_of,
    restore_point_of,
)
from hive_inspector.core.migrations.restore_points.surroundings import (
    folder_of_unreadable,
    keeping_of,
    present_surroundings,
)
from hive_inspector.core.migrations.scripts.steps import Direction
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.core.migrations.restore_points.surroundings import Surroundings

    Clock: TypeAlias = Callable[[], datetime]

_ATTEMPTS = 3
_TO_THE_MINUTE = len("2025-09-05 16:03")


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore."""

    point: RestorePoint
    """What the file has now."""
    before: RestorePoint
    """What it had before: from there the restore itself can be undone."""
    duration_ms: int


def restore(
    hive: OpenHive,
    point: RestorePoint,
    *,
    surroundings: Surroundings | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
    clock: Clock = utc_now,
) -> Restored:
    """Give a file the content of one of its restore points, after a restore point of what it has now.

    The program's own history goes on: what was done since the restore point stays on record.

    Args:
        hive: The file, open for writing.
        point: One of its restore points.
        surroundings: Variables and home folder, those of the running program by default.
        token: Stops it until the last piece is copied.
        progress: Hears of bytes copied.
        clock: Tells the time.

    Raises:
        Refusal: It is a restore point of another file, or this one is open for reading only.
        EnvironmentProblem: The restore point is not what it was, the file is locked, or there is no room; the file is
            as it was.
        Cancelled: The token was cancelled; the file is as it was.
    """
    token = token or CancelToken()
    database = hive.database
    require_of(point, database.real_path)
    _require_sound(point)
    run = _Restore(database.real_path, point, surroundings or present_surroundings(), clock)
    with beating(progress) as told, marked(run.mark()):
        require_intact(point, token, told)
        with database.altering(token) as connection:
            return run.carry_out(connection, told)


def restore_unreadable(
    real_path: Path,
    point: RestorePoint,
    *,
    surroundings: Surroundings | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
    clock: Clock = utc_now,
) -> Restored:
    """Give a file that cannot be opened any more the content of a copy of it.

    All bytes of it, and of what lies beside it, are kept first as a restore point that is never cleared away.

    Args:
        real_path: The file, its symlinks resolved.
        point: One of its restore points.
        surroundings: Variables and home folder, those of the running program by default.
        token: Stops it until the last piece is copied.
        progress: Hears of bytes copied.
        clock: Tells the time.

    Raises:
        Refusal: Another program has the file open, or it is a restore point of another file.
        EnvironmentProblem: The restore point is not what it was, or there is no room; the file is as it was, or the
            message says where its bytes are.
        Cancelled: The token was cancelled; the file is as it was.
    """
    token = token or CancelToken()
    require_of(point, real_path)
    _require_sound(point)
    require_unused(real_path)
    run = _Restore(real_path, point, surroundings or present_surroundings(), clock)
    with beating(progress) as told, marked(run.mark()):
        require_intact(point, token, told)
        return run.carry_out_over_damage(token, told)


def _require_sound(point: RestorePoint) -> None:
    if point.is_damaged:
        raise Refusal(
            tr(
                "{name} is a damaged file as it was found, which cannot be restored.",
                name=point.path.name,
            ),
            tr(
                "See what can be saved of it: hive-inspector repair {path} salvage.",
                path=point.path,
            ),
        )


class _Restore:
    def __init__(
        self, real_path: Path, point: RestorePoint, surroundings: Surroundings, clock: Clock
    ) -> None:
        self._path = real_path
        self._point = point
        self._surroundings = surroundings
        self._clock = clock
        self._id = uuid4().hex
        self._started = clock()
        self._timer = time.perf_counter()
        self._keep_count = DEFAULT_KEEP

    def mark(self, kept: str = "") -> Mark:
        return Mark(
            run=self._id,
            path=str(self._path),
            what=f"The restore of {self._point.path.name}",
            started_at=self._started.isoformat(timespec="seconds"),
            restore_point=kept,
            process=os.getpid(),
        )

    def carry_out(self, connection: AlteringConnection, progress: Progress) -> Restored:
        known = read_records(connection, read_schema(connection))
        before = self._keep(connection, progress)
        leave(self.mark(str(before.path)))
        is_begun = False
        try:
            with self._with_history(known, before, connection.token, progress) as prepared:
                is_begun = True
                put_back(connection, prepared, progress=progress)
        except (InspectorError, Cancelled) as error:
            if not is_begun or isinstance(error, (DatabaseLocked, Cancelled)):
                remove(before)  # the file is as it was, and nothing needs undoing
            raise
        with suppress(EnvironmentProblem):
            remove_old(before.path.parent, self._path, self._keep_count)
        duration_ms = round((time.perf_counter() - self._timer) * 1000)
        return Restored(self._point, before, duration_ms)

    def carry_out_over_damage(self, token: CancelToken, progress: Progress) -> Restored:
        found = state_of(self._path)
        before = keep_damaged(
            self._path,
            f"damaged before restoring {self._made()}",
            folder_of_unreadable(self._path, self._surroundings),
            token=token,
            progress=progress,
            moment=self._clock(),
        )
        leave(self.mark(str(before.path)))
        try:
            if state_of(self._path) != found:
                raise self._written_meanwhile()
            with self._with_history((), before, token, progress) as prepared:
                overwrite(self._path, prepared.path, token=token, progress=progress)
                self._require_schema_of(prepared, before)
        except (InspectorError, Cancelled):
            if state_of(self._path) == found:
                remove_damaged(before.path)
            raise
        duration_ms = round((time.perf_counter() - self._timer) * 1000)
        return Restored(self._point, before, duration_ms)

    def _require_schema_of(self, prepared: RestorePoint, before: RestorePoint) -> None:
        """Look at what was written; a cancel comes too late for that."""
        with open_database(DatabaseTarget(self._path)) as database, database.reading() as reader:
            schema = fingerprint(objects_of(reader))
        if schema != prepared.schema:
            raise EnvironmentProblem(
                tr("What was restored does not have the schema of the restore point."),
                tr(
                    "Open the restore point itself: {path}. The damaged file is kept as "
                    "{before_path}.",
                    path=self._point.path,
                    before_path=before.path,
                ),
            )

    def _made(self) -> str:
        return local_time_text(self._point.made_at)[:_TO_THE_MINUTE]

    @staticmethod
    def _written_meanwhile() -> Refusal:
        return Refusal(
            tr(
                "Another program keeps writing to the file, so that a restore would lose what it "
                "writes."
            ),
            tr("Close that program, then restore."),
        )

    def _keep(self, connection: AlteringConnection, progress: Progress) -> RestorePoint:
        """A restore point of what the file has now; made again where another program wrote in the meantime."""
        for _ in range(_ATTEMPTS):
            seen = connection.integer("PRAGMA data_version")
            with connection.beside() as reader:
                schema = read_schema(reader)
                keeping = keeping_of(reader, schema, self._path, self._surroundings)
                kept = restore_point_of(
                    reader,
                    self._path,
                    f"before restoring {self._made()}",
                    keeping.folder,
                    version=read_history(reader, schema).newest,
                    progress=progress,
                    moment=self._clock(),
                )
            if connection.integer("PRAGMA data_version") == seen:
                self._keep_count = keeping.keep
                return kept
            remove(kept)
        raise self._written_meanwhile()

    @contextmanager
    def _with_history(
        self,
        known: tuple[Record, ...],
        before: RestorePoint,
        token: CancelToken,
        progress: Progress,
    ) -> Iterator[RestorePoint]:
        """A copy of the restore point that has the history in it, so that content and history come at one stroke."""
        with private_folder() as folder:
            path = folder / "restored.sqlite"
            _copy(self._point, path, token, progress)
            target = DatabaseTarget(path, Access.WRITABLE)
            with (
                open_database(target, token=token) as database,
                database.altering(token) as connection,
                connection.transaction(),
            ):
                there = {one.run for one in read_records(connection, read_schema(connection))}
                since = [one for one in known if one.run not in there]
                write_records(connection, [*since, self._entry(connection, before)])
            yield replace(self._point, path=path)

    def _entry(self, connection: AlteringConnection, before: RestorePoint) -> Record:
        recorder = this_recorder()
        return Record(
            run=self._id,
            version=self._point.version,
            name=self._point.path.name,
            direction=Direction.RESTORE.value,
            checksum=self._point.sha256,
            checksum_normalised="",
            started_at=self._started.isoformat(),
            finished_at=self._clock().isoformat(),
            duration_ms=round((time.perf_counter() - self._timer) * 1000),
            program_version=recorder.program_version,
            sqlite_version=recorder.sqlite_version,
            os_user=recorder.os_user,
            host=recorder.host,
            schema_before=before.schema,
            schema_after=fingerprint(objects_of(connection)),
            restore_point=str(before.path),
            outcome=DONE,
            reason="",
        )


def _copy(point: RestorePoint, path: Path, token: CancelToken, progress: Progress) -> None:
    def report(done: int) -> None:
        token.raise_if_cancelled()
        progress(done, point.size, tr("Preparing the restore"))

    try:
        copy_file(point.path, path, report)
    except OSError as error:
        raise EnvironmentProblem(
            tr(
                "The restore point could not be copied to a private folder, which restoring it "
                "needs."
            ),
            tr("Free some room on the disk and try again."),
            str(error),
        ) from error

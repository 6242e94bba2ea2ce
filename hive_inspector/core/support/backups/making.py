"""Making a backup while other programs go on writing: one state of the file, complete or not there at all."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.backup import copy_out
from hive_inspector.core.database.durable import (
    file_digest,
    flush_file,
    remove_abandoned_drafts,
    write_durably,
)
from hive_inspector.core.database.failures import DatabaseChanged, DatabaseLocked
from hive_inspector.core.database.newfiles import complete_draft
from hive_inspector.core.database.privatecopy import private_folder
from hive_inspector.core.database.unpacking import new_private_file, pack
from hive_inspector.core.database.wrapping import PasswordNeeded, Wrapping
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent
from hive_inspector.core.support.backups.manifests import (
    BackupManifest,
    encoded,
    manifest_path,
    read_manifest,
)
from hive_inspector.core.support.backups.naming import PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.core.hive.opening import OpenHive

ATTEMPTS = 4
"""How often a file is copied that others change or lock meanwhile; the wait between grows from a quarter second."""
_FIRST_WAIT_S = 0.25
_COPYING = tr("Copying the database")
_PACKING = tr("Packing the backup")
_SUMMING = tr("Summing up the backup")


@dataclass(frozen=True, slots=True)
class BackupRequest:
    """What to make."""

    place: Path
    """The backup's name; it must not be taken."""
    wrapping: Wrapping = Wrapping.PLAIN
    password: Password | None = None
    """For the encrypted forms."""


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A backup that is there."""

    path: Path
    manifest: BackupManifest
    duration_ms: int


def make_backup(
    hive: OpenHive,
    request: BackupRequest,
    *,
    token: CancelToken | None = None,
    progress: Progress = silent,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> MadeBackup:
    """Copy a file as it is now, in one read transaction, and put around it what is asked for.

    What is packed is first copied into a private folder, so that nothing unencrypted is ever beside the backup. The
    manifest is written before the backup gets its name: what has its name is complete.

    Args:
        hive: The file, open.
        request: Where to and how.
        token: Stops it.
        progress: Hears of bytes.
        clock: Tells the time.

    Raises:
        PasswordNeeded: It is to be encrypted and there is no password.
        Refusal: The name is taken.
        UsageProblem: The path leads to no place for a file.
        EnvironmentProblem: There is no room or no permission, or others did not let go of the file.
        Cancelled: The token was cancelled. In all of these cases nothing is left behind.
    """
    if request.wrapping.is_encrypted and request.password is None:
        raise PasswordNeeded(request.wrapping)
    started = time.perf_counter()
    token = token or CancelToken()
    moment = clock()
    _require_free_manifest(request.place)
    _tidy(request.place)
    source = hive.database.real_path
    with _manifest(request.place) as write, complete_draft(request.place, source) as draft:
        if request.wrapping is Wrapping.PLAIN:
            _copied(hive, draft, token, progress)
            database_bytes = draft.stat().st_size
        else:
            database_bytes = _packed(hive, draft, request, token, progress)
        size = draft.stat().st_size
        manifest = BackupManifest(
            made_at=moment.astimezone(UTC),
            size=size,
            sha256=_summed_up(draft, _reporting(token, progress, size, _SUMMING)),
            wrapping=request.wrapping,
            database_bytes=database_bytes,
            source=str(source),
            lineage=hive.identity.lineage.value,
            version=hive.identity.version,
        )
        write(manifest)
        token.raise_if_cancelled()
    duration_ms = round((time.perf_counter() - started) * 1000)
    return MadeBackup(request.place, manifest, duration_ms)


def _summed_up(draft: Path, report: Callable[[int], None]) -> str:
    """The SHA-256 of a draft, while the disk is already being waited for: the one takes as long as the other."""
    with ThreadPoolExecutor(1, "flush") as beside:
        flushed = beside.submit(flush_file, draft)
        digest = file_digest(draft, report)
        flushed.result()
    return digest


def _copied(hive: OpenHive, target: Path, token: CancelToken, progress: Progress) -> None:
    """Copy the database, again where others wrote to a file that nobody was using or kept it locked."""
    wait = _FIRST_WAIT_S
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with hive.database.reading(token) as connection:
                copy_out(connection, target, progress=progress, step=_COPYING, flush=False)
        except (DatabaseChanged, DatabaseLocked):
            target.unlink(missing_ok=True)
            if attempt == ATTEMPTS:
                raise
        else:
            return
        token.wait(wait)
        wait *= 2


def _packed(
    hive: OpenHive, draft: Path, request: BackupRequest, token: CancelToken, progress: Progress
) -> int:
    """Copy the database into a private folder and pack it from there; its size in bytes."""
    with private_folder() as folder:
        plain = folder / "database.sqlite"
        _copied(hive, plain, token, progress)
        size = plain.stat().st_size
        report = _reporting(token, progress, size, _PACKING)
        with new_private_file(draft) as file:
            pack(plain, file, request.wrapping, request.password, report)
    return size


@contextmanager
def _manifest(place: Path) -> Iterator[Callable[[BackupManifest], None]]:
    """What writes the manifest; it is taken away again if the backup does not get its name."""
    path = manifest_path(place)
    written = False

    def write(manifest: BackupManifest) -> None:
        nonlocal written
        written = True
        write_durably(path, encoded(manifest))

    try:
        yield write
    except BaseException:
        if written:
            with suppress(OSError):
                path.unlink()
        raise


def _require_free_manifest(place: Path) -> None:
    """The manifest's name is free, or taken by one of ours whose backup never came to be."""
    path = manifest_path(place)
    if path.exists() and (place.exists() or read_manifest(place) is None):
        raise Refusal(
            tr("There is already a file {path}, where the backup's manifest would be.", path=path),
            tr("Choose another name."),
        )


def _tidy(place: Path) -> None:
    """Remove what a killed program had begun to write there, and manifests whose backup never came to be."""
    folder = place.parent
    try:
        for prefix in (PREFIX, f"{place.name}."):
            remove_abandoned_drafts(folder, prefix)
        manifests = list(folder.glob(f"{PREFIX}*.json"))
    except OSError:  # told when the backup is written
        return
    for path in manifests:
        backup = path.with_name(path.name.removesuffix(".json"))
        if not backup.exists() and not any(folder.glob(f".{backup.name}.*.part")):
            path.unlink(missing_ok=True)


def _reporting(
    token: CancelToken, progress: Progress, total: int, step: str
) -> Callable[[int], None]:
    def report(done: int) -> None:
        token.raise_if_cancelled()
        progress(done, total, step)

    return report


def require_folder(folder: Path) -> None:
    """Make the folder of backups where it is not there yet.

    Raises:
        EnvironmentProblem: It cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentProblem(
            tr("The folder of backups {folder} cannot be made.", folder=folder),
            tr("Check that you may write there, or choose another place."),
            str(error),
        ) from error

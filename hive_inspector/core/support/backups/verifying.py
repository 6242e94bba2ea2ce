"""Whether a backup is what it was when it was made, and whether there is a sound database in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.durable import file_digest
from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.database.finding import find_file, read_beginning
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.database.wrapping import (
    BackupDamaged,
    PasswordNeeded,
    Wrapping,
    wrapping_of,
)
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent
from hive_inspector.core.support.backups.manifests import read_manifest
from hive_inspector.core.support.backups.verdicts import Verdict, remember

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.core.hive.opening import OpenHive

MOST_PROBLEMS = 20
"""How many problems of one database are told."""
_MOST_LINES = 10_000
_OF_CONTENT = re.compile(r"CHECK constraint failed in |(?:non-)?[A-Z]+ value in ")
"""How `integrity_check` begins to tell of a value that its column should not have."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a look at a backup found."""

    path: Path
    verdict: Verdict
    wrapping: Wrapping | None
    """None where it is no backup at all."""
    has_manifest: bool
    lineage: str | None = None
    """What is in it, where that could be read."""
    version: int | None = None
    database_bytes: int | None = None


def verify_backup(
    path: Path,
    password: Password | None = None,
    *,
    token: CancelToken | None = None,
    progress: Progress = silent,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Verification:
    """Compare a backup with its manifest, unpack it into a private folder, and let SQLite check all of it.

    The verdict is put on record, see `verdicts`.

    Args:
        path: A backup in any form, ours, Hive's or a copied database.
        password: For one that is encrypted.
        token: Stops it.
        progress: Hears of bytes.
        clock: Tells the time.

    Raises:
        PasswordNeeded: It is encrypted and there is no password.
        PasswordWrong: The password does not open it.
        EnvironmentProblem: It cannot be read, or there is no room; that is no verdict on the backup.
        Cancelled: The token was cancelled.
    """
    token = token or CancelToken()
    real_path = find_file(path)
    wrapping = wrapping_of(read_beginning(real_path))
    if wrapping is not None and wrapping.is_encrypted and password is None:
        raise PasswordNeeded(wrapping)
    problems = list(_against_manifest(real_path, token, progress))
    found = None
    try:
        target = DatabaseTarget(real_path, password=password)
        hive = open_hive(target, token=token, progress=progress)
        with hive.database:
            progress(0, None, tr("Checking the database in the backup"))
            found = _inside(hive)
            problems += integrity_problems(hive, token)
    except (BackupDamaged, DatabaseDamaged) as error:
        problems.append(error.message)
    except EnvironmentProblem as error:
        if wrapping is not None:
            raise
        problems.append(error.message)  # not a database, nor anything that holds one
    verdict = Verdict(not problems, clock(), tuple(problems))
    remember(real_path, verdict)
    lineage, version, size = found or (None, None, None)
    has_manifest = read_manifest(real_path) is not None
    return Verification(path, verdict, wrapping, has_manifest, lineage, version, size)


def _inside(hive: OpenHive) -> tuple[str, int | None, int]:
    facts = hive.facts
    return hive.identity.lineage.value, hive.identity.version, facts.page_size * facts.page_count


def _against_manifest(path: Path, token: CancelToken, progress: Progress) -> Iterator[str]:
    manifest = read_manifest(path)
    if manifest is None:
        return
    size = path.stat().st_size
    if size != manifest.size:
        yield tr(
            "The file has {size:,} bytes and had {manifest_size:,} when it was made.",
            size=size,
            manifest_size=manifest.size,
        )
        return

    def report(done: int) -> None:
        token.raise_if_cancelled()
        progress(done, size, tr("Comparing the backup with its manifest"))

    try:
        digest = file_digest(path, report)
    except OSError as error:
        raise EnvironmentProblem(
            tr("The backup {path} cannot be read.", path=path),
            tr("Check its permissions and its disk."),
            str(error),
        ) from error
    if digest != manifest.sha256:
        yield tr("The file is no longer what it was when it was made.")


def integrity_problems(hive: OpenHive, token: CancelToken) -> list[str]:
    """What SQLite finds wrong with a whole database, as sentences.

    Values that break a constraint are no damage: they were so in the file that the backup is of.

    Raises:
        EnvironmentProblem: It cannot be read at all.
        Cancelled: The token was cancelled.
    """
    with hive.database.reading(token) as connection:
        rows = connection.rows(f"PRAGMA integrity_check({_MOST_LINES})")
    lines = [str(text) for (text,) in rows if text != "ok"]
    found = [line for line in lines if not _OF_CONTENT.match(line)][:MOST_PROBLEMS]
    if hive.database.opened.salvaging and not found:
        return [tr("The database in it is damaged; some of it cannot be read.")]
    return [tr("The database in it is damaged: {text}.", text=text.rstrip(".")) for text in found]

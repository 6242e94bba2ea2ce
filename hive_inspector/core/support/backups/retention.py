"""Which backups are more than Hive's settings keep, and removing them: only what is Hive's or ours by its name."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.hive.locations import is_backup_name
from hive_inspector.core.support.backups.listing import Maker
from hive_inspector.core.support.backups.manifests import manifest_path, read_manifest
from hive_inspector.core.support.backups.naming import OURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from hive_inspector.core.support.backups.listing import StoredBackup


@dataclass(frozen=True, slots=True)
class Retention:
    """What stays and what would go."""

    keep: int
    """How many of each maker stay, at least one."""
    kept: tuple[StoredBackup, ...]
    old: tuple[StoredBackup, ...]
    """What is more than that; what would go first comes first."""


def plan_retention(backups: Sequence[StoredBackup], keep: int) -> Retention:
    """Divide backups into those that stay and those that would go.

    Hive's and ours are counted apart, and one that was found broken does not count as one that is kept.

    Args:
        backups: As `list_backups` has them.
        keep: How many stay, by `backup.retentionCount`; at least one does.
    """
    keep = max(keep, 1)
    counted = dict.fromkeys(Maker, 0)
    kept: list[StoredBackup] = []
    old: list[StoredBackup] = []
    for backup in sorted(backups, key=lambda one: (one.made_at, one.path.name), reverse=True):
        is_kept = counted[backup.maker] < keep
        (kept if is_kept else old).append(backup)
        if backup.verdict is None or backup.verdict.is_whole:
            counted[backup.maker] += 1
    return Retention(keep, tuple(kept), tuple(reversed(old)))


def remove_backups(old: Iterable[StoredBackup]) -> tuple[StoredBackup, ...]:
    """Remove backups with their manifests; what was removed.

    One whose name is neither Hive's nor ours, or that cannot be removed, stays and is not among them.
    """
    return tuple(one for one in old if _is_removable(one.path) and _remove(one.path))


def _is_removable(path: Path) -> bool:
    named = OURS.fullmatch(path.name) is not None or is_backup_name(path.name)
    return named and path.is_file() and not path.is_symlink()


def _remove(path: Path) -> bool:
    is_ours = read_manifest(path) is not None
    try:
        path.unlink()
    except OSError:
        return False
    if is_ours:
        with suppress(OSError):
            manifest_path(path).unlink()
    return True

"""What stands beside a backup of ours: the manifest, which says what it is of without anybody opening it.

It holds nothing of the database but its version, its lineage, and where it was.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hive_inspector.core.database.wrapping import Wrapping

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST_SUFFIX = ".json"
_FORMAT = "hive-inspector-backup-1"
_MOST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup is."""

    made_at: datetime
    size: int
    """Bytes of the file."""
    sha256: str
    """Of the file as it lies there."""
    wrapping: Wrapping
    database_bytes: int
    """Bytes of the database in it."""
    source: str
    """The file it is a copy of, its symlinks resolved."""
    lineage: str
    version: int | None


def manifest_path(backup: Path) -> Path:
    """Where the manifest of a backup stands."""
    return backup.with_name(backup.name + MANIFEST_SUFFIX)


def encoded(manifest: BackupManifest) -> bytes:
    """The manifest's content; `read_manifest` reads it back."""
    about = {
        "format": _FORMAT,
        "made_at": manifest.made_at.isoformat(),
        "size": manifest.size,
        "sha256": manifest.sha256,
        "wrapping": manifest.wrapping.value,
        "database_bytes": manifest.database_bytes,
        "source": manifest.source,
        "lineage": manifest.lineage,
        "version": manifest.version,
    }
    return json.dumps(about, indent=1, ensure_ascii=False).encode("utf-8", "surrogateescape")


def read_manifest(backup: Path) -> BackupManifest | None:
    """The manifest of a backup; None where there is none that we wrote."""
    path = manifest_path(backup)
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        about: dict[str, Any] = json.loads(path.read_bytes().decode("utf-8", "surrogateescape"))
        if about["format"] != _FORMAT:
            return None
        made_at = datetime.fromisoformat(about["made_at"])
        version = about["version"]
        return BackupManifest(
            made_at=made_at if made_at.tzinfo else made_at.astimezone(),
            size=int(about["size"]),
            sha256=str(about["sha256"]),
            wrapping=Wrapping(about["wrapping"]),
            database_bytes=int(about["database_bytes"]),
            source=str(about["source"]),
            lineage=str(about["lineage"]),
            version=None if version is None else int(version),
        )
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None

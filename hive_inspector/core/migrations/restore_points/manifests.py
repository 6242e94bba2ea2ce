"""What stands beside a restore point: the manifest that says what it is a copy of, and makes it complete."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.sidefiles import FileState

MANIFEST_SUFFIX = ".json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class RestorePoint:
    """A complete copy of a file."""

    path: Path
    made_at: datetime
    reason: str
    """Why it was made, e.g. `before 013`."""
    size: int
    """Bytes."""
    sha256: str
    source: str
    """The file it is a copy of, its symlinks resolved."""
    version: int | None
    """What the file recorded at the time."""
    schema: str
    """Fingerprint of the schema; empty where it could not be read, see `is_damaged`."""
    is_scratch: bool = False
    """Whether it is only for a rehearsal and goes with it."""
    state: FileState | None = None
    """The stamps of the source's files before it was made, where it was made just now."""

    @property
    def is_damaged(self) -> bool:
        """Whether it is the bytes of a file that could not be opened any more, kept for a salvage."""
        return not self.schema


_KEPT = frozenset({"path", "made_at", "reason", "size", "sha256", "source", "version", "schema"})
"""What a manifest says."""


def manifest_of(path: Path) -> Path:
    """Where the manifest of a restore point stands."""
    return path.with_name(path.name + MANIFEST_SUFFIX)


def encoded(point: RestorePoint) -> bytes:
    """The manifest's content; `read_point` reads it back."""
    about = {name: getattr(point, name) for name in _KEPT} | {
        "path": point.path.name,
        "made_at": point.made_at.isoformat(),
        "format": _FORMAT,
    }
    return json.dumps(about, indent=1, ensure_ascii=False).encode("utf-8", "surrogateescape")


def read_point(manifest: Path) -> RestorePoint | None:
    """The restore point of a manifest; None where the manifest or its copy is not what we write."""
    path = manifest.with_name(manifest.name.removesuffix(MANIFEST_SUFFIX))
    try:
        about = json.loads(manifest.read_bytes().decode("utf-8", "surrogateescape"))
        if about.pop("format") != _FORMAT or path.stat().st_size != about["size"]:
            return None
        about |= {"path": path, "made_at": datetime.fromisoformat(about["made_at"])}
        return RestorePoint(**about) if set(about) == _KEPT and about["made_at"].tzinfo else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None

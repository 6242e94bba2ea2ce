"""How backups of ours are called: otherwise than Hive's and than restore points, so that each counts only its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hive_inspector.core.database.wrapping import Wrapping

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

PREFIX = "inspector-backup-"
OURS = re.compile(rf"{PREFIX}.+\.sqlite(?:\.gz)?(?:\.enc)?")
"""A whole name."""
_ENDS = {
    Wrapping.PLAIN: ".sqlite",
    Wrapping.GZIP: ".sqlite.gz",
    Wrapping.ENCRYPTED: ".sqlite.enc",
    Wrapping.ENCRYPTED_GZIP: ".sqlite.gz.enc",
}


def free_path(folder: Path, source: Path, moment: datetime, wrapping: Wrapping) -> Path:
    """A name that is not taken, e.g. `inspector-backup-hive-ai-2025-09-05T14-03-11.sqlite.gz`.

    Args:
        folder: Where it is to be.
        source: The database.
        moment: When it is made, UTC.
        wrapping: What is around it.
    """
    stem = re.sub(r"[^A-Za-z0-9._-]+", "_", source.stem)[:60]
    name = f"{PREFIX}{stem}-{moment:%Y-%m-%dT%H-%M-%S}"
    path = folder / f"{name}{_ENDS[wrapping]}"
    number = 2
    while path.exists():
        path = folder / f"{name}-{number}{_ENDS[wrapping]}"
        number += 1
    return path

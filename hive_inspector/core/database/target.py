"""Which file is meant, and what may be done to it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.wrapping import Password


class Access(Enum):
    """What may be done to a file."""

    READ_ONLY = "ro"
    WRITABLE = "rw"
    NEW = "rwc"
    """The file must not exist yet and is created."""


@dataclass(frozen=True, slots=True)
class DatabaseTarget:
    """A file as the user named it, and the access wanted."""

    path: Path
    access: Access = Access.READ_ONLY
    password: Password | None = None
    """For an encrypted backup."""


def file_uri(path: Path, mode: str, *, immutable: bool = False) -> str:
    """The SQLite URI of a file, with every character that means something in a URI quoted.

    Args:
        path: An absolute path; any bytes that the file system allows.
        mode: SQLite's `ro`, `rw` or `rwc`.
        immutable: Promise SQLite that nobody changes the file, so that it takes no locks and makes no side files.
    """
    quoted = quote(os.fsencode(path.as_posix()), safe="/")
    prefix = "file://" if quoted.startswith("/") else "file:///"
    return f"{prefix}{quoted}?mode={mode}" + ("&immutable=1" if immutable else "")

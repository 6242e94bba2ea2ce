"""What the program remembers from one start to the next, in one small JSON file.

A file that cannot be understood (broken, or written by a newer program) is set aside under another name and never
overwritten: the user starts afresh and loses nothing. Saving replaces the file in one step, so that a kill at any
moment leaves the old state or the new one.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

FORMAT = 1
"""The version of the file's format; raised when an older program could not read a newer file."""
FILE_NAME = "settings.json"
MOST_RECENT_FILES = 12
MOST_FILE_STATES = 100

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"
FileValues: TypeAlias = Mapping[str, JsonValue]

_log = logging.getLogger(__name__)
_EMPTY: Mapping[str, Any] = MappingProxyType({})


class ThemeMode(Enum):
    """How the window is coloured."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class RecentFile:
    """A file that was opened."""

    path: str
    opened_at: float
    """When it was last opened, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that is remembered; every change makes another `Settings`."""

    theme: ThemeMode = ThemeMode.SYSTEM
    recent: tuple[RecentFile, ...] = ()
    """Newest first."""
    geometry: str = ""
    """The window's place and size, as Qt describes it, in base64."""
    files: Mapping[str, FileValues] = field(default_factory=lambda: _EMPTY)
    """By a file's real path: the page, table, columns and filters it was left with."""

    def with_opened(self, path: str, moment: float) -> Settings:
        """These settings after a file was opened at that moment (seconds since 1970)."""
        others = tuple(file for file in self.recent if file.path != path)
        recent = (RecentFile(path, moment), *others)[:MOST_RECENT_FILES]
        return replace(self, recent=recent)

    def without_recent(self, path: str) -> Settings:
        """These settings with one file struck off the recent ones."""
        return replace(self, recent=tuple(file for file in self.recent if file.path != path))

    def with_file_values(self, path: str, values: FileValues) -> Settings:
        """These settings with what a file was left with; the longest unchanged files are forgotten."""
        kept = {name: state for name, state in self.files.items() if name != path}
        kept[path] = MappingProxyType(dict(values))
        newest = list(kept.items())[-MOST_FILE_STATES:]
        return replace(self, files=MappingProxyType(dict(newest)))


def load_settings(folder: Path) -> Settings:
    """What was saved in a folder; the defaults where nothing was, or nothing that can be understood."""
    path = folder / FILE_NAME
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        _log.warning("The settings %s cannot be read: %s", path, error)
        return Settings()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        _set_aside(path, error)
        return Settings()


def save_settings(folder: Path, settings: Settings) -> None:
    """Save the settings into a folder, which is made if it is missing.

    Raises:
        OSError: The folder cannot be written; what was saved before is still there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=FILE_NAME, suffix=".tmp", dir=folder)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(_text(settings))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(folder / FILE_NAME)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _text(settings: Settings) -> str:
    document = {
        "format": FORMAT,
        "theme": settings.theme.value,
        "recent": [{"path": file.path, "opened_at": file.opened_at} for file in settings.recent],
        "geometry": settings.geometry,
        "files": {path: dict(values) for path, values in settings.files.items()},
    }
    return json.dumps(document, indent=1)


def _parsed(text: str) -> Settings:
    document = json.loads(text)
    if document["format"] != FORMAT:
        raise ValueError(f"format {document['format']} is not {FORMAT}")
    files = {
        str(path): MappingProxyType(dict(values)) for path, values in document["files"].items()
    }
    return Settings(
        theme=ThemeMode(document["theme"]),
        recent=tuple(
            RecentFile(str(file["path"]), float(file["opened_at"])) for file in document["recent"]
        ),
        geometry=str(document["geometry"]),
        files=MappingProxyType(files),
    )


def _set_aside(path: Path, reason: Exception) -> None:
    aside = path.with_name(f"{path.name}.not-understood")
    _log.warning("The settings %s are not understood (%s); kept as %s", path, reason, aside)
    try:
        path.replace(aside)
    except OSError as error:
        _log.warning("The settings %s cannot be set aside: %s", path, error)

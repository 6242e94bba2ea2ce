"""What the program remembers from one start to the next, in one small JSON file.

A file that cannot be understood (broken, or written by a newer program) is set aside under another name and never
overwritten: the user starts afresh, is told so, and loses nothing. Where it cannot even be read or set aside, nothing
is saved. Saving replaces the file in one step, so that a kill at any moment leaves the old state or the new one, and
keeps what another program of ours has saved meanwhile.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from hive_inspector.core.database.durable import write_durably
from hive_inspector.core.language import tr
from hive_inspector.core.ownfiles import alone, make_own_folder, set_aside
from hive_inspector.core.paths import shown_path
from hive_inspector.core.preferences import NOTHING_CHOSEN, chosen_from

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.preferences import Value

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
    pinned: bool = False
    """Whether it stays on the list, above those that are not, until the user takes it off."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that is remembered; every change makes another `Settings`."""

    theme: ThemeMode = ThemeMode.SYSTEM
    recent: tuple[RecentFile, ...] = ()
    """The pinned ones first, each kind newest first."""
    geometry: str = ""
    """The window's place and size, as Qt describes it, in base64."""
    files: Mapping[str, FileValues] = field(default_factory=lambda: _EMPTY)
    """By a file's real path: the page, table, columns and filters it was left with."""
    preferences: Mapping[str, Value] = field(default_factory=lambda: NOTHING_CHOSEN)
    """What was chosen otherwise than usual, by the ids of `core.preferences`."""
    limits: FileValues = field(default_factory=lambda: _EMPTY)
    """From which values on a gauge is worth a look in every file, as `core.health.limits` keeps them."""

    def with_opened(self, path: str, moment: float) -> Settings:
        """These settings after a file was opened at that moment (seconds since 1970)."""
        others = tuple(file for file in self.recent if file.path != path)
        pinned = any(file.pinned for file in self.recent if file.path == path)
        return replace(self, recent=_ranked((RecentFile(path, moment, pinned), *others)))

    def with_pin(self, path: str, *, pinned: bool) -> Settings:
        """These settings with one of the recent files pinned, or no longer."""
        files = (
            replace(file, pinned=pinned) if file.path == path else file for file in self.recent
        )
        return replace(self, recent=_ranked(tuple(files)))

    def with_preference(self, id_: str, value: Value) -> Settings:
        """These settings with one preference chosen; the usual value is not written down."""
        return replace(self, preferences=chosen_from({**self.preferences, id_: value}))

    def without_recent(self, path: str) -> Settings:
        """These settings with one file struck off the recent ones."""
        return replace(self, recent=tuple(file for file in self.recent if file.path != path))

    def with_file_values(self, path: str, values: FileValues) -> Settings:
        """These settings with what a file was left with; the longest unchanged files are forgotten."""
        kept = {name: state for name, state in self.files.items() if name != path}
        kept[path] = MappingProxyType(dict(values))
        newest = list(kept.items())[-MOST_FILE_STATES:]
        return replace(self, files=MappingProxyType(dict(newest)))


def _ranked(files: tuple[RecentFile, ...]) -> tuple[RecentFile, ...]:
    """The pinned files first, each kind newest first; of the others the oldest fall off the end of the list."""
    newest = sorted(files, key=lambda file: (not file.pinned, -file.opened_at))
    pinned = sum(file.pinned for file in newest)
    return tuple(newest[: max(pinned, MOST_RECENT_FILES)])


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was found of what was remembered."""

    settings: Settings
    told: str = ""
    """What the user should know, in a sentence; empty where all is well."""
    hint: str = ""
    may_save: bool = True
    """Whether saving loses nothing that is there."""


def read_settings(folder: Path) -> Loaded:
    """What was saved in a folder; the defaults where nothing was, or nothing that can be understood."""
    path = folder / FILE_NAME
    try:
        return Loaded(_parsed(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Loaded(Settings())
    except OSError as error:
        _log.warning("The settings %s cannot be read: %s", path, error)
        return _not_readable(path, error)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return _not_understood(path, set_aside(path, error))


def load_settings(folder: Path) -> Settings:
    """The same without what is told of it."""
    return read_settings(folder).settings


def save_settings(folder: Path, settings: Settings, base: Settings | None = None) -> Settings:
    """Save the settings into a folder, which is made if it is missing.

    Args:
        folder: Where to.
        settings: What is remembered.
        base: What was saved or loaded last. What another program has changed since then is kept, unless these settings
            change the same; None replaces all.

    Returns:
        What is saved now.

    Raises:
        OSError: The folder cannot be written, or what is there cannot be understood; it is as it was.
    """
    make_own_folder(folder)
    with alone(folder, FILE_NAME):
        saved = settings if base is None else _merged(base, settings, _there(folder, base))
        write_durably(folder / FILE_NAME, _text(saved).encode("ascii"))
    return saved


def _there(folder: Path, base: Settings) -> Settings:
    """What is saved at present; what was saved last where it is gone."""
    try:
        return _parsed((folder / FILE_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return base
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if set_aside(folder / FILE_NAME, error) is None:
            raise OSError(f"{FILE_NAME} is not understood and cannot be set aside") from error
        return base


def _merged(base: Settings, ours: Settings, theirs: Settings) -> Settings:
    """Our settings with what another program has changed since both began with the same."""
    if theirs == base:
        return ours
    removed = {file.path for file in base.recent} - {file.path for file in ours.recent}
    pins = {file.path: file.pinned for file in base.recent}
    latest: dict[str, RecentFile] = {}
    for file in (*theirs.recent, *ours.recent):
        known = latest.get(file.path)
        if file.path in removed:
            continue
        if known is None:
            latest[file.path] = file
        else:
            is_ours = file.pinned != pins.get(file.path, False)
            moment = max(known.opened_at, file.opened_at)
            pinned = file.pinned if is_ours else known.pinned
            latest[file.path] = RecentFile(file.path, moment, pinned)
    changed = {
        name: values for name, values in ours.files.items() if base.files.get(name) != values
    }
    files = {name: values for name, values in theirs.files.items() if name not in changed}
    files |= changed
    newest = list(files.items())[-MOST_FILE_STATES:]
    return Settings(
        theme=theirs.theme if ours.theme is base.theme else ours.theme,
        recent=_ranked(tuple(latest.values())),
        geometry=theirs.geometry if ours.geometry == base.geometry else ours.geometry,
        files=MappingProxyType(dict(newest)),
        preferences=_merged_preferences(base, ours, theirs),
        limits=theirs.limits if ours.limits == base.limits else ours.limits,
    )


def _merged_preferences(base: Settings, ours: Settings, theirs: Settings) -> Mapping[str, Value]:
    """What the others chose, with what we chose since both began with the same."""
    mine = {
        name
        for name in {*base.preferences, *ours.preferences}
        if base.preferences.get(name) != ours.preferences.get(name)
    }
    kept = {name: value for name, value in theirs.preferences.items() if name not in mine}
    return MappingProxyType(
        kept | {name: value for name, value in ours.preferences.items() if name in mine}
    )


def _not_readable(path: Path, error: OSError) -> Loaded:
    return Loaded(
        Settings(),
        tr(
            "The settings in {path} cannot be read: {reason}.",
            path=shown_path(path),
            reason=os.strerror(error.errno or 0),
        ),
        tr("The program starts afresh and saves no settings, so that these stay as they are."),
        may_save=False,
    )


def _not_understood(path: Path, aside: Path | None) -> Loaded:
    told = tr("The settings are of a newer version of this program, or damaged; it starts afresh.")
    if aside is None:
        hint = tr("No settings are saved, so that {path} stays as it is.", path=shown_path(path))
        return Loaded(Settings(), told, hint, may_save=False)
    return Loaded(
        Settings(),
        told,
        tr("Nothing is lost: they were set aside as {path}.", path=shown_path(aside)),
    )


def _text(settings: Settings) -> str:
    document = {
        "format": FORMAT,
        "theme": settings.theme.value,
        "recent": [
            {"path": file.path, "opened_at": file.opened_at}
            | ({"pinned": True} if file.pinned else {})
            for file in settings.recent
        ],
        "geometry": settings.geometry,
        "files": {path: dict(values) for path, values in settings.files.items()},
        "preferences": dict(settings.preferences),
        "limits": dict(settings.limits),
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
            RecentFile(
                str(file["path"]), float(file["opened_at"]), file.get("pinned", False) is True
            )
            for file in document["recent"]
        ),
        geometry=str(document["geometry"]),
        files=MappingProxyType(files),
        preferences=chosen_from(dict(document.get("preferences", {}))),
        limits=MappingProxyType(dict(document.get("limits", {}))),
    )

"""What is remembered of statements beyond one file: those that were run, and those that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.console.history import History
from hive_inspector.core.console.saved import SavedQueries

if TYPE_CHECKING:
    from pathlib import Path

_HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Kept:
    """Both are None where the program remembers nothing."""

    history: History | None = None
    saved: SavedQueries | None = None


def kept_in(settings_folder: Path | None) -> Kept:
    """What is kept beside the settings."""
    if settings_folder is None:
        return Kept()
    return Kept(History(settings_folder / _HISTORY), SavedQueries(settings_folder))

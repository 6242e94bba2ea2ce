"""What programs that were killed have left, removed at the next start of any command or window."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)


def clear_leftovers() -> None:
    """Remove private copies and drafts of programs that run no more. Where there are none, two looks at folders."""
    paths = app_paths()
    try:
        if _holds_anything(paths.private_copies):
            from hive_inspector.core.database.privatecopy import remove_abandoned_copies

            remove_abandoned_copies()
        if _holds_anything(paths.drafts):
            from hive_inspector.core.database.durable import remove_noted_drafts

            remove_noted_drafts()
    except OSError as error:
        _log.warning("What earlier runs left cannot be removed: %s", error)


def _holds_anything(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is not None
    except (FileNotFoundError, NotADirectoryError):
        return False

"""Where the program writes down what happened: a small file in the user's state folder, and the terminal if asked.

What is written is masked before it is written, see `core.logmasking`.
"""

from __future__ import annotations

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from hive_inspector.core.logmasking import MaskingFormatter
from hive_inspector.core.ownfiles import make_own_folder

if TYPE_CHECKING:
    from io import TextIOWrapper
    from pathlib import Path

FILE_NAME = "hive-inspector.log"
_FILE_BYTES = 1_000_000
_FILES_KEPT = 3
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_ROOT = "hive_inspector"
_OWN = 0o600


class _OwnFileHandler(RotatingFileHandler):
    """Its files are their owner's alone."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _OWN)
        if os.name != "nt":
            os.fchmod(descriptor, _OWN)  # an older program left it open to others
        return os.fdopen(descriptor, "a", encoding=self.encoding)


def configure_logs(folder: Path, *, verbose: bool = False) -> None:
    """Write the program's log below a folder, at most four files of 1 MB; where that fails the program goes on without.

    A second call replaces what the first set up.

    Args:
        folder: Made if it is missing.
        verbose: Write to standard error as well, down to the debug level.
    """
    root = logging.getLogger(_ROOT)
    _release(root)
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    root.propagate = False
    root.addHandler(_file_handler(folder))
    if verbose:
        root.addHandler(logging.StreamHandler(sys.stderr))
    for handler in root.handlers:
        handler.setFormatter(MaskingFormatter(_FORMAT))


def release_logs() -> None:
    """Undo `configure_logs` and close the file."""
    root = logging.getLogger(_ROOT)
    _release(root)
    root.setLevel(logging.NOTSET)
    root.propagate = True


def _file_handler(folder: Path) -> logging.Handler:
    try:
        make_own_folder(folder)
        return _OwnFileHandler(
            folder / FILE_NAME, maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8"
        )
    except OSError:
        return logging.NullHandler()


def _release(root: logging.Logger) -> None:
    for handler in tuple(root.handlers):
        root.removeHandler(handler)
        handler.close()

"""The demo install that `--demo` opens: made once, in the user's cache folder."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.demo.sizes import DemoSize
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr
from hive_inspector.core.ownfiles import make_own_folder
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress

CONTENT_VERSION = 1
"""Raise it when the content changes: the next start then makes a new demo and removes the old one."""
FILE_NAME = "hive-ai.db"
_SIZE = DemoSize.MEDIUM
_LINEAGE = "hybrid"
"""What most real installs are by now, and the one that every page has something to show of."""
_MAKING = re.compile(r"making-(\d+)-")


def demo_install(token: CancelToken, progress: Progress) -> Path:
    """The demo install, made now if there is none of this version: medium size, with the usual defects.

    Its newest content is as old as the install itself, so that it looks like one in use.

    Each version has a folder of its own, which appears complete and is never changed by us. Two processes that ask at
    once both make one; the second finds the first one's in place and discards its own.

    Raises:
        EnvironmentProblem: It cannot be made in the user's cache folder.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    home = app_paths().demo
    folder = home / f"version-{CONTENT_VERSION}"
    installed = folder / FILE_NAME
    if not installed.exists():
        try:
            _install(home, folder, token, progress)
        except OSError as error:
            raise EnvironmentProblem(
                tr(
                    "The demo cannot be made in {home}: {reason}.",
                    home=home,
                    reason=os.strerror(error.errno or 0),
                ),
                tr("Make a demo elsewhere with: hive-inspector demo FILE"),
                str(error),
            ) from error
    return installed


def _install(home: Path, folder: Path, token: CancelToken, progress: Progress) -> None:
    make_own_folder(home.parent)
    make_own_folder(home)
    _remove_remains(home)
    with tempfile.TemporaryDirectory(
        dir=home, prefix=f"making-{os.getpid()}-", ignore_cleanup_errors=True
    ) as making:
        made = Path(making) / "made"
        made.mkdir()
        make_demo(
            made / FILE_NAME,
            size=_SIZE,
            lineage=_LINEAGE,
            with_defects=True,
            now=datetime.now(UTC).replace(minute=0, second=0, microsecond=0),
            token=token,
            progress=progress,
        )
        _move(made, folder)
    _remove_older(home, folder)


def _move(made: Path, folder: Path) -> None:
    """Put the demo in its place; where somebody else was faster, theirs stays and is as good."""
    try:
        made.rename(folder)
    except OSError:
        if not (folder / FILE_NAME).exists():
            raise


def _remove_remains(home: Path) -> None:
    """Remove what processes that were killed while making a demo left."""
    for found in home.iterdir():
        match = _MAKING.match(found.name)
        if match and not psutil.pid_exists(int(match[1])):
            shutil.rmtree(found, ignore_errors=True)


def _remove_older(home: Path, folder: Path) -> None:
    """Remove demos of other versions of this program; one that is in use stays where the system says so."""
    for found in home.glob("version-*"):
        if found != folder:
            shutil.rmtree(found, ignore_errors=True)

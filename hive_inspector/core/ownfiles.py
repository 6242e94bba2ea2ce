"""What holds for every file of the program's own: its owner alone may read it, and nothing of it is ever lost.

A folder of ours is closed to others whatever the umask, and closed again where an older program left it open. Programs
that change the same file do so one after the other. What cannot be understood is set aside under a name that nothing
else has.
"""

from __future__ import annotations

import errno
import logging
import os
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE_S = 10.0
"""How long another program of ours is waited for; it holds a file for some milliseconds."""
_BETWEEN_TRIES_S = 0.01
_OTHERS = 0o077
_ASIDE = "not-understood"

_log = logging.getLogger(__name__)


def make_own_folder(folder: Path) -> None:
    """Make a folder with what leads to it, or close to others the one that is there.

    Raises:
        OSError: It cannot be made.
    """
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        with suppress(FileExistsError):  # another program was quicker
            missing.mkdir(mode=0o700)
    mode = folder.stat().st_mode
    if mode & _OTHERS and os.name != "nt":
        with suppress(OSError):  # it belongs to somebody else, or the disk is read-only
            folder.chmod(mode & ~_OTHERS & 0o7777)


@contextmanager
def alone(folder: Path, name: str) -> Iterator[None]:
    """Keep other programs of ours from changing the files of one name at the same time.

    Args:
        folder: Where they are; it is there.
        name: What `NAME.lock` is made of.

    Raises:
        OSError: The lock cannot be had.
    """
    if os.name == "nt":  # pragma: no cover - replacing and appending are one step each there
        yield
        return
    import fcntl

    descriptor = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError(
                        errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT), os.fspath(folder / name)
                    ) from None
                time.sleep(_BETWEEN_TRIES_S)
        yield
    finally:
        os.close(descriptor)


def set_aside(path: Path, reason: Exception) -> Path | None:
    """Give a file that is not understood another name, which is free; None where that cannot be done."""
    aside = _free_name(path)
    _log.warning("%s is not understood (%s); kept as %s", path, reason, aside)
    try:
        path.rename(aside)
    except OSError as error:
        _log.warning("%s cannot be set aside: %s", path, error)
        return None
    return aside


def _free_name(path: Path) -> Path:
    aside = path.with_name(f"{path.name}.{_ASIDE}")
    number = 2
    while os.path.lexists(aside):
        aside = path.with_name(f"{path.name}.{_ASIDE}-{number}")
        number += 1
    return aside

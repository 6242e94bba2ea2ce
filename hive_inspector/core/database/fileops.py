"""Reading a database file in any other way than through SQLite, without dropping anybody's locks.

POSIX locks belong to the process: closing *any* descriptor of a file drops every lock that this process holds on it,
and another program could then write into the middle of our transaction. So while a file is open here through SQLite,
its bytes are read by a helper process, which is this module run beside the program (see `beside`).
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.database.beside import arguments_beside, command_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_CHUNK = 8 * 1024 * 1024
_HELPER_TIMEOUT_S = 20
_NO_FILE = (-1, -1)

# The locks are the process's, so the register of files that are open through SQLite is the process's too.
_register_lock = threading.Lock()
_open_here: Counter[tuple[int, int]] = Counter()


@contextmanager
def held_open(path: Path) -> Iterator[None]:
    """Note that SQLite has this file open in this process for as long as the block lasts."""
    with _register_lock:
        identity = _identity(path)
        _open_here[identity] += 1
    try:
        yield
    finally:
        with _register_lock:
            _open_here[identity] -= 1
            if not _open_here[identity]:
                del _open_here[identity]


def is_open_here(path: str | bytes) -> bool:
    """Whether SQLite has this file open in this process, by whatever name it is called."""
    try:
        status = os.stat(path)  # noqa: PTH116 - bytes are no Path
    except (OSError, ValueError):
        return False
    return (status.st_dev, status.st_ino) in _open_here


def first_bytes(path: Path, count: int) -> bytes:
    """The first bytes of a file, fewer if it is shorter.

    Raises:
        OSError: The file cannot be read.
    """
    with _register_lock:
        if _identity(path) not in _open_here:
            with path.open("rb") as file:
                return file.read(count)
    command = command_beside("fileops", "head", os.fspath(path), str(count))
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_HELPER_TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(
            errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT), os.fspath(path)
        ) from error
    if done.returncode:
        raise OSError(done.returncode, os.strerror(done.returncode), os.fspath(path))
    return done.stdout


def copy_file(source: Path, target: Path, report: Callable[[int], None]) -> None:
    """Copy a file in a helper process.

    Args:
        source: The file to copy.
        target: Where to; readable by the owner alone.
        report: Called with the bytes copied so far, every 8 MiB; may raise to stop the copying.

    Raises:
        OSError: The copy failed; what exists of it is left for the caller to remove.
    """
    command = command_beside("fileops", "copy", os.fspath(source), os.fspath(target))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as helper:
        try:
            for line in helper.stdout or ():
                report(int(line))
        except BaseException:
            helper.kill()
            raise
    if helper.returncode:
        raise OSError(helper.returncode, os.strerror(helper.returncode), os.fspath(source))


def _identity(path: Path) -> tuple[int, int]:
    """What tells a file from every other; of one that is gone, a pair that no file has."""
    try:
        status = path.stat()
    except OSError:
        return _NO_FILE
    return status.st_dev, status.st_ino


def main() -> None:
    """Do one operation as the helper process; its exit code is the error number."""
    sys.exit(_help(arguments_beside()))


def _help(arguments: Sequence[str]) -> int:
    operation, source, argument = arguments
    try:
        if operation == "head":
            with Path(source).open("rb") as file:
                sys.stdout.buffer.write(file.read(int(argument)))
        else:
            _copy(source, argument)
    except OSError as error:
        return error.errno or 1
    return 0


def _copy(source: str, target: str) -> None:
    copied = 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with Path(source).open("rb") as reader, os.fdopen(descriptor, "wb") as writer:
        while chunk := reader.read(_CHUNK):
            writer.write(chunk)
            copied += len(chunk)
            print(copied, flush=True)  # noqa: T201 - the helper's way to report

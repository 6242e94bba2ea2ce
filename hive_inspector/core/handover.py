"""One program a user: a second start hands its file to the one that runs, through a socket in the user's own folder.

The program that holds a lock beside the socket owns it, so that a socket left by a crash is known for what it is: the
lock ended with its process. Only the user who owns the folder reaches the socket (the folder is closed to others, the
socket is 0600, and both sides ask the system who the other is where it can tell). A message is one line of JSON, short,
with a path and three flags and nothing else. Whoever gets no answer within a second goes on alone.

Windows has no such sockets in Python: there every start is a program of its own.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import struct
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.ownfiles import make_own_folder
from hive_inspector.core.requests import PAGES, WindowRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

SOCKET_NAME = "window.socket"
LOCK_NAME = "window.lock"
MOST_BYTES = 16_384
"""The longest message; a path has at most 4,096 bytes, and each may take four letters of JSON or six."""
ANSWER = b"taken\n"
PATIENCE_S = 1.0
"""How long a running program is given to answer before the user gets a window of their own."""
_BACKLOG = 8
_LONGEST_ADDRESS = 100
"""Bytes of a socket's path that every system takes."""
_KEYS = frozenset({"path", "demo", "page", "writable"})

_log = logging.getLogger(__name__)


def can_hand_over() -> bool:
    """Whether this system has what is needed."""
    return os.name != "nt" and hasattr(socket, "AF_UNIX")


def written(request: WindowRequest) -> bytes:
    """A request as a message; a relative path is made absolute, because the other program stands elsewhere."""
    path = None if request.path is None else os.fspath(request.path.absolute())
    document = {
        "path": path,
        "demo": request.demo,
        "page": request.page,
        "writable": request.writable,
    }
    return json.dumps(document).encode("ascii") + b"\n"


def read(message: bytes) -> WindowRequest | None:
    """The request that a message holds; None where it is anything but a whole and sound one."""
    if len(message) > MOST_BYTES or not message.endswith(b"\n"):
        return None
    try:
        document = json.loads(message.decode("ascii"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.keys() != _KEYS:
        return None
    path, page, flags = document["path"], document["page"], (document["demo"], document["writable"])
    is_sound = (
        (path is None or _is_path(path))
        and (page is None or (isinstance(page, str) and page in PAGES))
        and all(isinstance(flag, bool) for flag in flags)
    )
    if not is_sound:
        return None
    return WindowRequest(None if path is None else Path(path), flags[0], page, writable=flags[1])


def _is_path(value: object) -> bool:
    """Whether it is an absolute path that the system could have."""
    if not isinstance(value, str) or "\0" in value or not Path(value).is_absolute():
        return False
    try:
        os.fsencode(value)
    except UnicodeEncodeError:
        return False
    return True


@dataclass(slots=True)
class Seat:
    """The place of the program that is handed files: its socket, and the lock that says whose it is."""

    ear: socket.socket
    """Listens, without ever waiting."""
    _lock: int
    _folder: Path

    def leave(self) -> None:
        """Be handed nothing any more; the next start takes the place."""
        self.ear.close()
        (self._folder / SOCKET_NAME).unlink(missing_ok=True)
        os.close(self._lock)


def take_seat(folder: Path) -> Seat | None:
    """Become the program that is handed files; None where another one is, or the folder does not allow it."""
    try:
        make_own_folder(folder)
        lock = _locked(folder / LOCK_NAME)
    except OSError as error:
        _log.info("No other start is heard of: %s", error)
        return None
    if lock is None:
        return None
    ear = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        (folder / SOCKET_NAME).unlink(missing_ok=True)
        with _address(folder) as address:
            ear.bind(address)
        (folder / SOCKET_NAME).chmod(0o600)
        ear.listen(_BACKLOG)
        ear.settimeout(0)
    except OSError as error:
        _log.info("No other start is heard of: %s", error)
        ear.close()
        os.close(lock)
        return None
    return Seat(ear, lock, folder)


def hand_over(folder: Path, request: WindowRequest, *, patience_s: float | None = None) -> bool:
    """Hand a request to the program that runs.

    Args:
        folder: Where its socket is.
        request: What it is to open.
        patience_s: Seconds that all of it may take; `PATIENCE_S` if None.

    Returns:
        Whether it took the request; False where none runs, it is another user's, or it does not answer in time.
    """
    message = written(request)
    if len(message) > MOST_BYTES:
        return False
    patience_s = PATIENCE_S if patience_s is None else patience_s
    end = time.monotonic() + patience_s
    try:
        if (folder / SOCKET_NAME).lstat().st_uid != os.geteuid():
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as mouth, _address(folder) as place:
            mouth.settimeout(patience_s)
            mouth.connect(place)
            if not is_own(mouth):
                return False
            mouth.sendall(message)
            return _answer(mouth, end) == ANSWER
    except OSError as error:  # nobody is there, or nobody answers
        _log.info("The file was not handed over: %s", error)
        return False


def is_own(connection: socket.socket) -> bool:
    """Whether the other end is a process of the same user; what cannot be asked is left to the folder's rights."""
    if not sys.platform.startswith("linux"):
        return True
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _process, user, _group = struct.unpack("3i", told)
    return bool(user == os.geteuid())


def _answer(mouth: socket.socket, end: float) -> bytes:
    """What was answered until the end; less than all of it where that took too long."""
    answer = b""
    while len(answer) < len(ANSWER):
        left = end - time.monotonic()
        if left <= 0:
            break
        mouth.settimeout(left)
        part = mouth.recv(len(ANSWER) - len(answer))
        if not part:
            break
        answer += part
    return answer


def _locked(path: Path) -> int | None:
    """The lock, to be held until the program ends; None where another program holds it."""
    import fcntl

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def _address(folder: Path) -> Iterator[str]:
    """The socket's path, by way of its folder's descriptor where it is longer than a socket's path may be.

    Raises:
        OSError: It is too long, and this system knows no such way.
    """
    path = folder / SOCKET_NAME
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS or not sys.platform.startswith("linux"):
        yield os.fspath(path)
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{SOCKET_NAME}"
    finally:
        os.close(descriptor)

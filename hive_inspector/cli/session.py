"""What a running command has at hand: the streams, the database asked for, progress, and the way to stop."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from hive_inspector.cli.asking import answer
from hive_inspector.cli.meter import meter
from hive_inspector.cli.passwords import password_for
from hive_inspector.core.audit import AuditTrail, Entry
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.database.wrapping import PasswordNeeded, Wrapping
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.hive.locations import DATABASE_VARIABLE, database_path
from hive_inspector.core.logs import configure_logs
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from types import FrameType

    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.requests import GalleryRequest, WindowRequest


@dataclass(frozen=True, slots=True)
class Launchers:
    """The parts of the program that draw; the command line knows only that they can be started."""

    run_window: Callable[[WindowRequest], int]
    paint_gallery: Callable[[GalleryRequest], int]


@dataclass(frozen=True, slots=True)
class Session:
    """One run of one command."""

    launchers: Launchers
    verbose: bool = False
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    home: Path = field(default_factory=Path.home)
    token: CancelToken = field(default_factory=CancelToken)

    def say(self, text: str) -> None:
        """Write readable text to standard output."""
        sys.stdout.write(text + "\n")

    def remark(self, text: str) -> None:
        """Write what is no result to standard error."""
        sys.stderr.write(text + "\n")

    def document(self, document: Mapping[str, object]) -> None:
        """Write the one JSON document of a command; characters that are not ASCII are escaped."""
        self.say(json.dumps(document, indent=2, allow_nan=False))

    def confirms(self, question: str) -> bool:
        """Ask on the terminal; only a yes is one.

        Raises:
            Cancelled: The session's token was cancelled, by Ctrl+C before the question was asked or by another.
            KeyboardInterrupt: Ctrl+C, instead of an answer.
        """
        with self.asking():
            sys.stderr.write(f"{question} [y/N] ")
            sys.stderr.flush()
            said = answer(self.token)
        return said.strip().casefold() in {"y", "yes"}

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Let Ctrl+C end the waiting for an answer.

        Raises:
            Cancelled: Ctrl+C came before the question was asked.
        """
        with _interrupted_at_once():
            self.token.raise_if_cancelled()
            yield

    def keep_log(self) -> None:
        """From here on write down in the user's state folder what happens."""
        configure_logs(app_paths().state, verbose=self.verbose)

    def progress(self, title: str) -> AbstractContextManager[Progress]:
        """A progress line on standard error, where that is a terminal."""
        return meter(title, sys.stderr)

    def database_path(self, named: Path | None) -> Path:
        """The database that a command is to read.

        Raises:
            EnvironmentProblem: None was named, and there is none where Hive would keep it.
        """
        if named is not None:
            return named
        expected = database_path(self.environ, self.home)
        if os.path.lexists(expected):
            return expected
        if self.environ.get(DATABASE_VARIABLE, "").strip():
            raise EnvironmentProblem(
                f"{DATABASE_VARIABLE} names {expected}, and there is no such file.",
                f"Correct {DATABASE_VARIABLE}, or name the database on the command line.",
            )
        raise EnvironmentProblem(
            f"No database was named, {DATABASE_VARIABLE} is not set, and there is none at {expected}.",
            "Name the file, or make one to look at: hive-inspector demo FILE.",
        )

    @contextmanager
    def opened(self, named: Path | None, *, writable: bool = False) -> Iterator[OpenHive]:
        """The database, open.

        Args:
            named: As the command line has it.
            writable: Whether it is to be changed.

        Raises:
            EnvironmentProblem: There is none, or it cannot be read, or it is encrypted and there is no password.
            Cancelled: Ctrl+C.
        """
        access = Access.WRITABLE if writable else Access.READ_ONLY
        target = DatabaseTarget(self.database_path(named), access)
        try:
            opened = self._open(target)
        except PasswordNeeded:
            password = password_for(self, f"the encrypted backup {target.path.name}")
            opened = self._open(replace(target, password=password))
        with opened.database:
            wrapping = opened.database.opened.wrapping
            if wrapping is not Wrapping.PLAIN:
                details: dict[str, str | int] = {"form": wrapping.value}
                path = str(opened.database.real_path)
                AuditTrail(app_paths().audit).record(Entry("backup.open", path, details=details))
            if opened.database.opened.note:
                self.remark(opened.database.opened.note)
            yield opened

    def _open(self, target: DatabaseTarget) -> OpenHive:
        """Loaded here: the window, which is started by this too, is painted before Peewee is needed."""
        from hive_inspector.core.hive.opening import open_hive

        with self.progress("Opening") as progress:
            return open_hive(target, token=self.token, progress=progress)


@contextmanager
def stopping_on_interrupt(token: CancelToken) -> Iterator[None]:
    """Let Ctrl+C cancel the token; a second one ends the program at once.

    The token is cancelled from a thread that waits for it: the signal may arrive while the main thread holds the
    token's lock, or while it runs a script that must not start a thread.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    to_cancel: SimpleQueue[CancelToken | None] = (
        SimpleQueue()
    )  # may be put to in the middle of anything

    def wait() -> None:
        if asked := to_cancel.get():
            asked.cancel()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if token.is_cancelled:
            raise KeyboardInterrupt
        to_cancel.put(token)

    waiting = threading.Thread(target=wait, name="interrupt", daemon=True)
    waiting.start()
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        to_cancel.put(None)
        waiting.join()


@contextmanager
def _interrupted_at_once() -> Iterator[None]:
    """Let Ctrl+C end the waiting for an answer."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

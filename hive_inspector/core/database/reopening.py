"""The pool of a file's connections, replaced when the file is no longer what it was opened as.

A file that nobody used comes into use, a recovered one no longer needs its copy, a restored backup takes the place of
the old file: the next lease then comes from a pool that was opened anew, while leases that are out end on the old one.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import peewee

from hive_inspector.core.database.failures import explained
from hive_inspector.core.database.fileops import held_open
from hive_inspector.core.database.finding import read_header
from hive_inspector.core.database.pool import ConnectionPool, ConnectionSettings, PoolRetired
from hive_inspector.core.database.privatecopy import remove_private_copy
from hive_inspector.core.database.sidefiles import is_same_file, state_of
from hive_inspector.core.database.target import Access
from hive_inspector.core.database.way import Opening, Way, still_holds
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken

_POLL_S = 0.05


class ReopeningPool:
    """Connections to a file, by whichever way it can be read at present. Safe from any thread."""

    def __init__(
        self,
        real_path: Path,
        access: Access,
        opening: Opening,
        reopen: Callable[[CancelToken], Opening],
    ) -> None:
        self._real_path = real_path
        self._access = access
        self._reopen = reopen
        self._swap = threading.Lock()
        self._is_closed = False
        self._opening = opening
        self._adopt(opening)

    @property
    def opening(self) -> Opening:
        """The present way."""
        return self._opening

    @property
    def pool(self) -> ConnectionPool:
        """The present pool."""
        return self._pool

    def check_out(
        self, stack: ExitStack, token: CancelToken, patience_s: float
    ) -> tuple[sqlite3.Connection, Opening]:
        """Lease a connection until the stack is closed.

        Raises:
            EnvironmentProblem: No connection could be had.
            Cancelled: The token was cancelled while waiting.
        """
        while True:
            pool, opening = self._current(token)
            try:
                return stack.enter_context(pool.leased(token, patience_s)), opening
            except PoolRetired:
                continue  # the file changed while we waited, and another task has reopened it
            except peewee.PeeweeException as error:
                raise explained(error, self._real_path) from error

    def drain(self, stack: ExitStack, token: CancelToken) -> Opening:
        """Close every connection, and let none be leased until the stack is closed.

        Raises:
            EnvironmentProblem: Others did not end their leases.
            Cancelled: The token was cancelled while waiting.
        """
        while True:
            pool, opening = self._current(token)
            try:
                stack.enter_context(pool.drained(token))
            except PoolRetired:
                continue
            return opening

    def close(self) -> None:
        """Close the idle connections now, the others when their lease ends; further calls do nothing."""
        with self._swap:
            if self._is_closed:
                return
            self._is_closed = True
        self._pool.close(self._resources.close)

    @property
    def checkpoints(self) -> bool:
        """Whether a commit may checkpoint: only in a file that was just made, since others may use any other."""
        return self._access is Access.NEW

    def present(self) -> Opening | None:
        """The way that reading may go on by, without waiting for anybody; None where the file has to be opened anew."""
        if not self._swap.acquire(blocking=False):
            return None
        try:
            return None if self._is_closed else self._held()
        except EnvironmentProblem:  # the next lease will tell
            return None
        finally:
            self._swap.release()

    def _current(self, token: CancelToken) -> tuple[ConnectionPool, Opening]:
        while not (self._swap.acquire(blocking=False) or self._swap.acquire(timeout=_POLL_S)):
            token.raise_if_cancelled()
        try:
            if self._is_closed:
                raise EnvironmentProblem(tr("This database has been closed."), tr("Open it again."))
            if self._held() is None:
                opening = self._reopen(token)
                self._pool.close(self._resources.close)
                self._adopt(opening)
            return self._pool, self._opening
        finally:
            self._swap.release()

    def _held(self) -> Opening | None:
        """The present opening, brought up to date, or None where connections may not go on by it."""
        if still_holds(self._opening, self._real_path, read_only=self._access is Access.READ_ONLY):
            return self._opening
        renewed = self._still_live()
        if renewed is not None:
            self._opening = renewed
        return renewed

    def _still_live(self) -> Opening | None:
        """The present opening brought up to date, if the file was changed and is no WAL database still."""
        was, state = self._opening, state_of(self._real_path)
        if was.way is not Way.LIVE or was.header.uses_wal or not is_same_file(was.state, state):
            return None
        found = read_header(self._real_path)
        return None if found.uses_wal else replace(was, header=found, state=state)

    def _adopt(self, opening: Opening) -> None:
        """Make the pool for an opening, and note what is to be cleared away after its last connection."""
        resources = ExitStack()
        if opening.way is Way.PRIVATE_COPY:
            resources.callback(remove_private_copy, opening.read_path)
        resources.enter_context(held_open(opening.read_path))
        settings = ConnectionSettings(salvaging=opening.salvaging, checkpoints=self.checkpoints)
        self._resources = resources
        self._pool = ConnectionPool(opening.uri, settings)
        self._opening = opening

"""The one connection for changing a schema."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hive_inspector.core.database.retry import DRIVER_WAIT_MS
from hive_inspector.core.database.statements import WriteConnection
from hive_inspector.core.database.transactions import immediate_transaction

if TYPE_CHECKING:
    from collections.abc import Iterator


class AlteringConnection(WriteConnection):
    """The only open connection to a file: foreign keys off, ALTER TABLE leaving other objects' text alone.

    Outside `transaction` each statement stands alone, which is what a PRAGMA or VACUUM needs.
    """

    _must_be_in_transaction = False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes of the block, or none.

        Raises:
            InspectorError: A statement or the commit failed; nothing was changed.
            Cancelled: The lease's token was cancelled before the commit; nothing was changed.
        """
        with (
            self._explaining(),
            immediate_transaction(self._raw, self.token, self._patience_s),
        ):
            self._must_be_in_transaction = True
            try:
                yield
            finally:
                self._must_be_in_transaction = False
                self.close_cursors()


def connect_alone(uri: str, *, checkpoints: bool) -> sqlite3.Connection:
    """A connection outside any pool.

    Args:
        uri: The file, as `core.database.target.file_uri` writes it.
        checkpoints: Whether a commit may copy the write-ahead log into the database.
    """
    raw = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=DRIVER_WAIT_MS / 1000)
    for name, setting in _SETTINGS:
        raw.execute(f"PRAGMA {name} = {setting}")
    if not checkpoints:
        raw.execute("PRAGMA wal_autocheckpoint = 0")
    found = [(name, raw.execute(f"PRAGMA {name}").fetchone()[0]) for name, _ in _SETTINGS]
    if found != _SETTINGS:
        raw.close()
        raise RuntimeError(f"SQLite would not take the settings: {found}")
    return raw


_SETTINGS = [("foreign_keys", 0), ("legacy_alter_table", 1)]
"""Read back, because inside a transaction SQLite ignores a change of `foreign_keys` silently."""

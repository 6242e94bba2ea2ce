"""Transactions that show the real reason of a failure.

SQLite rolls back by itself when the disk is full or fails; a second ROLLBACK would then raise “no transaction is
active” and hide the cause (Peewee's `atomic()` does that). Here a rollback happens only where there is something to
roll back.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import TransactionLost
from hive_inspector.core.database.retry import patiently
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from hive_inspector.core.cancellation import CancelToken


@contextmanager
def read_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One consistent state of the database for as long as the block lasts."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        roll_back(connection)


@contextmanager
def immediate_transaction(
    connection: sqlite3.Connection, token: CancelToken, patience_s: float
) -> Iterator[None]:
    """All changes of the block, or none. The write lock is taken at once, so that it cannot be refused half-way.

    Raises:
        sqlite3.OperationalError: The lock was not to be had within `patience_s` seconds, or the disk failed.
        TransactionLost: SQLite ended the transaction within the block; nothing was changed.
        Cancelled: The token was cancelled before the commit.
    """
    patiently(lambda: connection.execute("BEGIN IMMEDIATE"), token, patience_s)
    try:
        yield
        token.raise_if_cancelled()
        require_transaction(connection)
        connection.set_authorizer(None)
        patiently(lambda: connection.execute("COMMIT"), token, patience_s)
    except BaseException:
        roll_back(connection)
        raise


def require_transaction(connection: sqlite3.Connection) -> None:
    """Make sure that a transaction is still open: without one, each change would be final at once.

    Raises:
        TransactionLost: SQLite has ended it by itself, after an error, without keeping anything.
    """
    if not connection.in_transaction:
        raise TransactionLost(
            tr("The transaction ended early, after an error; nothing was changed."),
            tr("Try again from the start."),
        )


def roll_back(connection: sqlite3.Connection) -> None:
    """End the transaction, if there is one, without changing anything.

    An authorizer that guarded the statements of the block is taken off, since it might forbid this one too.
    """
    connection.set_authorizer(None)
    if connection.in_transaction:
        connection.execute("ROLLBACK")

"""Room for what the licence service says, in place of credits counted on this computer.

Adds five columns to `conversation_usage` (the licence, the one-time token and whether and when the service confirmed
it) and two to `users` (tier of the subscription, last contact), and four indexes on `conversation_usage`. A token may
be there once only. No row is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.migrations.migrator import Migrator, Reader

COLUMNS = (
    ("conversation_usage", "license_key", "TEXT"),
    ("conversation_usage", "verified", "INTEGER DEFAULT 0"),
    ("conversation_usage", "conversation_token", "TEXT"),
    ("conversation_usage", "question_hash", "TEXT"),
    ("conversation_usage", "d1_verified_at", "TEXT"),
    ("users", "subscription_tier", "TEXT DEFAULT 'free'"),
    ("users", "last_d1_sync", "TEXT"),
)
INDEXES = (
    ("idx_conversation_usage_license_key", "license_key"),
    ("idx_conversation_usage_timestamp", "timestamp"),
    ("idx_conversation_usage_verified", "verified"),
)
TOKEN_INDEX = "idx_conversation_usage_token_unique"  # noqa: S105 - the name of an index
LOSES_DOWN = (
    (
        "what the licence service said about a conversation",
        (
            "SELECT count(*) FROM conversation_usage WHERE license_key IS NOT NULL OR verified <> 0"
            " OR conversation_token IS NOT NULL OR question_hash IS NOT NULL OR d1_verified_at IS NOT NULL"
        ),
    ),
    (
        "a user's subscription tier and last contact with the licence service",
        "SELECT count(*) FROM users WHERE subscription_tier IS NOT 'free' OR last_d1_sync IS NOT NULL",
    ),
)


def migrate(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Add the columns, then the indexes."""
    for table, name, declaration in COLUMNS:
        migrator.add_column(table, f"{name} {declaration}")
    for name, column in INDEXES:
        migrator.create_index(name, "conversation_usage", column)
    migrator.create_index(
        TOKEN_INDEX,
        "conversation_usage",
        "conversation_token",
        unique=True,
        where="conversation_token IS NOT NULL",
    )


def rollback(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Drop the indexes, then the columns with what is in them."""
    migrator.drop_index(TOKEN_INDEX)
    for name, _ in reversed(INDEXES):
        migrator.drop_index(name)
    for table, name, _ in reversed(COLUMNS):
        migrator.drop_column(table, name)

"""Which references rows hang on, declared or by Hive's custom, and what becomes of a row whose own leads nowhere.

A row that cannot be without what it names (a message without its conversation) goes with it. One that can (a
conversation without its profile) only loses the name. Models of the market come and go: that a row names one that is
gone makes it no orphan. What the user set up never goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.bookkeeping import is_bookkeeping

if TYPE_CHECKING:
    from hive_inspector.core.database.snapshot import Column, Schema, Table
    from hive_inspector.core.hive.links import Link

_NEVER_MOVED = frozenset(
    {
        "users",
        "user_profiles",
        "conversations",
        "consensus_profiles",
        "consensus_profiles_v2",
        "pipeline_profiles",
        "configurations",
        "settings",
        "licenses",
        "openrouter_models",
        "openrouter_providers",
    }
)
"""What the user set up, what everything else hangs on, and the market."""
_OWNERS = frozenset(
    {
        "conversations",
        "messages",
        "conversation_messages",
        "stage_outputs",
        "consensus_profiles",
        "users",
    }
)
"""Tables that an undeclared reference is taken seriously to."""


def moved_without(schema: Schema, table: Table, link: Link) -> bool | None:
    """Whether a row that names what is not there is moved away with it; None where such rows are left as they are.

    Args:
        schema: The file's.
        table: The table of the rows.
        link: One of its references; False means that the row stays and loses the name.
    """
    target = schema.table(link.table)
    if table.kind is not TableKind.TABLE or table.problem or is_bookkeeping(table.name):
        return None
    if link.problem or target is None or target.problem or len(link.columns) != len(link.to):
        return None
    ours = [_column(table, name) for name in link.columns]
    if not link.declared and not _is_custom(target, link, ours):
        return None
    needs = any(c is not None and (c.not_null or c.key_position) for c in ours)
    moves = needs or _cascades(table, link) or (not link.declared and _is_a_message(table, link))
    if moves and folded(table.name) in _NEVER_MOVED:
        return None
    return moves


def _is_custom(target: Table, link: Link, ours: list[Column | None]) -> bool:
    """Whether an undeclared reference counts: to an owner, and of its kind.

    Version 6 gave profiles numbers: what named an older one by a text means none of the new rows.
    """
    theirs = _column(target, link.to[0])
    if folded(target.name) not in _OWNERS or theirs is None or ours[0] is None:
        return False
    return ("INT" in theirs.type.upper()) == ("INT" in ours[0].type.upper())


def _is_a_message(table: Table, link: Link) -> bool:
    return folded(table.name) == "messages" and link.columns == ("conversation_id",)


def _cascades(table: Table, link: Link) -> bool:
    return any(
        one.columns == link.columns and one.on_delete == "CASCADE" for one in table.references
    )


def _column(table: Table, name: str) -> Column | None:
    return next((c for c in table.columns if folded(c.name) == folded(name)), None)

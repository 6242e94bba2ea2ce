"""Where a row stands, so that one can be found again after the order of rows became known better."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from hive_inspector.core.browsing import rowids
from hive_inspector.core.browsing.found import FoundOrder
from hive_inspector.core.browsing.keys import Position, Rowid, source_sql
from hive_inspector.core.browsing.rowids import RowidOrder

if TYPE_CHECKING:
    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection


def position_near(
    connection: ReadConnection, table: Table, order: RowOrder, key: RowKey
) -> int | None:
    """Where a row stands, or would stand; near it where the order is an estimate, None where nothing leads there."""
    if isinstance(order, FoundOrder):
        return order.position_of(key.value) if isinstance(key, Rowid) else None
    if not (isinstance(order, RowidOrder) and isinstance(key, Rowid)):
        return None
    if order.exact:
        return position_of(connection, table, order, key)
    behind = max(order.highest - order.lowest, 1)
    near = (key.value - order.lowest) * (order.count - 1) // behind
    return max(0, min(near, order.count - 1))


def position_of(
    connection: ReadConnection, table: Table, order: RowOrder, key: RowKey
) -> int | None:
    """The 0-based position of a row in an exact order, found by passing over no more rows than lie between two anchors.

    Where the row is gone, it is the position at which it would stand.

    Returns:
        None where the order is not exact, or has no way to find a key (a row by primary key keeps its position when
        its order is surveyed, so nobody has to look for it).
    """
    if isinstance(key, Position):
        return key.index
    if not (isinstance(key, Rowid) and isinstance(order, RowidOrder) and order.exact):
        return None
    if order.dense:
        return max(0, min(key.value - order.lowest, order.count))
    anchors = order.anchors or (order.lowest,)
    nearest = max(bisect_right(anchors, key.value) - 1, 0)
    passed = connection.integer(
        f"SELECT count(*){source_sql(table)} WHERE {order.rowid} >= ? AND {order.rowid} < ?",
        (anchors[nearest], key.value),
    )
    return nearest * rowids.ANCHOR_STEP + passed

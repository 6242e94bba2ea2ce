"""From a row along a link: what the row holds there, and the filter that finds the rows at the other end."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.filter_texts import in_quotes
from hive_inspector.core.browsing.filters import ColumnFilter, RowFilter, parse_filter
from hive_inspector.core.browsing.keys import ALIAS, Position, row_is, source_sql
from hive_inspector.core.browsing.masking import columns_read, hidden_columns, masks_for
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.values import utf8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.database.snapshot import Column, Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)
"""A text that means itself behind `=`; any other is put in quotation marks."""


def values_of(
    connection: ReadConnection, table: Table, key: RowKey, columns: Sequence[str]
) -> tuple[Cell, ...] | None:
    """What a row holds in some columns.

    Args:
        connection: A lease.
        table: The table of the row.
        key: The row's name.
        columns: Which columns.

    Returns:
        None where the row is gone, has no name that leads back to it, or holds a secret in one of the columns.

    Raises:
        StatementProblem: The table or a column is gone.
        DatabaseDamaged: The row lies on a damaged page.
        Cancelled: The lease's token was cancelled.
    """
    if isinstance(key, Position):
        return None
    masks = masks_for(table, columns)
    read = columns_read(masks, tuple(columns))
    selected = ", ".join(f"{ALIAS}.{quoted(name)}" for name in read)
    condition = row_is(table, key)
    row = connection.one(
        f"SELECT {selected}{source_sql(table)}{condition.where}", condition.parameters
    )
    if row is None or hidden_columns(masks, dict(zip(read, row, strict=True))):
        return None
    return row[: len(columns)]


def filter_for(
    target: Table, columns: Sequence[str], values: Sequence[Cell], now: datetime | None = None
) -> RowFilter | None:
    """The filter that finds the rows which hold these values, as a user could have typed it.

    Args:
        target: The table to be filtered.
        columns: Its columns.
        values: What they are to hold, in the same order.
        now: The present moment; nothing here depends on it.

    Returns:
        None where no filter says that: a value is a blob or no text, a column is not there.
    """
    found = []
    for name, value in zip(columns, values, strict=True):
        column = next((c for c in target.columns if folded(c.name) == folded(name)), None)
        text = None if column is None else _text(value)
        if column is None or text is None:
            return None
        found.append(_filter(column, text, now))
    return RowFilter(tuple(found))


def _filter(column: Column, text: str, now: datetime | None) -> ColumnFilter:
    return parse_filter(text, column, None, now or datetime.now())  # noqa: DTZ005 - no time is read


def _text(value: Cell) -> str | None:
    if value is None:
        return "null"
    if isinstance(value, bytes):
        return None
    if isinstance(value, str):
        return f"={value}" if _is_plain(value) else _literal(value)
    return f"={value!r}"


def _is_plain(value: str) -> bool:
    return _NAME.fullmatch(value) is not None and folded(value) != "null"


def _literal(value: str) -> str | None:
    is_text = utf8(value) == value.encode("utf-8", "replace")
    return f"={in_quotes(value)}" if is_text else None

"""Dots for secrets, applied here so that no caller can forget them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.values import CellKind, CellText
from hive_inspector.core.hive import privacy
from hive_inspector.core.hive.table_secrets import table_masks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.hive.privacy import Mask

MASKED_CELL = CellText(privacy.MASK_TEXT, CellKind.TEXT, cut=False, masked=True)
"""What stands for a secret, whatever it is."""


def masks_for(
    table: Table, columns: Collection[str], reveal: Collection[str] = ()
) -> tuple[Mask, ...]:
    """The masks of these columns of the table, without those that are to be revealed."""
    wanted = {folded(name) for name in columns} - {folded(name) for name in reveal}
    return tuple(mask for mask in table_masks(table) if folded(mask.column) in wanted)


def columns_read(masks: Sequence[Mask], columns: Sequence[str]) -> tuple[str, ...]:
    """These columns, and behind them what the masks have to see besides."""
    witnesses = (name for mask in masks for name in (mask.column, *mask.reads))
    return (*columns, *dict.fromkeys(name for name in witnesses if name not in columns))


def hidden_columns(masks: Sequence[Mask], values: Mapping[str, Cell]) -> frozenset[str]:
    """Which columns of a row are hidden, given what stands in its columns."""
    return frozenset(mask.column for mask in masks if mask.hides(values))

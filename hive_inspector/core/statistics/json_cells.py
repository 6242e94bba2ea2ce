"""What JSON texts hold, by slot, column, and key or item.

The texts are read here and not by SQLite's `json_each`: that takes twice as long, since every key becomes a row that is
sorted to be grouped, and a text that is no JSON would end it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from hive_inspector.core.statistics.numbers import LARGEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hive_inspector.core.database.statements import Row

_DECODER = json.JSONDecoder()
_REMEMBERED = 1_000
"""Texts that are not read again when the next row has the same: features are the same few lists in most rows."""

ROWS = ""
"""In place of a column: the cell tells how many rows there are."""
_Amounts: TypeAlias = "dict[Any, dict[str, float]]"
"""By slot, and by key or item."""


def numbers_by_key(rows: Iterable[Row], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Slot, column, key and sum of the numbers of JSON objects; then each slot, `ROWS`, nothing and how many rows.

    Args:
        rows: A slot, then the texts.
        columns: What the texts' columns are called.
    """
    return _gathered(rows, columns, _add_numbers)


def rows_by_item(rows: Iterable[Row], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Slot, column, item of JSON arrays and how often it comes; then each slot, `ROWS`, nothing and how many rows.

    Args:
        rows: A slot, then the texts.
        columns: What the texts' columns are called.
    """
    return _gathered(rows, columns, _add_items)


def _gathered(
    rows: Iterable[Row],
    columns: Sequence[str],
    add: Callable[[dict[str, float], object], None],
) -> list[tuple[Any, ...]]:
    found: list[_Amounts] = [{} for _ in columns]
    counts: dict[Any, int] = {}
    for slot, *texts in rows:
        counts[slot] = counts.get(slot, 0) + 1
        for by_slot, text in zip(found, texts, strict=True):
            amounts = by_slot.get(slot)
            if amounts is None:
                amounts = by_slot[slot] = {}
            add(amounts, text)
    cells: list[tuple[Any, ...]] = [(slot, ROWS, "", count) for slot, count in counts.items()]
    for column, by_slot in zip(columns, found, strict=True):
        for slot, amounts in by_slot.items():
            cells += [(slot, column, name, amount) for name, amount in amounts.items()]
    return cells


def _add_numbers(amounts: dict[str, float], text: object) -> None:
    content = _read(text)
    if not isinstance(content, dict):
        return
    for key, value in content.items():
        if (type(value) is float or type(value) is int) and -LARGEST <= value <= LARGEST:
            amounts[key] = amounts.get(key, 0) + value


def _add_items(amounts: dict[str, float], text: object) -> None:
    if isinstance(text, str):
        for item in _items(text):
            amounts[item] = amounts.get(item, 0) + 1


@lru_cache(_REMEMBERED)
def _items(text: str) -> tuple[str, ...]:
    content = _read(text)
    if not isinstance(content, list):
        return ()
    return tuple(item if isinstance(item, str) else json.dumps(item) for item in content)


def _read(text: object) -> object:
    """What a text says, or None where it is no JSON."""
    if not isinstance(text, str):
        return None
    try:
        content, end = _DECODER.raw_decode(text)
        return content if end == len(text) else json.loads(text)
    except RecursionError:
        return None
    except ValueError:
        return _read_with_margins(text)


def _read_with_margins(text: str) -> object:
    """The same of a text that may begin with spaces, which the decoder itself does not pass over."""
    try:
        return json.loads(text) if text[:1].isspace() else None
    except (ValueError, RecursionError):
        return None

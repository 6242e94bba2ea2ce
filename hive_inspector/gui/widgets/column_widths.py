"""How wide a grid's columns start out: by their title and by what the first rows hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.gui.widgets.grid_painter import PADDING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hive_inspector.gui.cells import ShownRow

LEAST_WIDTH = 84
"""The word “filter” under the title is read whole, and a number may grow to seven figures."""
USUAL_MOST = 260
NAME_MOST = 180
"""Enough to tell long identifiers apart; the row panel shows them whole."""
NAME_LEAST = 120
_NAME_SHARE = 0.22
"""Of the window's room, so that in a narrow one identifiers leave something for what is to be read."""
LONG_TEXT_WIDTH = 340
"""What a column of long texts gets at least; more if the window has room."""
LONG_TEXT_MOST = 720
_LONG_TEXT = 40
"""Characters from which on a text is for reading, not for recognising."""
_OUTLIERS = 0.05
"""The share of rows whose values may be cut off for the sake of the others."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How wide titles and values are drawn, in pixels."""

    title: Callable[[str], int]
    text: Callable[[str], float]


def fitted_widths(
    titles: Sequence[str], rows: Sequence[ShownRow], measures: Measures, room: int
) -> list[int]:
    """The width of each column.

    Args:
        titles: What stands over the columns.
        rows: Some rows to go by.
        measures: The fonts.
        room: Pixels that the window has; columns of long texts share what the others leave of it.
    """
    widths: list[int] = []
    long_texts: list[int] = []
    for index, title in enumerate(titles):
        texts = [row[0][index] for row in rows]
        is_long = _is_long(texts)
        most = LONG_TEXT_WIDTH if is_long else _usual_most(texts, room)
        widths.append(max(LEAST_WIDTH, min(_needed(title, texts, measures), most)))
        if is_long:
            long_texts.append(index)
    left = room - sum(widths)
    for index in long_texts:
        if left > 0:
            widths[index] = min(LONG_TEXT_MOST, widths[index] + left // len(long_texts))
    return widths


def full_width(title: str, texts: Sequence[str], measures: Measures) -> int:
    """What a column needs for its title and all these texts."""
    values = max((measures.text(text) for text in texts), default=0)
    return max(LEAST_WIDTH, measures.title(title), round(values) + 2 * PADDING + 1)


def _needed(title: str, texts: Sequence[str], measures: Measures) -> int:
    values = sorted(measures.text(text) for text in texts)
    value = values[int(len(values) * (1 - _OUTLIERS))] if values else 0
    return max(measures.title(title), round(value) + 2 * PADDING + 1)


def _usual_most(texts: Sequence[str], room: int) -> int:
    if any(" " in text for text in texts):
        return USUAL_MOST
    return max(NAME_LEAST, min(NAME_MOST, round(room * _NAME_SHARE)))


def _is_long(texts: Sequence[str]) -> bool:
    lengths = sorted(map(len, texts))
    return bool(lengths) and lengths[len(lengths) // 2] >= _LONG_TEXT

"""How the titles of a table say by which columns its rows are sorted: a mark to see, and words to hear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Sorted:
    """How a column is sorted."""

    number: int
    """1 for the column that counts most."""
    descending: bool = False


def sort_mark(sorts: Mapping[int, Sorted], column: int) -> str | None:
    """An arrow, numbered where there are several; None of a column that is not sorted."""
    sort = sorts.get(column)
    if sort is None:
        return None
    number = str(sort.number) if len(sorts) > 1 else ""
    return ("↓" if sort.descending else "↑") + number


def spoken_title(name: str, sorts: Mapping[int, Sorted], column: int) -> str:
    """The column's name, and how it is sorted."""
    sort = sorts.get(column)
    if sort is None:
        return name
    way = tr("descending") if sort.descending else tr("ascending")
    rank = (
        tr(", {number} of {count}", number=sort.number, count=len(sorts)) if len(sorts) > 1 else ""
    )
    return tr("{name}, sorted {way}{rank}", name=name, way=way, rank=rank)

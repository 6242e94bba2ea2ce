"""What the columns of a table are asked for when a text is looked for in any of them.

A text is looked for by the rules of a filter without operators; a column for numbers is compared with it as a number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.criteria import (
    Affinity,
    Compares,
    Comparison,
    Contains,
    affinity_of,
)
from hive_inspector.core.browsing.filter_reading import number_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.browsing.criteria import Criterion
    from hive_inspector.core.database.snapshot import Column, Table

_NUMERIC = re.compile("INT|REAL|FLOA|DOUB|NUM|DEC|BOOL", re.IGNORECASE)


def contained_in(table: Table, text: str) -> Mapping[str, Criterion]:
    """What all columns are asked for; those that cannot hold the text are left out."""
    asked: dict[str, Criterion] = {}
    for column in table.columns:
        criterion = equal_to(column, text) if _is_for_numbers(column) else Contains(text)
        if criterion is not None and not column.hidden:
            asked[column.name] = criterion
    return asked


def equal_to(column: Column, text: str) -> Criterion | None:
    """That a cell is exactly this; None where no number is wanted of a column for numbers."""
    number = number_in(text)
    if _is_for_numbers(column):
        return None if number is None else Compares(Comparison.EQUAL, number)
    if number is not None and affinity_of(column.type) is Affinity.NONE:
        return Compares(Comparison.EQUAL, number, either=True)
    return Compares(Comparison.EQUAL, text)


def _is_for_numbers(column: Column) -> bool:
    """Whether the type says so; types such as DATETIME and UUID have the affinity, but hold texts."""
    return affinity_of(column.type) is Affinity.NUMBER and _NUMERIC.search(column.type) is not None

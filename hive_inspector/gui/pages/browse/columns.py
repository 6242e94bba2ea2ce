"""What the grid says of a table's columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hive_inspector.core.hive.catalogue import Trait, column_note
from hive_inspector.core.language import tr
from hive_inspector.gui.cells import NULL, NUMBER
from hive_inspector.gui.models.rows_model import GridColumn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hive_inspector.core.database.snapshot import Column, Table
    from hive_inspector.gui.models.page_cache import ShownPage

_NUMBER_TYPE = re.compile("INT|REAL|FLOA|DOUB|NUM|DEC", re.IGNORECASE)
_TOLD_TRAITS = {
    Trait.SECRET: tr("A secret: shown as dots until revealed."),
    Trait.PERSONAL: tr("Personal."),
    Trait.PRIVATE: tr("Private content."),
}


def grid_columns(table: Table, pages: Iterable[ShownPage]) -> tuple[GridColumn, ...]:
    """The columns of a table; the title of one stands to the right where its values do."""
    marks = [row[1] for page in pages for row in page.rows]
    shown = [column for column in table.columns if not column.hidden]
    return tuple(
        GridColumn(
            column.name,
            is_number=_is_number(column, {row[place] for row in marks}),
            description=_description(table, column),
        )
        for place, column in enumerate(shown)
    )


def _is_number(column: Column, marks: set[int]) -> bool:
    filled = marks - {NULL}
    return filled == {NUMBER} if filled else bool(_NUMBER_TYPE.search(column.type))


def _description(table: Table, column: Column) -> str:
    note = column_note(table.name, column.name)
    declared = " ".join(part for part in (column.name, column.type) if part)
    if column.key_position:
        declared += tr(", primary key")
    told = [words for trait, words in _TOLD_TRAITS.items() if trait in note.traits]
    return "\n".join(part for part in (declared, note.description, *told) if part)

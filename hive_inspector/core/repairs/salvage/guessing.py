"""Which of Hive's schemas a file has of which no declaration is left: told by what its rows look like."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hive_inspector.core.database.rawpages.pages import LEAF_TABLE
from hive_inspector.core.database.rawpages.trees import free_pages
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.blueprints import blueprint, blueprint_names
from hive_inspector.core.repairs.salvage.declared import Declared, declared_by
from hive_inspector.core.repairs.salvage.reading import stray_pages
from hive_inspector.core.repairs.salvage.shapes import Shape

if TYPE_CHECKING:
    from hive_inspector.core.repairs.salvage.reading import Reader

_LOOKED_AT = 120
"""Pages that are looked at to tell."""
_LEAST_SHARE = 0.5
"""How much of their rows has to fit some table of a schema."""


def with_guessed_schema(reader: Reader, declared: Declared) -> Declared:
    """The declarations; where there are none, those of the schema of Hive's that the rows fit best."""
    if declared.objects:
        return declared
    pages = list(stray_pages(reader, free_pages(reader.file), {LEAF_TABLE}))
    step = max(1, len(pages) // _LOOKED_AT)
    looked_at = pages[::step]
    ranked = [(_share(reader, looked_at, name), name) for name in blueprint_names()]
    share, name = max(ranked, key=lambda one: one[0])
    if not looked_at or share < _LEAST_SHARE * len(looked_at):
        return declared
    objects = tuple(declared_by(name))
    return Declared(
        objects,
        is_whole=False,
        blueprint=name,
        filled_in=len(objects),
        damaged=declared.damaged,
        pages=declared.pages,
    )


def _share(reader: Reader, pages: list[int], name: str) -> float:
    """How many pages fit some table of a schema, each as well as it does; rows of one table on few count less."""
    shapes = [Shape.of(table) for table in blueprint(name).tables if table.kind is TableKind.TABLE]
    best: Counter[int] = Counter()
    share = 0.0
    for page in pages:
        fits = [reader.fit(page, shape) for shape in shapes]
        fit = max(fits, default=0.0)
        share += fit
        if fit:
            best[fits.index(fit)] += 1
    return share * (1 + 0.01 * len(best)) * _EVEN


_EVEN = 2.0
"""Without anything learned of a table, a perfect fit counts 0.6."""

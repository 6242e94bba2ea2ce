"""Whether two files declare the same: letter by letter, or at least by meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.sqltext import canonical
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.checking.state import without_books

if TYPE_CHECKING:
    from hive_inspector.core.migrations.checking.state import Objects


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    """How two sets of objects compare."""

    differs: tuple[str, ...] = ()
    """Names of objects that mean something else, or that only one side has."""
    rewritten: tuple[str, ...] = ()
    """Names of objects that mean the same and are written otherwise."""

    @property
    def text(self) -> str:
        """In a few words."""
        if self.differs:
            return tr("different: {differs}", differs=", ".join(self.differs))
        if self.rewritten:
            return tr(
                "the same; written otherwise: {rewritten}", rewritten=", ".join(self.rewritten)
            )
        return tr("identical")


def schema_difference(wanted: Objects, found: Objects) -> SchemaDifference:
    """Compare all objects but those that record migrations and SQLite's table of counters, which never goes again."""
    left, right = without_books(wanted), without_books(found)
    differs, rewritten = [], []
    for key in sorted({*left, *right}):
        if key[1] == "sqlite_sequence" or left.get(key) == right.get(key):
            continue
        if key in left and key in right and _same(left[key], right[key]):
            rewritten.append(key[1])
        else:
            differs.append(key[1])
    return SchemaDifference(tuple(differs), tuple(rewritten))


def _same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return canonical(one[0]) == canonical(other[0]) and canonical(one[1]) == canonical(other[1])

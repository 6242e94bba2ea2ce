"""The words that a statement to one database can be made of, arranged for completion."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.keywords import KEYWORDS
from hive_inspector.core.database.question_rules import ASKED_PRAGMAS, FUNCTIONS, TELLING_PRAGMAS
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.links import forward_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.hive.links import Link

_SQL_WORDS = (
    "ALL AND AS ASC BETWEEN BY CASE CAST COLLATE CROSS CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP "
    "DELETE DESC DISTINCT ELSE END ESCAPE EXCEPT EXISTS EXPLAIN FILTER FROM FULL GLOB GROUP HAVING IN INDEXED "
    "INNER INSERT INTERSECT INTO IS ISNULL JOIN LAST LEFT LIKE LIMIT MATERIALIZED NATURAL NOT NOTNULL NULL "
    "NULLS OFFSET ON OR ORDER OUTER OVER PARTITION PLAN PRAGMA QUERY RECURSIVE REPLACE RETURNING RIGHT ROWS "
    "SELECT SET THEN UNION UPDATE USING VALUES WHEN WHERE WINDOW WITH "
)
_BEGINNINGS = (
    "SELECT",
    "WITH",
    "EXPLAIN QUERY PLAN",
    "VALUES",
    "PRAGMA",
    "INSERT INTO",
    "UPDATE",
    "DELETE FROM",
)
_QUOTED_WORDS = KEYWORDS - {
    "ACTION",
    "FIRST",
    "KEY",
    "LAST",
    "PLAN",
    "QUERY",
    "ROW",
    "ROWS",
    "TEMP",
    "VIEW",
}
"""Without those that SQLite takes for names where it expects one, and that are names in Hive's databases."""
_BARE = re.compile(r"[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_$\u0080-\U0010ffff]*")


def as_name(name: str) -> str:
    """A name as it has to be written in a statement: quoted only where it must be."""
    return name if _BARE.fullmatch(name) and name.upper() not in _QUOTED_WORDS else quoted(name)


class Words:
    """Names, found by their beginning or by that of a later part, at once however many there are."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted((folded(name), name) for name in names)
        self._parts = sorted(
            (plain[place.end() :], name)
            for plain, name in self._names
            for place in _SEAM.finditer(plain)
        )

    def beginning(self, prefix: str) -> Iterator[str]:
        """Names that begin so, in order, and then those with a part behind `_` that does."""
        plain = folded(prefix)
        seen = set()
        for listed in (self._names, self._parts) if plain else (self._names,):
            for place in range(bisect_left(listed, (plain, "")), len(listed)):
                found, name = listed[place]
                if not found.startswith(plain):
                    break
                if name not in seen:
                    seen.add(name)
                    yield name


_SEAM = re.compile(r"(?<=[^_])_+(?=[^_])")


class Vocabulary:
    """The words of one schema. Made once, on a worker thread (10,000 tables take about a second)."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        shown = [table for table in schema.tables if table.kind is not TableKind.SHADOW]
        self.tables = Words(table.name for table in shown)
        self.functions = Words(
            name for name in FUNCTIONS if name[0].isalpha() and not name.startswith("current_")
        )
        self.keywords = Words(_SQL_WORDS.split())
        self.beginnings = Words(_BEGINNINGS)
        self.pragmas = Words(TELLING_PRAGMAS | ASKED_PRAGMAS)
        self._links: dict[str, list[tuple[Table, Link]]] = {}
        for table in shown:
            if table.kind is not TableKind.TABLE:
                continue
            for link in forward_links(schema, table):
                if not link.problem and link.to:
                    self._note(table, link)

    def links(self, table: str) -> list[tuple[Table, Link]]:
        """The references from and to a table: the table that refers, and how."""
        return self._links.get(folded(table), [])

    def _note(self, table: Table, link: Link) -> None:
        for end in dict.fromkeys((folded(table.name), folded(link.table))):
            self._links.setdefault(end, []).append((table, link))

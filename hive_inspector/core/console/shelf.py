"""Ready queries for Hive's databases, written for whatever lineage a file is of.

The lineages keep the same things in tables and columns of different names. A query names what it is about
(`{messages}`, `{message_time}`); where a file has no such thing, the query is not on its shelf.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent
from typing import TYPE_CHECKING

from hive_inspector.core.console.ready_queries import PLACES, QUERIES
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import TableKind

if TYPE_CHECKING:
    from hive_inspector.core.console.ready_queries import ReadyText
    from hive_inspector.core.database.snapshot import Schema


@dataclass(frozen=True, slots=True)
class ReadyQuery:
    """A query from the shelf, written for one schema."""

    id: str
    title: str
    meaning: str
    """What it tells, in a sentence."""
    sql: str


def ready_queries(schema: Schema) -> tuple[ReadyQuery, ...]:
    """The queries that a file can answer, in the order in which they are listed."""
    columns = {
        folded(table.name): {folded(column.name) for column in table.columns}
        for table in schema.tables
        if table.kind in (TableKind.TABLE, TableKind.VIEW)
    }
    words = _words(columns)
    found = (_written(text, words, columns) for text in QUERIES)
    return tuple(query for query in found if query is not None)


def _words(columns: dict[str, set[str]]) -> dict[str, str]:
    """What stands for each place, as far as the file has it."""
    words: dict[str, str] = {}
    for name, (table, choices) in PLACES.items():
        if not table:
            found = next((choice for choice in choices if choice in columns), None)
        else:
            known = columns.get(words.get(table, ""), set())
            found = next((choice for choice in choices if choice in known), None)
        if found is not None:
            words[name] = found
    return words


def _written(
    text: ReadyText, words: dict[str, str], columns: dict[str, set[str]]
) -> ReadyQuery | None:
    if any(place not in words for place in text.places):
        return None
    for need in text.needs.split():
        table, _, column = need.partition(".")
        if column not in columns.get(words.get(table, table), set()):
            return None
    sql = dedent(text.sql).strip().format(**words)
    return ReadyQuery(text.id, text.title, text.meaning, sql)

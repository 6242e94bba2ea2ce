"""What is known before a statement is run: the tables, what completes a text, how it is laid out, the sizes left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.console.completion import complete
from hive_inspector.core.console.formatting import formatted
from hive_inspector.core.console.shelf import ready_queries
from hive_inspector.core.console.vocabulary import Vocabulary
from hive_inspector.core.database.introspection import read_schema

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.console.completion import Completion
    from hive_inspector.core.console.running import Console
    from hive_inspector.core.console.shelf import ReadyQuery
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.settings import JsonValue

_SIZES_KEPT = 4
_LARGEST = 100_000
"""Pixels that no screen has."""


def prepare(
    console: Console, schema: Schema, _token: CancelToken, _progress: Progress
) -> tuple[Vocabulary, tuple[ReadyQuery, ...]]:
    """Make the console ready, and know what a schema holds."""
    console.warm_up()
    return Vocabulary(schema), ready_queries(schema)


def complete_at(
    text: str, place: int, vocabulary: Vocabulary, _token: CancelToken, _progress: Progress
) -> Completion:
    """What could stand at a place of a text."""
    return complete(text, place, vocabulary)


def lay_out(text: str, _token: CancelToken, _progress: Progress) -> str:
    """A script laid out anew."""
    return formatted(text)


def read_tables(database: Database, token: CancelToken, _progress: Progress) -> Schema:
    """The tables that are there now."""
    with database.reading(token) as connection:
        return read_schema(connection)


def sizes_from(remembered: JsonValue) -> tuple[list[int], list[int]] | None:
    """What was remembered of the sizes, if that is four of them."""
    sizes = remembered if isinstance(remembered, list) else []
    whole = [size for size in sizes if isinstance(size, int) and 0 <= size < _LARGEST]
    return (whole[:2], whole[2:]) if len(sizes) == len(whole) == _SIZES_KEPT else None

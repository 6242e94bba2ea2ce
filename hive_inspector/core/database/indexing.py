"""What indexes are good for, told from their declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Index, IndexColumn, Table


def index_use(table: Table, index: Index) -> str:
    """Which questions an index answers, in a sentence or two; or why none, where another index answers them all."""
    sentences = []
    terms = [_term(one) for one in index.columns]
    if index.origin != "c" or index.unique:
        sentences.append(f"Keeps {_listed(terms, 'and')} unique.")
    instead = next((other for one, other in superfluous_indexes(table) if one is index), None)
    if instead is not None:
        sentences.append(f"Adds nothing: {instead.name} begins with the same.")
        return " ".join(sentences)
    ways = _listed([_listed(terms[: n + 1], "and") for n in range(len(terms))], "or by", last=2)
    limit = f", for rows where {index.where}" if index.where else ""
    sentences.append(f"Finds and sorts rows by {ways}{limit}.")
    special = sorted({one.collation for one in index.columns if one.collation != "BINARY"})
    if special:
        sentences.append(f"Only comparisons by {_listed(special, 'and')} use it.")
    if any(one.expression for one in index.columns):
        sentences.append("Only a question with the same expression uses it.")
    return " ".join(sentences)


def _term(one: IndexColumn) -> str:
    return one.name or one.expression or "rowid"


def _listed(words: list[str], joint: str, last: int | None = None) -> str:
    """`a`, `a and b`, `a, b and c`; of many at most the first and the whole where so many are wanted."""
    if last is not None and len(words) > last:
        words = [words[0], words[-1]]
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def superfluous_indexes(table: Table) -> Iterator[tuple[Index, Index]]:
    """Each index that adds nothing, with one that does the same; of two that are alike the first is kept."""
    by_beginning: dict[tuple[object, ...], list[Index]] = {}
    for index in table.indexes:
        terms = _terms(index)
        for length in range(1, len(terms) + 1):
            alike = by_beginning.setdefault((index.where, *terms[:length]), [])
            if len(alike) < _MOST_ALIKE:
                alike.append(index)
    places = {id(index): place for place, index in enumerate(table.indexes)}
    for index in table.indexes:
        if index.origin != "c" or index.unique:
            continue
        for other in by_beginning.get((index.where, *_terms(index)), ()):
            is_twin = len(other.columns) == len(index.columns) and other.origin == "c"
            is_before = places[id(other)] < places[id(index)]
            if other is not index and (not is_twin or other.unique or is_before):
                yield index, other
                break


_MOST_ALIKE = 16
"""Indexes with one beginning that are compared; only a file that somebody made to be slow has more."""


def _terms(index: Index) -> tuple[tuple[str, bool, str], ...]:
    """What it is over. An index over some rows is smaller than one over all, and so not made superfluous by it."""
    return tuple(
        (folded(column.name or column.expression), column.descending, folded(column.collation))
        for column in index.columns
    )

"""What indexes are good for, told from their declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Index, IndexColumn, Table


def index_use(table: Table, index: Index) -> str:
    """Which questions an index answers, in a sentence or two; or why none, where another index answers them all."""
    sentences = []
    terms = [_term(one) for one in index.columns]
    if index.origin != "c" or index.unique:
        sentences.append(tr("Keeps {together} unique.", together=_together(terms)))
    instead = next((other for one, other in superfluous_indexes(table) if one is index), None)
    if instead is not None:
        sentences.append(tr("Adds nothing: {instead} begins with the same.", instead=instead.name))
        return " ".join(sentences)
    ways = (
        terms[0]
        if len(terms) == 1
        else tr("{term} or by {together}", term=terms[0], together=_together(terms))
    )
    if index.where:
        sentences.append(
            tr(
                "Finds and sorts rows by {ways}, for rows where {where}.",
                ways=ways,
                where=index.where,
            )
        )
    else:
        sentences.append(tr("Finds and sorts rows by {ways}.", ways=ways))
    special = sorted({one.collation for one in index.columns if one.collation != "BINARY"})
    if special:
        sentences.append(tr("Only comparisons by {together} use it.", together=_together(special)))
    if any(one.expression for one in index.columns):
        sentences.append(tr("Only a question with the same expression uses it."))
    return " ".join(sentences)


def _term(one: IndexColumn) -> str:
    return one.name or one.expression or "rowid"


def _together(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) == 1:
        return words[0]
    return tr("{words} and {word}", words=", ".join(words[:-1]), word=words[-1])


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

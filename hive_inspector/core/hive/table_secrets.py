"""Which cells of a table hide, wherever the table has them from.

Besides what its own names tell (`privacy`), a table may hold the secrets of another column or table: a column that is
computed from a masked one, a view, the content and the words of a search index, what the query planner remembers of an
index.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from hive_inspector.core.database.declarations import module_of
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.sqltext import TokenKind, tokens, unquoted
from hive_inspector.core.database.tabletext import parse
from hive_inspector.core.hive.privacy import Mask, masks
from hive_inspector.core.hive.view_secrets import view_masks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hive_inspector.core.database.snapshot import Table

_NAMES = (TokenKind.WORD, TokenKind.NAME, TokenKind.STRING)
_CONTENT_COLUMN = re.compile(r"c(\d+)")
"""A column of `…_content`: `c1` of FTS5, `c1value` of FTS3 and FTS4."""
_WORDS_OF_INDEX = frozenset({"block", "term", "root"})
"""Columns of shadow tables in which the words of a search index lie."""
_WORD_LISTS = frozenset({"fts5vocab", "fts4aux"})
"""Modules whose tables list the words of a search index."""
_SAMPLES = ("sqlite_stat3", "sqlite_stat4")
"""Where ANALYZE keeps values of indexed columns, in the column `sample`."""


def table_masks(table: Table) -> tuple[Mask, ...]:
    """The columns of a table or view that hide cells."""
    match table.kind:
        case TableKind.VIEW:
            return view_masks(table, table_masks)
        case TableKind.VIRTUAL:
            return _merged(_by_name(table), _virtual_masks(table))
        case TableKind.SHADOW:
            return _merged(_by_name(table), _shadow_masks(table))
        case TableKind.INTERNAL if folded(table.name) in _SAMPLES:
            return (Mask("sample"),)
    own = _by_name(table)
    computed = tuple(column.name for column in table.columns if column.generated)
    return _merged(own, _computed_masks(table.sql, computed, own)) if computed and own else own


def _by_name(table: Table) -> tuple[Mask, ...]:
    return masks(table.name, [column.name for column in table.columns])


def _merged(own: tuple[Mask, ...], others: Iterable[Mask]) -> tuple[Mask, ...]:
    """All masks, one for each column: the one that hides more."""
    found = {folded(mask.column): mask for mask in own}
    for mask in others:
        known = found.get(folded(mask.column))
        if known is None or not known.hides_all:
            found[folded(mask.column)] = mask
    return tuple(found.values())


@lru_cache(maxsize=256)
def _computed_masks(
    create_sql: str, computed: tuple[str, ...], own: tuple[Mask, ...]
) -> tuple[Mask, ...]:
    """The columns that are computed from a masked one, also by way of another."""
    mentioned = _mentioned_by(create_sql, computed)
    known = {folded(mask.column): mask for mask in own}
    found: dict[str, Mask] = {}
    for _ in computed:
        for column in computed:
            sources = [known[name] for name in mentioned[column] if name in known]
            if sources and folded(column) not in found:
                found[folded(column)] = known[folded(column)] = _copied(column, sources)
    return tuple(found.values())


def _copied(column: str, sources: list[Mask]) -> Mask:
    """What hides a cell that is made of others; a part of what is hidden for its content may not tell."""
    first, *others = sources
    if others or first.by_content:
        return Mask(column)
    return replace(first, column=column)


def _mentioned_by(create_sql: str, columns: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The names in the declaration of each column; of a declaration that cannot be read, all names in it."""
    try:
        declared = {folded(one.name): (one.name_end, one.end) for one in parse(create_sql).columns}
    except StatementProblem:
        declared = {}
    everything = (0, len(create_sql))
    return {
        column: tuple(_names(create_sql[slice(*declared.get(folded(column), everything))]))
        for column in columns
    }


def _names(sql: str) -> Iterator[str]:
    return (folded(unquoted(token.text)) for token in tokens(sql) if token.kind in _NAMES)


def _virtual_masks(table: Table) -> Iterator[Mask]:
    """What a virtual table shows of the tables that its declaration names."""
    named = [table.among[name] for name in _names(table.sql) if name in table.among]
    sources = [one for one in named if one.name != table.name]
    columns = {folded(column.name) for column in table.columns}
    hidden = [mask for one in sources for mask in _stored_masks(one) if not _is_light(mask)]
    if folded(module_of(table.sql)) in _WORD_LISTS:
        yield from [Mask("term")] if hidden else []
        return
    for mask in hidden:
        if folded(mask.column) in columns:
            yield mask if columns.issuperset(map(folded, mask.reads)) else Mask(mask.column)


def _shadow_masks(table: Table) -> Iterator[Mask]:
    """What the table of a virtual table's own keeps of masked columns, and of their words."""
    owner = _owner(table)
    if owner is None:
        return
    hidden = {folded(mask.column): mask for mask in table_masks(owner) if not _is_light(mask)}
    contents = [column.name for column in owner.columns if not column.hidden]
    places = {
        folded(contents[int(numbered[1])]): column.name
        for column in table.columns
        if (numbered := _CONTENT_COLUMN.match(column.name)) and int(numbered[1]) < len(contents)
    }
    for column in table.columns:
        if hidden and folded(column.name) in _WORDS_OF_INDEX:
            yield Mask(column.name)
    for name, mask in hidden.items():
        if name in places:
            yield _moved(mask, places)


def _moved(mask: Mask, places: dict[str, str]) -> Mask:
    """The mask of a column that is called otherwise here, as are those that it reads."""
    try:
        moved = {name: places[folded(name)] for name in (mask.column, *mask.reads)}
    except KeyError:
        return Mask(places[folded(mask.column)])
    return replace(
        mask,
        column=moved[mask.column],
        reads=tuple(moved[name] for name in mask.reads),
        key=moved.get(mask.key or ""),
        encrypted=moved.get(mask.encrypted or ""),
    )


def _owner(shadow: Table) -> Table | None:
    """The virtual table that a shadow table belongs to."""
    found = shadow.among.get(folded(shadow.name).rpartition("_")[0])
    return found if found is not None and found.kind is TableKind.VIRTUAL else None


def _stored_masks(table: Table) -> tuple[Mask, ...]:
    """The masks of what a virtual table is about, without going round in circles."""
    return _by_name(table) if table.kind is TableKind.VIRTUAL else table_masks(table)


def _is_light(mask: Mask) -> bool:
    """Whether only some values of a column are secrets, by what they hold."""
    return mask.by_content and not mask.reads

"""Secrets that a view shows under other names.

What a view does with its sources is not worked out, only read off its words: a view that mentions a masked column of
any table it reaches, or takes all columns with `*`, shows of these tables what is harmless there and has kept its name,
and hides every other column. So a view rather hides too much than too little. What is a secret only for what it says,
such as an address with a password, is looked for in the view's own columns of addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.sqltext import TokenKind, tokens, unquoted
from hive_inspector.core.hive.privacy import Mask, masks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.sqltext import Token

_NAMES = (TokenKind.WORD, TokenKind.NAME, TokenKind.STRING)
_BEFORE_A_COLUMN = frozenset(
    [
        "SELECT",
        "DISTINCT",
        "ALL",
        "WHERE",
        "AND",
        "OR",
        "NOT",
        "ON",
        "BY",
        "HAVING",
        "WHEN",
        "THEN",
        "ELSE",
        "CASE",
        "IN",
        "LIKE",
        "GLOB",
        "BETWEEN",
        "IS",
        "FROM",
        "JOIN",
    ]
)
"""Words behind which a name is a column or table that is used, and not one that is given."""
_MIXES = ("UNION", "EXCEPT", "INTERSECT", "WITH", "VALUES")
"""Words of a view where a column may come from elsewhere than its name says."""


def view_masks(view: Table, of_table: Callable[[Table], tuple[Mask, ...]]) -> tuple[Mask, ...]:
    """The columns of a view that hide cells.

    Args:
        view: The view.
        of_table: The masks of a table that it reads.
    """
    by_name = masks(view.name, [column.name for column in view.columns])
    sources = _reached(view)
    masked = [mask for one in sources.tables for mask in of_table(one)]
    found = [mask for mask in masked if mask.hides_all or mask.reads]
    if not sources.shows({folded(mask.column) for mask in found}):
        return by_name
    return _view_masks(view, by_name, sources, found)


@dataclass(frozen=True, slots=True)
class _Sources:
    """What a view reads, through other views too."""

    tables: tuple[Table, ...]
    words: tuple[Token, ...]
    """All words of it and of the views it reads, one behind the other."""

    def shows(self, secrets: set[str]) -> bool:
        """Whether one of these columns may be among what is shown."""
        return bool(secrets) and (not secrets.isdisjoint(map(_name, self.words)) or self._has_all())

    def renamed(self) -> Iterator[str]:
        """Names that are given, and not only used."""
        for before, word in zip(self.words, self.words[1:], strict=False):
            is_given = before.kind in _NAMES and not before.is_word(*_BEFORE_A_COLUMN)
            if word.kind in _NAMES and (is_given or before.text == ")"):
                yield _name(word)

    def mixes(self) -> bool:
        """Whether names of columns tell nothing of where they come from."""
        pairs = zip(self.words, self.words[1:], self.words[2:], strict=False)
        lists = any(_opens_a_list(*three) for three in pairs)
        return lists or any(word.is_word(*_MIXES) for word in self.words)

    def only_reads(self, table: Table) -> bool:
        """Whether a row comes from one row of this table."""
        pairs = zip(self.words, (*self.words[1:], None), strict=True)
        read = [
            word
            for word, after in pairs
            if _name(word) == folded(table.name) and (after is None or after.text != ".")
        ]
        return self.tables == (table,) and len(read) == 1

    def _has_all(self) -> bool:
        pairs = zip(self.words, self.words[1:], strict=False)
        return any(word.text == "*" and before.text != "(" for before, word in pairs)


def _opens_a_list(first: Token, second: Token, third: Token) -> bool:
    """Whether a view names its columns itself."""
    return first.is_word("VIEW", "EXISTS") and second.kind in _NAMES and third.text == "("


def _name(word: Token) -> str:
    return folded(unquoted(word.text)) if word.kind in _NAMES else ""


def _reached(view: Table) -> _Sources:
    found = {folded(view.name): view}
    waiting = [view]
    words: list[Token] = []
    while waiting:
        here = [word for word in tokens(waiting.pop().sql) if not word.is_silent]
        words += here
        for name in dict.fromkeys(map(_name, here)):
            source = view.among.get(name)
            if source is not None and name not in found:
                found[name] = source
                waiting += [source] if source.kind is TableKind.VIEW else []
    return _Sources(
        tuple(one for one in found.values() if one.kind is not TableKind.VIEW), tuple(words)
    )


def _view_masks(
    view: Table, by_name: Iterable[Mask], sources: _Sources, found: list[Mask]
) -> tuple[Mask, ...]:
    secrets = {folded(mask.column) for mask in found}
    given = set(sources.renamed())
    kept = {folded(column.name) for table in sources.tables for column in table.columns} - given
    if sources.mixes():
        kept = set()
    own = {folded(mask.column): mask for mask in by_name}
    by_row = {_signature(mask) for mask in found if mask.reads}
    single = len(sources.tables) == 1 and sources.only_reads(sources.tables[0])
    hidden = []
    for column in view.columns:
        name = folded(column.name)
        mask = own.get(name)
        if mask and mask.reads:
            by_this = single and _signature(mask) in by_row and kept.issuperset(_signature(mask))
        else:
            by_this = mask is not None and mask.by_content and name in kept
        if mask and by_this:
            hidden.append(mask)
        elif mask or name in secrets or name not in kept:
            hidden.append(Mask(column.name))
    return tuple(hidden)


def _signature(mask: Mask) -> tuple[str, ...]:
    return tuple(map(folded, (mask.column, *mask.reads)))

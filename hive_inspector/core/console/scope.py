"""Which tables, views and named subqueries a place in a statement can see, and under which names.

Read off the words, so that it works on a statement that is still being written. Inner brackets see what is around them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.sqltext import Token, TokenKind, tokens, unquoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAMES = (TokenKind.WORD, TokenKind.NAME)
_COMPOUND = ("UNION", "INTERSECT", "EXCEPT")
_BEFORE_A_TABLE = ("FROM", "JOIN", "INTO", "UPDATE")
_WORDS_BEHIND_A_TABLE = (
    "AS CROSS EXCEPT FULL GROUP HAVING INDEXED INNER INTERSECT JOIN LEFT LIMIT NATURAL NOT OFFSET ON ORDER OUTER"
    " RETURNING RIGHT SELECT SET UNION USING VALUES WHERE WINDOW DEFAULT"
)
_NO_ALIAS = frozenset(_WORDS_BEHIND_A_TABLE.split())
_END_OF_FROM = ("WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "SET", "VALUES", *_COMPOUND)


@dataclass(frozen=True, slots=True)
class Source:
    """Something that columns can be taken from."""

    name: str
    """By which its columns are named: its alias, else its own name. Empty where it has none."""
    table: str
    """The table or view; empty of a subquery in brackets."""
    columns: tuple[str, ...] | None = None
    """Columns of a subquery or WITH, as far as its words tell; None of a table."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a place in a statement can see."""

    sources: tuple[Source, ...]
    """The innermost first."""
    named: tuple[Source, ...]
    """What WITH names."""

    def find(self, name: str) -> Source | None:
        """The source of that name."""
        plain = folded(name)
        return next((one for one in self.sources if folded(one.name) == plain), None)


class _Group:
    """What stands between two brackets, or the whole statement."""

    __slots__ = ("around", "end", "members", "start")

    def __init__(self, start: int, around: _Group | None) -> None:
        self.start = start
        self.end = 1 << 62
        self.around = around
        self.members: list[Token | _Group] = []


def scope_at(sql: str, offset: int) -> Scope:
    """What the place at an offset of a statement can see."""
    top = _grouped(sql)
    named = tuple(_named(top.members))
    group: _Group | None = _innermost(top, offset)
    sources: list[Source] = []
    while group is not None:
        part = _part_around(group.members, offset)
        sources += _with_columns(_sources(part), named)
        group = group.around
    return Scope(tuple(sources), named)


def sources_of(sql: str) -> tuple[Source, ...]:
    """Everything that a statement takes columns from, whatever brackets it is in."""
    found: list[Source] = []
    waiting = [_grouped(sql)]
    while waiting:
        group = waiting.pop()
        found += _sources(group.members)
        waiting += [member for member in group.members if isinstance(member, _Group)]
    return tuple(found)


def _grouped(sql: str) -> _Group:
    top = here = _Group(-1, None)
    for token in tokens(sql):
        if token.is_silent:
            continue
        if token.text == "(":
            inner = _Group(token.start, here)
            here.members.append(inner)
            here = inner
        elif token.text == ")":
            if here.around is not None:
                here.end = token.start
                here = here.around
        else:
            here.members.append(token)
    return top


def _innermost(top: _Group, offset: int) -> _Group:
    here = top
    while True:
        inner = (
            one for one in here.members if isinstance(one, _Group) and one.start < offset <= one.end
        )
        found = next(inner, None)
        if found is None:
            return here
        here = found


def _part_around(members: Sequence[Token | _Group], offset: int) -> list[Token | _Group]:
    """The SELECT of a compound that holds the offset."""
    part: list[Token | _Group] = []
    for member in members:
        if isinstance(member, Token) and member.is_word(*_COMPOUND):
            if member.start >= offset:
                break
            part = []
        part.append(member)
    return part


def _named(members: Sequence[Token | _Group]) -> Iterator[Source]:
    """What WITH at the start names."""
    if not members or not _is_word(members[0], "WITH"):
        return
    for place, member in enumerate(members):
        if _is_word(member, "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "VALUES"):
            return
        if not isinstance(member, _Group) or not place:
            continue
        before = members[place - 1]
        if _is_word(before, "AS", "MATERIALIZED"):
            yield _named_at(members, place, member)


def _named_at(members: Sequence[Token | _Group], place: int, body: _Group) -> Source:
    at = place - 1
    while at > 0 and _is_word(members[at], "AS", "NOT", "MATERIALIZED"):
        at -= 1
    listed = members[at]
    if isinstance(listed, _Group) and at:
        columns = tuple(_name(one) for one in listed.members if _is_name(one))
        return Source(_name(members[at - 1]), _name(members[at - 1]), columns)
    return Source(_name(listed), _name(listed), _result_names(body.members))


def _with_columns(found: Iterator[Source], named: Sequence[Source]) -> Iterator[Source]:
    known = {folded(one.name): one.columns for one in named}
    for source in found:
        columns = known.get(folded(source.table), source.columns)
        yield Source(source.name, source.table, columns)


def _sources(members: Sequence[Token | _Group]) -> Iterator[Source]:
    """What stands behind FROM, JOIN, INTO and UPDATE, and behind the commas of FROM."""
    place, in_from = 0, False
    while place < len(members):
        member = members[place]
        place += 1
        if _is_word(member, *_END_OF_FROM):
            in_from = False
        starts = _is_word(member, *_BEFORE_A_TABLE)
        in_from = in_from or starts
        if starts or (in_from and isinstance(member, Token) and member.text == ","):
            source, place = _source_at(members, place)
            if source is not None:
                yield source


def _source_at(members: Sequence[Token | _Group], place: int) -> tuple[Source | None, int]:
    """The source that begins there, and where it ends."""
    if place + 1 < len(members) and _is_word(members[place], "OR"):
        place += 2
    if place >= len(members):
        return None, place
    first = members[place]
    if isinstance(first, _Group):
        alias, place = _alias(members, place + 1)
        return Source(alias, "", _result_names(first.members)), place
    if not _is_name(first) or first.text.upper() in _NO_ALIAS:
        return None, place
    place += 1
    if place + 1 < len(members) and _text(members[place]) == "." and _is_name(members[place + 1]):
        first = members[place + 1]
        place += 2
    table = _name(first)
    if place < len(members) and isinstance(members[place], _Group):
        place += 1  # the arguments of a computed table, or the columns of INSERT
    alias, place = _alias(members, place)
    return Source(alias or table, table), place


def _alias(members: Sequence[Token | _Group], place: int) -> tuple[str, int]:
    if place < len(members) and _is_word(members[place], "AS"):
        place += 1
    if place < len(members):
        member = members[place]
        if _is_name(member) and not (
            isinstance(member, Token)
            and member.kind is TokenKind.WORD
            and member.text.upper() in _NO_ALIAS
        ):
            return _name(member), place + 1
    return "", place


def _result_names(members: Sequence[Token | _Group]) -> tuple[str, ...]:
    """The names of what a subquery gives; of a star, nothing."""
    names: list[str] = []
    last: Token | _Group | None = None
    for member in (*members[1:], None):
        ends = member is None or _is_word(member, "FROM")
        if ends or _text(member) == ",":
            if last is not None and _is_name(last):
                names.append(_name(last))
            if ends:
                break
        last = member
    return tuple(names)


def _is_word(member: Token | _Group, *words: str) -> bool:
    return isinstance(member, Token) and member.is_word(*words)


def _is_name(member: Token | _Group) -> bool:
    return isinstance(member, Token) and member.kind in _NAMES


def _name(member: Token | _Group) -> str:
    return unquoted(member.text) if isinstance(member, Token) else ""


def _text(member: Token | _Group | None) -> str:
    return member.text if isinstance(member, Token) else ""

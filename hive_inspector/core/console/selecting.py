"""The parts of a SELECT as they are written: what stands in front, the items, FROM and what follows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.sqltext import Token, TokenKind, tokens, unquoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAMES = (TokenKind.WORD, TokenKind.NAME)
_COMPOUND = ("UNION", "INTERSECT", "EXCEPT")
_BEHIND_FROM = ("WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", *_COMPOUND)
_CONSTANT = frozenset({TokenKind.NUMBER, TokenKind.STRING, TokenKind.BLOB, TokenKind.VARIABLE})
_JOINING = ("JOIN", "NATURAL", "CROSS", "INNER", "LEFT", "RIGHT", "FULL", "ON", "USING")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a SELECT."""

    text: str
    star: bool = False
    """Whether it stands for all columns: `*`, or `t.*`."""
    column: str = ""
    """The column, where it is nothing else than one."""
    is_constant: bool = False
    """Whether it reads nothing: a number, a text, `count(*)`."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A SELECT that is no compound."""

    before: str
    """WITH and what it names, or nothing."""
    items: tuple[Item, ...]
    source: str
    """FROM up to WHERE or whatever comes next, or nothing."""
    is_plain: bool
    """Whether it reads from tables only: no part is named in it, and no subquery or function is read from."""
    single: str
    """The one table that it reads from, or nothing."""

    def probe(self, item: Item) -> str:
        """A statement that gives this item alone."""
        return f"{self.before} SELECT {item.text} {self.source}"

    def places(self, count: int) -> Iterator[tuple[int, Item | None]]:
        """Which item each column of a result comes from, None where it is one of a star; unknown ones are left out.

        Args:
            count: How many columns the result has.
        """
        stars = [place for place, item in enumerate(self.items) if item.star]
        if not stars:
            if count == len(self.items):
                yield from enumerate(self.items)
            return
        behind = len(self.items) - stars[-1] - 1
        yield from enumerate(self.items[: stars[0]])
        if stars[-1] - stars[0] + 1 == len(stars):  # nothing else between the stars
            yield from ((place, None) for place in range(stars[0], count - behind))
        yield from enumerate(self.items[len(self.items) - behind :], count - behind)


def selected(sql: str) -> Selected | None:
    """The parts of a statement, or None where it is no SELECT, or a compound of several."""
    words = [token for token in tokens(sql) if not token.is_silent and token.text != ";"]
    depths = _depths(words)
    top = [word if not depth else None for word, depth in zip(words, depths, strict=True)]
    start = _first(top, ("SELECT",), 0)
    if start is None or any(word is not None and word.is_word(*_COMPOUND) for word in top):
        return None
    if start and not words[0].is_word("WITH"):
        return None
    source = _first(top, ("FROM", *_BEHIND_FROM), start)
    source = len(words) if source is None else source
    end = _first(top, _BEHIND_FROM, source)
    end = len(words) if end is None else end
    chosen = range(start + 1, source)
    if chosen and words[chosen.start].is_word("DISTINCT", "ALL"):
        chosen = chosen[1:]
    from_words = words[source + 1 : end]
    plain = not start and all(
        word.text != "(" or _is_using(from_words, at) for at, word in enumerate(from_words)
    )
    return Selected(
        before=_joined(words[:start]),
        items=tuple(_item(words[part.start : part.stop]) for part in _parts(chosen, top)),
        source=_joined(words[source:end]),
        is_plain=plain,
        single=_single(from_words) if plain else "",
    )


def _depths(words: Sequence[Token]) -> list[int]:
    """How many brackets are open around each word; an opening one and its closing one are inside."""
    depths, depth = [], 0
    for word in words:
        depth += word.text == "("
        depths.append(depth)
        depth -= word.text == ")"
    return depths


def _first(top: Sequence[Token | None], wanted: Sequence[str], start: int) -> int | None:
    found = (
        place
        for place in range(start, len(top))
        if (word := top[place]) is not None and word.is_word(*wanted)
    )
    return next(found, None)


def _parts(chosen: range, top: Sequence[Token | None]) -> Iterator[range]:
    start = chosen.start
    for place in chosen:
        word = top[place]
        if word is not None and word.text == ",":
            yield range(start, place)
            start = place + 1
    yield range(start, chosen.stop)


def _item(words: Sequence[Token]) -> Item:
    star = bool(words) and words[-1].text == "*" and (len(words) == 1 or words[-2].text == ".")
    return Item(_joined(words), star, _column(words), _is_constant(words))


def _column(words: Sequence[Token]) -> str:
    """The column that an item is, whatever name it is given."""
    match words:
        case [*path, Token() as before, Token()] if path and before.is_word("AS"):
            pass
        case [*path, last, name] if last.kind in _NAMES and name.kind in _NAMES:
            path = [*path, last]
        case _:
            path = list(words)
    is_path = all(
        word.kind in _NAMES if place % 2 == 0 else word.text == "."
        for place, word in enumerate(path)
    )
    return unquoted(path[-1].text) if is_path and len(path) % 2 else ""


def _is_constant(words: Sequence[Token]) -> bool:
    texts = [word.text.upper() for word in words]
    if texts[:4] == ["COUNT", "(", "*", ")"]:
        rest = words[4:]
    elif words and words[0].kind in _CONSTANT:
        rest = words[1:]
    else:
        return False
    named = rest[1:] if rest and rest[0].is_word("AS") else rest
    return len(named) <= 1 and all(word.kind in _NAMES for word in named)


def _is_using(words: Sequence[Token], place: int) -> bool:
    return place > 0 and words[place - 1].is_word("USING")


def _single(words: Sequence[Token]) -> str:
    if any(word.text == "," or word.is_word(*_JOINING) for word in words):
        return ""
    match words:
        case [_, Token(text="."), table, *_] | [table, *_] if table.kind in _NAMES:
            return unquoted(table.text)
    return ""


def _joined(words: Sequence[Token]) -> str:
    return " ".join("NULL" if word.kind is TokenKind.VARIABLE else word.text for word in words)

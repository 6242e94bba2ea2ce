"""SQL as text: tokens, statements and the canonical form, by SQLite's own rules.

Everything stands on one tokenizer that accepts any text, never raises and never loses a character: joined, the tokens
are the text again. A statement ends where `sqlite3_complete()` says so, which knows the bodies of triggers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, NamedTuple

from hive_inspector.core.database.identifiers import folded

if TYPE_CHECKING:
    from collections.abc import Iterator


class TokenKind(Enum):
    """What sort of token it is."""

    SPACE = "space"
    COMMENT = "comment"
    WORD = "word"
    """A keyword or a bare name: which of them depends on the grammar."""
    NAME = "name"
    """A name in double quotes, backticks or brackets (in double quotes it may be meant as a string)."""
    STRING = "string"
    BLOB = "blob"
    NUMBER = "number"
    VARIABLE = "variable"
    OPERATOR = "operator"
    UNFINISHED = "unfinished"
    """A quote or bracket that is never closed, with everything after it."""
    OTHER = "other"
    """A character that SQL has no use for."""


class Token(NamedTuple):
    """A piece of SQL. A named tuple, because a large script has millions of them."""

    kind: TokenKind
    text: str
    start: int
    """Offset of the first character in the whole text."""

    @property
    def is_silent(self) -> bool:
        """Whether it separates tokens and means nothing itself."""
        return self.kind is TokenKind.SPACE or self.kind is TokenKind.COMMENT

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these bare words (given in upper case)."""
        return self.kind is TokenKind.WORD and self.text.upper() in words


_LETTER = "A-Za-z_\u0080-\U0010ffff"
_TOKEN = re.compile(
    rf"""
      (?P<SPACE>      [ \t\n\f\r]+ )
    | (?P<COMMENT>    --[^\n]* | /\*(?s:.*?)(?:\*/|\Z) )
    | (?P<BLOB>       [xX]'(?:[0-9A-Fa-f]{{2}})*+' )
    | (?P<WORD>       [{_LETTER}][{_LETTER}0-9$]* )
    | (?P<STRING>     '[^']*+(?:''[^']*+)*+' )
    | (?P<NAME>       "[^"]*+(?:""[^"]*+)*+" | `[^`]*+(?:``[^`]*+)*+` | \[[^\]]*+\] )
    | (?P<UNFINISHED> ['"`\[](?s:.*) )
    | (?P<NUMBER>     (?:0[xX][0-9A-Fa-f_]+
                        | (?:[0-9][0-9_]*(?:\.[0-9_]*)? | \.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?)
                      [{_LETTER}0-9$]* )
    | (?P<VARIABLE>   \?[0-9]* | [$@:\#][{_LETTER}0-9$]+(?:::[{_LETTER}0-9$]+)*+(?:\([^)\s]*\))? )
    | (?P<OPERATOR>   ->>? | \|\| | << | >> | <= | >= | <> | == | != | [-+*/%&|~<>=(),.;] )
    | (?P<OTHER>      (?s:.) )
    """,
    re.VERBOSE,
)
_WHITE_SPACE = " \t\n\f\r"
_KINDS = {kind.name: kind for kind in TokenKind}


def tokens(sql: str) -> Iterator[Token]:
    """Every token of the text, white space and comments included."""
    for match in _TOKEN.finditer(sql):
        yield Token(_KINDS[match.lastgroup or "OTHER"], match.group(), match.start())


def unquoted(name: str) -> str:
    """The name that a token stands for, whichever of the four quotings it has, or none."""
    quote = name[:1]
    if quote == "[":
        return name[1:-1]
    if quote in {'"', "`", "'"}:
        return name[1:-1].replace(quote * 2, quote)
    return name


_BARE = re.compile(rf"[{_LETTER}][{_LETTER}0-9$]*")
_WORDS_WITH_A_VALUE = frozenset(
    {"null", "true", "false", "current_date", "current_time", "current_timestamp"}
)
_SAME_OPERATOR = {"==": "=", "!=": "<>"}


def canonical(sql: str) -> str:
    """The text reduced to what SQLite makes of it, so that two declarations can be compared for equality.

    White space, comments, the case and quoting of names, the case of numbers, the spelling of operators and a
    closing semicolon make no difference; strings do. A text in double quotes counts as a name, as it does in SQLite
    wherever such a name exists.
    """
    words = [_canonical_token(token) for token in tokens(sql) if not token.is_silent]
    while words and words[-1] == ";":
        words.pop()
    return " ".join(words)


def _canonical_token(token: Token) -> str:
    if token.kind is TokenKind.NAME:
        return _canonical_name(unquoted(token.text))
    if token.kind is TokenKind.OPERATOR:
        return _SAME_OPERATOR.get(token.text, token.text)
    if token.kind in {TokenKind.WORD, TokenKind.NUMBER, TokenKind.BLOB}:
        return folded(token.text)
    return token.text


def _canonical_name(name: str) -> str:
    plain = folded(name)
    if _BARE.fullmatch(plain) and plain not in _WORDS_WITH_A_VALUE:
        return plain
    return '"' + plain.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a script."""

    text: str
    """With its semicolon and the comments before it, without white space around."""
    start: int
    """Offset of the first character in the script."""
    complete: bool
    """Whether it is closed; only the last one can be open."""


class _Part(IntEnum):
    """What a token is to the rule by which statements end; the order is that of the table's columns."""

    SEMICOLON = 0
    OTHER = 1
    EXPLAIN = 2
    CREATE = 3
    TEMP = 4
    TRIGGER = 5
    END = 6


_PARTS = {part.name: part for part in _Part if part is not _Part.OTHER} | {
    "TEMPORARY": _Part.TEMP,
    ";": _Part.SEMICOLON,
}
_DONE, _NORMAL, _EXPLAINING, _CREATING, _IN_TRIGGER, _AFTER_SEMICOLON, _AFTER_END = range(7)
_NEXT_STATE = (
    # semicolon, other, explain, create, temp, trigger, end
    (_DONE, _NORMAL, _EXPLAINING, _CREATING, _NORMAL, _NORMAL, _NORMAL),  # nothing yet
    (_DONE, _NORMAL, _NORMAL, _NORMAL, _NORMAL, _NORMAL, _NORMAL),  # an ordinary statement
    (_DONE, _EXPLAINING, _NORMAL, _CREATING, _NORMAL, _NORMAL, _NORMAL),  # after EXPLAIN
    (_DONE, _NORMAL, _NORMAL, _NORMAL, _CREATING, _IN_TRIGGER, _NORMAL),  # after CREATE
    (_AFTER_SEMICOLON, *[_IN_TRIGGER] * 6),  # in a trigger
    (_AFTER_SEMICOLON, *[_IN_TRIGGER] * 5, _AFTER_END),  # in a trigger, after a semicolon
    (_DONE, *[_IN_TRIGGER] * 6),  # in a trigger, after its END
)
"""SQLite's own table, so that a trigger ends at `; END ;` and nowhere else, whatever CASE … END it holds."""


def split_statements(script: str) -> tuple[str, ...]:
    """The statements of a script in order, each with its semicolon; white space and comments alone are none."""
    return tuple(statement.text for statement in statements(script))


def statements(script: str) -> Iterator[Statement]:
    """The statements of a script, each with its place in it."""
    start, state, empty = 0, _DONE, True
    for token in tokens(script):
        if token.is_silent:
            continue
        state = _NEXT_STATE[state][_part(token)]
        empty = empty and token.text == ";"
        if state == _DONE:
            end = token.start + 1
            if not empty:
                yield _statement(script, start, end, complete=True)
            start, empty = end, True
    if not empty:
        yield _statement(script, start, len(script), complete=False)


def _part(token: Token) -> _Part:
    if token.kind is TokenKind.WORD or token.text == ";":
        return _PARTS.get(token.text.upper(), _Part.OTHER)
    return _Part.OTHER


def _statement(script: str, start: int, end: int, *, complete: bool) -> Statement:
    text = script[start:end].lstrip(_WHITE_SPACE)
    return Statement(text.rstrip(_WHITE_SPACE), end - len(text), complete)

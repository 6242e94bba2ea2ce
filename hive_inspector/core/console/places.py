"""Where in a statement the thing stands that SQLite or a rule complains about.

SQLite's message names a word, not its place. Which of several equal words a syntax error is about is found by compiling
the statement up to each: the first that SQLite stumbles over is the one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hive_inspector.core.console.outcomes import Place
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.sqltext import tokens, unquoted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hive_inspector.core.database.sqltext import Token

_NEAR = re.compile(r'near "(?P<word>.*)": syntax error', re.DOTALL)
_UNRECOGNIZED = re.compile(r'unrecognized token: "(?P<word>.*)"', re.DOTALL)
_ABOUT = re.compile(
    r"(?:no such (?:table|column|function|index|module|collation sequence|view|trigger)"
    r"|ambiguous column name|no such table column|circular reference|duplicate WITH table name"
    r"|misuse of (?:aggregate|window function|aggregate function)"
    r"|wrong number of arguments to function|unsafe use of): (?P<name>.+?)(?:\(\))?$"
)
_CALLED = re.compile(r"(?P<name>\w+)\(\)")
_MOST_TRIED = 200


def place_of(
    sql: str, message: str, complaint: Callable[[str], str], about: str = ""
) -> Place | None:
    """The place in a statement, or None where it cannot be told.

    Args:
        sql: The statement.
        message: What SQLite said about it.
        complaint: Says what SQLite says about another text.
        about: Of a rule: what it is about.
    """
    message = message.rstrip(".")
    words = [token for token in tokens(sql) if not token.is_silent]
    if about:
        return _named(words, about) or (_place(words[0]) if words else None)
    near = _NEAR.search(message)
    if near:
        return _stumbled(sql, words, near["word"], complaint)
    if "incomplete input" in message:
        return Place(max(len(sql.rstrip()) - 1, 0), len(sql.rstrip())) if sql.strip() else None
    strange = _UNRECOGNIZED.search(message)
    if strange:
        start = sql.find(strange["word"])
        return Place(start, start + len(strange["word"])) if start >= 0 else None
    found = _ABOUT.search(message) or _CALLED.search(message)
    return _named(words, found["name"]) if found else None


def _stumbled(
    sql: str, words: Sequence[Token], word: str, complaint: Callable[[str], str]
) -> Place | None:
    same = [token for token in words if token.text == word][:_MOST_TRIED]
    if len(same) == 1:
        return _place(same[0])
    wanted = f'near "{word}": syntax error'
    for token in same:
        if wanted in complaint(sql[: token.start + len(token.text)]):
            return _place(token)
    return None


def _named(words: Sequence[Token], name: str) -> Place | None:
    """The first place of a name, with its table in front where the message has it."""
    path = [folded(unquoted(part)) for part in name.split(".")]
    plain = [folded(unquoted(word.text)) for word in words]
    for at in range(len(words)):
        texts = plain[at : at + 2 * len(path) - 1]
        if texts[::2] == path and all(text == "." for text in texts[1::2]):
            last = words[at + len(texts) - 1]
            return Place(words[at].start, last.start + len(last.text))
    return _named(words, path[-1]) if len(path) > 1 and path[-1] else None


def _place(token: Token) -> Place:
    return Place(token.start, token.start + len(token.text))

"""A script laid out anew: line breaks and indents, and not one word of it otherwise.

sqlparse lays it out; whether it kept every word is checked by our own tokens, and what it did not keep stays as it is.
The case of words is left alone: what looks like a keyword may be a column, whose name stands over the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlparse
from sqlparse.exceptions import SQLParseError

from hive_inspector.core.console.splitting import split
from hive_inspector.core.database.sqltext import TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 20_000
"""Characters of one statement that are laid out; sqlparse takes a second for as many."""


def formatted(script: str) -> str:
    """The script with each statement laid out, an empty line between them; what stands between them is kept."""
    pieces: list[str] = []
    end = 0
    for statement in split(script):
        between = script[end : statement.start]
        pieces.append("\n\n" if pieces and not between.strip() else between.lstrip("\n") or between)
        pieces.append(_laid_out(statement.text))
        end = statement.end
    rest = script[end:]
    return "".join(pieces) + (rest if rest.strip() else "\n" if pieces and rest else rest)


def _laid_out(sql: str) -> str:
    if len(sql) > _MOST:
        return sql
    try:
        made = sqlparse.format(sql, reindent=True, indent_width=2).strip()
    except SQLParseError:
        return sql
    return made if list(_words(made)) == list(_words(sql)) else sql


def _words(sql: str) -> Iterator[str]:
    """Everything that is not white space; of remarks what they say."""
    for token in tokens(sql):
        if token.kind is not TokenKind.SPACE:
            yield token.text.rstrip()

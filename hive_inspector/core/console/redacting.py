"""Statements fit to be remembered: without what looks like a key.

Somebody who looks for a key types it. What is kept of such a statement has dots in its place: a text that is compared
with a column of secrets, and, anywhere, runs of characters of which only keys are made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.sqltext import TokenKind, tokens, unquoted
from hive_inspector.core.hive.embedded_secrets import tells_a_secret
from hive_inspector.core.hive.privacy import MASK_TEXT, names_a_secret
from hive_inspector.core.secrecy import without_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hive_inspector.core.database.sqltext import Token
    from hive_inspector.core.database.values import Cell

_QUOTED = frozenset({TokenKind.STRING, TokenKind.NAME, TokenKind.BLOB})
_NAMES = (TokenKind.WORD, TokenKind.NAME)
_BETWEEN = frozenset(["=", "==", "!=", "<>", "<", ">", "<=", ">=", "(", ",", "||"]) | frozenset(
    ["like", "glob", "is", "in", "not", "between", "and"]
)
"""What may stand between a column and what it is compared with."""


def redacted(sql: str) -> str:
    """A statement, or a piece of one, with dots for what looks like a key."""
    return "".join(_pieces(list(tokens(sql))))


def redacted_values(values: Mapping[str, Cell]) -> dict[str, str | int | float | None]:
    """Values of parameters, with dots for secrets; a blob only by its size."""
    return {name: _value(name, value) for name, value in values.items()}


def _pieces(found: Sequence[Token]) -> Iterator[str]:
    compared = ""
    """The column that the next text is compared with."""
    for token in found:
        if token.is_silent or token.kind is TokenKind.UNFINISHED:
            yield without_keys(token.text)
            continue
        if token.kind in _QUOTED and _is_secret(token, compared):
            yield f"'{MASK_TEXT}'"
            continue
        yield token.text
        if token.kind in _NAMES and token.text.lower() not in _BETWEEN:
            compared = unquoted(token.text)
        elif token.kind not in _QUOTED and token.text.lower() not in _BETWEEN:
            compared = ""


def _is_secret(token: Token, compared: str) -> bool:
    content = unquoted(token.text)
    if token.kind is TokenKind.STRING and compared and names_a_secret(compared):
        return True
    if token.kind is TokenKind.BLOB:
        return bool(compared) and names_a_secret(compared)
    return without_keys(content) != content or tells_a_secret(content)


def _value(name: str, value: Cell) -> str | int | float | None:
    if isinstance(value, bytes):
        return f"blob of {len(value)} bytes"
    if not isinstance(value, str):
        return value
    if names_a_secret(name.lstrip(":@$?")) or tells_a_secret(value):
        return MASK_TEXT
    return without_keys(value)

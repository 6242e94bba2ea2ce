"""What only the text of a declaration tells, and no PRAGMA does.

CHECK constraints, AUTOINCREMENT, the condition of a partial index, indexed expressions, the module of a virtual table.
The texts come from `sqlite_master`, so SQLite has accepted them; any other text gives an answer too, never an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from hive_inspector.core.database.sqltext import tokens, unquoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hive_inspector.core.database.sqltext import Token


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What stands behind the closing bracket of CREATE TABLE."""

    without_rowid: bool = False
    strict: bool = False


def check_expressions(create_sql: str) -> tuple[str, ...]:
    """Expressions of all CHECK constraints of a CREATE TABLE, in order of declaration, on one line each.

    White space and comments between tokens become a single space.
    """
    if "check" not in create_sql.lower():
        return ()
    return tuple(_bracketed_after(list(tokens(create_sql)), "CHECK"))


def has_autoincrement(create_sql: str) -> bool:
    """Whether a CREATE TABLE says AUTOINCREMENT (a reserved word, so bare it means nothing else)."""
    if "autoincrement" not in create_sql.lower():
        return False
    return any(token.is_word("AUTOINCREMENT") for token in tokens(create_sql))


def table_options(create_sql: str) -> TableOptions:
    """Whether a CREATE TABLE ends in WITHOUT ROWID, in STRICT, or in both."""
    lowered = create_sql.lower()
    if "without" not in lowered and "strict" not in lowered:
        return TableOptions()
    words = [token.text.upper() for token in _after_first_bracket(create_sql)]
    return TableOptions(without_rowid="WITHOUT" in words, strict="STRICT" in words)


def module_of(create_sql: str) -> str:
    """Name of the module of a CREATE VIRTUAL TABLE, or empty."""
    significant = [token for token in tokens(create_sql) if not token.is_silent]
    for using, module in pairwise(significant):
        if using.is_word("USING"):
            return unquoted(module.text)
    return ""


def index_condition(create_sql: str) -> str | None:
    """The condition of a partial index on one line, or None."""
    if "where" not in create_sql.lower():
        return None
    rest = list(_after_first_bracket(create_sql))
    for position, token in enumerate(rest):
        if token.is_word("WHERE"):
            return _on_one_line(rest[position + 1 :])
    return None


def index_terms(create_sql: str) -> tuple[str, ...]:
    """What a CREATE INDEX indexes, term by term, without COLLATE, ASC and DESC."""
    inside = _first_bracket(list(tokens(create_sql)))
    return tuple(_on_one_line(_without_order(term)) for term in _separated(inside))


def _bracketed_after(all_tokens: list[Token], keyword: str) -> Iterator[str]:
    """Contents of the brackets that follow the keyword directly inside the outermost brackets."""
    for position, (token, depth) in enumerate(_with_depth(all_tokens)):
        if depth == 1 and token.is_word(keyword):
            yield _on_one_line(_first_bracket(all_tokens[position:]))


def _with_depth(all_tokens: Iterable[Token]) -> Iterator[tuple[Token, int]]:
    """Each token and the number of brackets it stands in; a bracket itself stands outside."""
    depth = 0
    for token in all_tokens:
        if token.text == ")":
            depth -= 1
        yield token, depth
        if token.text == "(":
            depth += 1


def _first_bracket(all_tokens: list[Token]) -> list[Token]:
    inside: list[Token] = []
    for token, depth in _with_depth(all_tokens):
        if depth > 0:
            inside.append(token)
        elif token.text == ")":
            break
    return inside


def _after_first_bracket(sql: str) -> Iterator[Token]:
    closed = False
    for token, depth in _with_depth(tokens(sql)):
        if closed:
            yield token
        closed = closed or (token.text == ")" and depth == 0)


def _separated(inside: list[Token]) -> Iterator[list[Token]]:
    term: list[Token] = []
    for token, depth in _with_depth(inside):
        if depth == 0 and token.text == ",":
            yield term
            term = []
        else:
            term.append(token)
    yield term


def _without_order(term: list[Token]) -> list[Token]:
    significant = [token for token in term if not token.is_silent]
    if significant and significant[-1].is_word("ASC", "DESC"):
        significant.pop()
    if len(significant) > 2 and significant[-2].is_word("COLLATE"):  # noqa: PLR2004 - a term, COLLATE, a name
        del significant[-2:]
    end = significant[-1].start if significant else -1
    return [token for token in term if token.start <= end]


def _on_one_line(pieces: Iterable[Token]) -> str:
    words: list[str] = []
    for piece in pieces:
        if not piece.is_silent:
            words.append(piece.text)
        elif words and words[-1] != " ":
            words.append(" ")
    return "".join(words).rstrip(" ")

"""A script as statements, each with its place, its parameters, and whether it only reads.

Where a statement ends is SQLite's own rule (`sqlite3_complete`): a semicolon in a string, a comment or the body of a
trigger ends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database import sqltext
from hive_inspector.core.database.sqltext import TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.database.sqltext import Token

_READING = frozenset({"SELECT", "VALUES", "EXPLAIN", "PRAGMA", "WITH"})
_DIGITS = 10
"""Characters of a number that are read; SQLite has no parameters beyond."""
_CHANGING_ROWS = frozenset({"INSERT", "REPLACE", "UPDATE", "DELETE"})


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a script."""

    text: str
    """With its semicolon and the comments before it, without white space around."""
    start: int = 0
    """Offset of its first character in the script."""
    complete: bool = True
    """Whether it ends as a statement does; only the last one of a script may not, by a quote, a comment or a trigger
    that is left open. A semicolon may be missing at the end of the script."""
    verb: str = ""
    """What it does, in upper case: `SELECT`, `DELETE`; of `WITH … UPDATE` it is `UPDATE`. Empty where no word tells."""
    parameters: tuple[str, ...] = ()
    """What has to be given values, each once, as written (`:name`, `@name`, `$name`) or as `?1`, `?2` by number."""

    @property
    def end(self) -> int:
        """Offset behind its last character in the script."""
        return self.start + len(self.text)

    @property
    def reads(self) -> bool:
        """Whether it is of a kind that only reads."""
        return self.verb in _READING

    @property
    def changes_rows(self) -> bool:
        """Whether it inserts, updates or deletes rows."""
        return self.verb in _CHANGING_ROWS


def split(script: str) -> tuple[Statement, ...]:
    """The statements of a script in order; white space, comments and semicolons alone are none."""
    return tuple(_described(found) for found in sqltext.statements(script))


def statement_at(statements: Sequence[Statement], offset: int) -> Statement | None:
    """The statement that a place in the script belongs to: the one around it, else the one before it, else the first.

    Args:
        statements: What `split` gave.
        offset: A place between two characters, as a text cursor stands.
    """
    before = [statement for statement in statements if statement.start <= offset]
    return before[-1] if before else next(iter(statements), None)


def _described(found: sqltext.Statement) -> Statement:
    words = [token for token in tokens(found.text) if not token.is_silent]
    return Statement(
        text=found.text,
        start=found.start,
        complete=found.complete or _may_end_here(found.text, words),
        verb=_verb(words),
        parameters=_parameters(words),
    )


def _may_end_here(text: str, words: list[Token]) -> bool:
    """Whether only the semicolon is missing."""
    if any(word.kind is TokenKind.UNFINISHED for word in words) or _comment_is_open(text):
        return False
    closed = next(sqltext.statements(text + "\n;"), None)
    return closed is not None and closed.complete


def _comment_is_open(text: str) -> bool:
    last = ""
    for token in tokens(text):
        last = token.text if token.kind is TokenKind.COMMENT else ""
    return last.startswith("/*") and (not last.endswith("*/") or len(last) < len("/**/"))


def _verb(words: list[Token]) -> str:
    first = words[0].text.upper() if words and words[0].kind is TokenKind.WORD else ""
    if first != "WITH":
        return first
    depth = 0
    for word in words:
        depth += (word.text == "(") - (word.text == ")")
        if not depth and word.is_word("SELECT", "VALUES", *_CHANGING_ROWS):
            return word.text.upper()
    return first


def _parameters(words: list[Token]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_named(words)))


def _named(words: list[Token]) -> Iterator[str]:
    """Each parameter by its name, numbered as SQLite does: `?` takes the number behind the highest so far."""
    highest = 0
    seen: set[str] = set()
    for word in words:
        if word.kind is not TokenKind.VARIABLE:
            continue
        if word.text.startswith("?"):
            number = int(word.text[1:_DIGITS]) if len(word.text) > 1 else highest + 1
            highest = max(highest, number)
            yield f"?{number}"
        else:
            highest += word.text not in seen
            seen.add(word.text)
            yield word.text

"""What is said of outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.console.outcomes import State
from hive_inspector.core.database.sqltext import TokenKind, tokens
from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.hive.wording import counted

if TYPE_CHECKING:
    from hive_inspector.core.console.outcomes import Outcome
    from hive_inspector.core.console.splitting import Statement

_ENDINGS = {
    State.REFUSED: "refused",
    State.FAILED: "failed",
    State.CANCELLED: "stopped",
}
_LONGEST = 600


def outcome_text(outcome: Outcome) -> str:
    """How a statement ended: `1,204 rows · 12 ms`."""
    took = milliseconds_text(outcome.duration_ms)
    if outcome.changed is not None:
        return f"{counted(outcome.changed, 'row')} changed · {took}"
    rows = counted(outcome.rows, "row")
    match outcome.state:
        case State.DONE:
            return f"{rows} · {took}"
        case State.LIMITED:
            return f"first {rows} · {took}"
        case State.STOPPED:
            return f"{rows}, not all · {took}"
    return _ENDINGS[outcome.state]


def one_line(sql: str) -> str:
    """A statement in one line, without its remarks, and no longer than a line ever is."""
    words = (token.text for token in tokens(sql[:_LONGEST]) if token.kind is not TokenKind.COMMENT)
    return " ".join("".join(words).split())


def first_line(statement: Statement) -> str:
    """The same of a statement of a script."""
    return one_line(statement.text)


def line_and_column(text: str, offset: int) -> str:
    """Where a place is: `line 3, column 8`."""
    before = text[:offset]
    return f"line {before.count(chr(10)) + 1}, column {offset - before.rfind(chr(10))}"

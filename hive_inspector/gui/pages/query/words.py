"""What is said of outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.console.outcomes import State
from hive_inspector.core.database.sqltext import TokenKind, tokens
from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from hive_inspector.core.console.outcomes import Outcome
    from hive_inspector.core.console.splitting import Statement

_ENDINGS = {
    State.REFUSED: tr("refused"),
    State.FAILED: tr("failed"),
    State.CANCELLED: tr("stopped"),
}
_LONGEST = 600


def outcome_text(outcome: Outcome) -> str:
    """How a statement ended: `1,204 rows · 12 ms`."""
    took = milliseconds_text(outcome.duration_ms)
    if outcome.changed is not None:
        return plural(
            outcome.changed,
            "{count:,} row changed · {took}",
            "{count:,} rows changed · {took}",
            took=took,
        )
    rows = plural(outcome.rows, "{count:,} row", "{count:,} rows")
    match outcome.state:
        case State.DONE:
            return f"{rows} · {took}"
        case State.LIMITED:
            return tr("first {rows} · {took}", rows=rows, took=took)
        case State.STOPPED:
            return tr("{rows}, not all · {took}", rows=rows, took=took)
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
    return tr(
        "line {count}, column {offset}",
        count=before.count(chr(10)) + 1,
        offset=offset - before.rfind(chr(10)),
    )

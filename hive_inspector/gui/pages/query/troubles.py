"""What a trouble is told as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.console.outcomes import State
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.pages.query.trouble_card import Told
from hive_inspector.gui.pages.query.words import line_and_column
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from hive_inspector.core.console.outcomes import Outcome, Place, Trouble

SWITCH = tr("Switch to Writable")
_MAY_CHANGE = tr(
    "In Writable mode it is tried first and shown row by row; it is carried out when you say "
    "so, after a restore point was made."
)
_BEFORE, _AFTER = 2, 2
_LONGEST = 400
_WORDS = {
    State.REFUSED: (tr("refused"), Tone.PROBLEM),
    State.FAILED: (tr("failed"), Tone.PROBLEM),
    State.STOPPED: (tr("stopped"), Tone.WARNING),
}


def told_of(outcome: Outcome, trouble: Trouble, left: int = 0, *, may_write: bool) -> Told:
    """A trouble in the words of its card.

    Args:
        outcome: How the statement ended.
        trouble: Why.
        left: How many statements behind it were not run because of it.
        may_write: Whether the file is open for writing.
    """
    word, tone = _WORDS.get(outcome.state, (tr("stopped"), Tone.WARNING))
    statement = outcome.statement
    offers_switch = statement.changes_rows and outcome.state is State.REFUSED and not may_write
    where, excerpt, marked = "", "", (0, 0)
    if trouble.place is not None:
        where = line_and_column(statement.text, trouble.place.start)
        where = where if "\n" in statement.text else where.partition(", ")[2]
        excerpt, marked = _excerpt(statement.text, trouble.place)
    hint = _MAY_CHANGE if offers_switch else trouble.hint
    if left:
        unrun = plural(
            left,
            "{count:,} statement behind it was not run.",
            "{count:,} statements behind it were not run.",
        )
        hint = f"{hint} {unrun}".lstrip()
    return Told(
        word=word,
        tone=tone,
        message=trouble.message,
        hint=hint,
        detail=trouble.detail,
        where=where,
        excerpt=excerpt,
        marked=marked,
        action=SWITCH if offers_switch else "",
    )


def _excerpt(text: str, place: Place) -> tuple[str, tuple[int, int]]:
    """The lines around a place, and where it is in them."""
    lines = text.split("\n")
    line = text.count("\n", 0, place.start)
    first = max(0, line - _BEFORE)
    start = sum(len(one) + 1 for one in lines[:first])
    shown = "\n".join(lines[first : line + _AFTER + 1])
    at, end = place.start - start, min(place.end, start + len(shown)) - start
    if at > _LONGEST:
        shown, at, end = (
            "…" + shown[at - _LONGEST // 2 :],
            _LONGEST // 2 + 1,
            end - at + _LONGEST // 2 + 1,
        )
    return shown[: 2 * _LONGEST], (min(at, 2 * _LONGEST), min(end, 2 * _LONGEST, len(shown)))

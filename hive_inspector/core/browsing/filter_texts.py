"""What stands in a filter as text: literal pieces in quotation marks, stars between them, patterns between slashes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.criteria import Contains, FilterProblem, Like, Matches
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from hive_inspector.core.browsing.criteria import Criterion

LONGEST_PATTERN = 1_000
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


@dataclass(frozen=True, slots=True)
class Operand:
    """What stands behind an operator, or at one end of a range."""

    text: str
    at: int
    """Where it stands in the filter."""
    literal: bool
    """Whether it was in quotation marks."""


def in_quotes(text: str) -> str:
    """The text so that a filter takes it literally."""
    return '"' + text.replace('"', '""') + '"'


def read_operand(text: str, at: int) -> Operand:
    """A value as it stands, or the literal text in quotation marks.

    Raises:
        FilterProblem: The marks are not closed, or something stands behind them.
    """
    if not text.startswith('"'):
        return Operand(text, at, literal=False)
    match = _QUOTED.match(text)
    if match is None:
        raise _not_closed(text, at)
    if match.end() < len(text):
        raise _goes_on(text, at + match.end())
    return Operand(match[1].replace('""', '"'), at, literal=True)


def ends_of_range(body: str, at: int) -> tuple[Operand | None, Operand | None] | None:
    """Both ends of a range, None for an open one; or None where there is no `..`.

    Raises:
        FilterProblem: Quotation marks at one end are not closed.
    """
    quoted = _QUOTED.match(body)
    dots = body.find("..", quoted.end() if quoted else 0)
    if dots < 0 or (quoted and body[quoted.end() : dots].strip()):
        return None
    low, high = body[:dots].rstrip(), body[dots + 2 :].lstrip()
    if high.startswith('"') and not _QUOTED.fullmatch(high):
        return None
    behind = at + len(body) - len(high)
    return (
        read_operand(low, at) if low else None,
        read_operand(high, behind) if high else None,
    )


def read_text(body: str, at: int) -> Criterion:
    """Contains, or begins and ends with, where there are stars outside of quotation marks.

    Raises:
        FilterProblem: Quotation marks are not closed, or there is a NUL character.
    """
    pieces: list[str] = [""]
    place = 0
    while place < len(body):
        if body[place] == "*":
            pieces.append("")
            place += 1
        elif body[place] == '"' and (place == 0 or body[place - 1] == "*"):
            match = _QUOTED.match(body, place)
            if match is None:
                raise _not_closed(body[place:], at + place)
            place = match.end()
            if place < len(body) and body[place] != "*":
                raise _goes_on(body, at + place)
            pieces[-1] += match[1].replace('""', '"')
        else:
            pieces[-1] += body[place]
            place += 1
    if any("\0" in piece for piece in pieces):
        raise FilterProblem(
            tr("A text cannot be looked for by a NUL character."), tr("Leave it out."), at
        )
    return Contains(pieces[0]) if len(pieces) == 1 else Like(tuple(pieces))


def read_pattern(body: str, at: int) -> Matches | None:
    """The regular expression, or None where the text only begins with a slash, as a path does.

    Raises:
        FilterProblem: It is empty or too long, or Python cannot read it.
    """
    ignore_case = body.endswith("/i")
    inner = body[1:-2] if ignore_case else body[1:-1]
    if len(body) < 2 or not (ignore_case or body.endswith("/")) or body == "/i":  # noqa: PLR2004 - two slashes
        return None
    if not inner:
        raise FilterProblem(
            tr("There is no pattern between the slashes."),
            tr('Example: /^v\\d+/; to look for the text: "//".'),
            at + 1,
        )
    if len(inner) > LONGEST_PATTERN:
        raise FilterProblem(
            tr(
                "The pattern is longer than {longest_pattern:,} characters.",
                longest_pattern=LONGEST_PATTERN,
            ),
            tr("Look for a shorter one, or for several columns at once."),
            at + 1 + LONGEST_PATTERN,
        )
    try:
        inner.encode()
        re.compile(inner, re.IGNORECASE if ignore_case else 0)
    except re.error as error:
        place = at + 1 + min(error.pos or 0, len(inner))
        raise FilterProblem(
            tr("The pattern is not complete here: {msg}.", msg=error.msg),
            tr("To look for the text itself: {quoted}.", quoted=in_quotes(body)),
            place,
        ) from None
    except (UnicodeEncodeError, OverflowError, RecursionError):
        raise FilterProblem(
            tr("The pattern cannot be read: it nests or repeats too much, or is no valid text."),
            tr("Use a simpler one."),
            at + 1,
        ) from None
    return Matches(inner, ignore_case)


def _not_closed(text: str, at: int) -> FilterProblem:
    return FilterProblem(
        tr("The quotation mark is not closed."),
        tr("Close it, or to look for the mark itself: {quoted}.", quoted=in_quotes(text)),
        at,
    )


def _goes_on(text: str, at: int) -> FilterProblem:
    return FilterProblem(
        tr("Behind the closing quotation mark stands more text."),
        tr("Put all of it into marks and double those inside: {quoted}.", quoted=in_quotes(text)),
        at,
    )

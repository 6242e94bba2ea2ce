"""Reads what was typed into a filter, or says what is unclear in it and where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.criteria import (
    LONGEST_FILTER,
    Affinity,
    Compares,
    Comparison,
    During,
    FilterProblem,
    IsNull,
    Not,
    Within,
    affinity_of,
)
from hive_inspector.core.browsing.filter_texts import (
    Operand,
    ends_of_range,
    in_quotes,
    read_operand,
    read_pattern,
    read_text,
)
from hive_inspector.core.browsing.filter_times import EXAMPLE, Clock, is_for_times, read_period
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from datetime import datetime

    from hive_inspector.core.browsing.criteria import Criterion
    from hive_inspector.core.browsing.filter_times import Period
    from hive_inspector.core.database.snapshot import Column
    from hive_inspector.core.hive.catalogue import ColumnNote

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_LARGEST = 2**63
_OPERATOR = re.compile(r"<>|!=|[<>]=|[<>=]")


class FilterReader:
    """Reads filters of one column."""

    def __init__(self, column: Column, note: ColumnNote | None, now: datetime) -> None:
        self._affinity = affinity_of(column.type)
        self._clock = Clock(now) if is_for_times(column, note) else None

    def criterion(self, text: str) -> Criterion:
        """What a filter asks for.

        Raises:
            FilterProblem: It is empty, too long or unclear.
        """
        body = text.strip()
        if not body:
            raise FilterProblem(
                tr("The filter is empty."), tr("Type what the cells contain, or >1."), 0
            )
        if len(body) > LONGEST_FILTER:
            raise FilterProblem(
                tr(
                    "The filter is longer than {longest_filter:,} characters.",
                    longest_filter=LONGEST_FILTER,
                ),
                tr("Look for a part of the text."),
                LONGEST_FILTER,
            )
        return self._read(body, len(text) - len(text.lstrip()))

    def _read(self, body: str, at: int) -> Criterion:
        if body.startswith("!") and not body.startswith("!="):
            return self._negated(body, at)
        operator = _OPERATOR.match(body)
        if operator is not None:
            return self._compared(operator[0], self._operand_behind(operator[0], body, at))
        return self._without_operator(body, at)

    def _negated(self, body: str, at: int) -> Criterion:
        rest = body[1:].lstrip()
        behind = at + len(body) - len(rest)
        if not rest:
            raise FilterProblem(
                tr("Behind ! stands nothing."),
                tr("Write what is not wanted: !null, !error."),
                behind,
            )
        if rest.startswith("!"):
            raise FilterProblem(tr("One ! is enough."), tr('To look for the text: "!!".'), behind)
        return Not(self._read(rest, behind))

    def _without_operator(self, body: str, at: int) -> Criterion:
        if folded(body) == "null":
            return IsNull()
        pattern = read_pattern(body, at) if body.startswith("/") else None
        if pattern is not None:
            return pattern
        return self._range(body, at) or self._time(body, at) or read_text(body, at)

    def _operand_behind(self, operator: str, body: str, at: int) -> Operand:
        rest = body[len(operator) :].lstrip()
        behind = at + len(body) - len(rest)
        if not rest:
            is_equal = operator == "="
            example = (
                tr('Example: =done; ="" is the empty text.') if is_equal else tr("Example: >10.")
            )
            raise FilterProblem(
                tr("Behind {operator} stands nothing.", operator=operator), example, behind
            )
        if rest[0] in "<>=!":
            raise FilterProblem(
                tr("{operator} and {rest} do not go together.", operator=operator, rest=rest[0]),
                tr(
                    "Use one of = <> > >= < <=; to look for the text: {operator}{quoted}.",
                    operator=operator,
                    quoted=in_quotes(rest),
                ),
                behind,
            )
        return read_operand(rest, behind)

    def _compared(self, operator: str, operand: Operand) -> Criterion:
        if operator in {"=", "<>", "!="}:
            equal = self._equal(operand)
            return equal if operator == "=" else Not(equal)
        comparison = Comparison(operator)
        if not operand.literal and folded(operand.text) == "null":
            raise FilterProblem(
                tr("NULL is neither more nor less than anything."),
                tr("Use null or !null."),
                operand.at,
            )
        if self._clock is not None and not operand.literal:
            return _compared_times(comparison, self._period(operand, self._clock))
        return Compares(comparison, self._ordered_value(operand))

    def _equal(self, operand: Operand) -> Criterion:
        if not operand.literal and folded(operand.text) == "null":
            return IsNull()
        if self._clock is not None and not operand.literal:
            period = read_period(operand.text, operand.at, self._clock)
            if period is not None and period.start != period.end:
                return During(period.start, period.end, period.words)
        value = self._value(operand)
        is_number = not isinstance(value, str)
        return Compares(
            Comparison.EQUAL, value, either=is_number and self._affinity is Affinity.NONE
        )

    def _range(self, body: str, at: int) -> Criterion | None:
        ends = ends_of_range(body, at)
        if ends is None or not any(end is not None and self._is_value(end) for end in ends):
            return None
        low, high = ends
        if self._clock is not None and not any(end and end.literal for end in ends):
            return self._time_range(low, high, self._clock)
        bottom, top = (None if end is None else self._ordered_value(end) for end in ends)
        if isinstance(bottom, int | float) and isinstance(top, int | float) and bottom > top:
            raise _wrong_way_round(low, high)
        return Within(bottom, top)

    def _time_range(self, low: Operand | None, high: Operand | None, clock: Clock) -> Criterion:
        start = None if low is None else self._period(low, clock).start
        end = None if high is None else self._period(high, clock).end
        if start is not None and end is not None and start.instant > end.instant:
            raise _wrong_way_round(low, high)
        return Not(IsNull()) if start is None and end is None else During(start, end)

    def _time(self, body: str, at: int) -> Criterion | None:
        period = self._clock and read_period(body, at, self._clock)
        if not period:
            return None
        if period.start == period.end:
            return During(period.start, None, period.words)
        return During(period.start, period.end, period.words)

    def _period(self, operand: Operand, clock: Clock) -> Period:
        period = read_period(operand.text, operand.at, clock)
        if period is None:
            raise FilterProblem(
                tr("“{operand}” is no time.", operand=operand.text), EXAMPLE, operand.at
            )
        return period

    def _is_value(self, operand: Operand) -> bool:
        """Whether what stands at one end of `..` makes it a range, and not dots in a text."""
        if operand.literal or number_in(operand.text) is not None:
            return True
        return (
            self._clock is not None
            and read_period(operand.text, operand.at, self._clock) is not None
        )

    def _ordered_value(self, operand: Operand) -> int | float | str:
        value = self._value(operand)
        if isinstance(value, str) and self._affinity is Affinity.NUMBER and not operand.literal:
            raise FilterProblem(
                tr("“{operand}” is no number, and the column holds numbers.", operand=operand.text),
                tr(
                    "Write it as in >10.5; to compare as text: >{quoted}.",
                    quoted=in_quotes(operand.text),
                ),
                operand.at,
            )
        return value

    def _value(self, operand: Operand) -> int | float | str:
        may_be_number = not operand.literal or self._affinity is Affinity.NUMBER
        number = number_in(operand.text) if may_be_number else None
        return operand.text if number is None or self._affinity is Affinity.TEXT else number


def number_in(text: str) -> int | float | None:
    """The number that a text is, or None."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        whole = int(text)
    except ValueError:
        return float(text)
    return whole if -_LARGEST <= whole < _LARGEST else float(whole)


def _compared_times(comparison: Comparison, period: Period) -> Criterion:
    match comparison:
        case Comparison.BELOW:
            return During(None, period.start)
        case Comparison.UP_TO:
            return Not(IsNull()) if period.end is None else During(None, period.end)
        case Comparison.FROM:
            return During(period.start, None)
        case _:
            return During(period.end or period.start, None)


def _wrong_way_round(low: Operand | None, high: Operand | None) -> FilterProblem:
    first, last = (low.text, high.text) if low and high else ("", "")
    return FilterProblem(
        tr("The range ends before it begins."),
        tr("Turn it round: {last}..{first}.", last=last, first=first),
        high.at if high else 0,
    )

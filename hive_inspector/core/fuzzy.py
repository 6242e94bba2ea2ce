"""Which of many titles somebody means who types a few letters of one.

A title is found where it has the letters in their order, whatever stands between them. Letters at the start of a word
and letters side by side count more, so `mc` finds `messages.content` before `dynamic`. What is found first comes from
the few titles that fit best at a glance: at their start, at the start of a word, anywhere in one piece, then with
gaps. Only those are weighed letter by letter, so that a key takes no longer where everything fits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST = 160
"""Characters of a title that are looked at."""
MOST_TYPED = 60
"""Characters of what is typed that are looked for."""
_MOST_WEIGHED = 150
"""Titles that are weighed of each way to fit."""
_WORD_START = 8
_FIRST_LETTER = 4
_SIDE_BY_SIDE = 9
_BEFORE_WORDS = "\n ._"
_BARRIER = re.compile(r"[\W_]")
_NEVER = -1_000_000


@dataclass(frozen=True, slots=True)
class Fit:
    """A title that fits what was typed."""

    place: int
    """Which of the titles, counted from 0."""
    score: int
    """How well; only to be compared within one search."""
    marks: tuple[int, ...]
    """Where in the title the typed letters were found."""


class Titles:
    """Titles that are searched again and again. Safe from several threads, as nothing in it changes."""

    def __init__(self, titles: Sequence[str]) -> None:
        """Take the titles over.

        Args:
            titles: In the order that is kept among those that fit equally well.
        """
        cut = [title[:LONGEST].replace("\n", " ") for title in titles]
        self._order = sorted(range(len(cut)), key=lambda place: len(cut[place]))
        self._cut = [cut[place] for place in self._order]
        self._plain = [_plain(title) for title in self._cut]
        self._text = "\n" + "\n".join(self._plain) + "\n"
        self._starts = list(accumulate((len(one) + 1 for one in self._plain), initial=1))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._order)

    def search(self, typed: str, most: int) -> tuple[Fit, ...]:
        """The titles that fit best, the best first; none where nothing is typed.

        Args:
            typed: What somebody typed; its case and its spaces count for nothing.
            most: How many are wanted.
        """
        wanted = _plain("".join(typed.split()))[:MOST_TYPED]
        if not wanted or not self._order:
            return ()
        fits = [self._weighed(at, wanted) for at in self._at_a_glance(wanted)]
        fits.sort(key=lambda fit: (-fit.score, fit.place))  # their order is: the shorter first
        return tuple(Fit(self._order[fit.place], fit.score, fit.marks) for fit in fits[:most])

    def _at_a_glance(self, wanted: str) -> dict[int, None]:
        """The titles to be weighed; with gaps only where few have the letters in one piece."""
        found: dict[int, None] = {}
        for piece in (*(f"{before}{wanted}" for before in _BEFORE_WORDS), wanted):
            found |= dict.fromkeys(islice(self._having(piece), _MOST_WEIGHED))
        if len(found) < _MOST_WEIGHED:
            found |= dict.fromkeys(islice(self._having_with_gaps(wanted), _MOST_WEIGHED))
        return found

    def _having(self, piece: str) -> Iterator[int]:
        """The titles in which a piece occurs."""
        found = self._text.find(piece)
        while found >= 0:
            at = self._at(found + len(piece))
            yield at
            found = self._text.find(piece, self._starts[at + 1] - 1)

    def _having_with_gaps(self, wanted: str) -> Iterator[int]:
        """The titles that have the letters in their order."""
        steps = (f"[^{re.escape(one)}\n]*+{re.escape(one)}" for one in wanted)
        for match in re.finditer(f"\n{''.join(steps)}", self._text):
            yield self._at(match.end())

    def _at(self, end: int) -> int:
        """Which title the letter before this place belongs to."""
        return bisect_right(self._starts, end - 1) - 1

    def _weighed(self, at: int, wanted: str) -> Fit:
        score, marks = weigh(self._cut[at], self._plain[at], wanted)
        return Fit(at, score, marks)


def weigh(title: str, plain: str, wanted: str) -> tuple[int, tuple[int, ...]]:
    """How well a title fits at best, and where its letters are then.

    Args:
        title: As it is shown, which tells where words start.
        plain: The same in small letters, of the same length.
        wanted: Small letters that the title has in this order.
    """
    values = _letter_values(title)
    ways: list[dict[int, tuple[int, int]]] = []
    for number, letter in enumerate(wanted):
        before = ways[-1] if number else {}
        ways.append(_steps(plain, letter, values, before, is_first=number == 0))
    last = ways[-1]
    end = max(last, key=lambda place: (last[place][0], -place))
    return last[end][0], tuple(reversed(list(_way_back(ways, end))))


def _steps(
    plain: str,
    letter: str,
    values: Sequence[int],
    before: dict[int, tuple[int, int]],
    *,
    is_first: bool,
) -> dict[int, tuple[int, int]]:
    """For each place of a letter: the best score up to there, and the place of the letter before."""
    steps: dict[int, tuple[int, int]] = {}
    best, best_at = (0, -1) if is_first else (_NEVER, -1)
    earlier = iter(sorted(before))
    upcoming = next(earlier, None)
    place = plain.find(letter)
    while place >= 0:
        while upcoming is not None and upcoming < place:
            if before[upcoming][0] > best:
                best, best_at = before[upcoming][0], upcoming
            upcoming = next(earlier, None)
        beside = before[place - 1][0] + _SIDE_BY_SIDE if place - 1 in before else _NEVER
        score, origin = max((best, best_at), (beside, place - 1))
        if score > _NEVER:
            steps[place] = score + values[place], origin
        place = plain.find(letter, place + 1)
    return steps


def _way_back(ways: Sequence[dict[int, tuple[int, int]]], end: int) -> Iterator[int]:
    for steps in reversed(ways):
        yield end
        end = steps[end][1]


def _letter_values(title: str) -> list[int]:
    """What each letter is worth: more at the start of a word, most at the start of all."""
    values = [1 + _WORD_START + _FIRST_LETTER] if title else []
    for before, letter in pairwise(title):
        is_start = bool(_BARRIER.match(before)) or (before.islower() and letter.isupper())
        values.append(1 + (_WORD_START if is_start and not _BARRIER.match(letter) else 0))
    return values


def _plain(text: str) -> str:
    """The text in small letters, letter for letter: the few that would become two stay as they are."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(one if len(one := big.lower()) == 1 else big for big in text)

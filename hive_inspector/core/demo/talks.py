"""Conversations as they happened: who asked what, which model answered in which stage, how long it took, what it cost.

This is the demo's truth. The tables of every lineage are filled from it, so that the sums in one table agree with the
rows of another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from hive_inspector.core.demo.chance import Chance
from hive_inspector.core.demo.moments import SECOND_MS
from hive_inspector.core.demo.rhythm import starts
from hive_inspector.core.demo.wording import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.demo.market import Model
    from hive_inspector.core.demo.people import People, Person, Profile
    from hive_inspector.core.demo.wording import Subject, Wording

MOST_TURNS = 24
MOST_ROUNDS = 3
_MISHAPS = (
    *("rate_limit",) * 3,
    *("fallback",) * 3,
    *("stage_error",) * 2,
    *("query_error",) * 3,
)
_MISHAP_SHARE = 0.075
_AGREEMENT_SHARE = 0.6
"""How often nobody has anything to add in the first round."""
_THINKING_S = (15, 225)
_PACE_MS = (8, 16, 30)
"""Milliseconds for a token written, by how fast a model is."""


class Run(NamedTuple):
    """One model's answer in one stage; a message."""

    id: str
    stage: str
    model: Model
    content: str
    tokens_in: int
    tokens_out: int
    cost: float
    """US dollars."""
    duration_ms: int
    at_ms: int
    """When the answer was complete."""


class Turn(NamedTuple):
    """A question, which is a message, and the answers to it."""

    id: str
    question: str
    at_ms: int
    runs: tuple[Run, ...]
    rounds: int
    """How often the models were asked until they agreed."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation."""

    id: str
    person: Person
    profile: Profile
    subject: Subject
    start_ms: int
    end_ms: int
    turns: tuple[Turn, ...]
    mishap: str
    """What went wrong: `rate_limit`, `fallback`, `stage_error`, `query_error`, or empty. Only the last ends it."""
    cost: float
    """US dollars."""
    tokens_in: int
    tokens_out: int
    duration_ms: int
    """How long the models worked."""

    @property
    def succeeded(self) -> bool:
        """Whether the last question was answered."""
        return self.mishap != "query_error"

    @property
    def question(self) -> str:
        """The first question."""
        return self.turns[0].question

    @property
    def answer(self) -> str:
        """The last answer."""
        return self.turns[-1].runs[-1].content

    @property
    def messages(self) -> int:
        """How many messages it has."""
        return sum(1 + len(turn.runs) for turn in self.turns)


class Talks:
    """Invents conversations, one after the other in order of time."""

    def __init__(self, seed: int, wording: Wording, people: People, turns: float) -> None:
        self._chance = Chance(seed, "talks")
        self._rhythm = Chance(seed, "rhythm")
        self._wording = wording
        self._people = people
        self._turn_counts = _turn_counts(turns)

    def until(self, now_ms: int, count: int) -> Iterator[Talk]:
        """That many conversations, the last of which has ended by then."""
        for start_ms in starts(count, now_ms, self._rhythm):
            yield self._talk(start_ms)

    def _talk(self, start_ms: int) -> Talk:
        chance = self._chance
        person, profile = self._people.somebody(chance)
        subject = chance.pick(self._wording.subjects)
        mishap = chance.pick(_MISHAPS) if chance.unit() < _MISHAP_SHARE else ""
        identifier = chance.identifier(start_ms)
        turns = []
        at_ms = start_ms
        count = chance.pick(self._turn_counts)
        for number in range(count):
            breaks_off = number + 1 == count and mishap == "query_error"
            turn = self._turn(subject, profile, at_ms, first=not number, breaks_off=breaks_off)
            turns.append(turn)
            at_ms = turn.runs[-1].at_ms + chance.whole(*_THINKING_S) * SECOND_MS
        runs = [run for turn in turns for run in turn.runs]
        return Talk(
            id=identifier,
            person=person,
            profile=profile,
            subject=subject,
            start_ms=start_ms,
            end_ms=runs[-1].at_ms,
            turns=tuple(turns),
            mishap=mishap,
            cost=round(sum(run.cost for run in runs), 6),
            tokens_in=sum(run.tokens_in for run in runs),
            tokens_out=sum(run.tokens_out for run in runs),
            duration_ms=sum(run.duration_ms for run in runs),
        )

    def _turn(
        self, subject: Subject, profile: Profile, at_ms: int, *, first: bool, breaks_off: bool
    ) -> Turn:
        chance = self._chance
        wording = self._wording
        foreign = wording.foreign(subject) if first else None
        question = foreign[0] if foreign else wording.question(subject, first=first)
        runs = []
        time_ms = at_ms
        context = 300 + len(question) // 4
        for stage, model in zip(STAGES[: 2 if breaks_off else 4], profile.models, strict=False):
            own = foreign and stage in {"generator", "curator"}
            content = foreign[1] if foreign and own else wording.answer(subject, stage)
            tokens_out = 40 + len(content) // 3
            duration_ms = 600 + int(chance.unit() * 1800) + tokens_out * chance.pick(_PACE_MS)
            time_ms += duration_ms
            cost = (context * model.price_in + tokens_out * model.price_out) / 1000
            runs.append(
                Run(
                    chance.identifier(time_ms),
                    stage,
                    model,
                    content,
                    context,
                    tokens_out,
                    round(cost, 8),
                    duration_ms,
                    time_ms,
                )
            )
            context += tokens_out
        rounds = 1 if chance.hits(_AGREEMENT_SHARE) else chance.whole(2, MOST_ROUNDS)
        return Turn(chance.identifier(at_ms), question, at_ms, tuple(runs), rounds)


def _turn_counts(mean: float) -> tuple[int, ...]:
    """A thousand numbers of turns to draw from: many short conversations, few long ones."""
    share = 1 / mean
    counts: list[int] = []
    for turns in range(1, MOST_TURNS):
        counts += [turns] * round(1000 * share * (1 - share) ** (turns - 1))
    return (*counts, MOST_TURNS)

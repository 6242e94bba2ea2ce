"""What is said: sentences from `resources/demo/`, put together into questions, answers, lists and code.

Everything is composed once, into pools for each subject; a message then costs a few draws. A conversation stays with
its subject, so that it reads like one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from hive_inspector.core.demo.chance import Chance
from hive_inspector.core.resources import resource_text

if TYPE_CHECKING:
    from collections.abc import Callable

STAGES = ("generator", "refiner", "validator", "curator")
"""The stages of an answer, in order."""
_SLOT = re.compile(r"\{(file|symbol|number)\}")
_NUMBERS = ("3", "4", "6", "8", "12", "15", "20", "24", "30", "40", "50", "75", "90", "120", "250")
_QUESTIONS, _PARAGRAPHS, _LISTS, _OPENINGS = 48, 160, 60, 40
_LIST_SHARE, _CODE_SHARE, _CLOSING_SHARE = 0.3, 0.33, 0.35
_LOG_FACTORS = (1, 1, 1, 1, 1, 1, 1, 20)
"""Now and then somebody pastes a whole megabyte."""
_FOREIGN_SHARE, _DATA_SHARE, _LONG_SHARE, _LOG_SHARE = 0.03, 0.015, 0.004, 0.0004


@dataclass(frozen=True, slots=True)
class Subject:
    """What a conversation is about, and everything that can be said about it."""

    title: str
    topic: str
    category: str
    keywords: tuple[str, ...]
    files: tuple[str, ...]
    questions: tuple[str, ...]
    follow_ups: tuple[str, ...]
    openings: dict[str, tuple[str, ...]]
    """By stage."""
    closings: tuple[str, ...]
    sentences: tuple[str, ...]
    paragraphs: tuple[str, ...]
    lists: tuple[str, ...]
    code: tuple[str, ...]
    data: tuple[str, ...]
    """JSON texts that a user might paste."""
    foreign: tuple[tuple[str, str], ...]
    """Questions in other scripts with their answers."""


@cache
def facts(name: str) -> Any:
    """One of the files of `resources/demo/`, read once."""
    return json.loads(resource_text(f"demo/{name}.json"))


class Wording:
    """Composes what is said. All draws come from one stream of the seed."""

    def __init__(self, seed: int) -> None:
        self._chance = Chance(seed, "wording")
        self._headings = tuple(facts("talk")["headings"])
        self.subjects = tuple(self._subject(entry) for entry in facts("subjects"))

    def question(self, subject: Subject, *, first: bool) -> str:
        """What the user says: an opening question, a follow-up, sometimes with code, data or a log pasted in."""
        chance = self._chance
        draw = chance.unit()
        if draw < _LOG_SHARE:
            return f"{chance.pick(subject.follow_ups)}\n\n```\n{self._log()}\n```"
        text = chance.pick(subject.questions if first else subject.follow_ups)
        if draw < _LOG_SHARE + _DATA_SHARE:
            return chance.pick(subject.data)
        if chance.hits(_CODE_SHARE / 3):
            return f"{text}\n\n{chance.pick(subject.code)}"
        return text

    def answer(self, subject: Subject, stage: str) -> str:
        """What a stage says."""
        chance = self._chance
        parts = [chance.pick(subject.openings[stage]), chance.pick(subject.paragraphs)]
        draw = chance.unit()
        if draw < _LONG_SHARE:
            parts += self._chapters(subject)
        elif draw < _LIST_SHARE:
            parts.append(chance.pick(subject.lists))
        elif draw < _LIST_SHARE + _CODE_SHARE:
            parts.append(chance.pick(subject.code))
        if stage == STAGES[-1]:
            parts.insert(0, f"## {chance.pick(self._headings)}")
        elif chance.unit() < _CLOSING_SHARE:
            parts.append(chance.pick(subject.closings))
        return "\n\n".join(parts)

    def foreign(self, subject: Subject) -> tuple[str, str] | None:
        """Now and then a question and its answer in another script."""
        chance = self._chance
        return chance.pick(subject.foreign) if chance.unit() < _FOREIGN_SHARE else None

    def _chapters(self, subject: Subject) -> list[str]:
        chance = self._chance
        parts = []
        for number in range(1, chance.whole(6, 24)):
            parts.append(f"### {number}. {chance.pick(self._headings)}")
            parts.append(chance.pick(subject.paragraphs))
            parts.append(chance.pick(subject.code if number % 3 == 0 else subject.paragraphs))
        return parts

    def _log(self) -> str:
        """Several hundred lines of a program's log."""
        chance = self._chance
        words = facts("talk")["log_words"]
        lines = []
        second = chance.whole(0, 80_000)
        for number in range(chance.whole(300, 1500) * chance.pick(_LOG_FACTORS)):
            second += chance.whole(0, 2)
            clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
            lines.append(f"{clock} INFO worker-{number % 7} lease {number} {chance.pick(words)}")
        return "\n".join(lines)

    def _subject(self, entry: dict[str, Any]) -> Subject:
        talk = facts("talk")
        filled = self._filler(entry)
        points = entry["points"]
        return Subject(
            title=entry["title"],
            topic=entry["topic"],
            category=entry["category"],
            keywords=tuple(entry["keywords"]),
            files=tuple(entry["files"]),
            questions=self._pool(_QUESTIONS, entry["questions"], filled),
            follow_ups=self._pool(_QUESTIONS, talk["follow_ups"], filled),
            openings={
                stage: self._pool(_OPENINGS, talk["openings"][stage], filled) for stage in STAGES
            },
            closings=self._pool(_OPENINGS, talk["closings"], filled),
            sentences=tuple(filled(point) for point in points),
            paragraphs=tuple(self._paragraph(points, filled) for _ in range(_PARAGRAPHS)),
            lists=tuple(self._list(points, talk["list_leads"], filled) for _ in range(_LISTS)),
            code=tuple(_code_block(block) for block in entry["code"]),
            data=tuple(self._data(entry) for _ in range(len(_NUMBERS))),
            foreign=tuple(
                (filled(other["question"]), filled(other["answer"]))
                for other in facts("other_scripts")
            ),
        )

    def _filler(self, entry: dict[str, Any]) -> Callable[[str], str]:
        pools = {"file": entry["files"], "symbol": entry["symbols"], "number": _NUMBERS}

        def filled(text: str) -> str:
            # The same name within a text stays the same: a sentence about one function is about one.
            drawn: dict[str, str] = {}

            def value(slot: re.Match[str]) -> str:
                name = slot[1]
                if name not in drawn:
                    drawn[name] = self._chance.pick(pools[name])
                return drawn[name]

            return _SLOT.sub(value, text)

        return filled

    def _pool(self, count: int, texts: list[str], filled: Callable[[str], str]) -> tuple[str, ...]:
        """Each of the texts at least once where there is room, their slots filled anew each time."""
        return tuple(filled(text) for text in _cycled(texts, count))

    def _paragraph(self, points: list[str], filled: Callable[[str], str]) -> str:
        return filled(" ".join(self._chance.some(points, self._chance.whole(2, 4))))

    def _list(self, points: list[str], leads: list[str], filled: Callable[[str], str]) -> str:
        items = self._chance.some(points, self._chance.whole(3, 5))
        numbered = self._chance.hits(0.5)
        marks = [f"{number}." if numbered else "-" for number in range(1, len(items) + 1)]
        lines = [f"{mark} {item}" for mark, item in zip(marks, items, strict=True)]
        return filled("\n".join([self._chance.pick(leads), "", *lines]))

    def _data(self, entry: dict[str, Any]) -> str:
        chance = self._chance
        report = {
            "subject": entry["title"],
            "file": chance.pick(entry["files"]),
            "symbols": chance.some(entry["symbols"], 2),
            "calls": chance.whole(10, 4000),
            "milliseconds": {"p50": chance.real(0.2, 4), "p99": chance.real(8, 90)},
            "open": chance.hits(0.5),
        }
        return json.dumps(report, indent=2)


def _cycled(texts: list[str], count: int) -> list[str]:
    return [texts[number % len(texts)] for number in range(count)]


def _code_block(block: dict[str, str]) -> str:
    return f"```{block['language']}\n{block['text']}\n```"

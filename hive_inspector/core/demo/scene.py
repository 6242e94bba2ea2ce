"""Everything that a demo's content is drawn from: the seed, the time, the people, the models, the words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.demo.chance import Chance
from hive_inspector.core.demo.market import Market
from hive_inspector.core.demo.moments import DAY_MS, milliseconds
from hive_inspector.core.demo.people import People
from hive_inspector.core.demo.sizes import HISTORY_DAYS, DemoSize
from hive_inspector.core.demo.talks import Talks
from hive_inspector.core.demo.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from hive_inspector.core.demo.talks import Talk


@dataclass(frozen=True, slots=True)
class Scene:
    """One demo's world. Two scenes of the same seed, size and time tell the same story."""

    seed: int
    size: DemoSize
    now_ms: int
    """When the newest content was written, in milliseconds since 1970."""
    market: Market
    people: People
    wording: Wording

    @property
    def begin_ms(self) -> int:
        """When the oldest content was written."""
        return self.now_ms - HISTORY_DAYS * DAY_MS

    def chance(self, stream: str) -> Chance:
        """A stream of draws of its own for one purpose."""
        return Chance(self.seed, stream)

    def talks(self) -> Iterator[Talk]:
        """All conversations in order of time."""
        talks = Talks(self.seed, self.wording, self.people, self.size.turns)
        return talks.until(self.now_ms, self.size.conversations)


def set_scene(seed: int, size: DemoSize, now: datetime) -> Scene:
    """The world that a seed stands for.

    Args:
        seed: Any whole number.
        size: How much is to be told.
        now: When the newest content was written, with a zone.
    """
    now_ms = milliseconds(now)
    begin_ms = now_ms - HISTORY_DAYS * DAY_MS
    market = Market(Chance(seed, "market"), now_ms // DAY_MS)
    people = People(Chance(seed, "people"), market.by_id, begin_ms)
    return Scene(seed, size, now_ms, market, people, Wording(seed))


_encode = json.JSONEncoder(ensure_ascii=False).encode
"""One encoder for all: making one costs more than most of the texts."""


def json_text(value: object) -> str:
    """A value as Hive's JSON columns hold it."""
    return _encode(value)

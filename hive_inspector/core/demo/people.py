"""Who uses the demo's Hive, and with which profiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.demo.moments import DAY_MS
from hive_inspector.core.demo.wording import facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hive_inspector.core.demo.chance import Chance
    from hive_inspector.core.demo.market import Model

_FAVOURITES = (0, 0, 0, 0, 1, 1, 2)
"""Which of their three favourite profiles people take, how often."""


@dataclass(frozen=True, slots=True)
class Person:
    """A user with a licence."""

    id: str
    email: str
    licence: str
    """The licence key."""
    tier: str
    share: int
    """How much of the conversations is theirs, in proportion to the others' shares."""
    joined_ms: int
    daily_limit: int
    favourites: tuple[Profile, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """Which model answers in which stage."""

    id: str
    name: str
    models: tuple[Model, ...]
    """One for each stage, in order."""
    made_ms: int
    seeded: bool
    """Whether Hive's own migrations bring it along."""


class People:
    """Everybody, and everybody's profiles."""

    def __init__(self, chance: Chance, models: Mapping[str, Model], begin_ms: int) -> None:
        known = facts("people")
        self.profiles = tuple(
            _profile(entry, models, chance, begin_ms)
            for entry in (*known["profiles"], *known["own_profiles"])
        )
        self.everybody = tuple(self._person(entry, chance, begin_ms) for entry in known["people"])
        self._by_share = tuple(person for person in self.everybody for _ in range(person.share))

    def somebody(self, chance: Chance) -> tuple[Person, Profile]:
        """Somebody who asks, and the profile they take."""
        person = chance.pick(self._by_share)
        return person, person.favourites[chance.pick(_FAVOURITES)]

    def _person(self, entry: Mapping[str, object], chance: Chance, begin_ms: int) -> Person:
        known = facts("people")
        tier = str(entry["tier"])
        joined_ms = begin_ms - chance.whole(1, 60) * DAY_MS + chance.whole(0, DAY_MS)
        return Person(
            id=chance.identifier(joined_ms),
            email=f"{entry['name']}@{known['mail_domain']}",
            licence=f"DEMO-{'-'.join(chance.hexadecimal(4).upper() for _ in range(4))}",
            tier=tier,
            share=int(str(entry["share"])),
            joined_ms=joined_ms,
            daily_limit=known["daily_limits"][tier],
            favourites=tuple(chance.some(self.profiles, 3)),
        )


def _profile(
    entry: Mapping[str, Sequence[str]], models: Mapping[str, Model], chance: Chance, begin_ms: int
) -> Profile:
    made_ms = begin_ms + chance.whole(0, 20) * DAY_MS
    seeded = "id" in entry
    return Profile(
        id=str(entry["id"]) if seeded else chance.identifier(made_ms),
        name=str(entry["name"]),
        models=tuple(models[name] for name in entry["models"]),
        made_ms=made_ms,
        seeded=seeded,
    )

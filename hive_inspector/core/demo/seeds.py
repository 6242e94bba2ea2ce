"""What a core file holds before the demo fills it: rows that Hive's own migrations bring along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.hive.models import (
    ConsensusProfile,
    ConsensusSetting,
    OpenRouterModel,
    OpenRouterProvider,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.demo.market import Model
    from hive_inspector.core.demo.people import Profile
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.hive.models import HiveModel

_NUMBERED_PROFILES = range(6, 9)
"""Core versions in which a profile's key is a number and its models are keys of `openrouter_models`."""


@dataclass(frozen=True, slots=True)
class Seeds:
    """What is there already, and how the demo's models and profiles are keyed beside it."""

    version: int
    """Of the core schema."""
    providers: frozenset[str]
    models: frozenset[str]
    profiles: frozenset[str]
    settings: frozenset[str]
    model_keys: Mapping[str, int]
    """The key of every model of the scene by its name at OpenRouter, seeded or not."""
    profile_keys: Mapping[str, str]
    """The key of every profile by its identifier."""

    @property
    def numbered_profiles(self) -> bool:
        """Whether profiles have numbers as keys in this version."""
        return self.version in _NUMBERED_PROFILES

    def key_of(self, model: Model) -> int:
        """The key of a model."""
        return self.model_keys[model.id]

    def profile_key(self, profile: Profile) -> str:
        """What a conversation refers to the profile by."""
        return self.profile_keys[profile.id]


def read_seeds(connection: ReadConnection, version: int, scene: Scene) -> Seeds:
    """Look at what the migrations have left."""
    numbered = version in _NUMBERED_PROFILES
    found = _read(connection, OpenRouterModel, "openrouter_id")
    keys = dict(found)
    for model in scene.market.models:
        keys.setdefault(model.id, len(keys) + 1)
    profiles = scene.people.profiles
    return Seeds(
        version=version,
        providers=frozenset(name for name, _ in _read(connection, OpenRouterProvider, "id")),
        models=frozenset(name for name, _ in found),
        profiles=frozenset(name for name, _ in _read(connection, ConsensusProfile, "id")),
        settings=frozenset(name for name, _ in _read(connection, ConsensusSetting, "key")),
        model_keys=keys,
        profile_keys={
            profile.id: str(number) if numbered else profile.id
            for number, profile in enumerate(profiles, start=1)
        },
    )


def _read(connection: ReadConnection, model: type[HiveModel], column: str) -> list[tuple[str, int]]:
    """A column of a table, and the rowids."""
    table = model._meta.table_name  # noqa: SLF001 - Peewee's documented way to a model's table
    rows = connection.rows(f"SELECT {column}, rowid FROM {table} ORDER BY rowid")
    return [(str(name), int(str(rowid))) for name, rowid in rows]

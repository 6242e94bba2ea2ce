"""Rows of the core lineage that stand before the first conversation: people, settings, models, profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.demo.moments import DAY_MS, HOUR_MS, MINUTE_MS, offset, plain, zulu
from hive_inspector.core.demo.scene import json_text
from hive_inspector.core.demo.sheets import sheet, sheet_of
from hive_inspector.core.demo.wording import facts
from hive_inspector.core.hive import models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.demo.chance import Chance
    from hive_inspector.core.demo.people import Person, Profile
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.demo.seeds import Seeds
    from hive_inspector.core.demo.sheets import Batch, Row

USERS = sheet_of(
    models.User,
    "id email license_key tier created_at updated_at subscription_tier last_d1_sync",
)
LICENSES = sheet_of(
    models.License,
    "key tier daily_limit features user_id email expires_at validated_at created_at updated_at",
)
CONFIGURATIONS = sheet_of(models.Configuration, "key value encrypted user_id created_at updated_at")
SETTINGS = sheet_of(models.Setting, "key value description updated_at")
CHOICES = sheet_of(models.ConsensusSetting, "key value updated_at")
PROFILES = sheet_of(
    models.ConsensusProfile,
    "id profile_name generator_model refiner_model validator_model curator_model created_at updated_at",
)
NUMBERED_PROFILES = sheet(
    "consensus_profiles",
    "id name user_id generator_model_id refiner_model_id validator_model_id curator_model_id created_at updated_at",
)
"""As core versions 6 to 8 have them."""
PIPELINES = sheet_of(
    models.PipelineProfile,
    "id name user_id is_default generator_model_internal_id refiner_model_internal_id validator_model_internal_id"
    " curator_model_internal_id generator_provider generator_model refiner_provider refiner_model"
    " validator_provider validator_model curator_provider curator_model selection_criteria routing_preferences"
    " cost_controls created_at updated_at",
)
TEMPLATES = sheet_of(
    models.ProfileTemplate,
    "id name description selection_criteria routing_preferences cost_controls performance_targets"
    " scope_applicability created_by usage_count effectiveness_score last_updated created_at",
)
LAST_BACKUP_DAYS = 1
"""How long ago the last backup was made: long enough to be worth a word."""
_LICENCE_FEATURES = ("consensus", "memory", "export", "analytics")


def add_people(scene: Scene, batch: Batch) -> None:
    """Users, licences, settings and configurations."""
    chance = scene.chance("identity")
    for person in scene.people.everybody:
        batch.add(USERS, _user(person, scene))
        batch.add(LICENSES, _licence(person, scene, chance))
    owner = scene.people.everybody[0]
    joined = plain(owner.joined_ms)
    for key, value, encrypted in configurations(owner, chance):
        batch.add(CONFIGURATIONS, (key, value, encrypted, owner.id, joined, joined))
    batch.add(SETTINGS, *settings(scene, joined))


def add_profiles(scene: Scene, seeds: Seeds, batch: Batch) -> None:
    """Profiles, the choice among them, and what they are made from."""
    for profile in scene.people.profiles:
        if seeds.numbered_profiles:
            batch.add(NUMBERED_PROFILES, _numbered_profile(profile, scene, seeds))
        elif profile.id not in seeds.profiles:
            batch.add(PROFILES, profile_row(profile))
    begin = plain(scene.begin_ms)
    for key, value in (("active_profile_id", "lightning-fast"), ("max_rounds", "3")):
        if key not in seeds.settings:
            batch.add(CHOICES, (key, value, begin))
    chance = scene.chance("profiles")
    for profile in scene.people.profiles:
        batch.add(PIPELINES, _pipeline(profile, scene, seeds, chance))
    batch.add(TEMPLATES, *_templates(scene, chance))


def profile_row(profile: Profile) -> Row:
    """A profile as most versions hold it."""
    made = plain(profile.made_ms)
    return (profile.id, profile.name, *(model.id for model in profile.models), made, made)


def _user(person: Person, scene: Scene) -> Row:
    joined = plain(person.joined_ms)
    synced = zulu(scene.now_ms - 3 * HOUR_MS)
    tier = person.tier
    return (
        person.id,
        person.email,
        person.licence,
        tier,
        joined,
        joined,
        tier.lower(),
        synced,
    )


def _licence(person: Person, scene: Scene, chance: Chance) -> Row:
    joined = plain(person.joined_ms)
    validated_ms = scene.now_ms - chance.whole(1, 30) * HOUR_MS
    return (
        person.licence,
        person.tier,
        person.daily_limit,
        json_text(chance.some(_LICENCE_FEATURES, chance.whole(1, 4))),
        person.id,
        person.email,
        plain(scene.now_ms + chance.whole(-20, 330) * DAY_MS),
        plain(validated_ms),
        joined,
        plain(validated_ms),
    )


def configurations(owner: Person, chance: Chance) -> Iterator[tuple[str, str, int]]:
    """Keys, values, and whether they are encrypted; the secrets are invented and say so."""
    yield "openrouter_api_key", f"encrypted:demo-not-a-real-key:{chance.hexadecimal(48)}", 1
    yield "hive_license_key", owner.licence, 0
    yield "telemetry", "off", 0
    yield "streaming", "true", 0
    yield "sync_endpoint", "https://sync.example.org/v1", 0
    yield "sync_secret", f"encrypted:demo-not-a-real-secret:{chance.hexadecimal(32)}", 1
    yield "window", json_text({"width": 1440, "height": 900, "maximised": False}), 0


def settings(scene: Scene, joined: str) -> Iterator[tuple[str, str, str, str]]:
    """Keys, values, descriptions and the times of the last change."""
    backup_ms = scene.now_ms - LAST_BACKUP_DAYS * DAY_MS + 7 * MINUTE_MS
    yield from (
        ("backup.dir", "~/.hive/backups", "Where backups go", joined),
        ("backup.autoEnabled", "true", "Make backups without being asked", joined),
        ("backup.frequency", "daily", "How often", joined),
        ("backup.retentionCount", "7", "How many are kept", joined),
        ("backup.reminderDays", "7", "Remind after so many days without one", joined),
        ("backup.alwaysCompress", "false", "Compress each backup", joined),
        ("backup.lastBackupAt", zulu(backup_ms), "When the last one was made", plain(backup_ms)),
        ("theme", "dark", "Appearance", joined),
        ("language", "en", "Language of the interface", joined),
    )


def _numbered_profile(profile: Profile, scene: Scene, seeds: Seeds) -> Row:
    made = plain(profile.made_ms)
    owner = None if profile.seeded else scene.people.everybody[0].id
    keys = (seeds.key_of(model) for model in profile.models)
    return (int(seeds.profile_key(profile)), profile.name, owner, *keys, made, made)


def _pipeline(profile: Profile, scene: Scene, seeds: Seeds, chance: Chance) -> Row:
    made = plain(profile.made_ms)
    named = [part for model in profile.models for part in (model.provider.id, model.id)]
    return (
        chance.identifier(profile.made_ms),
        profile.name,
        scene.people.everybody[0].id,
        int(profile is scene.people.profiles[0]),
        *(seeds.key_of(model) for model in profile.models),
        *named,
        json_text({"prefer": chance.pick(("quality", "price", "speed"))}),
        json_text({"fallback": chance.hits(0.8), "order": ["default", "nitro"]}),
        json_text({"limit_usd": chance.pick((0.1, 0.25, 0.5, 1.0))}),
        made,
        made,
    )


def _templates(scene: Scene, chance: Chance) -> Iterator[Row]:
    for number, entry in enumerate(facts("people")["templates"]):
        at_ms = scene.begin_ms + number * DAY_MS
        yield (
            chance.identifier(at_ms),
            entry["name"],
            entry["description"],
            json_text({"minimum_window": chance.pick((8192, 32768, 131072))}),
            json_text({"fallback": True}),
            json_text({"limit_usd": chance.pick((0.1, 0.5, 2.0))}),
            json_text({"p95_ms": chance.whole(2000, 20000)}),
            json_text([chance.pick(scene.wording.subjects).category]),
            "system",
            chance.whole(3, 900),
            chance.real(0.5, 1),
            offset(at_ms + 90 * DAY_MS),
            plain(at_ms),
        )

"""The enhanced lineage: one table of messages with everything about each, profiles keyed by number, a queue to sync."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from hive_inspector.core.demo.core_standing import configurations
from hive_inspector.core.demo.moments import DAY_MS, HOUR_MS, date, plain
from hive_inspector.core.demo.scene import json_text
from hive_inspector.core.demo.sheets import sheet
from hive_inspector.core.demo.story import Story
from hive_inspector.core.demo.wording import facts

if TYPE_CHECKING:
    from hive_inspector.core.demo.market import Model
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.demo.sheets import Batch
    from hive_inspector.core.demo.talks import Run, Talk

USERS = sheet(
    "user_profiles",
    "id email license_key license_tier daily_limit daily_usage usage_reset_date features preferences is_active"
    " created_at updated_at",
)
CONFIGURATION = sheet(
    "configuration", "key value type description is_encrypted created_at updated_at"
)
MODELS = sheet(
    "openrouter_models",
    "internal_id openrouter_id name provider_name description context_window pricing_input pricing_output"
    " architecture_modality is_active last_updated created_at",
)
RANKINGS = sheet(
    "model_rankings",
    "model_internal_id ranking_source rank_position score category last_updated",
)
PROFILES = sheet(
    "consensus_profiles",
    "id name user_id generator_model_id refiner_model_id validator_model_id curator_model_id is_default created_at"
    " updated_at",
)
CONVERSATIONS = sheet(
    "conversations",
    "id user_id title profile_id total_cost total_tokens_input total_tokens_output performance_score quality_rating"
    " is_favorite tags metadata created_at updated_at",
)
MESSAGES = sheet(
    "conversation_messages",
    "id conversation_id role content stage model_id model_name temperature cost tokens_input tokens_output latency_ms"
    " quality_score sequence_number parent_message_id metadata created_at",
)
COSTS = sheet(
    "cost_tracking",
    "user_id conversation_id model_id tokens_input tokens_output cost_input cost_output total_cost billing_period"
    " created_at",
)
CLUSTERS = sheet(
    "thematic_clusters",
    "id name description keywords centroid_vector conversation_count last_activity created_at updated_at",
)
MEMORY = sheet(
    "conversation_memory",
    "conversation_id memory_type content importance_score embedding_vector cluster_id created_at updated_at",
)
CONTINUITY = sheet(
    "context_continuity",
    "conversation_id context_window_start context_window_end summary key_entities importance_score created_at",
)
PERFORMANCE = sheet(
    "performance_metrics",
    "metric_type metric_name metric_value profile_id conversation_id timestamp metadata",
)
EVENTS = sheet(
    "analytics_events",
    "event_type event_name user_id conversation_id profile_id properties metrics timestamp session_id",
)
QUEUE = sheet(
    "sync_queue",
    "table_name record_id operation data priority retry_count error_message created_at",
)
SYNC_STATUS = sheet(
    "cloudflare_sync_status",
    "last_sync_at last_successful_sync_at sync_errors total_records_synced sync_status updated_at",
)
TRUST = sheet(
    "security_trust", "path trust_level granted_at granted_by is_recursive permissions created_at"
)
VERSIONS = sheet("schema_version", "version migrated_at")
_MEMORY_SHARE = 0.3
_WAITING = 20
_VERSIONS = 3


class EnhancedStory(Story):
    """Rows of the schema that counts its versions in `schema_version`."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._chance = scene.chance("enhanced")
        self._keys = {model.id: key for key, model in enumerate(scene.market.models, start=1)}
        self._profiles = {
            profile.id: key for key, profile in enumerate(scene.people.profiles, start=1)
        }
        self._clusters = {
            subject.title: key for key, subject in enumerate(scene.wording.subjects, start=1)
        }
        self._newest: deque[Talk] = deque(maxlen=_WAITING)

    def begin(self, batch: Batch) -> None:
        """People, settings, models, profiles, themes."""
        scene = self._scene
        for version in range(1, _VERSIONS + 1):
            batch.add(VERSIONS, (version, plain(scene.begin_ms + version * 40 * DAY_MS)))
        self._add_people(batch)
        self._add_market(batch)
        for profile in scene.people.profiles:
            made = plain(profile.made_ms)
            keys = [self._key_of(model) for model in profile.models]
            key = self._profiles[profile.id]
            owner = scene.people.everybody[0].id
            batch.add(PROFILES, (key, profile.name, owner, *keys, int(key == 1), made, made))
        for subject in scene.wording.subjects:
            self._add_cluster(subject.title, subject.topic, subject.keywords, batch)
        for folder in facts("people")["folders"]:
            granted = plain(scene.begin_ms)
            rights = json_text(["read"])
            batch.add(TRUST, (folder, "trusted", granted, "user", 1, rights, granted))

    def add(self, talk: Talk, batch: Batch) -> None:
        """A conversation with everything that is derived from it."""
        self._newest.append(talk)
        self._add_conversation(talk, batch)
        self._add_messages(talk, batch)
        self._add_measures(talk, batch)
        if self._chance.hits(_MEMORY_SHARE):
            self._add_memory(talk, batch)

    def end(self, batch: Batch) -> None:
        """What is still to be sent."""
        chance = self._chance
        for talk in self._newest:
            tries = chance.whole(0, 3)
            error = "The server did not answer within 30 seconds" if tries else None
            data = json_text({"cost": talk.cost})
            at = plain(talk.end_ms)
            batch.add(QUEUE, ("conversations", talk.id, "insert", data, 0, tries, error, at))
        last = plain(self._scene.now_ms - HOUR_MS)
        batch.add(SYNC_STATUS, (last, last, 4, self._scene.size.conversations, "idle", last))

    def _key_of(self, model: Model) -> int:
        return self._keys[model.id]

    def _add_people(self, batch: Batch) -> None:
        chance = self._chance
        tomorrow = date(self._scene.now_ms + DAY_MS)
        for person in self._scene.people.everybody:
            joined = plain(person.joined_ms)
            used = chance.whole(0, person.daily_limit)
            plan = (person.tier.lower(), person.daily_limit, used, tomorrow)
            notes = (json_text(["consensus"]), json_text({"theme": "dark"}), 1)
            batch.add(
                USERS, (person.id, person.email, person.licence, *plan, *notes, joined, joined)
            )
        owner = self._scene.people.everybody[0]
        joined = plain(owner.joined_ms)
        for key, value, encrypted in configurations(owner, chance):
            kind = "json" if value.startswith("{") else "string"
            batch.add(CONFIGURATION, (key, value, kind, None, encrypted, joined, joined))

    def _add_market(self, batch: Batch) -> None:
        fetched = plain(self._scene.now_ms - 5 * HOUR_MS)
        for model in self._scene.market.models:
            batch.add(
                MODELS,
                (
                    self._key_of(model),
                    model.id,
                    model.name,
                    model.provider.id,
                    model.description,
                    model.window,
                    model.price_in,
                    model.price_out,
                    "multimodal" if model.sees_images else "text",
                    int(model.active),
                    fetched,
                    plain(model.listed_day * DAY_MS),
                ),
            )
        for rank, model in enumerate(self._chance.some(self._scene.market.models, 50), start=1):
            row = (self._key_of(model), "openrouter", rank, round(1 / rank, 4), "coding", fetched)
            batch.add(RANKINGS, row)

    def _add_cluster(self, title: str, topic: str, keywords: tuple[str, ...], batch: Batch) -> None:
        begin = plain(self._scene.begin_ms)
        last = plain(self._scene.now_ms)
        words = json_text(list(keywords))
        vector = json_text([self._chance.real(-1, 1) for _ in range(8)])
        key = self._clusters[title]
        batch.add(CLUSTERS, (key, title, topic, words, vector, 0, last, begin, begin))

    def _add_conversation(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        batch.add(
            CONVERSATIONS,
            (
                talk.id,
                talk.person.id,
                talk.subject.title,
                self._profiles[talk.profile.id],
                talk.cost,
                talk.tokens_in,
                talk.tokens_out,
                chance.real(0.5, 1),
                chance.whole(1, 5) if chance.hits(0.3) else None,
                int(chance.hits(0.05)),
                json_text(chance.some(talk.subject.keywords, 2)),
                json_text({"questions": len(talk.turns)}),
                plain(talk.start_ms),
                plain(talk.end_ms),
            ),
        )

    def _add_messages(self, talk: Talk, batch: Batch) -> None:
        add = batch.adder(MESSAGES)
        parent, number = None, 0
        for turn in talk.turns:
            at = plain(turn.at_ms)
            blank = (None, None, None, None, 0.0, 0, 0, None, None)
            add((turn.id, talk.id, "user", turn.question, *blank, number, parent, None, at))
            parent, number = turn.id, number + 1
            for run in turn.runs:
                add((*self._answer(talk, run), number, parent, None, plain(run.at_ms)))
                parent, number = run.id, number + 1

    def _answer(self, talk: Talk, run: Run) -> tuple[str | float | None, ...]:
        return (
            run.id,
            talk.id,
            "assistant",
            run.content,
            run.stage,
            self._key_of(run.model),
            run.model.id,
            0.7,
            run.cost,
            run.tokens_in,
            run.tokens_out,
            run.duration_ms,
            None,
        )

    def _add_measures(self, talk: Talk, batch: Batch) -> None:
        ended = plain(talk.end_ms)
        profile = self._profiles[talk.profile.id]
        batch.add(
            PERFORMANCE,
            ("latency", "total_duration_ms", talk.duration_ms, profile, talk.id, ended, None),
        )
        for run in talk.turns[-1].runs:
            read = round(run.tokens_in * run.model.price_in / 1000, 8)
            written = round(run.cost - read, 8)
            tokens = (run.tokens_in, run.tokens_out)
            sums = (read, written, run.cost, ended[:7], plain(run.at_ms))
            row = (talk.person.id, talk.id, self._key_of(run.model), *tokens, *sums)
            batch.add(COSTS, row)
        kind = "query_complete" if talk.succeeded else "query_error"
        notes = (json_text({"profile": talk.profile.name}), json_text({"cost": talk.cost}))
        who = (talk.person.id, talk.id, profile)
        batch.add(EVENTS, ("consensus", kind, *who, *notes, ended, talk.turns[0].id))

    def _add_memory(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        ended = plain(talk.end_ms)
        text = chance.pick(talk.subject.sentences)
        vector = json_text([chance.real(-1, 1) for _ in range(8)])
        cluster = self._clusters[talk.subject.title]
        kind = chance.pick(("fact", "preference", "decision"))
        weight = chance.real(0.2, 1)
        batch.add(MEMORY, (talk.id, kind, text, weight, vector, cluster, ended, ended))
        names = json_text(chance.some(talk.subject.files, 2))
        batch.add(CONTINUITY, (talk.id, 0, talk.messages, text, names, weight, ended))

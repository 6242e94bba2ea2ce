"""The desktop lineage: what the desktop app writes into a file that it made itself, with and without its memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.demo.core_standing import configurations, profile_row, settings
from hive_inspector.core.demo.desktop_work import DesktopWorkRows, add_desktop_messages
from hive_inspector.core.demo.moments import DAY_MS, HOUR_MS, MINUTE_MS, plain, zulu
from hive_inspector.core.demo.scene import json_text
from hive_inspector.core.demo.sheets import sheet
from hive_inspector.core.demo.story import Story
from hive_inspector.core.demo.wording import facts

if TYPE_CHECKING:
    from hive_inspector.core.demo.market import Model
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.demo.sheets import Batch
    from hive_inspector.core.demo.talks import Talk

USERS = sheet("users", "id email tier")
CONFIGURATIONS = sheet("configurations", "key value encrypted user_id created_at updated_at")
SETTINGS = sheet("settings", "key value updated_at")
CHOICES = sheet("consensus_settings", "key value updated_at")
PROFILES = sheet(
    "consensus_profiles",
    "id profile_name generator_model refiner_model validator_model curator_model created_at updated_at"
    " max_consensus_rounds",
)
PROVIDERS = sheet("openrouter_providers", "provider_id name website last_seen_at is_active")
MODELS = sheet(
    "openrouter_models",
    "internal_id openrouter_id provider_id name description context_window pricing_input pricing_output is_active"
    " last_seen_at",
)
CONVERSATIONS = sheet(
    "conversations",
    "id user_id title profile_id total_cost total_tokens_input total_tokens_output created_at updated_at",
)
USAGE = sheet("conversation_usage", "user_id conversation_id timestamp")
COSTS = sheet(
    "cost_analytics",
    "conversation_id total_cost cost_per_token model_costs optimization_potential created_at",
)
PERFORMANCE = sheet(
    "performance_metrics", "conversation_id timestamp total_duration total_cost created_at"
)
KNOWLEDGE = sheet(
    "knowledge_conversations",
    "id conversation_id question answer final_answer source_of_truth created_at",
)
LAUNCHES = sheet(
    "ai_tool_launches",
    "tool_id repository_path launch_count first_launched_at last_launched_at status session_metadata tool_version"
    " user_id",
)
CONTINUITY = sheet(
    "conversation_continuity",
    "current_conversation_id previous_conversation_id continuity_score time_gap_minutes topic_similarity created_at",
)
MEMORY = sheet(
    "memory_context_logs",
    "log_id request_id conversation_id timestamp memory_stage_start memory_stage_end memory_stage_duration_ms"
    " memories_retrieved_recent memories_retrieved_semantic memory_search_query memory_relevance_scores"
    " patterns_identified topics_extracted context_summary routing_decision routing_confidence total_memory_bytes"
    " cache_hit_rate",
)
_KNOWLEDGE_SHARE, _MEMORY_SHARE = 0.5, 0.3
_TOOLS = ("claude-code", "aider", "codex", "gemini-cli")


class DesktopStory(Story):
    """Rows of the desktop app's own tables."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._chance = scene.chance("desktop tables")
        keys = scene.chance("model keys")
        self._keys = {
            model.id: keys.identifier(model.listed_day * DAY_MS) for model in scene.market.models
        }
        self._work = DesktopWorkRows(scene, self._key_of)

    def begin(self, batch: Batch) -> None:
        """People, settings, models, profiles, folders."""
        scene = self._scene
        owner = scene.people.everybody[0]
        joined = plain(owner.joined_ms)
        for person in scene.people.everybody:
            batch.add(USERS, (person.id, person.email, person.tier.lower()))
        for key, value, encrypted in configurations(owner, self._chance):
            batch.add(CONFIGURATIONS, (key, value, encrypted, owner.id, joined, joined))
        for key, value, _, changed in settings(scene, joined):
            batch.add(SETTINGS, (key, value, changed))
        batch.add(CHOICES, ("active_profile_id", "lightning-fast", joined))
        self._add_market(batch)
        for profile in scene.people.profiles:
            batch.add(PROFILES, (*profile_row(profile), 3))
        self._work.begin(batch)

    def add(self, talk: Talk, batch: Batch) -> None:
        """A conversation with everything that is derived from it."""
        self._add_conversation(talk, batch)
        add_desktop_messages(talk, batch)
        self._add_measures(talk, batch)
        self._work.add(talk, batch)

    def end(self, batch: Batch) -> None:
        """What is still to be sent."""
        self._work.end(batch)

    def _key_of(self, model: Model) -> str:
        return self._keys[model.id]

    def _add_market(self, batch: Batch) -> None:
        seen = zulu(self._scene.now_ms - 5 * HOUR_MS)
        for provider in self._scene.market.providers:
            site = f"https://{provider.id}.example.org"
            batch.add(PROVIDERS, (provider.id, provider.name, site, seen, 1))
        for model in self._scene.market.models:
            batch.add(
                MODELS,
                (
                    self._key_of(model),
                    model.id,
                    model.provider.id,
                    model.name,
                    model.description,
                    model.window,
                    model.price_in,
                    model.price_out,
                    int(model.active),
                    seen,
                ),
            )

    def _add_conversation(self, talk: Talk, batch: Batch) -> None:
        started, ended = plain(talk.start_ms), plain(talk.end_ms)
        batch.add(
            CONVERSATIONS,
            (
                talk.id,
                talk.person.id,
                talk.subject.title,
                talk.profile.id,
                talk.cost,
                talk.tokens_in,
                talk.tokens_out,
                started,
                ended,
            ),
        )
        batch.add(USAGE, (talk.person.id, talk.id, started))

    def _add_measures(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        ended = plain(talk.end_ms)
        tokens = talk.tokens_in + talk.tokens_out
        costs: dict[str, float] = {}
        for turn in talk.turns:
            for run in turn.runs:
                costs[run.model.id] = round(costs.get(run.model.id, 0) + run.cost, 8)
        price = round(talk.cost / tokens, 10)
        row = (talk.id, talk.cost, price, json_text(costs), chance.real(0, 0.4), ended)
        batch.add(COSTS, row)
        batch.add(PERFORMANCE, (talk.id, ended, talk.duration_ms, talk.cost, ended))
        if talk.succeeded and chance.hits(_KNOWLEDGE_SHARE):
            truth = chance.pick(talk.subject.sentences)
            identifier = chance.identifier(talk.end_ms)
            answer = talk.answer
            known = (identifier, talk.id, talk.question[:400], answer, answer, truth, ended)
            batch.add(KNOWLEDGE, known)


class DesktopMemoryStory(DesktopStory):
    """The same, with what the app remembers from earlier conversations."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._memory = scene.chance("memory")
        self._previous: Talk | None = None

    def begin(self, batch: Batch) -> None:
        """What stands before, and the tools started in each folder."""
        super().begin(batch)
        chance = self._memory
        owner = self._scene.people.everybody[0]
        for folder in facts("people")["folders"]:
            for tool in chance.some(_TOOLS, 2):
                last_ms = self._scene.now_ms - chance.whole(1, 900) * HOUR_MS
                first = plain(last_ms - chance.whole(10, 300) * DAY_MS)
                notes = json_text({"branch": chance.pick(("main", "fix/lease", "release"))})
                status = chance.pick(("active", "active", "archived"))
                count = chance.whole(1, 90)
                times = (count, first, plain(last_ms))
                batch.add(LAUNCHES, (tool, folder, *times, status, notes, "1.0.4", owner.id))

    def add(self, talk: Talk, batch: Batch) -> None:
        """A conversation, and what was remembered for it."""
        super().add(talk, batch)
        if self._previous and self._memory.hits(_MEMORY_SHARE):
            self._add_memory(talk, self._previous, batch)
        self._previous = talk

    def _add_memory(self, talk: Talk, previous: Talk, batch: Batch) -> None:
        chance = self._memory
        subject = talk.subject
        start, took = talk.start_ms, chance.whole(4, 180)
        gap = (talk.start_ms - previous.start_ms) // MINUTE_MS
        near = chance.real(0, 1)
        batch.add(CONTINUITY, (talk.id, previous.id, near, gap, near, plain(start)))
        batch.add(
            MEMORY,
            (
                chance.identifier(start),
                talk.turns[0].id,
                talk.id,
                plain(start),
                zulu(start),
                zulu(start + took),
                took,
                chance.whole(0, 6),
                chance.whole(0, 9),
                talk.question[:120],
                json_text([chance.real(0.2, 1, 2) for _ in range(3)]),
                json_text([subject.category]),
                json_text(list(subject.keywords[:3])),
                chance.pick(subject.sentences),
                chance.pick(("simple", "consensus")),
                chance.real(0.5, 1, 2),
                chance.whole(2_000, 90_000),
                chance.real(0.3, 1, 2),
            ),
        )

"""The knowledge lineage: questions, answers and what the stages made of them, with full-text search."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from hive_inspector.core.demo.moments import DAY_MS, HOUR_MS, plain
from hive_inspector.core.demo.scene import json_text
from hive_inspector.core.demo.sheets import sheet
from hive_inspector.core.demo.story import Story
from hive_inspector.core.demo.wording import STAGES, facts

if TYPE_CHECKING:
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.demo.sheets import Batch
    from hive_inspector.core.demo.talks import Run, Talk

CONVERSATIONS = sheet(
    "conversations",
    "id question final_answer source_of_truth conversation_context profile_id created_at last_updated",
)
KNOWLEDGE = sheet(
    "knowledge_conversations", "conversation_id question final_answer source_of_truth created_at"
)
BASE = sheet(
    "knowledge_base",
    "id conversation_id curator_content topics keywords semantic_embedding is_source_of_truth relevance_score"
    " created_at",
)
OUTPUTS = sheet(
    "stage_outputs",
    "id conversation_id stage_name stage_number provider model full_output character_count word_count temperature"
    " processing_time_ms tokens_used created_at",
)
CONFIDENCE = sheet(
    "stage_confidence",
    "stage_output_id confidence_score reasoning sources_used content_quality_score technical_depth_score created_at",
)
EVOLUTION = sheet(
    "stage_evolution",
    "id conversation_id generator_length refiner_length validator_length curator_length total_evolution_percentage"
    " quality_score created_at",
)
METRICS = sheet(
    "consensus_metrics",
    "conversation_id final_confidence stage_agreement content_quality provider_reliability context_utilization"
    " agreement_matrix processing_time_ms created_at",
)
TRUTHS = sheet(
    "curator_truths", "conversation_id curator_output confidence_score topic_summary created_at"
)
TOPICS = sheet("conversation_topics", "conversation_id topic weight created_at")
KEYWORDS = sheet("conversation_keywords", "conversation_id keyword frequency weight")
CONTEXT = sheet(
    "conversation_context",
    "conversation_id referenced_conversation_id relevance_score context_type created_at",
)
THREADS = sheet(
    "conversation_threads",
    "child_conversation_id parent_conversation_id thread_type reference_text confidence_score created_at",
)
PERFORMANCE = sheet(
    "performance_metrics",
    "operation_type operation_duration_ms memory_usage_mb rows_processed timestamp metadata",
)
CODE = sheet(
    "code_intelligence",
    "file_path file_language symbols dependencies complexity_score last_modified analysis_timestamp",
)
REPOSITORIES = sheet(
    "repository_analysis",
    "repository_path analysis_type analysis_result file_count total_lines_of_code analysis_timestamp"
    " analysis_duration_ms checksum",
)
PLANS = sheet(
    "planning_sessions",
    "id session_name project_context task_breakdown status created_at updated_at completion_percentage",
)
HOOKS = sheet(
    "enterprise_hooks", "hook_name hook_type hook_config is_enabled created_at updated_at"
)
SCREEN = sheet("tui_state", "state_key state_value last_updated")
SETTINGS = sheet("user_settings", "setting_key setting_value setting_type created_at updated_at")
HISTORY = sheet(
    "migration_history",
    "migration_version typescript_source_version migration_timestamp migration_stats validation_checksum notes",
)
_EMBEDDING_BYTES = 64
_LINK_SHARE, _CONFIDENCE_SHARE = 0.12, 0.1
_STATES = ("active", "completed", "paused", "cancelled")
_HOOKS = ("pre_consensus", "post_consensus", "validation", "approval")
_LANGUAGES = {"py": "python", "rs": "rust", "ts": "typescript", "tsx": "typescript"}


class KnowledgeStory(Story):
    """Rows of the knowledge store."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._chance = scene.chance("knowledge store")
        self._earlier: deque[Talk] = deque(maxlen=40)

    def begin(self, batch: Batch) -> None:
        """How the store came to be, settings, plans, code."""
        begin = plain(self._scene.begin_ms)
        counts = json_text({"conversations": 812, "stage_outputs": 3248, "skipped": 0})
        checksum = self._chance.hexadecimal(64)
        notes = "Imported from the older install"
        batch.add(HISTORY, ("1.0.0", "1.6.2", begin, counts, checksum, notes))
        self._add_settings(batch, begin)
        self._add_plans(batch)
        self._add_code(batch)

    def add(self, talk: Talk, batch: Batch) -> None:
        """A conversation with what its stages said."""
        started, ended = plain(talk.start_ms), plain(talk.end_ms)
        truth = self._chance.pick(talk.subject.sentences)
        question, answer = talk.question, talk.answer
        context = json_text({"subject": talk.subject.title, "questions": len(talk.turns)})
        row = (talk.id, question, answer, truth, context, talk.profile.id, started, ended)
        batch.add(CONVERSATIONS, row)
        batch.add(KNOWLEDGE, (talk.id, question, answer, truth, ended))
        for turn in talk.turns:
            for run in turn.runs:
                self._add_output(talk, run, batch)
        if talk.succeeded:
            self._add_conclusions(talk, ended, batch)
        if self._earlier and self._chance.hits(_LINK_SHARE):
            self._add_links(talk, batch)
        self._earlier.append(talk)

    def end(self, batch: Batch) -> None:
        """Measurements of the store itself."""
        chance = self._chance
        for age in range(120, 0, -1):
            kind = chance.pick(("search", "store", "vacuum", "import"))
            at = plain(self._scene.now_ms - age * 6 * HOUR_MS)
            notes = json_text({"cache": chance.real(0.4, 1, 2)})
            numbers = (chance.whole(1, 900), chance.whole(20, 300), chance.whole(0, 9000))
            batch.add(PERFORMANCE, (kind, *numbers, at, notes))

    def _add_output(self, talk: Talk, run: Run, batch: Batch) -> None:
        chance = self._chance
        at = plain(run.at_ms)
        batch.add(
            OUTPUTS,
            (
                run.id,
                talk.id,
                run.stage,
                STAGES.index(run.stage) + 1,
                run.model.provider.id,
                run.model.id,
                run.content,
                len(run.content),
                run.content.count(" ") + 1,
                0.7,
                run.duration_ms,
                run.tokens_in + run.tokens_out,
                at,
            ),
        )
        if chance.hits(_CONFIDENCE_SHARE):
            reason = chance.pick(facts("talk")["remarks"])
            sources = json_text(chance.some(talk.subject.files, 2))
            scores = (
                chance.real(0.5, 1),
                reason,
                sources,
                chance.real(0.5, 1),
                chance.real(0.4, 1),
            )
            batch.add(CONFIDENCE, (run.id, *scores, at))

    def _add_conclusions(self, talk: Talk, ended: str, batch: Batch) -> None:
        chance = self._chance
        subject = talk.subject
        lengths = [len(run.content) for run in talk.turns[-1].runs]
        change = round(100 * (lengths[-1] - lengths[0]) / lengths[0], 1)
        identifier = chance.identifier(talk.end_ms)
        batch.add(EVOLUTION, (identifier, talk.id, *lengths, change, chance.real(0.6, 1), ended))
        scores = [chance.real(0.6, 1) for _ in range(5)]
        agreement = json_text([[1, scores[1]], [scores[1], 1]])
        batch.add(METRICS, (talk.id, *scores, agreement, talk.duration_ms, ended))
        batch.add(TRUTHS, (talk.id, talk.answer, chance.real(0.6, 1), subject.title, ended))
        batch.add(TOPICS, (talk.id, subject.topic, 1.0, ended))
        words = chance.some(subject.keywords, 3)
        for word in words:
            batch.add(KEYWORDS, (talk.id, word, chance.whole(1, 9), chance.real(0.2, 1)))
        base = chance.identifier(talk.end_ms)
        vector = bytes.fromhex(chance.hexadecimal(2 * _EMBEDDING_BYTES))
        topics = (json_text([subject.topic]), json_text(words))
        row = (base, talk.id, talk.answer, *topics, vector, 1, chance.real(0.5, 1), ended)
        batch.add(BASE, row)

    def _add_links(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        earlier = chance.pick(self._earlier)
        at = plain(talk.start_ms)
        batch.add(CONTEXT, (talk.id, earlier.id, chance.real(0.3, 1), "thematic", at))
        reference = earlier.question[:60]
        batch.add(THREADS, (talk.id, earlier.id, "follow_up", reference, chance.real(0.5, 1), at))

    def _add_settings(self, batch: Batch, begin: str) -> None:
        for key, value, kind in (
            ("theme", "dark", "string"),
            ("page_size", "40", "number"),
            ("streaming", "true", "boolean"),
            ("columns", json_text(["question", "created_at"]), "json"),
        ):
            batch.add(SETTINGS, (key, value, kind, begin, begin))
        for key in ("last_view", "selection", "split"):
            batch.add(SCREEN, (key, json_text({"value": self._chance.whole(0, 40)}), begin))
        for kind in _HOOKS:
            rules = json_text({"timeout_ms": 2000, "required": kind == "approval"})
            batch.add(HOOKS, (f"{kind} of the team", kind, rules, 1, begin, begin))

    def _add_plans(self, batch: Batch) -> None:
        chance = self._chance
        for number, subject in enumerate(self._scene.wording.subjects):
            at_ms = self._scene.begin_ms + number * 20 * DAY_MS
            tasks = json_text(chance.some(subject.sentences, 3))
            folder = chance.pick(facts("people")["folders"])
            times = (plain(at_ms), plain(at_ms + 9 * DAY_MS))
            status, share = chance.pick(_STATES), chance.real(0, 100, 1)
            identifier = chance.identifier(at_ms)
            batch.add(PLANS, (identifier, subject.title, folder, tasks, status, *times, share))

    def _add_code(self, batch: Batch) -> None:
        chance = self._chance
        at = plain(self._scene.now_ms - 3 * DAY_MS)
        for subject in self._scene.wording.subjects:
            for path in subject.files:
                language = _LANGUAGES.get(path.rsplit(".", 1)[-1], "text")
                words = json_text(list(subject.keywords))
                batch.add(CODE, (path, language, words, "[]", chance.real(1, 30), at, at))
        for folder in facts("people")["folders"]:
            result = json_text({"warnings": chance.whole(0, 40)})
            size = (chance.whole(20, 900), chance.whole(2_000, 90_000))
            checksum = chance.hexadecimal(64)
            took = chance.whole(90, 9000)
            batch.add(REPOSITORIES, (folder, "structure", result, *size, at, took, checksum))

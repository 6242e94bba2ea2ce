"""Rows of the core lineage that Hive derives from a conversation: knowledge, measurements, costs, events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.demo.moments import offset, plain
from hive_inspector.core.demo.scene import json_text
from hive_inspector.core.demo.sheets import sheet_of
from hive_inspector.core.demo.wording import STAGES, facts
from hive_inspector.core.hive import models

if TYPE_CHECKING:
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.demo.sheets import Batch
    from hive_inspector.core.demo.talks import Run, Talk

KNOWLEDGE = sheet_of(
    models.KnowledgeConversation,
    "id conversation_id question final_answer source_of_truth conversation_context profile_id created_at"
    " last_updated",
)
TRUTHS = sheet_of(
    models.CuratorTruth,
    "conversation_id curator_output confidence_score topic_summary created_at",
)
TOPICS = sheet_of(models.ConversationTopic, "conversation_id topic relevance_score created_at")
KEYWORDS = sheet_of(models.ConversationKeyword, "conversation_id keyword frequency created_at")
PATTERNS = sheet_of(
    models.ImprovementPattern,
    "conversation_id from_stage to_stage improvement_type description question_type before_content after_content"
    " improvement_score meta_commentary created_at",
)
METRICS = sheet_of(
    models.ConsensusMetric,
    "conversation_id baseline_model baseline_result consensus_result improvement_score quality_metrics"
    " cost_comparison time_comparison user_rating question_complexity question_category effectiveness_notes"
    " created_at",
)
FACTS = sheet_of(
    models.ConsensusFact,
    "id semantic_fingerprint content curator_confidence source_question source_conversation_id consensus_stages"
    " created_at last_accessed access_count related_facts topics entities metadata",
)
_KNOWLEDGE_SHARE, _WORDS_SHARE, _PATTERN_SHARE, _METRIC_SHARE, _FACT_SHARE = (
    0.5,
    0.6,
    0.05,
    0.2,
    0.05,
)
_EXCERPT = 400
"""Characters of a message that are copied where Hive keeps an excerpt."""


class CoreKnowledgeRows:
    """What is kept of conversations for later ones."""

    def __init__(self, scene: Scene) -> None:
        self._chance = scene.chance("knowledge")
        self._now_ms = scene.now_ms
        self._facts: list[str] = []

    def add(self, talk: Talk, batch: Batch) -> None:
        """Collect the rows of a conversation."""
        if not talk.succeeded:
            return
        chance = self._chance
        if chance.hits(_WORDS_SHARE):
            self._add_words(talk, batch)
        if chance.hits(_KNOWLEDGE_SHARE):
            self._add_knowledge(talk, batch)
        if chance.hits(_METRIC_SHARE):
            self._add_metric(talk, batch)
        if chance.hits(_PATTERN_SHARE):
            self._add_pattern(talk, batch)
        if chance.hits(_FACT_SHARE):
            self._add_fact(talk, batch)

    def _add_words(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        subject = talk.subject
        at = plain(talk.end_ms)
        batch.add(TOPICS, (talk.id, subject.topic, 1.0, at))
        if subject.category != subject.topic:
            batch.add(TOPICS, (talk.id, subject.category, chance.real(0.4, 0.9), at))
        for word in chance.some(subject.keywords, chance.whole(2, 4)):
            batch.add(KEYWORDS, (talk.id, word, chance.whole(1, 9), at))

    def _add_knowledge(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        truth = chance.pick(talk.subject.sentences)
        at = plain(talk.end_ms)
        batch.add(
            KNOWLEDGE,
            (
                chance.identifier(talk.end_ms),
                talk.id,
                talk.question[:_EXCERPT],
                talk.answer,
                truth,
                f"{talk.subject.title}; {len(talk.turns)} questions; {chance.pick(talk.subject.files)}",
                talk.profile.id,
                at,
                at,
            ),
        )
        batch.add(TRUTHS, (talk.id, talk.answer, chance.real(0.7, 1), talk.subject.title, at))

    def _add_metric(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        first, last = talk.turns[-1].runs[0], talk.turns[-1].runs[-1]
        gain = chance.real(0.05, 0.45)
        batch.add(
            METRICS,
            (
                talk.id,
                first.model.id,
                first.content[:_EXCERPT],
                last.content[:_EXCERPT],
                gain,
                json_text({"accuracy": chance.real(0.7, 1), "depth": chance.real(0.5, 1)}),
                json_text({"baseline": first.cost, "consensus": talk.cost}),
                json_text({"baseline_ms": first.duration_ms, "consensus_ms": talk.duration_ms}),
                chance.whole(2, 5) if chance.hits(0.4) else None,
                chance.pick(("simple", "moderate", "complex")),
                talk.subject.category,
                chance.pick(facts("talk")["remarks"]),
                plain(talk.end_ms),
            ),
        )

    def _add_pattern(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        place = chance.whole(0, len(STAGES) - 2)
        before, after = talk.turns[-1].runs[place : place + 2]
        kind = chance.pick(facts("talk")["improvements"])
        remark, comment = chance.some(facts("talk")["remarks"], 2)
        batch.add(
            PATTERNS,
            (
                talk.id,
                before.stage,
                after.stage,
                kind,
                remark,
                talk.subject.category,
                before.content[:_EXCERPT],
                after.content[:_EXCERPT],
                chance.real(0.05, 0.6),
                comment,
                plain(talk.end_ms),
            ),
        )

    def _add_fact(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        subject = talk.subject
        identifier = chance.identifier(talk.end_ms)
        read_ms = talk.end_ms + int(chance.unit() * (self._now_ms - talk.end_ms))
        related = chance.some(self._facts[-20:], chance.whole(0, 3))
        batch.add(
            FACTS,
            (
                identifier,
                chance.hexadecimal(32),
                chance.pick(subject.sentences),
                chance.real(0.7, 1),
                talk.question[:_EXCERPT],
                talk.id,
                json_text([_stage_note(run) for run in talk.turns[-1].runs]),
                offset(talk.end_ms),
                offset(read_ms),
                chance.whole(0, 60),
                json_text(related),
                json_text([subject.topic, subject.category]),
                json_text(chance.some(subject.files, 2)),
                json_text({"profile": talk.profile.name, "version": chance.whole(1, 3)}),
            ),
        )
        self._facts.append(identifier)


def _stage_note(run: Run) -> dict[str, object]:
    return {"stage": run.stage, "model": run.model.id, "tokens": run.tokens_out}

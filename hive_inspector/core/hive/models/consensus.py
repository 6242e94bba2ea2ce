"""How consensus was reached and what came of it."""

from __future__ import annotations

from hive_inspector.core.hive.models.base import HiveModel
from hive_inspector.core.hive.models.columns import (
    JSON,
    MARKDOWN,
    NOW,
    PRIVATE,
    TIME,
    Boolean,
    Integer,
    Link,
    Real,
    Serial,
    Text,
    indexed,
)
from hive_inspector.core.hive.models.conversations import Conversation
from hive_inspector.core.hive.notes import Domain
from hive_inspector.core.language import tr


@indexed(
    idx_consensus_metrics_category="question_category",
    idx_consensus_metrics_complexity="question_complexity",
    idx_consensus_metrics_conv="conversation_id",
    idx_consensus_metrics_created="created_at DESC",
    idx_consensus_metrics_improvement="improvement_score DESC",
    idx_consensus_metrics_rating="user_rating DESC",
)
class ConsensusMetric(HiveModel):
    """How much better the consensus answered than a single model."""

    id = Serial()
    conversation = Link(Conversation, "conversation_id", not_null=True)
    baseline_model = Text(not_null=True)
    baseline_result = Text(PRIVATE, MARKDOWN, not_null=True)
    consensus_result = Text(PRIVATE, MARKDOWN, not_null=True)
    improvement_score = Real(not_null=True)
    quality_metrics = Text(JSON, not_null=True)
    cost_comparison = Text(JSON, not_null=True)
    time_comparison = Text(JSON, not_null=True)
    user_rating = Integer()
    question_complexity = Text(not_null=True)
    question_category = Text()
    effectiveness_notes = Text(PRIVATE)
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "consensus_metrics"
        domain = Domain.CONSENSUS


@indexed(
    idx_consensus_facts_access_count="access_count",
    idx_consensus_facts_confidence="curator_confidence",
    idx_consensus_facts_created_at="created_at",
    idx_consensus_facts_fingerprint="semantic_fingerprint",
    idx_consensus_facts_topics="topics",
)
class ConsensusFact(HiveModel):
    """Facts that came out of consensus, kept for later questions."""

    id = Text(key=True)
    semantic_fingerprint = Text(not_null=True, unique=True)
    content = Text(PRIVATE, MARKDOWN, not_null=True)
    curator_confidence = Real(not_null=True, default="0.0", description=tr("0 to 1"))
    source_question = Text(PRIVATE, not_null=True)
    source_conversation_id = Text()
    consensus_stages = Text(JSON, not_null=True, default="'[]'")
    created_at = Text(TIME, not_null=True)
    last_accessed = Text(TIME, not_null=True)
    access_count = Integer(not_null=True, default="0")
    related_facts = Text(JSON, not_null=True, default="'[]'")
    topics = Text(PRIVATE, JSON, not_null=True, default="'[]'")
    entities = Text(PRIVATE, JSON, not_null=True, default="'[]'")
    metadata = Text(JSON, not_null=True, default="'{}'")

    class Meta:
        table_name = "consensus_facts"
        domain = Domain.CONSENSUS


@indexed(
    idx_model_selection_conv="conversation_id",
    idx_model_selection_created="created_at DESC",
    idx_model_selection_feedback="user_feedback DESC",
    idx_model_selection_template="template_used",
)
class ModelSelection(HiveModel):
    """Which models were chosen for a conversation, and why."""

    id = Serial()
    conversation = Link(Conversation, "conversation_id", not_null=True)
    selection_criteria = Text(JSON, not_null=True)
    selected_models = Text(JSON, not_null=True)
    selection_reasoning = Text()
    alternative_models = Text(JSON)
    selection_performance = Text(JSON)
    user_feedback = Integer()
    learning_applied = Boolean(default="0")
    template_used = Text()
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "model_selection_history"
        domain = Domain.CONSENSUS

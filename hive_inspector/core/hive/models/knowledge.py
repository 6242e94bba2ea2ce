"""What is kept of conversations for later ones."""

from __future__ import annotations

from hive_inspector.core.hive.models.base import HiveModel
from hive_inspector.core.hive.models.columns import (
    MARKDOWN,
    NOW,
    PRIVATE,
    TIME,
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
    idx_knowledge_conversations_created="created_at DESC",
    idx_knowledge_conversations_id="conversation_id",
    idx_knowledge_conversations_question="question",
)
class KnowledgeConversation(HiveModel):
    """Questions with their final answers, kept as knowledge."""

    id = Text(key=True)
    conversation = Link(Conversation, "conversation_id")
    question = Text(PRIVATE, not_null=True)
    final_answer = Text(PRIVATE, MARKDOWN, not_null=True)
    source_of_truth = Text(PRIVATE, MARKDOWN, not_null=True)
    conversation_context = Text(PRIVATE)
    profile_id = Text()
    created_at = Text(TIME, default=NOW)
    last_updated = Text(TIME, default=NOW)

    class Meta:
        table_name = "knowledge_conversations"
        domain = Domain.KNOWLEDGE


@indexed(
    idx_curator_truths_confidence="confidence_score DESC",
    idx_curator_truths_conv="conversation_id",
)
class CuratorTruth(HiveModel):
    """What the curator settled on in a conversation, with its confidence."""

    id = Serial()
    conversation = Link(Conversation, "conversation_id", not_null=True, unique=True)
    curator_output = Text(PRIVATE, MARKDOWN, not_null=True)
    confidence_score = Real(not_null=True, description=tr("0 to 1"))
    topic_summary = Text(PRIVATE)
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "curator_truths"
        domain = Domain.KNOWLEDGE


@indexed(
    idx_conversation_topics_conv="conversation_id",
)
class ConversationTopic(HiveModel):
    """Topics found in a conversation."""

    id = Serial()
    conversation = Link(Conversation, "conversation_id", not_null=True)
    topic = Text(PRIVATE, not_null=True)
    relevance_score = Real(default="1.0")
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "conversation_topics"
        domain = Domain.KNOWLEDGE


@indexed(
    idx_conversation_keywords_conv="conversation_id",
)
class ConversationKeyword(HiveModel):
    """Keywords found in a conversation, with their frequency."""

    id = Serial()
    conversation = Link(Conversation, "conversation_id", not_null=True)
    keyword = Text(PRIVATE, not_null=True)
    frequency = Integer(default="1")
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "conversation_keywords"
        domain = Domain.KNOWLEDGE


@indexed(
    idx_improvement_patterns_conv="conversation_id",
    idx_improvement_patterns_question_type="question_type",
    idx_improvement_patterns_stages="from_stage, to_stage",
    idx_improvement_patterns_type="improvement_type",
)
class ImprovementPattern(HiveModel):
    """What one stage improved on the one before."""

    id = Serial()
    conversation = Link(Conversation, "conversation_id", not_null=True)
    from_stage = Text(not_null=True)
    to_stage = Text(not_null=True)
    improvement_type = Text(not_null=True)
    description = Text(PRIVATE, not_null=True)
    question_type = Text(not_null=True)
    before_content = Text(PRIVATE, MARKDOWN)
    after_content = Text(PRIVATE, MARKDOWN)
    improvement_score = Real()
    meta_commentary = Text(PRIVATE)
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "improvement_patterns"
        domain = Domain.KNOWLEDGE

"""Conversations, their messages, and how they hang together."""

from __future__ import annotations

from hive_inspector.core.hive.models.base import HiveModel
from hive_inspector.core.hive.models.columns import (
    MARKDOWN,
    NOW,
    PRIVATE,
    SECRET,
    TIME,
    Integer,
    Link,
    Real,
    Serial,
    Text,
    indexed,
    unique_where,
)
from hive_inspector.core.hive.models.identity import User
from hive_inspector.core.hive.models.profiles import ConsensusProfile
from hive_inspector.core.hive.notes import Domain
from hive_inspector.core.language import tr


@indexed(
    idx_conversations_profile="consensus_profile_id",
    idx_conversations_user="user_id",
)
class Conversation(HiveModel):
    """One question and its way through the stages: cost, tokens, times."""

    id = Text(key=True)
    user = Link(User, "user_id")
    consensus_profile = Link(ConsensusProfile, "consensus_profile_id")
    total_cost = Real(default="0", description=tr("US dollars"))
    input_tokens = Integer(default="0")
    output_tokens = Integer(default="0")
    start_time = Text(TIME)
    end_time = Text(TIME)
    success_rate = Text(default='"100"', description=tr("Per cent, as text"))
    quality_score = Real(default="0.95")
    consensus_improvement = Integer(default="15")
    confidence_level = Text(default='"High"')
    success = Integer(default="1", description=tr("0 or 1"))
    created_at = Text(TIME, default=NOW)
    updated_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "conversations"
        domain = Domain.CONVERSATIONS


@indexed(
    idx_messages_conversation="conversation_id",
)
class Message(HiveModel):
    """What was said in a conversation, by the user and by each stage."""

    id = Text(key=True)
    conversation = Link(Conversation, "conversation_id", not_null=True)
    role = Text(not_null=True, description=tr("One of user, assistant and system"))
    content = Text(PRIVATE, MARKDOWN, not_null=True)
    stage = Text(description=tr("One of generator, refiner, validator and curator"))
    model_used = Text()
    timestamp = Text(TIME, default=NOW)

    class Meta:
        table_name = "messages"
        domain = Domain.CONVERSATIONS


@unique_where(
    "idx_conversation_usage_token_unique", "conversation_token", "conversation_token IS NOT NULL"
)
@indexed(
    idx_conversation_usage_license_key="license_key",
    idx_conversation_usage_timestamp="timestamp",
    idx_conversation_usage_verified="verified",
    idx_usage_conversation="conversation_id",
    idx_usage_timestamp_legacy="timestamp",
)
class ConversationUsage(HiveModel):
    """Which conversations count against the licence."""

    id = Serial()
    conversation = Link(Conversation, "conversation_id", not_null=True, unique=True)
    user = Link(User, "user_id")
    timestamp = Text(TIME, default=NOW)
    license_key = Text(SECRET)
    verified = Integer(default="0", description=tr("1 once the server has confirmed it"))
    conversation_token = Text(SECRET)
    question_hash = Text()
    d1_verified_at = Text(TIME)

    class Meta:
        table_name = "conversation_usage"
        domain = Domain.CONVERSATIONS


@indexed(
    idx_conversation_threads_child="child_conversation_id",
    idx_conversation_threads_created="created_at DESC",
    idx_conversation_threads_parent="parent_conversation_id",
    idx_conversation_threads_type="thread_type",
)
class ConversationThread(HiveModel):
    """Which conversation follows up which."""

    id = Serial()
    child_conversation = Link(Conversation, "child_conversation_id", not_null=True)
    parent_conversation = Link(Conversation, "parent_conversation_id", not_null=True)
    thread_type = Text()
    reference_text = Text(PRIVATE)
    confidence_score = Real(default="1.0")
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "conversation_threads"
        domain = Domain.CONVERSATIONS


@indexed(
    idx_conversation_context_conv="conversation_id",
    idx_conversation_context_ref="referenced_conversation_id",
    idx_conversation_context_type="context_type",
)
class ConversationContext(HiveModel):
    """Which earlier conversations were drawn on."""

    id = Serial()
    conversation = Link(Conversation, "conversation_id", not_null=True)
    referenced_conversation = Link(Conversation, "referenced_conversation_id", not_null=True)
    relevance_score = Real(default="1.0")
    context_type = Text()
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "conversation_context"
        domain = Domain.CONVERSATIONS

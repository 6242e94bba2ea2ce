"""The texts of the shelf: what each query is about, and what each lineage calls it."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

from hive_inspector.core.language import tr

PLACES: dict[str, tuple[str, tuple[str, ...]]] = {
    "conversations": ("", ("conversations",)),
    "messages": ("", ("messages", "conversation_messages")),
    "users": ("", ("users", "user_profiles")),
    "outputs": ("", ("stage_outputs",)),
    "models": ("", ("openrouter_models",)),
    "costs": ("", ("cost_tracking", "usage_records")),
    "knowledge": ("", ("knowledge_conversations",)),
    "answered": ("", ("knowledge_conversations", "conversations")),
    "tier": ("users", ("subscription_tier", "license_tier", "tier")),
    "message_time": ("messages", ("timestamp", "created_at")),
    "message_model": ("messages", ("model_used", "model_name")),
    "message_cost": ("messages", ("cost",)),
    "conversation_name": ("conversations", ("title", "question", "id")),
    "conversation_time": ("conversations", ("created_at",)),
    "conversation_cost": ("conversations", ("total_cost",)),
    "tokens_in": ("conversations", ("input_tokens", "total_tokens_input")),
    "tokens_out": ("conversations", ("output_tokens", "total_tokens_output")),
    "output_tokens": ("outputs", ("tokens_used",)),
    "model_time": ("models", ("last_updated", "last_seen_at")),
    "cost_model": ("costs", ("model_id", "model_used")),
    "cost_amount": ("costs", ("total_cost", "cost")),
    "cost_time": ("costs", ("created_at", "timestamp")),
    "cost_in": ("costs", ("tokens_input",)),
}
"""By name: the place of a table whose column it is, or nothing; and what it is called, the first that a file has."""


@dataclass(frozen=True, slots=True)
class ReadyText:
    """A query with places in it."""

    id: str
    title: str
    meaning: str
    sql: str
    needs: str = ""
    """Columns that it names itself, as `table.column`; the table may be a place."""

    @property
    def places(self) -> tuple[str, ...]:
        """The places in it."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.sql) if name)


QUERIES = (
    ReadyText(
        "empty-conversations",
        tr("Conversations without messages"),
        tr("Conversations that nothing was ever said in."),
        """
        SELECT c.*
        FROM {conversations} c
        WHERE NOT EXISTS (SELECT 1 FROM {messages} m WHERE m.conversation_id = c.id)
        ORDER BY c.{conversation_time} DESC
        """,
        "messages.conversation_id",
    ),
    ReadyText(
        "lost-messages",
        tr("Messages without a conversation"),
        tr("Messages whose conversation is gone, so that nothing shows them."),
        """
        SELECT m.*
        FROM {messages} m
        WHERE NOT EXISTS (SELECT 1 FROM {conversations} c WHERE c.id = m.conversation_id)
        ORDER BY m.{message_time} DESC
        """,
        "messages.conversation_id",
    ),
    ReadyText(
        "longest-conversations",
        tr("Longest conversations"),
        tr("The conversations with the most messages."),
        """
        SELECT c.id, c.{conversation_name} AS name, count(*) AS messages,
               min(m.{message_time}) AS first, max(m.{message_time}) AS last
        FROM {conversations} c
        JOIN {messages} m ON m.conversation_id = c.id
        GROUP BY c.id
        ORDER BY messages DESC
        LIMIT 50
        """,
        "messages.conversation_id",
    ),
    ReadyText(
        "latest-conversations",
        tr("Latest conversations"),
        tr("What was talked about last, with its last message."),
        """
        SELECT c.id, c.{conversation_name} AS name, c.{conversation_time} AS begun,
               (SELECT max(m.{message_time}) FROM {messages} m WHERE m.conversation_id = c.id) AS last_message
        FROM {conversations} c
        ORDER BY begun DESC
        LIMIT 50
        """,
        "messages.conversation_id",
    ),
    ReadyText(
        "messages-by-day",
        tr("Messages by day"),
        tr("How many messages each of the last 90 days on which there were any has."),
        """
        SELECT date({message_time}) AS day, count(*) AS messages, count(DISTINCT conversation_id) AS conversations
        FROM {messages}
        GROUP BY day
        ORDER BY day DESC
        LIMIT 90
        """,
        "messages.conversation_id",
    ),
    ReadyText(
        "messages-by-role",
        tr("Messages by role and stage"),
        tr("Who wrote the messages, and in which stage of the consensus."),
        """
        SELECT role, stage, count(*) AS messages, round(avg(length(content))) AS average_length
        FROM {messages}
        GROUP BY role, stage
        ORDER BY messages DESC
        """,
        "messages.role messages.stage messages.content",
    ),
    ReadyText(
        "messages-by-model",
        tr("Messages by model"),
        tr("Which models wrote how much, and when last."),
        """
        SELECT {message_model} AS model, count(*) AS messages, round(avg(length(content))) AS average_length,
               max({message_time}) AS last
        FROM {messages}
        WHERE {message_model} IS NOT NULL
        GROUP BY model
        ORDER BY messages DESC
        """,
        "messages.content",
    ),
    ReadyText(
        "long-messages",
        tr("Longest messages"),
        tr("The messages that take the most room."),
        """
        SELECT id, conversation_id, role, length(content) AS characters, substr(content, 1, 80) AS beginning
        FROM {messages}
        ORDER BY characters DESC
        LIMIT 50
        """,
        "messages.id messages.conversation_id messages.role messages.content",
    ),
    ReadyText(
        "search-messages",
        tr("Messages that contain a text"),
        tr("Asks for the text; it is found whatever its case."),
        """
        SELECT id, conversation_id, role, {message_time} AS time, substr(content, 1, 200) AS beginning
        FROM {messages}
        WHERE content LIKE '%' || :text || '%'
        ORDER BY time DESC
        LIMIT 200
        """,
        "messages.id messages.conversation_id messages.role messages.content",
    ),
    ReadyText(
        "cost-by-model",
        tr("Cost by model this month"),
        tr("What each model cost since the first of the month."),
        """
        SELECT {cost_model} AS model, count(*) AS calls, round(sum({cost_amount}), 4) AS cost,
               sum({cost_in}) AS tokens_in, sum(tokens_output) AS tokens_out
        FROM {costs}
        WHERE {cost_time} >= date('now', 'start of month')
        GROUP BY model
        ORDER BY cost DESC
        """,
        "costs.tokens_output",
    ),
    ReadyText(
        "message-cost-by-model",
        tr("Cost of messages by model this month"),
        tr("What the messages of each model cost since the first of the month."),
        """
        SELECT {message_model} AS model, count(*) AS messages, round(sum({message_cost}), 4) AS cost
        FROM {messages}
        WHERE {message_time} >= date('now', 'start of month')
        GROUP BY model
        ORDER BY cost DESC
        """,
    ),
    ReadyText(
        "cost-by-month",
        tr("Cost by month"),
        tr("What the conversations of each month cost."),
        """
        SELECT strftime('%Y-%m', {conversation_time}) AS month, count(*) AS conversations,
               round(sum({conversation_cost}), 2) AS cost,
               sum({tokens_in}) AS tokens_in, sum({tokens_out}) AS tokens_out
        FROM {conversations}
        GROUP BY month
        ORDER BY month DESC
        """,
    ),
    ReadyText(
        "expensive-conversations",
        tr("Most expensive conversations"),
        tr("The conversations that cost the most."),
        """
        SELECT id, {conversation_name} AS name, {conversation_cost} AS cost,
               {tokens_in} AS tokens_in, {tokens_out} AS tokens_out, {conversation_time} AS begun
        FROM {conversations}
        ORDER BY cost DESC
        LIMIT 50
        """,
    ),
    ReadyText(
        "cost-by-user",
        tr("Cost by user"),
        tr("What each user's conversations cost."),
        """
        SELECT u.email, u.{tier} AS tier, count(c.id) AS conversations, round(sum(c.{conversation_cost}), 2) AS cost
        FROM {users} u
        LEFT JOIN {conversations} c ON c.user_id = u.id
        GROUP BY u.id
        ORDER BY cost DESC
        """,
        "users.email conversations.user_id",
    ),
    ReadyText(
        "stages",
        tr("Stages of the consensus"),
        tr("How often each stage ran with which model, and what it took."),
        """
        SELECT stage_name, model, count(*) AS runs, round(avg({output_tokens})) AS average_tokens
        FROM {outputs}
        GROUP BY stage_name, model
        ORDER BY stage_name, runs DESC
        """,
        "outputs.stage_name outputs.model",
    ),
    ReadyText(
        "unfinished-consensus",
        tr("Conversations that lack a stage"),
        tr("Conversations in which not all four stages of the consensus have run."),
        """
        SELECT conversation_id, count(DISTINCT stage) AS stages, group_concat(DISTINCT stage) AS present
        FROM {messages}
        WHERE stage IS NOT NULL
        GROUP BY conversation_id
        HAVING stages < 4
        ORDER BY stages, conversation_id
        """,
        "messages.stage messages.conversation_id",
    ),
    ReadyText(
        "answers",
        tr("Questions and their answers"),
        tr("What was asked and what the consensus answered, the newest first."),
        """
        SELECT question, final_answer, created_at
        FROM {answered}
        ORDER BY created_at DESC
        LIMIT 100
        """,
        "answered.question answered.final_answer answered.created_at",
    ),
    ReadyText(
        "topics",
        tr("Topics"),
        tr("What the conversations are about, the most frequent topics first."),
        """
        SELECT topic, count(*) AS conversations
        FROM conversation_topics
        GROUP BY topic
        ORDER BY conversations DESC
        LIMIT 100
        """,
        "conversation_topics.topic",
    ),
    ReadyText(
        "models-by-price",
        tr("Models by price"),
        tr("The models that can be used, the cheapest first."),
        """
        SELECT openrouter_id, name, pricing_input, pricing_output, context_window, {model_time} AS updated
        FROM {models}
        WHERE is_active
        ORDER BY pricing_output, pricing_input
        """,
        "models.openrouter_id models.name models.pricing_input models.pricing_output models.context_window"
        " models.is_active",
    ),
    ReadyText(
        "unknown-models",
        tr("Models in messages that the catalogue lacks"),
        tr("Models that wrote messages and are not among those that Hive knows."),
        """
        SELECT {message_model} AS model, count(*) AS messages, max({message_time}) AS last
        FROM {messages}
        WHERE {message_model} IS NOT NULL
          AND {message_model} NOT IN (SELECT openrouter_id FROM {models} WHERE openrouter_id IS NOT NULL)
        GROUP BY model
        ORDER BY messages DESC
        """,
        "models.openrouter_id",
    ),
    ReadyText(
        "activity",
        tr("Latest errors"),
        tr("What went wrong last, with the stage and model concerned."),
        """
        SELECT created_at, event_type, stage, model_used, error_message
        FROM activity_log
        WHERE error_message IS NOT NULL
        ORDER BY created_at DESC
        LIMIT 100
        """,
        "activity_log.created_at activity_log.event_type activity_log.stage activity_log.model_used"
        " activity_log.error_message",
    ),
    ReadyText(
        "sync-queue",
        tr("Waiting to be synchronised"),
        tr("Conversations that have not been reported yet, and how often that was tried."),
        """
        SELECT conversation_id, user_id, created_at, sync_attempts, last_attempt_at, error_message
        FROM pending_sync
        ORDER BY created_at
        """,
        "pending_sync.conversation_id pending_sync.user_id pending_sync.created_at pending_sync.sync_attempts"
        " pending_sync.last_attempt_at pending_sync.error_message",
    ),
    ReadyText(
        "usage-queue",
        tr("Usage that waits to be reported"),
        tr("What stands in the desktop app's queue, by its state."),
        """
        SELECT status, count(*) AS entries, max(attempts) AS most_attempts, min(created_at) AS oldest
        FROM d1_usage_queue
        GROUP BY status
        """,
        "d1_usage_queue.status d1_usage_queue.attempts d1_usage_queue.created_at",
    ),
    ReadyText(
        "tables",
        tr("What the file is made of"),
        tr("Every table, view, index and trigger with its SQL."),
        """
        SELECT type, name, tbl_name, sql
        FROM sqlite_master
        ORDER BY type, name
        """,
    ),
)

"""What of an older install goes where in core, as data, with the reasons.

A source table is recognised by its name and the columns that a rule reads. What no rule here speaks of goes into core's
table of the same name, column by column, where everything is there that core's table cannot do without; else it stays
where it is, since the source is never changed. Known are the `knowledge` and the `desktop` lineages
(`resources/lineages`); the other files of the TypeScript version are met by the general rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.database.snapshot import Table

SECRET_KEYS = ":secret_keys"  # noqa: S105 - the name of a parameter
"""In a condition: names of settings that hold secrets, as a JSON list."""
SOURCE = "{source}"
"""In an expression: the database that the row is of, for a look at its other tables."""


@dataclass(frozen=True, slots=True)
class Move:
    """Rows of a source table become rows of a table of core."""

    source: str
    target: str
    columns: Mapping[str, str]
    """What goes into each column, as SQL about the source row `s`."""
    reason: str
    """Why there, as a sentence."""
    where: str = ""
    """Which rows, as SQL about `s`; all where it is empty."""
    is_besides: bool = False
    """Whether these rows are made besides, of rows that another rule accounts for."""
    merged_where: str = ""
    """Which of the rows stand elsewhere already, as SQL about `s`: these are merged and make no row of their own."""
    stays: Mapping[str, str] = field(default_factory=dict)
    """Source columns that core has no place for, and why."""

    @property
    def needs(self) -> frozenset[str]:
        """The source columns that it reads, in lower case."""
        texts = (*self.columns.values(), self.where, self.merged_where)
        return frozenset(folded(name) for text in texts for name in _READ.findall(text))


@dataclass(frozen=True, slots=True)
class Stay:
    """A source table that has no place in core."""

    source: str
    reason: str
    needs: frozenset[str] = frozenset()
    """Columns, in lower case, without which it is another table."""


_READ = re.compile(r"\bs\.(\w+)")

SYNONYMS: Mapping[tuple[str, str], str] = {
    ("conversations", "total_tokens_input"): "input_tokens",
    ("conversations", "total_tokens_output"): "output_tokens",
    ("conversations", "profile_id"): "consensus_profile_id",
    ("conversation_topics", "weight"): "relevance_score",
}
"""Columns that are called otherwise in core: table and column of the source, column of core."""

_OF_CONVERSATION = (
    f"(SELECT c.created_at FROM {SOURCE}.conversations AS c WHERE c.id = s.conversation_id)"
)
_TEXTS = ("question", "final_answer", "source_of_truth", "conversation_context")
_MEASURES = tr("Core measures conversations by other numbers, which cannot be had from these.")
_MODELS = tr(
    "Hive fetches the list of models and providers anew; core's numbers of models are others."
)
_INTERFACE = tr("It is the state of the old program's windows, which core does not have.")

MOVES: tuple[Move, ...] = (
    Move(
        "conversations",
        "conversations",
        {
            "id": "s.id",
            "consensus_profile_id": "s.profile_id",
            "start_time": "s.created_at",
            "created_at": "s.created_at",
            "updated_at": "coalesce(s.last_updated, s.created_at)",
        },
        tr(
            "The conversation itself; what the old file does not know of it is what core assumes "
            "by default."
        ),
        stays=dict.fromkeys(_TEXTS, tr("It is kept in messages and knowledge_conversations.")),
    ),
    Move(
        "conversations",
        "knowledge_conversations",
        {
            "id": "s.id",
            "conversation_id": "s.id",
            "question": "s.question",
            "final_answer": "s.final_answer",
            "source_of_truth": "s.source_of_truth",
            "conversation_context": "s.conversation_context",
            "profile_id": "s.profile_id",
            "created_at": "s.created_at",
            "last_updated": "s.last_updated",
        },
        tr("What was asked, answered and held to be true: core keeps it beside the conversation."),
        is_besides=True,
    ),
    Move(
        "conversations",
        "messages",
        {
            "id": "s.id || '-question'",
            "conversation_id": "s.id",
            "role": "'user'",
            "content": "s.question",
            "timestamp": "s.created_at",
        },
        tr("The question, as the message that a conversation begins with in core."),
        is_besides=True,
    ),
    Move(
        "conversations",
        "messages",
        {
            "id": "s.id || '-answer'",
            "conversation_id": "s.id",
            "role": "'assistant'",
            "content": "s.final_answer",
            "stage": "'curator'",
            "timestamp": "coalesce(s.last_updated, s.created_at)",
        },
        tr("The answer, where the old file has no output of the curator."),
        where=(
            f"NOT EXISTS (SELECT 1 FROM {SOURCE}.stage_outputs AS o"
            " WHERE o.conversation_id = s.id AND o.stage_name = 'curator')"
        ),
        is_besides=True,
    ),
    Move(
        "stage_outputs",
        "messages",
        {
            "id": "s.id",
            "conversation_id": "s.conversation_id",
            "role": "'assistant'",
            "content": "s.full_output",
            "stage": "s.stage_name",
            "model_used": "s.model",
            "timestamp": "s.created_at",
        },
        tr("What a stage wrote: core keeps it as a message with its stage and model."),
        stays={
            "stage_number": tr("It follows from the stage."),
            "provider": tr("It is the beginning of the model's name."),
            "character_count": tr("It follows from the text."),
            "word_count": tr("It follows from the text."),
            "temperature": tr("Core's messages have no place for it."),
            "processing_time_ms": tr("Core's messages have no place for it."),
            "tokens_used": tr("Core's messages have no place for it."),
        },
    ),
    Move(
        "knowledge_conversations",
        "knowledge_conversations",
        {
            "id": "coalesce(s.id, 'knowledge-' || s.kc_id)",
            "conversation_id": "s.conversation_id",
            "question": "s.question",
            "final_answer": "coalesce(s.final_answer, s.answer)",
            "source_of_truth": "coalesce(s.source_of_truth, '')",
            "created_at": "s.created_at",
        },
        tr(
            "The desktop's rows of the same meaning; their own number is not needed beside the "
            "text."
        ),
        stays={"kc_id": tr("Core's key is the text.")},
    ),
    Move(
        "knowledge_conversations",
        "knowledge_conversations",
        {
            "id": "'knowledge-' || s.id",
            "conversation_id": "s.conversation_id",
            "question": "s.question",
            "final_answer": "s.final_answer",
            "source_of_truth": "s.source_of_truth",
            "created_at": "s.created_at",
        },
        tr("An answer that differs from the conversation's own; in core its key is a text."),
        merged_where=(
            f"EXISTS (SELECT 1 FROM {SOURCE}.conversations AS c WHERE c.id = s.conversation_id"
            " AND c.question IS s.question AND c.final_answer IS s.final_answer"
            " AND c.source_of_truth IS s.source_of_truth)"
        ),
    ),
    Move(
        "knowledge_base",
        "consensus_facts",
        {
            "id": "s.id",
            "semantic_fingerprint": "'imported-' || s.id",
            "content": "s.curator_content",
            "curator_confidence": (
                f"coalesce((SELECT t.confidence_score FROM {SOURCE}.curator_truths AS t"
                " WHERE t.conversation_id = s.conversation_id), 0.0)"
            ),
            "source_question": (
                f"coalesce((SELECT c.question FROM {SOURCE}.conversations AS c"
                " WHERE c.id = s.conversation_id), '')"
            ),
            "source_conversation_id": "s.conversation_id",
            "created_at": "s.created_at",
            "last_accessed": "s.created_at",
            "topics": "s.topics",
            "metadata": (
                "json_object('keywords', s.keywords, 'relevance_score', s.relevance_score,"
                " 'is_source_of_truth', s.is_source_of_truth)"
            ),
        },
        tr(
            "What the curator held to be true: a fact of core. Its fingerprint is core's to "
            "compute; until then it is named by its own key."
        ),
        stays={"semantic_embedding": tr("Core computes no embeddings of that kind.")},
    ),
    Move(
        "conversation_keywords",
        "conversation_keywords",
        {
            "id": "s.id",
            "conversation_id": "s.conversation_id",
            "keyword": "s.keyword",
            "frequency": "s.frequency",
            "created_at": _OF_CONVERSATION,
        },
        tr("The same table; its time is that of the conversation."),
        stays={"weight": tr("Core weighs keywords by their frequency alone.")},
    ),
    Move(
        "conversation_messages",
        "messages",
        {
            "id": "s.id",
            "conversation_id": "s.conversation_id",
            "role": "s.role",
            "content": "s.content",
            "stage": "s.stage",
            "model_used": "s.model_name",
            "timestamp": "s.created_at",
        },
        tr("The messages of the enhanced lineage, which core calls by a shorter name."),
    ),
    Move(
        "user_settings",
        "configurations",
        {
            "key": "s.setting_key",
            "value": "s.setting_value",
            "encrypted": "0",
            "created_at": "s.created_at",
            "updated_at": "s.updated_at",
        },
        tr("Keys and other secrets: core keeps them in configurations, as they are."),
        where=f"s.setting_key IN (SELECT value FROM json_each({SECRET_KEYS}))",
        stays={"setting_type": tr("Core keeps every setting as a text.")},
    ),
    Move(
        "user_settings",
        "settings",
        {"key": "s.setting_key", "value": "s.setting_value", "updated_at": "s.updated_at"},
        tr("Settings that are no secret."),
        where=f"s.setting_key NOT IN (SELECT value FROM json_each({SECRET_KEYS}))",
        stays={"setting_type": tr("Core keeps every setting as a text.")},
    ),
    Move(
        "stage_outputs",
        "usage_records",
        {
            "id": "'stage-' || s.id",
            "conversation_id": "s.conversation_id",
            "action_type": "s.stage_name",
            "cost": "s.cost",
            "model_used": "s.model",
            "timestamp": "s.created_at",
        },
        tr("The desktop's record of what a stage used: core keeps cost and model of each use."),
        stays={"tokens_used": tr("Core tells tokens that go in from those that come out.")},
    ),
)
"""The rules. Of those for one table, one without a condition ends the search: each row is accounted for once."""

STAYS: tuple[Stay, ...] = (
    Stay("stage_confidence", tr("Core has no judgement of single outputs.")),
    Stay("stage_evolution", tr("It is computed from the outputs and can be computed again.")),
    Stay("consensus_metrics", _MEASURES, frozenset({"final_confidence"})),
    Stay("performance_metrics", _MEASURES, frozenset({"operation_type"})),
    Stay("cost_analytics", _MEASURES, frozenset({"model_costs"})),
    Stay("code_intelligence", tr("Core analyses code when it is asked, and keeps none of it.")),
    Stay(
        "repository_analysis",
        tr("Core analyses repositories when it is asked, and keeps none of it."),
    ),
    Stay("planning_sessions", tr("Core has no plans.")),
    Stay("enterprise_hooks", tr("Core keeps hooks in files of their own.")),
    Stay("tui_state", _INTERFACE),
    Stay("sessions", _INTERFACE, frozenset({"folder_path"})),
    Stay("recent_folders", _INTERFACE, frozenset({"folder_path"})),
    Stay("welcome_analytics", _INTERFACE),
    Stay("openrouter_models", _MODELS, frozenset({"last_seen_at"})),
    Stay("openrouter_providers", _MODELS, frozenset({"last_seen_at"})),
    Stay("model_aliases", _MODELS),
    Stay("consensus_profiles_v2", tr("Its models are numbered as only the desktop numbers them.")),
    Stay("consensus_iterations", tr("Core keeps no record of single rounds.")),
    Stay("d1_usage_queue", tr("What waits there is for the old program to send.")),
)
"""Tables that stay, and why."""

BOOKKEEPING = tr("It records the migrations of the old file; the new one has its own.")


def moves_of(table: Table) -> tuple[Move, ...]:
    """The rules that fit a source table."""
    columns = {folded(column.name) for column in table.columns}
    found: list[Move] = []
    is_settled = False
    for move in MOVES:
        if move.source == folded(table.name) and move.needs <= columns:
            if move.is_besides or not is_settled:
                found.append(move)
            is_settled = is_settled or not (move.is_besides or move.where)
    return tuple(found)


def stay_of(table: Table) -> Stay | None:
    """Why a source table stays, where that is known of it."""
    columns = {folded(column.name) for column in table.columns}
    found = (stay for stay in STAYS if stay.source == folded(table.name) and stay.needs <= columns)
    return next(found, None)

"""What is known of the tables that only other lineages have, and of columns that other lineages add to core tables.

The core tables themselves are described by the models. Where lineages give one name to different tables, the
description fits all of them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hive_inspector.core.hive.notes import ColumnNote, Domain, TableNote, Trait
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Mapping


def _columns(**traits: str) -> Mapping[str, ColumnNote]:
    """Notes of columns, from the columns of each trait: `time="created_at updated_at"`."""
    found: defaultdict[str, set[Trait]] = defaultdict(set)
    for trait, names in traits.items():
        for name in names.split():
            found[name].add(Trait(trait))
    return {name: ColumnNote(name, frozenset(its)) for name, its in found.items()}


def _note(name: str, domain: Domain, description: str, **traits: str) -> TableNote:
    return TableNote(name, domain, description, _columns(**traits))


OTHER_TABLES = (
    # desktop, desktop-memory and hybrid
    _note(
        "stage_outputs",
        Domain.CONVERSATIONS,
        tr("What each stage of a run produced: model, tokens, cost."),
        private="full_output",
        markdown="full_output",
        time="created_at",
    ),
    _note(
        "conversation_continuity",
        Domain.CONVERSATIONS,
        tr("How closely a conversation follows the one before."),
        time="created_at",
    ),
    _note(
        "consensus_iterations",
        Domain.CONSENSUS,
        tr("Each model's run in each round, and whether it voted that nothing can be improved."),
        time="datetime",
    ),
    _note(
        "consensus_profiles_v2",
        Domain.CONSENSUS,
        tr("Profiles that name their models by a lasting identifier."),
        time="created_at updated_at",
    ),
    _note(
        "model_aliases",
        Domain.MODELS,
        tr("Which names of OpenRouter stand for the same model."),
    ),
    _note(
        "memory_context_logs",
        Domain.KNOWLEDGE,
        tr("What was recalled for a question, and how it shaped the answer."),
        private="memory_search_query patterns_identified topics_extracted context_summary"
        " user_preferences_detected",
        json="memory_relevance_scores patterns_identified topics_extracted user_preferences_detected",
        time="timestamp memory_stage_start memory_stage_end context_stage_start context_stage_end",
    ),
    _note(
        "memory_retrieval_view",
        Domain.KNOWLEDGE,
        tr("Messages as the memory stage reads them."),
        private="content",
        markdown="content",
        time="timestamp created_at",
    ),
    _note(
        "sessions",
        Domain.WORKSPACE,
        tr("Open tabs of each folder."),
        private="folder_path tabs active_tab",
        json="tabs",
        time="created_at updated_at",
    ),
    _note(
        "recent_folders",
        Domain.WORKSPACE,
        tr("Folders that were opened lately."),
        private="folder_path",
        time="last_opened",
    ),
    _note(
        "ai_tool_launches",
        Domain.WORKSPACE,
        tr("Coding tools started from Hive, by folder."),
        private="repository_path",
        json="session_metadata launch_context",
        time="first_launched_at last_launched_at",
    ),
    _note(
        "welcome_analytics",
        Domain.WORKSPACE,
        tr("What was clicked on the welcome page."),
        time="timestamp",
    ),
    _note(
        "d1_usage_queue",
        Domain.SYNC,
        tr("Uses that wait to be reported to the server."),
        time="timestamp created_at",
    ),
    # knowledge
    _note(
        "knowledge_base",
        Domain.KNOWLEDGE,
        tr("Curated answers with topics, keywords and embeddings."),
        private="curator_content topics keywords",
        markdown="curator_content",
        json="topics keywords",
        time="created_at",
    ),
    _note(
        "stage_confidence",
        Domain.CONSENSUS,
        tr("How sure a stage was of its output, and why."),
        private="reasoning",
        json="sources_used",
        time="created_at",
    ),
    _note(
        "stage_evolution",
        Domain.CONSENSUS,
        tr("How far each stage changed the answer."),
        time="created_at",
    ),
    _note(
        "code_intelligence",
        Domain.WORKSPACE,
        tr("Symbols and dependencies found in source files."),
        private="file_path symbols dependencies",
        json="symbols dependencies",
        time="last_modified analysis_timestamp",
    ),
    _note(
        "repository_analysis",
        Domain.WORKSPACE,
        tr("Analyses of repositories."),
        private="repository_path analysis_result",
        json="analysis_result",
        time="analysis_timestamp",
    ),
    _note(
        "planning_sessions",
        Domain.WORKSPACE,
        tr("Plans of work with their tasks."),
        private="session_name project_context task_breakdown",
        json="task_breakdown",
        time="created_at updated_at",
    ),
    _note(
        "enterprise_hooks",
        Domain.WORKSPACE,
        tr("Hooks that run before and after a consensus."),
        json="hook_config",
        time="created_at updated_at",
    ),
    _note(
        "tui_state", Domain.WORKSPACE, tr("State of the terminal interface."), time="last_updated"
    ),
    _note(
        "user_settings",
        Domain.IDENTITY,
        tr("Settings of the user by key."),
        time="created_at updated_at",
    ),
    _note("conversations_fts", Domain.SYSTEM, tr("Full-text index over kept questions.")),
    _note(
        "curator_truths_fts", Domain.SYSTEM, tr("Full-text index over what the curator settled on.")
    ),
    # enhanced
    _note(
        "conversation_messages",
        Domain.CONVERSATIONS,
        tr("What was said in a conversation, by the user and by each stage."),
        private="content",
        markdown="content",
        json="metadata",
        time="created_at",
    ),
    _note(
        "conversation_memory",
        Domain.KNOWLEDGE,
        tr("What is remembered of a conversation."),
        private="content",
        json="embedding_vector",
        time="created_at updated_at",
    ),
    _note(
        "context_continuity",
        Domain.KNOWLEDGE,
        tr("Summaries of parts of long conversations."),
        private="summary key_entities",
        json="key_entities",
        time="created_at",
    ),
    _note(
        "thematic_clusters",
        Domain.KNOWLEDGE,
        tr("Groups of conversations on one theme."),
        private="name description keywords",
        json="keywords centroid_vector",
        time="last_activity created_at updated_at",
    ),
    _note(
        "analytics_events",
        Domain.ANALYTICS,
        tr("Events with their measurements."),
        json="properties metrics",
        time="timestamp",
    ),
    _note(
        "cost_tracking",
        Domain.ANALYTICS,
        tr("Cost of single uses of a model."),
        time="created_at",
    ),
    _note(
        "user_profiles",
        Domain.IDENTITY,
        tr("Who uses this installation, with licence and limits."),
        secret="license_key",  # noqa: S106 - the name of a column
        personal="email",
        json="features preferences",
        time="usage_reset_date created_at updated_at",
    ),
    _note(
        "configuration",
        Domain.IDENTITY,
        tr("Settings by key, some of them encrypted."),
        secret="value",  # noqa: S106 - the name of a column
        time="created_at updated_at",
    ),
    _note(
        "security_trust",
        Domain.IDENTITY,
        tr("Folders that the user trusts."),
        private="path",
        json="permissions",
        time="granted_at expires_at created_at",
    ),
    _note(
        "sync_queue",
        Domain.SYNC,
        tr("Changed rows that wait to be sent."),
        private="data",
        json="data",
        time="created_at synced_at failed_at",
    ),
    _note(
        "cloudflare_sync_status",
        Domain.SYNC,
        tr("How the last exchange with the server went."),
        time="last_sync_at last_successful_sync_at updated_at",
    ),
)
"""Tables that core version 13 does not have."""

ADDED_COLUMNS: Mapping[str, Mapping[str, ColumnNote]] = {
    "consensus_metrics": _columns(json="agreement_matrix"),
    "conversations": _columns(
        private="title question final_answer source_of_truth conversation_context tags",
        markdown="final_answer source_of_truth",
        json="tags metadata",
        time="last_updated",
    ),
    "cost_analytics": _columns(json="model_costs"),
    "knowledge_conversations": _columns(private="answer", markdown="answer"),
    "messages": _columns(json="metadata consensus_path"),
    "model_rankings": _columns(time="last_updated"),
    "openrouter_models": _columns(time="last_seen_at"),
    "openrouter_providers": _columns(time="last_seen_at"),
    "performance_metrics": _columns(json="metadata"),
}
"""Columns that other lineages have in tables of the same name as core's, where there is something to say."""

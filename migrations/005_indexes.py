"""An index for every column that is searched or sorted by.

Adds 82 indexes on the tables of 001 to 004. No row is added, changed or lost in either direction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.migrations.migrator import Migrator, Reader

INDEXES = (
    ("idx_activity_log_conversation", "activity_log", "conversation_id"),
    ("idx_activity_log_created", "activity_log", "created_at DESC"),
    ("idx_activity_log_event", "activity_log", "event_type"),
    ("idx_activity_log_stage", "activity_log", "stage"),
    ("idx_activity_log_user", "activity_log", "user_id"),
    ("idx_budget_user", "budget_limits", "user_id"),
    ("idx_configurations_user", "configurations", "user_id"),
    ("idx_consensus_metrics_category", "consensus_metrics", "question_category"),
    ("idx_consensus_metrics_complexity", "consensus_metrics", "question_complexity"),
    ("idx_consensus_metrics_conv", "consensus_metrics", "conversation_id"),
    ("idx_consensus_metrics_created", "consensus_metrics", "created_at DESC"),
    ("idx_consensus_metrics_improvement", "consensus_metrics", "improvement_score DESC"),
    ("idx_consensus_metrics_rating", "consensus_metrics", "user_rating DESC"),
    ("idx_consensus_profiles_pipeline", "consensus_profiles", "pipeline_profile_id"),
    ("idx_conversation_context_conv", "conversation_context", "conversation_id"),
    ("idx_conversation_context_ref", "conversation_context", "referenced_conversation_id"),
    ("idx_conversation_context_type", "conversation_context", "context_type"),
    ("idx_conversation_keywords_conv", "conversation_keywords", "conversation_id"),
    ("idx_conversation_threads_child", "conversation_threads", "child_conversation_id"),
    ("idx_conversation_threads_created", "conversation_threads", "created_at DESC"),
    ("idx_conversation_threads_parent", "conversation_threads", "parent_conversation_id"),
    ("idx_conversation_threads_type", "conversation_threads", "thread_type"),
    ("idx_conversation_topics_conv", "conversation_topics", "conversation_id"),
    ("idx_conversations_profile", "conversations", "consensus_profile_id"),
    ("idx_conversations_user", "conversations", "user_id"),
    ("idx_cost_analytics_budget", "cost_analytics", "budget_utilized_percentage DESC"),
    ("idx_cost_analytics_conv", "cost_analytics", "conversation_id"),
    ("idx_cost_analytics_cost", "cost_analytics", "total_cost DESC"),
    ("idx_cost_analytics_created", "cost_analytics", "created_at DESC"),
    ("idx_cost_analytics_efficiency", "cost_analytics", "cost_efficiency_score DESC"),
    ("idx_curator_truths_confidence", "curator_truths", "confidence_score DESC"),
    ("idx_curator_truths_conv", "curator_truths", "conversation_id"),
    ("idx_feature_usage_conv", "feature_usage", "conversation_id"),
    ("idx_feature_usage_created", "feature_usage", "created_at DESC"),
    ("idx_feature_usage_fallbacks", "feature_usage", "fallback_events DESC"),
    ("idx_feature_usage_switches", "feature_usage", "provider_switches DESC"),
    ("idx_improvement_patterns_conv", "improvement_patterns", "conversation_id"),
    ("idx_improvement_patterns_question_type", "improvement_patterns", "question_type"),
    ("idx_improvement_patterns_stages", "improvement_patterns", "from_stage, to_stage"),
    ("idx_improvement_patterns_type", "improvement_patterns", "improvement_type"),
    ("idx_knowledge_conversations_created", "knowledge_conversations", "created_at DESC"),
    ("idx_knowledge_conversations_id", "knowledge_conversations", "conversation_id"),
    ("idx_knowledge_conversations_question", "knowledge_conversations", "question"),
    ("idx_messages_conversation", "messages", "conversation_id"),
    ("idx_model_rankings_collected", "model_rankings", "collected_at DESC"),
    ("idx_model_rankings_model", "model_rankings", "model_internal_id"),
    ("idx_model_rankings_period", "model_rankings", "period_start, period_end"),
    ("idx_model_rankings_position", "model_rankings", "rank_position"),
    ("idx_model_rankings_score", "model_rankings", "relative_score DESC"),
    ("idx_model_rankings_source", "model_rankings", "ranking_source"),
    ("idx_model_selection_conv", "model_selection_history", "conversation_id"),
    ("idx_model_selection_created", "model_selection_history", "created_at DESC"),
    ("idx_model_selection_feedback", "model_selection_history", "user_feedback DESC"),
    ("idx_model_selection_template", "model_selection_history", "template_used"),
    ("idx_models_name", "openrouter_models", "name"),
    ("idx_models_provider", "openrouter_models", "provider_id"),
    ("idx_models_provider_name", "openrouter_models", "provider_name"),
    ("idx_pending_sync_attempts", "pending_sync", "sync_attempts"),
    ("idx_pending_sync_created", "pending_sync", "created_at"),
    ("idx_pending_sync_user", "pending_sync", "user_id"),
    ("idx_performance_metrics_conv", "performance_metrics", "conversation_id"),
    ("idx_performance_metrics_cost", "performance_metrics", "total_cost"),
    ("idx_performance_metrics_duration", "performance_metrics", "total_duration"),
    ("idx_performance_metrics_timestamp", "performance_metrics", "timestamp DESC"),
    ("idx_pipeline_profiles_user", "pipeline_profiles", "user_id"),
    ("idx_profile_templates_auto_update", "profile_templates", "auto_update"),
    ("idx_profile_templates_effectiveness", "profile_templates", "effectiveness_score DESC"),
    ("idx_profile_templates_expert", "profile_templates", "expert_mode"),
    ("idx_profile_templates_name", "profile_templates", "name"),
    ("idx_profile_templates_usage", "profile_templates", "usage_count DESC"),
    ("idx_profiles_default", "pipeline_profiles", "is_default"),
    ("idx_profiles_name", "pipeline_profiles", "name"),
    ("idx_provider_performance_latency", "provider_performance", "avg_latency_ms"),
    ("idx_provider_performance_measured", "provider_performance", "measured_at DESC"),
    ("idx_provider_performance_model", "provider_performance", "model_internal_id"),
    ("idx_provider_performance_provider", "provider_performance", "provider_name"),
    ("idx_provider_performance_success", "provider_performance", "success_rate DESC"),
    ("idx_provider_performance_variant", "provider_performance", "routing_variant"),
    ("idx_usage_conversation", "conversation_usage", "conversation_id"),
    ("idx_usage_timestamp", "usage_records", "timestamp"),
    ("idx_usage_timestamp_legacy", "conversation_usage", "timestamp"),
    ("idx_usage_user", "usage_records", "user_id"),
)


def migrate(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Create the indexes."""
    for name, table, columns in INDEXES:
        migrator.create_index(name, table, columns)


def rollback(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Drop the indexes."""
    for name, _, _ in reversed(INDEXES):
        migrator.drop_index(name)

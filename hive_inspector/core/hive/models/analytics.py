"""What was used, what it cost and how long it took."""

from __future__ import annotations

from hive_inspector.core.hive.models.base import HiveModel
from hive_inspector.core.hive.models.columns import (
    JSON,
    NOW,
    TIME,
    Date,
    Integer,
    Link,
    Real,
    Serial,
    Text,
    indexed,
    unique,
)
from hive_inspector.core.hive.models.conversations import Conversation
from hive_inspector.core.hive.models.identity import User
from hive_inspector.core.hive.notes import Domain
from hive_inspector.core.language import tr


@indexed(
    idx_performance_metrics_conv="conversation_id",
    idx_performance_metrics_cost="total_cost",
    idx_performance_metrics_duration="total_duration",
    idx_performance_metrics_timestamp="timestamp DESC",
)
class PerformanceMetric(HiveModel):
    """Duration, cost and quality of each run."""

    id = Serial()
    timestamp = Text(TIME, not_null=True)
    conversation = Link(Conversation, "conversation_id")
    total_duration = Integer(not_null=True, description=tr("Milliseconds"))
    overall_efficiency = Real(default="0")
    openrouter_latency = Integer(default="0", description=tr("Milliseconds"))
    memory_usage = Integer(default="0")
    total_cost = Real(default="0", description=tr("US dollars"))
    quality_score = Real(default="0")
    metrics_data = Text(JSON)
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "performance_metrics"
        domain = Domain.ANALYTICS


@indexed(
    idx_cost_analytics_budget="budget_utilized_percentage DESC",
    idx_cost_analytics_conv="conversation_id",
    idx_cost_analytics_cost="total_cost DESC",
    idx_cost_analytics_created="created_at DESC",
    idx_cost_analytics_efficiency="cost_efficiency_score DESC",
)
class CostAnalysis(HiveModel):
    """What a conversation cost, by stage and provider."""

    id = Serial()
    conversation = Link(Conversation, "conversation_id", not_null=True)
    total_cost = Real(not_null=True, description=tr("US dollars"))
    cost_per_stage = Text(JSON, not_null=True)
    tokens_per_stage = Text(JSON, not_null=True)
    routing_optimizations = Text(JSON)
    budget_threshold = Real(description=tr("US dollars"))
    budget_utilized_percentage = Real()
    cost_efficiency_score = Real()
    optimization_opportunities = Text(JSON)
    provider_breakdown = Text(JSON)
    savings_achieved = Real(default="0.0", description=tr("US dollars"))
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "cost_analytics"
        domain = Domain.ANALYTICS


@indexed(
    idx_activity_log_conversation="conversation_id",
    idx_activity_log_created="created_at DESC",
    idx_activity_log_event="event_type",
    idx_activity_log_stage="stage",
    idx_activity_log_user="user_id",
)
class Activity(HiveModel):
    """Events of each run: starts, ends, errors, alerts."""

    id = Serial()
    event_type = Text(not_null=True)
    conversation = Link(Conversation, "conversation_id")
    user = Link(User, "user_id")
    stage = Text()
    model_used = Text()
    provider_name = Text()
    cost = Real(description=tr("US dollars"))
    duration_ms = Integer(description=tr("Milliseconds"))
    tokens_used = Integer()
    error_message = Text()
    metadata = Text(JSON)
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "activity_log"
        domain = Domain.ANALYTICS


@indexed(
    idx_feature_usage_conv="conversation_id",
    idx_feature_usage_created="created_at DESC",
    idx_feature_usage_fallbacks="fallback_events DESC",
    idx_feature_usage_switches="provider_switches DESC",
)
class FeatureUsage(HiveModel):
    """Which features, fallbacks and retries a conversation used."""

    id = Serial()
    conversation = Link(Conversation, "conversation_id", not_null=True)
    features_used = Text(JSON, not_null=True)
    routing_variants_used = Text(JSON)
    fallback_events = Integer(default="0")
    provider_switches = Integer(default="0")
    rate_limit_hits = Integer(default="0")
    error_recoveries = Integer(default="0")
    performance_metrics = Text(JSON)
    advanced_features_used = Text(JSON)
    cost_optimizations_applied = Text(JSON)
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "feature_usage"
        domain = Domain.ANALYTICS


@indexed(
    idx_usage_timestamp="timestamp",
    idx_usage_user="user_id",
)
class UsageRecord(HiveModel):
    """Single uses of a model with tokens and cost."""

    id = Text(key=True)
    user = Link(User, "user_id")
    conversation = Link(Conversation, "conversation_id")
    action_type = Text(not_null=True)
    cost = Real(default="0.0", description=tr("US dollars"))
    tokens_input = Integer(default="0")
    tokens_output = Integer(default="0")
    model_used = Text()
    timestamp = Text(TIME, default=NOW)

    class Meta:
        table_name = "usage_records"
        domain = Domain.ANALYTICS


@indexed(
    idx_daily_usage_date="date",
    idx_daily_usage_user_date="user_id, date",
)
class DailyUsage(HiveModel):
    """Use by user and day."""

    id = Text(key=True)
    user = Link(User, "user_id", not_null=True, on_delete="CASCADE")
    date = Date(TIME, not_null=True)
    conversation_count = Integer(not_null=True, default="0")
    total_cost = Real(not_null=True, default="0.0", description=tr("US dollars"))
    total_tokens = Integer(not_null=True, default="0")
    average_response_time = Real()
    created_at = Text(TIME, not_null=True)
    updated_at = Text(TIME, not_null=True)

    class Meta:
        table_name = "daily_usage_summary"
        domain = Domain.ANALYTICS
        constraints = (unique("user_id", "date"),)

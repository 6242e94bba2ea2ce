"""The language models and providers that OpenRouter offers."""

from __future__ import annotations

from hive_inspector.core.hive.models.base import HiveModel
from hive_inspector.core.hive.models.columns import (
    JSON,
    NOW,
    TIME,
    Boolean,
    Integer,
    Link,
    Real,
    Serial,
    Text,
    indexed,
)
from hive_inspector.core.hive.notes import Domain
from hive_inspector.core.language import tr


class OpenRouterProvider(HiveModel):
    """Companies whose models OpenRouter offers."""

    id = Text(key=True)
    name = Text(not_null=True, unique=True)
    display_name = Text(not_null=True)
    model_count = Integer(default="0")
    average_cost = Real(default="0.0")
    capabilities = Text(JSON, default="'[]'")
    last_updated = Text(TIME, not_null=True)
    is_active = Boolean(default="1")
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "openrouter_providers"
        domain = Domain.MODELS


@indexed(
    idx_models_name="name",
    idx_models_provider="provider_id",
    idx_models_provider_name="provider_name",
)
class OpenRouterModel(HiveModel):
    """Language models that OpenRouter offers, with their prices."""

    internal_id = Serial()
    openrouter_id = Text(not_null=True, unique=True, description=tr("As provider/model"))
    name = Text(not_null=True)
    provider = Link(OpenRouterProvider, "provider_id", not_null=True)
    provider_name = Text(not_null=True)
    description = Text(default="''")
    capabilities = Text(JSON, default="'[]'")
    pricing_input = Real(default="0.0", description=tr("US dollars for 1,000 tokens"))
    pricing_output = Real(default="0.0", description=tr("US dollars for 1,000 tokens"))
    pricing_image = Real()
    pricing_request = Real()
    context_window = Integer(default="4096", description=tr("Tokens"))
    created_at = Integer(TIME, not_null=True, description=tr("Epoch seconds"))
    input_modalities = Text(JSON, default="'[\"text\"]'")
    output_modalities = Text(JSON, default="'[\"text\"]'")
    is_active = Boolean(default="1")
    last_updated = Text(TIME, not_null=True)

    class Meta:
        table_name = "openrouter_models"
        domain = Domain.MODELS


@indexed(
    idx_model_rankings_collected="collected_at DESC",
    idx_model_rankings_model="model_internal_id",
    idx_model_rankings_period="period_start, period_end",
    idx_model_rankings_position="rank_position",
    idx_model_rankings_score="relative_score DESC",
    idx_model_rankings_source="ranking_source",
)
class ModelRanking(HiveModel):
    """How much each model is used, by period, from public rankings."""

    id = Serial()
    model_internal = Link(OpenRouterModel, "model_internal_id", not_null=True)
    ranking_source = Text(not_null=True)
    rank_position = Integer(not_null=True)
    usage_percentage = Real(not_null=True)
    relative_score = Real()
    period_start = Text(TIME, not_null=True)
    period_end = Text(TIME, not_null=True)
    collected_at = Text(TIME, default=NOW)
    data_quality = Text(default="'scraped'")

    class Meta:
        table_name = "model_rankings"
        domain = Domain.MODELS


@indexed(
    idx_provider_performance_latency="avg_latency_ms",
    idx_provider_performance_measured="measured_at DESC",
    idx_provider_performance_model="model_internal_id",
    idx_provider_performance_provider="provider_name",
    idx_provider_performance_success="success_rate DESC",
    idx_provider_performance_variant="routing_variant",
)
class ProviderPerformance(HiveModel):
    """Measured speed, cost and reliability of each provider of a model."""

    id = Serial()
    model_internal = Link(OpenRouterModel, "model_internal_id", not_null=True)
    provider_name = Text(not_null=True)
    routing_variant = Text()
    avg_latency_ms = Integer(description=tr("Milliseconds"))
    success_rate = Real(default="1.0")
    cost_per_token = Real(description=tr("US dollars"))
    uptime_24h = Real(default="1.0")
    error_rate = Real(default="0.0")
    last_success_at = Text(TIME)
    last_failure_at = Text(TIME)
    measured_at = Text(TIME, default=NOW)
    measurement_period_hours = Integer(default="24", description=tr("Hours"))

    class Meta:
        table_name = "provider_performance"
        domain = Domain.MODELS

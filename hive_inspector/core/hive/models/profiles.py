"""Which models take part in a consensus."""

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
    Text,
    indexed,
)
from hive_inspector.core.hive.models.identity import User
from hive_inspector.core.hive.models.openrouter import OpenRouterModel
from hive_inspector.core.hive.notes import Domain
from hive_inspector.core.language import tr


class ConsensusProfile(HiveModel):
    """Which model serves each of the four stages."""

    id = Text(key=True)
    profile_name = Text(not_null=True)
    generator_model = Text(not_null=True)
    refiner_model = Text(not_null=True)
    validator_model = Text(not_null=True)
    curator_model = Text(not_null=True)
    created_at = Text(TIME, default=NOW)
    updated_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "consensus_profiles"
        domain = Domain.CONSENSUS


@indexed(
    idx_pipeline_profiles_user="user_id",
    idx_profiles_default="is_default",
    idx_profiles_name="name",
)
class PipelineProfile(HiveModel):
    """Older profiles: a model and a temperature for each stage."""

    id = Text(key=True)
    name = Text(not_null=True)
    user = Link(User, "user_id")
    is_default = Boolean(default="0")
    generator = Link(OpenRouterModel, "generator_model_internal_id", not_null=True)
    generator_temperature = Real(default="0.7")
    refiner = Link(OpenRouterModel, "refiner_model_internal_id", not_null=True)
    refiner_temperature = Real(default="0.7")
    validator = Link(OpenRouterModel, "validator_model_internal_id", not_null=True)
    validator_temperature = Real(default="0.7")
    curator = Link(OpenRouterModel, "curator_model_internal_id", not_null=True)
    curator_temperature = Real(default="0.7")
    generator_provider = Text()
    generator_model = Text()
    refiner_provider = Text()
    refiner_model = Text()
    validator_provider = Text()
    validator_model = Text()
    curator_provider = Text()
    curator_model = Text()
    is_dynamic_template = Boolean(default="0")
    selection_criteria = Text(JSON)
    routing_preferences = Text(JSON)
    cost_controls = Text(JSON)
    created_at = Text(TIME, default=NOW)
    updated_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "pipeline_profiles"
        domain = Domain.CONSENSUS


@indexed(
    idx_profile_templates_auto_update="auto_update",
    idx_profile_templates_effectiveness="effectiveness_score DESC",
    idx_profile_templates_expert="expert_mode",
    idx_profile_templates_name="name",
    idx_profile_templates_usage="usage_count DESC",
)
class ProfileTemplate(HiveModel):
    """Templates that choose models for a profile by criteria."""

    id = Text(key=True)
    name = Text(not_null=True, unique=True)
    description = Text(not_null=True)
    template_version = Text(default="'1.0'")
    selection_criteria = Text(JSON, not_null=True)
    routing_preferences = Text(JSON)
    cost_controls = Text(JSON)
    performance_targets = Text(JSON)
    scope_applicability = Text(JSON, not_null=True)
    auto_update = Boolean(default="1")
    learning_enabled = Boolean(default="1")
    expert_mode = Boolean(default="0")
    created_by = Text()
    usage_count = Integer(default="0")
    effectiveness_score = Real()
    last_updated = Text(TIME, default=NOW)
    created_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "profile_templates"
        domain = Domain.CONSENSUS


class ConsensusSetting(HiveModel):
    """Settings of the consensus by key, the active profile among them."""

    key = Text(key=True, description=tr("Such as active_profile_id"))
    value = Text(not_null=True)
    updated_at = Text(TIME, default=NOW)

    class Meta:
        table_name = "consensus_settings"
        domain = Domain.CONSENSUS

"""Peewee models of the 34 tables of core version 13: the one place that says what their columns hold.

The models are bound to no database. Build a query with them, turn it into SQL with `core.hive.queries.sql_of` and run
it on a lease: `connection.rows(*sql_of(query))`. `Model.bind_ctx` would bind them for every thread at once.
"""

from __future__ import annotations

from hive_inspector.core.hive.models.analytics import (
    Activity,
    CostAnalysis,
    DailyUsage,
    FeatureUsage,
    PerformanceMetric,
    UsageRecord,
)
from hive_inspector.core.hive.models.base import HiveModel
from hive_inspector.core.hive.models.consensus import ConsensusFact, ConsensusMetric, ModelSelection
from hive_inspector.core.hive.models.conversations import (
    Conversation,
    ConversationContext,
    ConversationThread,
    ConversationUsage,
    Message,
)
from hive_inspector.core.hive.models.identity import (
    BudgetLimit,
    Configuration,
    License,
    Setting,
    User,
)
from hive_inspector.core.hive.models.knowledge import (
    ConversationKeyword,
    ConversationTopic,
    CuratorTruth,
    ImprovementPattern,
    KnowledgeConversation,
)
from hive_inspector.core.hive.models.openrouter import (
    ModelRanking,
    OpenRouterModel,
    OpenRouterProvider,
    ProviderPerformance,
)
from hive_inspector.core.hive.models.profiles import (
    ConsensusProfile,
    ConsensusSetting,
    PipelineProfile,
    ProfileTemplate,
)
from hive_inspector.core.hive.models.sync import PendingSync, SyncRun

ALL_MODELS: tuple[type[HiveModel], ...] = (
    User,
    License,
    Configuration,
    Setting,
    BudgetLimit,
    OpenRouterProvider,
    OpenRouterModel,
    ModelRanking,
    ProviderPerformance,
    ConsensusProfile,
    PipelineProfile,
    ProfileTemplate,
    ConsensusSetting,
    Conversation,
    Message,
    ConversationUsage,
    ConversationThread,
    ConversationContext,
    ConsensusMetric,
    ConsensusFact,
    ModelSelection,
    KnowledgeConversation,
    CuratorTruth,
    ConversationTopic,
    ConversationKeyword,
    ImprovementPattern,
    PerformanceMetric,
    CostAnalysis,
    Activity,
    FeatureUsage,
    UsageRecord,
    DailyUsage,
    PendingSync,
    SyncRun,
)
"""Every model, tables that others refer to first."""

__all__ = [
    "ALL_MODELS",
    "Activity",
    "BudgetLimit",
    "Configuration",
    "ConsensusFact",
    "ConsensusMetric",
    "ConsensusProfile",
    "ConsensusSetting",
    "Conversation",
    "ConversationContext",
    "ConversationKeyword",
    "ConversationThread",
    "ConversationTopic",
    "ConversationUsage",
    "CostAnalysis",
    "CuratorTruth",
    "DailyUsage",
    "FeatureUsage",
    "HiveModel",
    "ImprovementPattern",
    "KnowledgeConversation",
    "License",
    "Message",
    "ModelRanking",
    "ModelSelection",
    "OpenRouterModel",
    "OpenRouterProvider",
    "PendingSync",
    "PerformanceMetric",
    "PipelineProfile",
    "ProfileTemplate",
    "ProviderPerformance",
    "Setting",
    "SyncRun",
    "UsageRecord",
    "User",
]

"""Which tables and columns each number comes from, lineage by lineage.

The same thing lies in other columns of another lineage (tokens are `input_tokens` in core and `total_tokens_input` in
desktop), so every number lists its sources in order of preference; the first that the file has is used. A file that has
none of them does not have the number, which is something else than zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hive_inspector.core.hive.models import (
    Activity,
    BudgetLimit,
    ConsensusFact,
    ConsensusProfile,
    Conversation,
    CuratorTruth,
    FeatureUsage,
    KnowledgeConversation,
    Message,
    OpenRouterModel,
    PendingSync,
    PerformanceMetric,
    SyncRun,
    UsageRecord,
    User,
)
from hive_inspector.core.language import tr


class Unit(Enum):
    """What a number counts."""

    COUNT = "count"
    DOLLARS = "dollars"
    BYTES = "bytes"
    MILLISECONDS = "milliseconds"
    SHARE = "share"
    """From 0 to 1."""
    ROUNDS = "rounds"


class Fold(Enum):
    """How the values of a source's rows become one number."""

    COUNT = "count"
    """How many rows there are."""
    SUM = "sum"
    MEAN = "mean"
    P50 = "median"
    P95 = "95th percentile"
    """The value that 95 of 100 do not exceed: the nearest rank."""
    RATIO = "ratio"
    """The sum of one column by the sum of another."""


@dataclass(frozen=True, slots=True)
class Source:
    """One place that a number can be read from."""

    table: str
    column: str = ""
    """What is summed up or averaged; empty where rows are counted."""
    time: str = ""
    """The column that says when a row came to be; empty where there is none, and the number has no period."""
    per: str = ""
    """The column whose sum a ratio is divided by."""
    only: tuple[str, str] | None = None
    """A column and an SQL condition on it, such as `("is_active", "= 1")`: other rows do not count."""
    percent: bool = False
    """Whether the column holds per cents, to be divided by 100."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns without which this source is of no use; a missing time only takes the period away."""
        only = (self.only[0],) if self.only else ()
        return tuple(filter(None, (self.column, self.per, *only)))

    @property
    def place(self) -> str:
        """Where the number comes from: `stage_outputs.cost`, `users`."""
        columns = [f"{self.table}.{column}" for column in filter(None, (self.column, self.per))]
        return tr(" and ").join(columns) or self.table

    @property
    def need(self) -> str:
        """What a file lacks that does not have it: `messages.cost`, `table users`."""
        if not self.columns:
            return tr("table {table}", table=self.table)
        return tr(" and ").join(f"{self.table}.{column}" for column in self.columns)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number, and where to look for it."""

    id: str
    title: str
    meaning: str
    """One sentence."""
    unit: Unit
    fold: Fold
    sources: tuple[Source, ...]

    @property
    def needs(self) -> str:
        """What a file would need to have one of: `table users or table user_profiles`."""
        return " or ".join(dict.fromkeys(source.need for source in self.sources))


_CONVERSATIONS = Conversation.table_name()
_MESSAGES = Message.table_name()
_TIMES = PerformanceMetric.table_name()
_FEATURES = FeatureUsage.table_name()
_ENHANCED = "conversation_messages"
_ITERATIONS = "consensus_iterations"
_STAGES = "stage_outputs"

DURATIONS = (
    Source(_TIMES, "total_duration", "timestamp"),
    Source(_TIMES, "operation_duration_ms", "timestamp"),
    Source(_ENHANCED, "latency_ms", "created_at"),
    Source(_STAGES, "processing_time_ms", "created_at"),
)
"""Where response times are."""
COSTS = (
    Source(_STAGES, "cost", "created_at"),
    Source(_ENHANCED, "cost", "created_at"),
    Source(UsageRecord.table_name(), "cost", "timestamp"),
)
"""Where each payment stands with its model, the finest first: of these, totals and charts agree to the last digit.

What a conversation says of itself is the second choice: it goes with the conversation when that is deleted, and the
models were paid all the same.
"""
_QUALITY = (
    Source(_CONVERSATIONS, "quality_score", "created_at"),
    Source("consensus_metrics", "content_quality", "created_at"),
    Source(_ENHANCED, "quality_score", "created_at"),
)
_CONFIDENCE = (
    Source("consensus_metrics", "final_confidence", "created_at"),
    Source(CuratorTruth.table_name(), "confidence_score", "created_at"),
)


def _tokens(core: str, others: str) -> tuple[Source, ...]:
    return (
        Source(_CONVERSATIONS, core, "created_at"),
        Source(_CONVERSATIONS, others, "created_at"),
    )


MEASURES: tuple[Measure, ...] = (
    Measure(
        "conversation_count",
        tr("Conversations"),
        tr("Questions that were asked."),
        Unit.COUNT,
        Fold.COUNT,
        (Source(_CONVERSATIONS, time="created_at"),),
    ),
    Measure(
        "message_count",
        tr("Messages"),
        tr("What users and stages said."),
        Unit.COUNT,
        Fold.COUNT,
        (Source(_MESSAGES, time="timestamp"), Source(_ENHANCED, time="created_at")),
    ),
    Measure(
        "total_cost",
        tr("Cost"),
        tr("What the models were paid for, in US dollars."),
        Unit.DOLLARS,
        Fold.SUM,
        (
            *COSTS,
            Source(_CONVERSATIONS, "total_cost", "created_at"),
            Source("cost_analytics", "total_cost", "created_at"),
        ),
    ),
    Measure(
        "input_tokens",
        tr("Tokens in"),
        tr("Tokens that were sent to models."),
        Unit.COUNT,
        Fold.SUM,
        _tokens("input_tokens", "total_tokens_input"),
    ),
    Measure(
        "output_tokens",
        tr("Tokens out"),
        tr("Tokens that models answered with."),
        Unit.COUNT,
        Fold.SUM,
        _tokens("output_tokens", "total_tokens_output"),
    ),
    Measure(
        "model_count",
        tr("Models"),
        tr("Language models that the file knows of."),
        Unit.COUNT,
        Fold.COUNT,
        (Source(OpenRouterModel.table_name()),),
    ),
    Measure(
        "profile_count",
        tr("Profiles"),
        tr("Which models take part in a consensus."),
        Unit.COUNT,
        Fold.COUNT,
        (Source(ConsensusProfile.table_name()),),
    ),
    Measure(
        "user_count",
        tr("Users"),
        tr("Who uses this installation."),
        Unit.COUNT,
        Fold.COUNT,
        (Source(User.table_name()), Source("user_profiles")),
    ),
    Measure(
        "knowledge_count",
        tr("Knowledge entries"),
        tr("Answers that were kept for later questions."),
        Unit.COUNT,
        Fold.COUNT,
        (
            Source("knowledge_base", time="created_at"),
            Source(KnowledgeConversation.table_name(), time="created_at"),
        ),
    ),
    Measure(
        "fact_count",
        tr("Facts"),
        tr("Facts that came out of consensus."),
        Unit.COUNT,
        Fold.COUNT,
        (Source(ConsensusFact.table_name(), time="created_at"),),
    ),
    Measure(
        "average_response_ms",
        tr("Response time"),
        tr("How long an answer took on average."),
        Unit.MILLISECONDS,
        Fold.MEAN,
        DURATIONS,
    ),
    Measure(
        "p50_response_ms",
        tr("Response time, median"),
        tr("Half of the answers took no longer."),
        Unit.MILLISECONDS,
        Fold.P50,
        DURATIONS,
    ),
    Measure(
        "p95_response_ms",
        tr("Response time, slowest 5 %"),
        tr("95 of 100 answers took no longer."),
        Unit.MILLISECONDS,
        Fold.P95,
        DURATIONS,
    ),
    Measure(
        "success_rate",
        tr("Success"),
        tr("How many conversations came to an answer."),
        Unit.SHARE,
        Fold.MEAN,
        (Source(_CONVERSATIONS, "success", "created_at"),),
    ),
    Measure(
        "average_quality",
        tr("Quality"),
        tr("How good the answers were judged, on average."),
        Unit.SHARE,
        Fold.MEAN,
        _QUALITY,
    ),
    Measure(
        "average_confidence",
        tr("Confidence"),
        tr("How sure the last stage was, on average."),
        Unit.SHARE,
        Fold.MEAN,
        _CONFIDENCE,
    ),
    Measure(
        "average_rounds",
        tr("Consensus rounds"),
        tr("How many rounds a consensus took on average."),
        Unit.ROUNDS,
        Fold.MEAN,
        (Source(_ITERATIONS, "round_number", "datetime", per="consensus_id"),),
    ),
    Measure(
        "agreement_rate",
        tr("Agreement"),
        tr("How often a model voted that nothing can be improved."),
        Unit.SHARE,
        Fold.MEAN,
        (
            Source(_ITERATIONS, "flag", "datetime"),
            Source("consensus_metrics", "stage_agreement", "created_at"),
        ),
    ),
    Measure(
        "sync_runs",
        tr("Synchronisations"),
        tr("Runs that fetched models and providers."),
        Unit.COUNT,
        Fold.COUNT,
        (Source(SyncRun.table_name(), time="started_at"),),
    ),
    Measure(
        "waiting_sync_count",
        tr("Waiting to be sent"),
        tr("What was not yet reported to the server."),
        Unit.COUNT,
        Fold.COUNT,
        (
            Source("sync_queue", only=("synced_at", "IS NULL")),
            Source(PendingSync.table_name()),
            Source("d1_usage_queue"),
        ),
    ),
    Measure(
        "cost_limit_used",
        tr("Cost limits used"),
        tr("How much of the active cost limits is spent."),
        Unit.SHARE,
        Fold.RATIO,
        (
            Source(
                BudgetLimit.table_name(),
                "current_spent",
                per="limit_amount",
                only=("is_active", "= 1"),
            ),
            Source("user_profiles", "daily_usage", per="daily_limit"),
        ),
    ),
    Measure(
        "fallback_count",
        tr("Fallbacks"),
        tr("How often another model or provider had to step in."),
        Unit.COUNT,
        Fold.SUM,
        (Source(_FEATURES, "fallback_events", "created_at"),),
    ),
    Measure(
        "error_count",
        tr("Errors"),
        tr("Events with an error message."),
        Unit.COUNT,
        Fold.COUNT,
        (Source(Activity.table_name(), time="created_at", only=("error_message", "IS NOT NULL")),),
    ),
)
"""What a Hive database is asked for, in the order in which it is shown."""

SIZE = Measure(
    "database_size_bytes",
    tr("Database size"),
    tr("All pages of the file, those in the write-ahead log included."),
    Unit.BYTES,
    Fold.SUM,
    (),
)
"""The number that every database has."""

KEY_MEASURES = (
    "conversation_count",
    "message_count",
    "total_cost",
    "input_tokens",
    "output_tokens",
    "model_count",
    "profile_count",
    "user_count",
    "knowledge_count",
)
"""The numbers that say what a file is, as Overview shows them."""


def measure(id_: str) -> Measure:
    """The measure of that name."""
    return next(one for one in MEASURES if one.id == id_)

"""Which charts there are, and from which tables and columns each is drawn, lineage by lineage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from hive_inspector.core.hive.models import (
    Activity,
    Conversation,
    CostAnalysis,
    FeatureUsage,
    Message,
    UsageRecord,
)
from hive_inspector.core.language import tr
from hive_inspector.core.statistics.charts import Subject
from hive_inspector.core.statistics.measures import DURATIONS, Unit
from hive_inspector.core.statistics.passes import Kind, Pass


class Drawing(Enum):
    """How a chart comes out of what was gathered."""

    COUNT = auto()
    """Rows over time."""
    STACK = auto()
    """Sums over time, by part."""
    PARTS = auto()
    """Sums by part."""
    SPREAD = auto()
    """How samples are spread."""
    COURSE = auto()
    """Median and 95th percentile of samples over time."""
    NUMBERS = auto()
    """How many rows for each number."""
    WEEK = auto()
    """Rows by weekday and hour."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One place that a chart can be drawn from."""

    gathered: Pass
    part: str = ""
    """The column by which it is divided."""
    amounts: tuple[str, ...] = ()
    """The columns that are added up; rows are counted where there is none."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns without which it is of no use."""
        only = (self.gathered.only[0],) if self.gathered.only else ()
        parts = (*self.gathered.parts, *self.gathered.values, self.gathered.time, *only)
        return tuple(dict.fromkeys(filter(None, parts)))

    @property
    def place(self) -> str:
        """Where it comes from: `stage_outputs.cost`, `messages`."""
        wanted = self.amounts or tuple(filter(None, (self.part,)))
        return (
            tr(" and ").join(f"{self.gathered.table}.{one}" for one in wanted)
            or self.gathered.table
        )

    @property
    def need(self) -> str:
        """What a file lacks that does not have it."""
        wanted = tuple(filter(None, (self.part, *self.amounts))) or (self.gathered.time,)
        return tr(" and ").join(f"{self.gathered.table}.{column}" for column in wanted)


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """A chart, and where to look for it."""

    subject: Subject
    drawing: Drawing
    origins: tuple[Origin, ...]

    @property
    def needs(self) -> str:
        """What a file would need to have one of."""
        return " or ".join(dict.fromkeys(origin.need for origin in self.origins))


_STAGES = Pass("stage_outputs", "created_at", ("model", "stage_name"), ("cost", "tokens_used"))
_KNOWN_STAGES = Pass("stage_outputs", "created_at", ("model", "stage_name"), ("tokens_used",))
_TALK = Pass(
    "conversation_messages",
    "created_at",
    ("model_name", "stage"),
    ("cost", "tokens_input", "tokens_output"),
)
_USES = Pass(
    UsageRecord.table_name(),
    "timestamp",
    ("model_used",),
    ("cost", "tokens_input", "tokens_output"),
)
_MESSAGES = (
    Origin(Pass(Message.table_name(), "timestamp")),
    Origin(Pass("conversation_messages", "created_at")),
)
_COST_BY_MODEL = (
    Origin(_STAGES, "model", ("cost",)),
    Origin(_TALK, "model_name", ("cost",)),
    Origin(_USES, "model_used", ("cost",)),
)
_TOKENS_BY_MODEL = (
    Origin(_STAGES, "model", ("tokens_used",)),
    Origin(_KNOWN_STAGES, "model", ("tokens_used",)),
    Origin(_TALK, "model_name", ("tokens_input", "tokens_output")),
    Origin(_USES, "model_used", ("tokens_input", "tokens_output")),
)


def _by_stage(column: str) -> Origin:
    """The analysis of costs holds `{"generator": 0.008, …}`."""
    return Origin(
        Pass(CostAnalysis.table_name(), "created_at", (column,), kind=Kind.JSON_KEYS), column
    )


_TIMES = tuple(
    Origin(
        Pass(one.table, one.time, values=(one.column,), kind=Kind.SAMPLES), amounts=(one.column,)
    )
    for one in DURATIONS
)

CONVERSATIONS = Subject(
    "conversations", tr("Conversations"), tr("Questions that were asked."), Unit.COUNT
)
SIZES = Subject(
    "table_sizes", tr("Tables and indexes"), tr("How much room each takes in the file."), Unit.BYTES
)
GROWTH = Subject(
    "growth", tr("Growth"), tr("How large the file was when it was backed up."), Unit.BYTES
)
OF_MODELS = frozenset({"cost_over_time", "cost_by_model", "tokens_by_model"})
"""Charts whose names are those of models."""

CHARTS: tuple[ChartPlan, ...] = (
    ChartPlan(
        CONVERSATIONS,
        Drawing.COUNT,
        (Origin(Pass(Conversation.table_name(), "created_at")),),
    ),
    ChartPlan(
        Subject("messages", tr("Messages"), tr("What users and stages said."), Unit.COUNT),
        Drawing.COUNT,
        _MESSAGES,
    ),
    ChartPlan(
        Subject("cost_over_time", tr("Cost"), tr("What each model was paid."), Unit.DOLLARS),
        Drawing.STACK,
        _COST_BY_MODEL,
    ),
    ChartPlan(
        Subject(
            "cost_by_model", tr("Cost by model"), tr("What each model was paid."), Unit.DOLLARS
        ),
        Drawing.PARTS,
        _COST_BY_MODEL,
    ),
    ChartPlan(
        Subject(
            "tokens_by_model",
            tr("Tokens by model"),
            tr("What each model read and wrote."),
            Unit.COUNT,
        ),
        Drawing.PARTS,
        _TOKENS_BY_MODEL,
    ),
    ChartPlan(
        Subject("cost_by_stage", tr("Cost by stage"), tr("What each stage cost."), Unit.DOLLARS),
        Drawing.PARTS,
        (
            Origin(_STAGES, "stage_name", ("cost",)),
            Origin(_TALK, "stage", ("cost",)),
            _by_stage("cost_per_stage"),
        ),
    ),
    ChartPlan(
        Subject("tokens_by_stage", tr("Tokens by stage"), tr("What each stage used."), Unit.COUNT),
        Drawing.PARTS,
        (
            Origin(_STAGES, "stage_name", ("tokens_used",)),
            Origin(_KNOWN_STAGES, "stage_name", ("tokens_used",)),
            Origin(_TALK, "stage", ("tokens_input", "tokens_output")),
            _by_stage("tokens_per_stage"),
        ),
    ),
    ChartPlan(
        Subject(
            "response_times",
            tr("Response times"),
            tr("How many answers took how long."),
            Unit.MILLISECONDS,
        ),
        Drawing.SPREAD,
        _TIMES,
    ),
    ChartPlan(
        Subject(
            "response_over_time",
            tr("Response time"),
            tr("How long answers took: half of them no longer, and 95 of 100 no longer."),
            Unit.MILLISECONDS,
        ),
        Drawing.COURSE,
        _TIMES,
    ),
    ChartPlan(
        Subject(
            "rounds", tr("Consensus rounds"), tr("In how many rounds models agreed."), Unit.COUNT
        ),
        Drawing.NUMBERS,
        (
            Origin(
                Pass(
                    "consensus_iterations",
                    "datetime",
                    ("consensus_id",),
                    ("round_number",),
                    kind=Kind.LAST_ROUNDS,
                ),
                amounts=("round_number",),
            ),
        ),
    ),
    ChartPlan(
        Subject("week", tr("Hours of the week"), tr("When messages were written."), Unit.COUNT),
        Drawing.WEEK,
        _MESSAGES,
    ),
    ChartPlan(
        Subject("features", tr("Features"), tr("How many conversations used each."), Unit.COUNT),
        Drawing.PARTS,
        (
            Origin(
                Pass(
                    FeatureUsage.table_name(),
                    "created_at",
                    ("features_used",),
                    kind=Kind.JSON_ITEMS,
                ),
                "features_used",
            ),
        ),
    ),
    ChartPlan(
        Subject("errors", tr("Errors by kind"), tr("Events with an error message."), Unit.COUNT),
        Drawing.PARTS,
        (
            Origin(
                Pass(
                    Activity.table_name(),
                    "created_at",
                    ("event_type",),
                    only=("error_message", "IS NOT NULL"),
                ),
                "event_type",
            ),
        ),
    ),
)
"""The charts that are drawn from rows, in the order in which they are shown; sizes and growth come beside them."""

"""Which charts the page has, where they stand, and in which shape."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hive_inspector.core.language import tr


class Shape(Enum):
    """How a chart is drawn."""

    AXES = "axes"
    BARS = "bars"
    HEAT = "heat map"
    TREE = "treemap"


@dataclass(frozen=True, slots=True)
class Place:
    """One chart of the page."""

    id: str
    title: str
    shape: Shape = Shape.AXES


CONVERSATIONS = "conversations"
MESSAGES = "messages"
OF_STAGES = frozenset({"cost_by_stage", "tokens_by_stage"})
STAGES = {"generator": 0, "refiner": 1, "validator": 2, "curator": 3}
"""The colours of the stages, which stand in the order in which they work."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page under a heading: numbers, then charts."""

    title: str
    numbers: tuple[str, ...]
    """Ids of measures."""
    bands: tuple[tuple[Place, ...], ...]
    """Rows of charts; one that a file does not have leaves its room to the others of its row."""


SECTIONS: tuple[Section, ...] = (
    Section(
        tr("Use and cost"),
        (
            "conversation_count",
            "message_count",
            "total_cost",
            "input_tokens",
            "output_tokens",
            "cost_limit_used",
        ),
        (
            (
                Place(MESSAGES, tr("Messages and conversations")),
                Place(CONVERSATIONS, tr("Conversations")),
                Place("cost_over_time", tr("Cost over time")),
            ),
            (
                Place("cost_by_model", tr("Cost by model"), Shape.BARS),
                Place("cost_by_stage", tr("Cost by stage"), Shape.BARS),
                Place("tokens_by_model", tr("Tokens by model"), Shape.BARS),
            ),
        ),
    ),
    Section(
        tr("Answers"),
        (
            "p50_response_ms",
            "p95_response_ms",
            "success_rate",
            "average_quality",
            "average_confidence",
            "agreement_rate",
        ),
        (
            (
                Place("response_over_time", tr("Response time")),
                Place("week", tr("Hours of the week"), Shape.HEAT),
            ),
            (
                Place("response_times", tr("Spread of response times")),
                Place("rounds", tr("Consensus rounds")),
                Place("tokens_by_stage", tr("Tokens by stage"), Shape.BARS),
            ),
        ),
    ),
    Section(
        tr("Knowledge, features and errors"),
        (
            "knowledge_count",
            "fact_count",
            "sync_runs",
            "waiting_sync_count",
            "fallback_count",
            "error_count",
        ),
        (
            (
                Place("features", tr("Features used"), Shape.BARS),
                Place("errors", tr("Errors by kind"), Shape.BARS),
            ),
        ),
    ),
    Section(
        tr("The file"),
        (),
        (
            (
                Place("table_sizes", tr("Tables and indexes"), Shape.TREE),
                Place("growth", tr("Growth")),
            ),
        ),
    ),
)
"""The page from above."""

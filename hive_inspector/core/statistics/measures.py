"""Which tables and columns each number comes from, lineage by lineage.

The same thing lies in other columns of another lineage (tokens are `input_tokens` in core and `total_tokens_input` in
desktop), so every number lists its sources in order of preference; the first that the file has is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Unit(Enum):
    """What a number counts."""

    COUNT = "count"
    DOLLARS = "dollars"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Source:
    """One place that a number can be read from."""

    table: str
    sums: str = ""
    """The column that is summed up; empty where rows are counted."""
    time: str = ""
    """The column that says when a row came to be, or empty where there is none to rely on."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns without which this source is of no use."""
        return (self.sums,) if self.sums else ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A number, and where to look for it."""

    id: str
    title: str
    unit: Unit
    sources: tuple[Source, ...]


MEASURES: tuple[Measure, ...] = (
    Measure(
        "conversations",
        "Conversations",
        Unit.COUNT,
        (Source("conversations", time="created_at"),),
    ),
    Measure(
        "messages",
        "Messages",
        Unit.COUNT,
        (
            Source("messages", time="timestamp"),
            Source("conversation_messages", time="created_at"),
        ),
    ),
    Measure(
        "cost",
        "Cost",
        Unit.DOLLARS,
        (
            Source("conversations", sums="total_cost", time="created_at"),
            Source("cost_analytics", sums="total_cost", time="created_at"),
            Source("stage_outputs", sums="cost", time="created_at"),
        ),
    ),
    Measure(
        "input_tokens",
        "Tokens in",
        Unit.COUNT,
        (
            Source("conversations", sums="input_tokens", time="created_at"),
            Source("conversations", sums="total_tokens_input", time="created_at"),
        ),
    ),
    Measure(
        "output_tokens",
        "Tokens out",
        Unit.COUNT,
        (
            Source("conversations", sums="output_tokens", time="created_at"),
            Source("conversations", sums="total_tokens_output", time="created_at"),
        ),
    ),
    Measure("models", "Models", Unit.COUNT, (Source("openrouter_models"),)),
    Measure("profiles", "Profiles", Unit.COUNT, (Source("consensus_profiles"),)),
    Measure("users", "Users", Unit.COUNT, (Source("users"), Source("user_profiles"))),
    Measure(
        "knowledge",
        "Knowledge entries",
        Unit.COUNT,
        (
            Source("knowledge_base", time="created_at"),
            Source("knowledge_conversations", time="created_at"),
        ),
    ),
)
"""What a Hive database is asked for, in the order in which it is shown."""

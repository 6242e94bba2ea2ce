"""Numbers and times as the window says them, short enough for a gauge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core import durations
from hive_inspector.core.amounts import percent_text, short_size
from hive_inspector.core.durations import milliseconds_text

if TYPE_CHECKING:
    from datetime import timedelta

__all__ = ["age_text", "milliseconds_text", "percent_text", "short_size"]


def age_text(age: timedelta) -> str:
    """How long ago, as everything else says it."""
    return durations.age_text(age.total_seconds())

"""From measured values to what each gauge shows: where on the arc, in which words, and why it is judged so."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from hive_inspector.core.health import thresholds
from hive_inspector.core.health.thresholds import Level
from hive_inspector.core.health.vitals import free_level
from hive_inspector.gui.pages.overview.words import (
    age_text,
    milliseconds_text,
    percent_text,
    short_size,
)
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.gauge import GaugeReading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.health.backups import LastBackup
    from hive_inspector.core.health.vitals import Vitals

_TONES = {Level.GOOD: Tone.OK, Level.WATCH: Tone.WARNING, Level.BAD: Tone.PROBLEM}
_EXPECTED = {"daily": "daily expected", "weekly": "weekly expected", "manual": "made by hand"}
_FASTEST_MS, _SLOWEST_MS = 0.05, 2_000.0
"""Ends of the scale of response times, which is logarithmic: what is felt is the factor."""
_LIMIT_AT = 0.75
"""Where the limit lies on scales that have no natural end."""


def response_reading(latest_ms: float, recent_ms: Sequence[float]) -> GaugeReading:
    """Response time now; judged by the slowest of twenty of the last minutes, so that one hiccup does not flicker."""
    p95 = percentile(recent_ms, 0.95)
    limits = thresholds.RESPONSE_MS
    marks = (limits.watch, limits.bad or limits.watch)
    return _judged(
        limits.level(p95),
        value=milliseconds_text(latest_ms),
        caption=f"p95 {milliseconds_text(p95)}",
        fraction=_on_log_scale(latest_ms),
        marks=tuple(map(_on_log_scale, marks)),
        explanation=(
            "From asking for a connection to having read one row, once a second; "
            f"95 % of the last minutes' were quicker than {milliseconds_text(p95)}. {limits.reason}"
        ),
    )


def pool_reading(vitals: Vitals) -> GaugeReading:
    """Connections in use of those that there may be."""
    pool, limits = vitals.pool, thresholds.POOL_SHARE
    return _judged(
        limits.level(vitals.pool_share),
        value=f"{pool.in_use} / {pool.size}",
        caption=f"{pool.waiting} waiting" if pool.waiting else f"{pool.idle} idle",
        fraction=vitals.pool_share,
        marks=(limits.watch,),
        explanation=(
            f"Our own connections to the file: {pool.in_use} in use, {pool.idle} open and idle, "
            f"at most {pool.size}. {limits.reason}"
        ),
    )


def wal_reading(vitals: Vitals) -> GaugeReading:
    """Size of the write-ahead log against its limit."""
    limits = thresholds.WAL_BYTES
    if not vitals.uses_wal and not vitals.wal_bytes:
        return GaugeReading(
            value="off",
            caption="rollback journal",
            explanation="The file is not in WAL mode. Hive switches it on when it opens the file.",
        )
    return _judged(
        limits.level(vitals.wal_bytes),
        value=short_size(vitals.wal_bytes) if vitals.wal_bytes else "empty",
        caption=f"limit {short_size(int(limits.watch))}",
        fraction=vitals.wal_bytes / limits.watch * _LIMIT_AT,
        marks=(_LIMIT_AT,),
        explanation=f"Changes that are not yet folded into the file itself. {limits.reason}",
    )


def free_reading(vitals: Vitals) -> GaugeReading:
    """Free pages as a share of the file."""
    limits, share = thresholds.FREE_SHARE, vitals.free_share
    free = short_size(vitals.facts.free_bytes)
    return _judged(
        free_level(vitals),
        value=percent_text(share),
        caption=free,
        fraction=share,
        marks=(limits.watch,),
        explanation=(
            f"{vitals.facts.freelist_count:,} of {vitals.facts.page_count:,} pages "
            f"({free}) hold nothing. {limits.reason}"
        ),
    )


def references_reading(declared: int, broken: int) -> GaugeReading:
    """Declared references that lead to an existing table. Whether an app enforces them does not stand in the file."""
    setting = (
        "Whether they are enforced is a setting of each program's connections, not of the file."
    )
    if not declared:
        return GaugeReading(
            "none", "declared", explanation=f"The file declares no foreign keys. {setting}"
        )
    return _judged(
        Level.BAD if broken else Level.GOOD,
        value=f"{declared - broken} / {declared}",
        caption=_broken_caption(broken),
        fraction=(declared - broken) / declared,
        explanation=(
            f"{declared} foreign keys are declared; {declared - broken} lead to a table that exists. "
            f"{setting} The rows themselves are not looked at here."
        ),
    )


def backup_reading(backup: LastBackup, now: datetime) -> GaugeReading:
    """Age of the newest backup that is known to be this file's."""
    level, limits = backup.level(now), backup.threshold
    caption = _EXPECTED.get(backup.frequency, "not scheduled")
    if backup.made_at is None:
        return GaugeReading(
            value="none",
            caption="found" if level is None else caption,
            tone=_TONES[level] if level else Tone.NEUTRAL,
            word=level.value if level else "",
            explanation=(
                "No backup is known to be this file's: none lies beside it or where its settings say, "
                "and Hive noted none in it."
            ),
        )
    age = now - backup.made_at
    return _judged(
        level or Level.GOOD,
        value=age_text(age),
        caption=caption,
        fraction=age.total_seconds() / limits.watch * _LIMIT_AT,
        marks=(_LIMIT_AT,),
        explanation=f"The newest is from {backup.made_at.astimezone():%Y-%m-%d %H:%M}. {limits.reason}",
    )


def unreadable(error: InspectorError) -> GaugeReading:
    """What could not be measured this time."""
    return GaugeReading("?", "not readable now", explanation=f"{error.message} {error.hint}")


def percentile(values: Sequence[float], share: float) -> float:
    """The value that a share of the values does not exceed (nearest rank); 0 of none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def _judged(
    level: Level,
    *,
    value: str,
    caption: str,
    fraction: float,
    explanation: str,
    marks: tuple[float, ...] = (),
) -> GaugeReading:
    return GaugeReading(value, caption, fraction, _TONES[level], level.value, marks, explanation)


def _on_log_scale(milliseconds: float) -> float:
    span = log10(_SLOWEST_MS / _FASTEST_MS)
    return min(1.0, max(0.02, log10(max(milliseconds, _FASTEST_MS) / _FASTEST_MS) / span))


def _broken_caption(broken: int) -> str:
    if not broken:
        return "all lead to a table"
    return "1 leads nowhere" if broken == 1 else f"{broken} lead nowhere"

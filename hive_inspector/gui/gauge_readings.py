"""From measured values to what each gauge shows: where on the arc, in which words, and why it is judged so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log10
from typing import TYPE_CHECKING

from hive_inspector.core.health.history import percentile
from hive_inspector.core.health.thresholds import FREE_BYTES_WORTH_A_LOOK, Level
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.gauge import GaugeReading
from hive_inspector.gui.words import age_text, milliseconds_text, percent_text, short_size

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.health.backups import LastBackup
    from hive_inspector.core.health.history import History
    from hive_inspector.core.health.limits import Limit, Limits
    from hive_inspector.core.health.probes import Inside, Reading

_TONES = {Level.GOOD: Tone.OK, Level.WATCH: Tone.WARNING, Level.BAD: Tone.PROBLEM}
_EXPECTED = {
    "daily": tr("daily expected"),
    "weekly": tr("weekly expected"),
    "manual": tr("made by hand"),
}
_FASTEST_MS, _SLOWEST_MS = 0.05, 2_000.0
"""Ends of the scale of response times, which is logarithmic: what is felt is the factor."""
_MOST_CHANGES = 60_000.0
_LIMIT_AT = 0.75
"""Where the limit lies on scales that have no natural end."""
_MARKS_UP_TO = 1.0


@dataclass(frozen=True, slots=True)
class Moment:
    """All that a gauge is made from."""

    reading: Reading
    history: History
    limits: Limits
    now: datetime

    def limit(self, id_: str) -> Limit:
        """The limit of a number."""
        return self.limits.of(id_)


def gauge_reading(id_: str, moment: Moment) -> GaugeReading:
    """What a gauge shows, by the id of its limit."""
    return _GAUGES[id_](moment)


def references_reading(declared: int, broken: int) -> GaugeReading:
    """Declared references that lead to an existing table. Whether an app enforces them does not stand in the file."""
    setting = tr(
        "Whether they are enforced is a setting of each program's connections, not of the file."
    )
    if not declared:
        return GaugeReading(
            tr("none"),
            tr("declared"),
            explanation=tr("The file declares no foreign keys. {setting}", setting=setting),
        )
    return _judged(
        Level.BAD if broken else Level.GOOD,
        value=f"{declared - broken} / {declared}",
        caption=_broken_caption(broken),
        fraction=(declared - broken) / declared,
        explanation=(
            tr(
                "{declared} foreign keys are declared; {declared_2} lead to a table that exists. "
                "{setting} The rows themselves are not looked at here.",
                declared=declared,
                declared_2=declared - broken,
                setting=setting,
            )
        ),
    )


def unreadable(error: InspectorError) -> GaugeReading:
    """What could not be measured this time."""
    return GaugeReading("?", tr("not readable now"), explanation=f"{error.message} {error.hint}")


def _response(moment: Moment) -> GaugeReading:
    """Response time now; judged by the slowest of twenty of the last minutes, so that one hiccup does not flicker."""
    return _from_inside(moment, _response_inside)


def _response_inside(moment: Moment, inside: Inside) -> GaugeReading:
    limit = moment.limit("response")
    measured = moment.history.values(lambda reading: reading.response_ms) or [inside.response_ms]
    p50, p95 = percentile(measured, 0.5) or 0.0, percentile(measured, 0.95) or 0.0
    marks = (limit.watch, limit.bad or limit.watch)
    return _judged(
        limit.level(p95),
        value=milliseconds_text(inside.response_ms),
        caption=f"p50 {_without_unit(p50, p95)} · p95 {milliseconds_text(p95)}",
        fraction=_on_log_scale(inside.response_ms),
        marks=tuple(map(_on_log_scale, marks)),
        explanation=(
            tr(
                "From asking for a connection to having read one row. In the last five minutes "
                "half were quicker than {duration}, and 95 % quicker than {p95}. {reason}",
                duration=milliseconds_text(p50),
                p95=milliseconds_text(p95),
                reason=limit.reason,
            )
        ),
    )


def _pool(moment: Moment) -> GaugeReading:
    """Connections in use of those that there may be."""
    pool, limit = moment.reading.pool, moment.limit("pool")
    return _judged(
        limit.level(moment.reading.pool_share),
        value=f"{pool.in_use} / {pool.size}",
        caption=tr("{waiting} waiting", waiting=pool.waiting)
        if pool.waiting
        else tr("{idle} idle", idle=pool.idle),
        fraction=moment.reading.pool_share,
        marks=(limit.watch,),
        explanation=(
            tr(
                "Our own connections to the file: {in_use} in use, {idle} open and idle, "
                "{waiting} tasks waiting, at most {size}. {reason}",
                in_use=pool.in_use,
                idle=pool.idle,
                waiting=pool.waiting,
                size=pool.size,
                reason=limit.reason,
            )
        ),
    )


def _wal(moment: Moment) -> GaugeReading:
    """Size of the write-ahead log against its limit, and what of it no checkpoint has copied."""
    reading, limit = moment.reading, moment.limit("wal")
    if reading.uses_wal is False and not reading.wal_bytes:
        return GaugeReading(
            value=tr("off"),
            caption=tr("rollback journal"),
            explanation=tr(
                "The file is not in WAL mode. Hive switches it on when it opens the file."
            ),
        )
    return _judged(
        limit.level(reading.wal_bytes),
        value=short_size(reading.wal_bytes) if reading.wal_bytes else tr("empty"),
        caption=_frames_caption(reading, limit),
        fraction=_on_open_scale(reading.wal_bytes, limit),
        marks=(_LIMIT_AT,),
        explanation=(
            tr(
                "Changes that are not yet folded into the file itself.{frames} {reason}",
                frames=_frames_text(reading),
                reason=limit.reason,
            )
        ),
    )


def _changes(moment: Moment) -> GaugeReading:
    """Commits of the last minute, by any program."""
    limit, rate = moment.limit("changes"), moment.history.changes_per_minute()
    if rate is None:
        return _unknown(tr("counting"), tr("Two readings are needed to count changes."))
    exact = moment.reading.log is not None
    return _judged(
        limit.level(rate),
        value=f"{rate:,.0f}",
        caption=tr("commits a minute") if exact else tr("changes a minute"),
        fraction=_on_change_scale(rate),
        marks=(_on_change_scale(limit.watch),),
        explanation=(
            tr("Commits by any program, counted in the last minute. ")
            if exact
            else tr(
                "Without a write-ahead log SQLite tells only whether something changed "
                "between two readings. "
            )
        )
        + limit.reason,
    )


def _free(moment: Moment) -> GaugeReading:
    return _from_inside(moment, _free_inside)


def _free_inside(moment: Moment, inside: Inside) -> GaugeReading:
    """Free pages as a share of the file; a few megabytes mean nothing."""
    limit, share = moment.limit("free"), moment.reading.free_share or 0.0
    facts = inside.facts
    free = short_size(facts.free_bytes)
    matters = facts.free_bytes >= FREE_BYTES_WORTH_A_LOOK
    return _judged(
        limit.level(share) if matters else Level.GOOD,
        value=percent_text(share),
        caption=tr("{free} of {size}", free=free, size=short_size(facts.size_bytes)),
        fraction=share,
        marks=(limit.watch,),
        explanation=(
            tr(
                "{freelist_count:,} of {page_count:,} pages ({free}) hold nothing. {reason}",
                freelist_count=facts.freelist_count,
                page_count=facts.page_count,
                free=free,
                reason=limit.reason,
            )
        ),
    )


def _disk(moment: Moment) -> GaugeReading:
    """Room on the disk, judged by how many copies of the file would fit."""
    disk, inside, limit = moment.reading.disk, moment.reading.inside, moment.limit("disk")
    if disk is None:
        return _unknown(tr("not told"), tr("This system does not tell how much room the disk has."))
    size = inside.facts.size_bytes if inside else 0
    copies = disk.free / size if size else None
    return _judged(
        Level.GOOD if copies is None else limit.level(copies),
        value=short_size(disk.free),
        caption=tr("free of {size}", size=short_size(disk.total)),
        fraction=1 - disk.free / disk.total if disk.total else 0.0,
        explanation=(
            tr(
                "{size} of {disk_total} are free. {copies}{reason}",
                size=short_size(disk.free),
                disk_total=short_size(disk.total),
                copies=_copies_text(copies),
                reason=limit.reason,
            )
        ),
    )


def _backup(moment: Moment) -> GaugeReading:
    """Age of the newest backup that is known to be this file's."""
    backup = moment.reading.slow.backup
    if backup is None:
        failure = moment.reading.failure
        return (
            unreadable(failure)
            if failure
            else _unknown(tr("not known"), tr("Its age is not known."))
        )
    return backup_reading(backup, moment.now, moment.limits)


def backup_reading(backup: LastBackup, now: datetime, limits: Limits) -> GaugeReading:
    """What the newest backup means.

    Args:
        backup: The newest that is known of.
        now: The moment of reading, in UTC.
        limits: A limit that the user set goes before what the file's own schedule expects.
    """
    caption = _EXPECTED.get(backup.frequency, tr("not scheduled"))
    level = backup.level(now)
    if backup.made_at is None:
        return GaugeReading(
            value=tr("none"),
            caption=tr("found") if level is None else caption,
            tone=_TONES[level] if level else Tone.NEUTRAL,
            word=tr(level.value) if level else "",
            explanation=(
                tr(
                    "No backup is known to be this file's: none lies beside it or where its "
                    "settings say, and Hive noted none in it."
                )
            ),
        )
    age: timedelta = now - backup.made_at
    watch, reason = backup.threshold.watch, backup.threshold.reason
    if limits.is_changed("backup"):
        own = limits.of("backup")
        level, watch, reason = own.level(age.total_seconds()), own.watch, tr("By your own limit.")
    return _judged(
        level or Level.GOOD,
        value=age_text(age),
        caption=caption,
        fraction=age.total_seconds() / watch * _LIMIT_AT if watch else 1.0,
        marks=(_LIMIT_AT,),
        explanation=tr(
            "The newest is from {made_at:%Y-%m-%d %H:%M}. {reason}",
            made_at=backup.made_at.astimezone(),
            reason=reason,
        ),
    )


def _backlog(moment: Moment) -> GaugeReading:
    """Rows that wait to be sent to Hive's servers."""
    backlog, limit = moment.reading.slow.backlog, moment.limit("backlog")
    if backlog is None or not backlog.queues:
        return _unknown(
            tr("no queue") if backlog else tr("not known"),
            tr("This file has no queue of rows to be sent."),
        )
    oldest = (
        tr("oldest {age}", age=age_text(moment.now - backlog.oldest))
        if backlog.oldest
        else tr("none waits")
    )
    more = "" if backlog.is_exact else "+"
    return _judged(
        limit.level(backlog.waiting),
        value=f"{backlog.waiting:,}{more}",
        caption=tr("{failing:,} fail · {oldest}", failing=backlog.failing, oldest=oldest)
        if backlog.failing
        else oldest,
        fraction=_on_open_scale(backlog.waiting, limit),
        marks=(_LIMIT_AT,),
        explanation="; ".join(
            tr(
                "{table}: {waiting:,} waiting, {failing:,} of them tried before",
                table=queue.table,
                waiting=queue.waiting,
                failing=queue.failing,
            )
            for queue in backlog.queues
        )
        + f". {limit.reason}",
    )


_GAUGES: Mapping[str, Callable[[Moment], GaugeReading]] = {
    "response": _response,
    "pool": _pool,
    "wal": _wal,
    "changes": _changes,
    "free": _free,
    "disk": _disk,
    "backup": _backup,
    "backlog": _backlog,
}


def moment_of(history: History, limits: Limits) -> Moment | None:
    """The newest reading with what it is judged by; None before the first."""
    latest = history.latest
    return None if latest is None else Moment(latest, history, limits, datetime.now(UTC))


def _from_inside(moment: Moment, show: Callable[[Moment, Inside], GaugeReading]) -> GaugeReading:
    """What only a lease tells, or why there is none."""
    inside, failure = moment.reading.inside, moment.reading.failure
    if inside is not None:
        return show(moment, inside)
    return unreadable(failure) if failure else _unknown(tr("not known"), "")


def _unknown(caption: str, explanation: str) -> GaugeReading:
    return GaugeReading("–", caption, explanation=explanation)


def _judged(
    level: Level,
    *,
    value: str,
    caption: str,
    fraction: float,
    explanation: str,
    marks: tuple[float, ...] = (),
) -> GaugeReading:
    shown = tuple(mark for mark in marks if mark <= _MARKS_UP_TO)
    return GaugeReading(
        value, caption, fraction, _TONES[level], tr(level.value), shown, explanation
    )


def _without_unit(milliseconds: float, beside: float) -> str:
    """A duration without its unit where one with the same unit follows."""
    text, unit = milliseconds_text(milliseconds), milliseconds_text(beside).split()[-1]
    return text.removesuffix(f" {unit}")


def _on_log_scale(milliseconds: float) -> float:
    span = log10(_SLOWEST_MS / _FASTEST_MS)
    return min(1.0, max(0.02, log10(max(milliseconds, _FASTEST_MS) / _FASTEST_MS) / span))


def _on_change_scale(rate: float) -> float:
    return min(1.0, log10(1 + rate) / log10(1 + _MOST_CHANGES))


def _on_open_scale(value: float, limit: Limit) -> float:
    return value / limit.watch * _LIMIT_AT if limit.watch else float(value > 0)


def _frames_caption(reading: Reading, limit: Limit) -> str:
    waiting = reading.waiting_frames
    if waiting is None or not reading.wal_bytes:
        return tr("limit {size}", size=short_size(int(limit.watch)))
    return tr("{waiting:,} frames waiting", waiting=waiting) if waiting else tr("all checkpointed")


def _frames_text(reading: Reading) -> str:
    if reading.log is None:
        return ""
    log = reading.log
    return tr(
        " It holds {frames:,} frames; {waiting:,} are not yet checkpointed.",
        frames=log.frames,
        waiting=log.waiting,
    )


def _copies_text(copies: float | None) -> str:
    if copies is None:
        return ""
    return (
        tr("The file would fit {copies:,.0f} times. ", copies=copies)
        if copies >= 1
        else tr("The file would not fit. ")
    )


def _broken_caption(broken: int) -> str:
    if not broken:
        return tr("all lead to a table")
    return plural(broken, "{count} leads nowhere", "{count} lead nowhere")

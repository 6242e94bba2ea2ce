"""What is told of a run, and the bounds it has to keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import number
from tests.counts.recording import Area
from tests.soak.watching import LEASES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.soak.crew import Stretch
    from tests.soak.rhythm import Rhythm
    from tests.soak.watching import Readings
    from tests.soak.window import Used

GAP_MS = 16.0
RATE_KEPT = 0.98
MEMORY_MB = 12.0
"""By how much the memory may grow from the end of the warm-up to the end of the run, along its trend."""
WAL_MB = 8.0
"""By how much the log may grow in a stretch without us: twice what SQLite lets it grow before it begins anew."""
WARM_UP = 1 / 3
"""Share of the rounds after which everything has been loaded and every cache filled."""
_FEWEST_FOR_A_TREND = 6


@dataclass(slots=True)
class Course:
    """What was measured, round by round; a round is a watched stretch and one without us."""

    watched: list[Stretch] = field(default_factory=list)
    alone: list[Stretch] = field(default_factory=list)
    used: list[Used] = field(default_factory=list)
    """At rest, with no file open, at the end of each watched stretch."""
    wal_grown_mb: list[float] = field(default_factory=list)
    """By how much the write-ahead log grew in each stretch without us: it is used anew unless somebody reads on."""
    wal_mb: list[float] = field(default_factory=list)
    """Its size at most, in each watched stretch."""
    acts: int = 0
    errors: list[str] = field(default_factory=list)


def areas(course: Course, rhythm: Rhythm, readings: Readings, seconds: float) -> list[Area]:
    """One for each thing that the run promises."""
    return [
        _errors(course, seconds),
        *_readings(readings),
        _gap(rhythm, seconds),
        _rate(course),
        _memory(course),
        _handles(course),
        _wal(course),
    ]


def table(found: Sequence[Area]) -> str:
    """The lines that are printed."""
    width = max(len(one.area) for one in found)
    return "\n".join(
        f"{one.area:<{width}}  {one.cases:>9,} cases  {one.failures:>3,} failed  {one.measured}"
        for one in found
    )


def acts_table(took: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """How long each act kept the window's thread: seconds, and seconds of processor."""
    lines = []
    for name, times in sorted(took.items()):
        wall, own = ([value * 1000 for value in column] for column in zip(*times, strict=True))
        lines.append(
            f"  {name}: {len(times)} times, median {median(wall):.0f}, most {max(wall):.0f} ms; "
            f"of processor {median(own):.0f}, {max(own):.0f} ms"
        )
    return "\n".join(lines)


def trend(values: Sequence[float]) -> float:
    """How much they grow from the first to the last along the line that fits them best (Theil and Sen: outliers tell
    nothing)."""
    slopes = [
        (later - earlier) / (j - i)
        for i, earlier in enumerate(values)
        for j, later in enumerate(values[i + 1 :], i + 1)
    ]
    return median(slopes) * (len(values) - 1) if slopes else 0.0


def settled(values: Sequence[float]) -> Sequence[float]:
    """Those after the warm-up."""
    return values[round(len(values) * WARM_UP) :]


def _errors(course: Course, seconds: float) -> Area:
    told = f"everything a user can press and type, in {len(course.watched)} stretches"
    failures = len(course.errors)
    return Area("things done at random", course.acts, failures, round(seconds, 1), measured=told)


def _readings(readings: Readings) -> list[Area]:
    names = sorted({*readings.sound, *readings.broken})
    return [
        Area(
            f"readings: {name}",
            readings.sound[name] + readings.broken[name],
            readings.broken[name],
            0.0,
            measured=f"longest {number(readings.longest_lease_s)} s" if name == LEASES else "",
        )
        for name in names
    ]


def _gap(rhythm: Rhythm, seconds: float) -> Area:
    p50, p99 = rhythm.percentile(0.5), rhythm.percentile(0.99)
    longest = rhythm.longest[0][0] if rhythm.longest else 0.0
    told = (
        f"p50 {number(p50)} · p99 {number(p99)} · longest {number(longest)} ms, {rhythm.over(GAP_MS):,} over "
        f"{GAP_MS:.0f} ms; bound p99 ≤ {GAP_MS:.0f} ms"
    )
    return Area("event-loop gap", rhythm.count, int(p99 > GAP_MS), round(seconds, 1), measured=told)


def _rate(course: Course) -> Area:
    watched, alone = _rate_of(course.watched), _rate_of(course.alone)
    slowest = max((one.slowest_ms for one in course.watched), default=0.0)
    slowest_alone = max((one.slowest_ms for one in course.alone), default=0.0)
    refused = sum(one.refused for one in [*course.watched, *course.alone])
    kept = watched / alone if alone else 0.0
    told = (
        f"{number(watched)} a second watched, {number(alone)} alone: {kept:.3f}, bound ≥ {RATE_KEPT}; slowest commit "
        f"{number(slowest)} ms, alone {number(slowest_alone)} ms; {refused} kept out by a lock"
    )
    commits = sum(one.commits for one in course.watched)
    seconds = sum(one.seconds for one in course.watched)
    return Area(
        "rate of the writers",
        commits,
        int(kept < RATE_KEPT) + refused,
        round(seconds, 1),
        measured=told,
    )


def _rate_of(stretches: Sequence[Stretch]) -> float:
    seconds = sum(one.seconds for one in stretches)
    return sum(one.commits for one in stretches) / seconds if seconds else 0.0


def _memory(course: Course) -> Area:
    values = [one.memory_mb for one in course.used]
    grown = trend(settled(values))
    told = (
        f"{number(values[0])} MB at first, {number(settled(values)[0])} after the warm-up, {number(values[-1])} at the "
        f"end; trend {grown:+.1f} MB, bound ≤ {MEMORY_MB:.0f} MB"
    )
    return Area("memory", len(values), _grows(values, grown, MEMORY_MB), 0.0, measured=told)


def _handles(course: Course) -> Area:
    parts, failures = [], 0
    for name in ("handles", "threads", "helpers"):
        values = [float(getattr(one, name)) for one in course.used]
        grown = trend(settled(values))
        failures += _grows(values, grown, 1.0)
        late = settled(values)
        parts.append(f"{name} {min(late):.0f}–{max(late):.0f}, trend {grown:+.1f}")
    told = "; ".join(parts)
    return Area("file handles and threads", len(course.used), failures, 0.0, measured=told)


def _wal(course: Course) -> Area:
    grown = max(course.wal_grown_mb)
    told = (
        f"grew by {number(grown)} MB at most when we had left, bound ≤ {WAL_MB:.0f} MB; "
        f"{number(max(course.wal_mb))} MB at most while watched"
    )
    return Area(
        "write-ahead log", len(course.wal_grown_mb), int(grown > WAL_MB), 0.0, measured=told
    )


def _grows(values: Sequence[float], grown: float, bound: float) -> int:
    """Whether it does; too few rounds tell nothing."""
    return int(len(values) >= _FEWEST_FOR_A_TREND and grown > bound)

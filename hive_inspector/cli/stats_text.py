"""The statistics to read on a terminal: numbers with a small line each, bars, and what the file does not have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from hive_inspector.cli.render import GAP, Column, Word, heading, padded, table, width
from hive_inspector.core.amounts import change_text
from hive_inspector.core.hive.lineages import Lineage
from hive_inspector.core.statistics.amounts import amount_text
from hive_inspector.core.statistics.charts import (
    Absent,
    Bars,
    Distribution,
    Growth,
    HeatMap,
    Space,
    merged,
)
from hive_inspector.core.statistics.periods import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.statistics.charts import Chart, Misfit
    from hive_inspector.core.statistics.measures import Unit
    from hive_inspector.core.statistics.periods import Period
    from hive_inspector.core.statistics.values import MeasureValue

SPARKS = "▁▂▃▄▅▆▇█"
EIGHTHS = " ▏▎▍▌▋▊▉"
SHADES = " ░▒▓█"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LINE_WIDTH = 40
"""Characters of a small line; more buckets share a character."""
BAR_WIDTH = 30
MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that the command tells."""

    period: Period
    numbers: tuple[MeasureValue, ...]
    charts: tuple[Chart, ...]
    problems: tuple[str, ...]

    @property
    def misfits(self) -> tuple[Misfit, ...]:
        """What does not fit, of all numbers and charts."""
        numbers = [misfit for one in self.numbers for misfit in one.misfits]
        charts = [misfit for one in self.charts for misfit in getattr(one, "misfits", ())]
        return (*numbers, *charts)


def lines_of(hive: OpenHive, found: Found) -> Iterator[Sequence[Word]]:
    """All lines."""
    yield heading(f"{hive.database.real_path.name} · {_identity(hive)}")
    yield [Word(_period_text(found.period), "dim")]
    if found.period.newest is not None:
        newest = found.period.clock.shows(found.period.newest)
        yield [Word(f"Up to the file's newest entry, of {newest:%Y-%m-%d}", "dim")]
    if found.period.before is not None:
        yield [Word("Changes are those on as long a time before", "dim")]
    yield []
    yield from _numbers(found)
    for chart in found.charts:
        yield from _chart(chart)
    yield from _remarks(hive, found)


def _identity(hive: OpenHive) -> str:
    identity = hive.identity
    version = "" if identity.version is None else f" · version {identity.version}"
    return identity.lineage.title + version


def _period_text(period: Period) -> str:
    first, end = period.shown_start(0), period.clock.shows(period.end)
    last = end - timedelta(days=1) if _is_midnight(end) else end
    span = "" if period.span is Span.CUSTOM else f"{period.span.title} · "
    return f"{span}{_day(first)} to {_day(last)}, by {period.bucket.value}"


def _is_midnight(shown: datetime) -> bool:
    return shown.time() == shown.min.time()


def _day(shown: datetime) -> str:
    return f"{shown:%Y-%m-%d}" if _is_midnight(shown) else f"{shown:%Y-%m-%d %H:%M}"


def _numbers(found: Found) -> Iterator[Sequence[Word]]:
    rows = []
    for number in found.numbers:
        if number.needs or number.problem:
            continue
        change = number.change
        rows.append(
            [
                Word(number.measure.title),
                Word(_value_text(number), "bold"),
                Word("" if change is None else change_text(change), "dim"),
                Word(spark_line(number.points), "yellow"),
            ]
        )
    columns = (Column(""), Column("", numeric=True), Column("", numeric=True), Column(""))
    yield from list(table(columns, rows))[1:]


def _value_text(number: MeasureValue) -> str:
    if number.value is None:
        return "–"
    return amount_text(number.value, number.measure.unit)


def spark_line(points: Sequence[float | None]) -> str:
    """A line of block characters, at most `LINE_WIDTH` long; a space where there was nothing to measure."""
    if sum(point is not None for point in points) < 2:  # noqa: PLR2004 - one point makes no line
        return ""
    columns = [_mean(part) for part in _parts(points, LINE_WIDTH)]
    most = max((column for column in columns if column is not None), default=0) or 1
    return "".join(" " if column is None else _spark(column / most) for column in columns)


def _spark(share: float) -> str:
    return SPARKS[min(max(math.ceil(share * len(SPARKS)) - 1, 0), len(SPARKS) - 1)]


def _parts(points: Sequence[float | None], most: int) -> Iterator[Sequence[float | None]]:
    count = min(len(points), most)
    for number in range(count):
        yield points[number * len(points) // count : (number + 1) * len(points) // count]


def _mean(points: Sequence[float | None]) -> float | None:
    known = [point for point in points if point is not None]
    return math.fsum(known) / len(known) if known else None


def _chart(chart: Chart) -> Iterator[Sequence[Word]]:
    match chart:
        case Bars():
            bars = [(bar.name, bar.value) for bar in chart.bars if bar.value]
            yield from _bars(chart.subject.title, bars, chart.subject.unit)
        case Distribution():
            yield from _distribution(chart)
        case HeatMap():
            yield from _week(chart)
        case Space():
            title = chart.subject.title if chart.exact else f"{chart.subject.title} (estimated)"
            tiles = [(tile.name, tile.bytes) for tile in chart.tiles]
            yield from _bars(title, tiles, chart.subject.unit)
        case Growth() if len(chart.points) > 1:
            points = [(_day(one.moment), one.bytes) for one in chart.points[-MOST_BARS:]]
            yield from _bars(chart.subject.title, points, chart.subject.unit)


def _bars(title: str, bars: Sequence[tuple[str, float]], unit: Unit) -> Iterator[Sequence[Word]]:
    if not bars:
        return
    yield []
    yield heading(title)
    shown = list(bars[:MOST_BARS])
    if len(bars) > MOST_BARS:
        rest = math.fsum(value for _, value in bars[MOST_BARS:])
        shown.append((f"{len(bars) - MOST_BARS} more", rest))
    longest = max(value for _, value in shown) or 1
    names = max(width(name) for name, _ in shown)
    amounts = [amount_text(value, unit) for _, value in shown]
    broadest = max(map(width, amounts))
    for (name, value), amount in zip(shown, amounts, strict=True):
        yield [
            Word(GAP + padded(name, names) + GAP),
            Word(padded(amount, broadest, right=True) + GAP),
            Word(bar_text(value / longest), "yellow"),
        ]


def bar_text(share: float) -> str:
    """A bar of up to `BAR_WIDTH` characters, to an eighth of one; something is never nothing."""
    eighths = round(max(share, 0) * BAR_WIDTH * 8)
    if share > 0:
        eighths = max(eighths, 1)
    return ("█" * (eighths // 8) + EIGHTHS[eighths % 8]).rstrip()


def _distribution(chart: Distribution) -> Iterator[Sequence[Word]]:
    if not chart.count:
        return
    unit = chart.subject.unit
    yield []
    yield heading(chart.subject.title)
    most = max(one.rows for one in chart.bins)
    line = "".join(_spark(one.rows / most) if one.rows else " " for one in chart.bins)
    low, high = amount_text(chart.bins[0].low, unit), amount_text(chart.bins[-1].low, unit)
    yield [Word(GAP + low + " "), Word(line, "yellow"), Word(f" {high} and more")]


def _week(chart: HeatMap) -> Iterator[Sequence[Word]]:
    if not chart.most:
        return
    yield []
    yield heading(chart.subject.title)
    yield [Word(GAP + "     0     6     12    18    23", "dim")]
    for day, counts in zip(WEEKDAYS, chart.counts, strict=True):
        shades = "".join(SHADES[math.ceil(count / chart.most * 4)] for count in counts)
        yield [Word(f"{GAP}{day}  ", "dim"), Word(shades, "yellow"), Word(f"  {sum(counts):,}")]


def _remarks(hive: OpenHive, found: Found) -> Iterator[Sequence[Word]]:
    misfits = merged(found.misfits)
    if misfits:
        yield []
        yield heading("Does not fit")
        for one in misfits:
            rows = "1 row" if one.rows == 1 else f"{one.rows:,} rows"
            yield [Word(f"{GAP}{one.column}: {rows} with {one.kind.value}")]
    if hive.identity.lineage is Lineage.OTHER:
        yield []
        yield [Word("This is none of Hive's databases, so there is nothing else to tell.")]
        return
    yield from _absent(found)
    for problem in found.problems:
        yield []
        yield [Word("Not read: ", "red"), Word(problem)]


def _absent(found: Found) -> Iterator[Sequence[Word]]:
    needs = {one.measure.title: one.needs for one in found.numbers if one.needs}
    for one in found.charts:
        if isinstance(one, Absent):
            needs.setdefault(one.subject.title, one.needs)
    if not needs:
        return
    yield []
    yield heading("Not in this database")
    names = max(map(width, needs))
    for title, need in needs.items():
        yield [Word(GAP + padded(title, names) + GAP), Word(f"needs {need}", "dim")]

"""From a chart's data to what its card shows: pure, so that it can be done before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.statistics.charts import (
    Bars,
    Distribution,
    Growth,
    HeatMap,
    Series,
    Space,
)
from hive_inspector.core.statistics.measures import Unit
from hive_inspector.gui.pages.statistics.words import (
    before_text,
    bucket_name,
    change_text,
    misfits_text,
)
from hive_inspector.gui.widgets.bar_list import Bar
from hive_inspector.gui.widgets.charts.amounts import exact_text
from hive_inspector.gui.widgets.charts.chart_card import Values
from hive_inspector.gui.widgets.charts.charted import Charted, Layer, StepAxis, Style, TimeAxis
from hive_inspector.gui.widgets.charts.heat_map import DAYS
from hive_inspector.gui.widgets.charts.legend import LegendEntry
from hive_inspector.gui.widgets.charts.tree_map import TreeTile

if TYPE_CHECKING:
    from hive_inspector.core.statistics.charts import Line, RowsWanted

SLOTS = 5
"""Series that have a colour of their own; what is left over is quiet."""
_OTHERS = "Others"
_HALF_A_DAY_S = 43_200.0


@dataclass(frozen=True, slots=True)
class HeatCells:
    """The content of a heat map."""

    counts: tuple[tuple[int, ...], ...]
    noun: str


Content: TypeAlias = "Charted | tuple[Bar, ...] | HeatCells | tuple[TreeTile, ...]"
"""What the widget of a card is given."""
Drawable: TypeAlias = "Series | Bars | Distribution | HeatMap | Space | Growth"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card with its chart."""

    content: Content
    summary: str
    values: Values
    legend: tuple[LegendEntry, ...] = ()
    note: str = ""
    is_partial: bool = False
    targets: tuple[tuple[RowsWanted | None, ...], ...] = field(default=())
    """The rows behind each place, by layer."""


def drawn(chart: Drawable) -> Drawn:
    """What the card of a chart shows."""
    match chart:
        case Series():
            return _series(chart)
        case Bars():
            return _bars(chart)
        case Distribution():
            return _distribution(chart)
        case HeatMap():
            return _heat_map(chart)
        case Space():
            return _space(chart)
        case Growth():
            return _growth(chart)


def _series(series: Series) -> Drawn:
    period, unit = series.period, series.subject.unit
    edges = tuple(at.timestamp() for at in (*period.starts, period.end))
    names = tuple(bucket_name(period, number) for number in range(len(period.starts)))
    layers = tuple(
        Layer(line.name, line.values, _style(series), _slot(line.name, number))
        for number, line in enumerate(series.lines)
    )
    charted = Charted(edges, names, layers, unit, TimeAxis())
    rows = tuple(
        (name, *(_plain(line.values[number]) for line in series.lines))
        for number, name in enumerate(names)
    )
    return Drawn(
        charted,
        _series_summary(series),
        Values((period.bucket.value.capitalize(), *(line.name for line in series.lines)), rows),
        _series_legend(series, layers),
        misfits_text(series.misfits),
        bool(series.misfits),
    )


def _series_legend(series: Series, layers: tuple[Layer, ...]) -> tuple[LegendEntry, ...]:
    dashed = {layer.name for layer in layers[1:] if layer.style is Style.LINE}
    return tuple(
        LegendEntry(_with_total(line, series.subject.unit), layer.slot, line.name in dashed)
        for line, layer in zip(series.lines, layers, strict=True)
    )


def _style(series: Series) -> Style:
    if series.stacked:
        return Style.BARS
    adds_up = series.subject.unit in {Unit.COUNT, Unit.DOLLARS}
    return Style.AREA if adds_up else Style.LINE


def _slot(name: str, number: int) -> int | None:
    return None if name == _OTHERS or number >= SLOTS else number


def _with_total(line: Line, unit: Unit) -> str:
    return line.name if line.total is None else f"{line.name}  {exact_text(line.total, unit)}"


def _series_summary(series: Series) -> str:
    """The whole, and how it differs from the period before."""
    unit, lines = series.subject.unit, series.lines
    if not lines:
        return ""
    if series.stacked:
        total = sum(line.total or 0 for line in lines)
        befores = [line.before for line in lines]
        before = None if None in befores else sum(value or 0 for value in befores)
    else:
        total, before = lines[0].total or 0, lines[0].before
    said = exact_text(total, unit)
    change = change_text(total, before)
    return f"{said} · {change} {_against(series, change)}".strip() if change else said


def _against(series: Series, change: str) -> str:
    before = before_text(series.period.span)
    return f"on {before}" if before and change != "as before" else ""


def _bars(chart: Bars) -> Drawn:
    unit = chart.subject.unit
    total = sum(max(bar.value, 0.0) for bar in chart.bars)
    longest = max((bar.value for bar in chart.bars), default=0.0) or 1.0
    content = tuple(
        Bar(
            bar.name,
            exact_text(bar.value, unit),
            max(bar.value, 0.0) / longest,
            _bar_story(bar.name, bar.value, total, chart, opens=bar.rows is not None),
            _slot(bar.name, number),
        )
        for number, bar in enumerate(chart.bars)
    )
    rows = tuple((bar.name, _plain(bar.value)) for bar in chart.bars)
    return Drawn(
        content,
        exact_text(total, unit),
        Values(("Name", chart.subject.title), rows),
        note=misfits_text(chart.misfits),
        is_partial=bool(chart.misfits),
        targets=tuple((bar.rows,) for bar in chart.bars),
    )


def _bar_story(name: str, value: float, total: float, chart: Bars, *, opens: bool) -> str:
    share = f", {value / total:.0%} of all" if total > 0 else ""
    lead = ". Opens these rows in Browse." if opens else ""
    return f"{name}: {exact_text(value, chart.subject.unit)}{share}{lead}"


def _distribution(chart: Distribution) -> Drawn:
    unit, bins = chart.subject.unit, chart.bins
    is_whole = unit is Unit.ROUNDS
    edges = tuple(map(float, range(len(bins) + 1)))
    ends = [exact_text(one.low, unit) for one in bins]
    if bins:
        ends.append(exact_text(bins[-1].high, unit))
    if is_whole:
        names = tuple(f"{one.low:g} rounds" for one in bins)
        axis = StepAxis(tuple(f"{one.low:g}" for one in bins), centred=True)
    else:
        names = tuple(f"{low} to {high}" for low, high in pairwise(ends))
        axis = StepAxis(tuple(ends))
    layer = Layer("Rows", tuple(float(one.rows) for one in bins), Style.BARS, 1)
    table = tuple((_plain(one.low), _plain(one.high), str(one.rows)) for one in bins)
    return Drawn(
        Charted(edges or (0.0, 1.0), names or ("",), (layer,) if bins else (), Unit.COUNT, axis),
        _spread(chart),
        Values(("From", "To", "Rows"), table),
        note=misfits_text(chart.misfits),
        is_partial=bool(chart.misfits),
        targets=tuple((one.wanted,) for one in bins),
    )


def _spread(chart: Distribution) -> str:
    unit = chart.subject.unit
    if unit is Unit.ROUNDS:
        return "" if chart.mean is None else f"{exact_text(chart.mean, unit)} on average"
    if chart.p50 is None or chart.p95 is None:
        return ""
    return f"half within {exact_text(chart.p50, unit)}, 95 % within {exact_text(chart.p95, unit)}"


def _heat_map(chart: HeatMap) -> Drawn:
    noun = chart.subject.title
    hours = tuple(f"{hour:02}:00" for hour in range(24))
    rows = tuple((day, *map(str, counts)) for day, counts in zip(DAYS, chart.counts, strict=True))
    most, day, hour = max(
        (count, -number, hour)
        for number, counts in enumerate(chart.counts)
        for hour, count in enumerate(counts)
    )
    busiest = f"busiest on {DAYS[-day]} from {hour:02}:00" if most else ""
    return Drawn(
        HeatCells(chart.counts, _noun_of(noun)),
        busiest,
        Values(("Day", *hours), rows),
        note=misfits_text(chart.misfits),
        is_partial=bool(chart.misfits),
    )


def _noun_of(title: str) -> str:
    return "Messages" if "essage" in title else "Rows"


def _space(chart: Space) -> Drawn:
    tiles = [
        TreeTile(
            _tile_name(tile.name, tile.table),
            tile.bytes,
            exact_text(tile.bytes, Unit.BYTES),
            f"{tile.bytes / chart.total:.1%}" if chart.total else "",
            f"Index of {tile.table}" if tile.is_index else "Table",
            1,
            hatched=tile.is_index,
        )
        for tile in chart.tiles
    ]
    if chart.free:
        share = f"{chart.free / chart.total:.1%}" if chart.total else ""
        free = exact_text(chart.free, Unit.BYTES)
        tiles.append(TreeTile("Free pages", chart.free, free, share, "Room for later rows", None))
    order = sorted(range(len(tiles)), key=lambda number: -tiles[number].size)
    wanted = [*(tile.table for tile in chart.tiles), ""]
    legend = (LegendEntry("Tables", 1), LegendEntry("Indexes (hatched)", 1, dashed=True))
    rows = tuple((tile.name, tile.table, str(tile.bytes)) for tile in chart.tiles)
    return Drawn(
        tuple(tiles[number] for number in order),
        f"{exact_text(chart.total, Unit.BYTES)} in all",
        Values(("Name", "Table", "Bytes"), rows),
        legend,
        chart.note,
        not chart.exact,
        tuple((_whole_table(wanted[number]),) for number in order),
    )


def _whole_table(name: str) -> RowsWanted | None:
    from hive_inspector.core.statistics.charts import RowsWanted

    return RowsWanted(name) if name else None


def _tile_name(name: str, table: str) -> str:
    """SQLite's own names for the indexes of keys say nothing to anybody."""
    return f"{table} · key" if name.startswith("sqlite_autoindex_") else name


def _growth(chart: Growth) -> Drawn:
    moments = tuple(point.moment.timestamp() for point in chart.points)
    named = [point.moment.astimezone() for point in chart.points]
    names = tuple(f"{at:%Y-%m-%d %H:%M}" for at in named)
    layer = Layer("Size", tuple(float(point.bytes) for point in chart.points), Style.AREA, 4)
    rows = tuple(
        (at.isoformat(), point.path.name, str(point.bytes))
        for at, point in zip(named, chart.points, strict=True)
    )
    return Drawn(
        Charted(_around(moments), names, (layer,), Unit.BYTES, TimeAxis(), moments),
        _growth_summary(chart),
        Values(("Time", "File", "Bytes"), rows),
        note=_left_out(chart.left_out),
    )


def _growth_summary(chart: Growth) -> str:
    if not chart.points:
        return ""
    first, last = chart.points[0], chart.points[-1]
    said = exact_text(last.bytes, Unit.BYTES)
    grown = last.bytes - first.bytes
    if len(chart.points) == 1:
        return said
    sign = "+" if grown >= 0 else "\N{MINUS SIGN}"
    since = datetime.fromtimestamp(first.moment.timestamp(), UTC).astimezone()
    return f"{said} · {sign}{exact_text(abs(grown), Unit.BYTES)} since {since:%Y-%m-%d}"


def _left_out(count: int) -> str:
    if not count:
        return ""
    what = "backup is" if count == 1 else "backups are"
    return f"{count} compressed or encrypted {what} left out: their size is not the file's."


def _around(moments: tuple[float, ...]) -> tuple[float, ...]:
    """Edges half-way between points, and as far beyond the first and the last."""
    if not moments:
        return (0.0, 1.0)
    middles = [(a + b) / 2 for a, b in pairwise(moments)]
    first = moments[0] - (middles[0] - moments[0] if middles else _HALF_A_DAY_S)
    last = moments[-1] + (moments[-1] - middles[-1] if middles else _HALF_A_DAY_S)
    edges = [first, *middles, max(last, first + 1)]
    for number in range(1, len(edges)):  # two backups of the same second
        edges[number] = max(edges[number], edges[number - 1] + 1e-3)
    return tuple(edges)


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"

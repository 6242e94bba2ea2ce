"""From a chart's data to what its card shows: pure, so that it can be done before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.language import plural, tr
from hive_inspector.core.statistics.charts import (
    Bars,
    Distribution,
    Growth,
    HeatMap,
    RowsWanted,
    Series,
    Space,
    merged,
)
from hive_inspector.core.statistics.drawing import OTHERS
from hive_inspector.core.statistics.measures import Unit
from hive_inspector.gui.pages.statistics.words import (
    before_text,
    change_words,
    misfits_text,
)
from hive_inspector.gui.period_words import BUCKETS, bucket_names
from hive_inspector.gui.widgets.bar_list import Bar
from hive_inspector.gui.widgets.charts.amounts import axis_text, exact_text
from hive_inspector.gui.widgets.charts.chart_card import Values
from hive_inspector.gui.widgets.charts.charted import Charted, Layer, StepAxis, Style, TimeAxis
from hive_inspector.gui.widgets.charts.heat_map import DAYS
from hive_inspector.gui.widgets.charts.hover_card import Sign
from hive_inspector.gui.widgets.charts.legend import LegendEntry
from hive_inspector.gui.widgets.charts.tree_map import TreeTile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.statistics.charts import Chart, Line, Tile

SLOTS = 5
"""Series that have a colour of their own; what is left over is quiet."""
_SMALLEST_TILE = 0.004
"""Share of the file below which tables and indexes are put together."""
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


def drawn(chart: Drawable, colours: Mapping[str, int], *, in_columns: bool = False) -> Drawn:
    """What the card of a chart shows.

    Args:
        chart: The data.
        colours: Which names have which of the theme's series colours; where it is empty, series have them in their
            order, and bars all the same one.
        in_columns: Whether bars stand beside one another instead of lying below one another.
    """
    match chart:
        case Series():
            return _series(chart, colours)
        case Bars():
            return _columns(chart) if in_columns else _bars(chart, colours)
        case Distribution():
            return _distribution(chart)
        case HeatMap():
            return _heat_map(chart)
        case Space():
            return _space(chart)
        case Growth():
            return _growth(chart)


def together(messages: Chart | None, conversations: Chart | None) -> Series | None:
    """Messages and conversations in one chart, where both are there and cut alike; None elsewhere."""
    if not isinstance(messages, Series) or not isinstance(conversations, Series):
        return None
    if messages.period.starts != conversations.period.starts:
        return None
    return replace(
        messages,
        lines=(*messages.lines, *conversations.lines),
        earlier=(*messages.earlier, *conversations.earlier),
        misfits=merged((*messages.misfits, *conversations.misfits)),
    )


def alone(series: Series) -> Series:
    """The same without what was before."""
    lines = tuple(replace(line, before=None) for line in series.lines)
    return replace(series, lines=lines, earlier=())


def _series(series: Series, colours: Mapping[str, int]) -> Drawn:
    period, unit = series.period, series.subject.unit
    edges = tuple(at.timestamp() for at in (*period.starts, period.end))
    names = bucket_names(period)
    layers = tuple(
        Layer(line.name, line.values, _style(series), _slot(line.name, number, colours))
        for number, line in enumerate(series.lines)
    )
    earlier = tuple(
        Layer(tr("{line} before", line=line.name), line.values, Style.EARLIER, None)
        for line in series.earlier
    )
    charted = Charted(edges, names, (*layers, *earlier), unit, TimeAxis())
    rows = tuple(
        (name, *(_plain(layer.values[number]) for layer in charted.layers))
        for number, name in enumerate(names)
    )
    return Drawn(
        charted,
        _series_summary(series),
        Values((BUCKETS[period.bucket].capitalize(), *(one.name for one in charted.layers)), rows),
        _series_legend(series, layers),
        misfits_text(series.misfits),
        bool(series.misfits),
    )


def _series_legend(series: Series, layers: tuple[Layer, ...]) -> tuple[LegendEntry, ...]:
    dashed = {layer.name for layer in layers[1:] if layer.style is not Style.BARS}
    before = before_text(series.period.span).removeprefix("the ")
    earlier = (LegendEntry(before, None, Sign.DASHES),) if series.earlier else ()
    named = tuple(
        LegendEntry(
            _with_total(line, series),
            layer.slot,
            Sign.DASHES if line.name in dashed else Sign.SQUARE,
        )
        for line, layer in zip(series.lines, layers, strict=True)
    )
    return (*named, *earlier)


def _style(series: Series) -> Style:
    if series.stacked:
        return Style.BARS
    adds_up = series.subject.unit in {Unit.COUNT, Unit.DOLLARS}
    return Style.AREA if adds_up else Style.LINE


def _slot(name: str, number: int, colours: Mapping[str, int]) -> int | None:
    if colours:
        return colours.get(name)
    return None if name == OTHERS or number >= SLOTS else number


def _with_total(line: Line, series: Series) -> str:
    """Parts of a whole without their changes: there are many of them, and the whole has its own."""
    if line.total is None:
        return line.name
    change = "" if series.stacked else change_words(line.total, line.before)
    return "  ".join(filter(None, (line.name, exact_text(line.total, series.subject.unit), change)))


def _series_summary(series: Series) -> str:
    """The whole, and how it differs from the period before; of several lines, the legend tells each."""
    unit, lines = series.subject.unit, series.lines
    if not lines or (len(lines) > 1 and not series.stacked):
        return ""
    if series.stacked:
        total = sum(line.total or 0 for line in lines)
        before = series.earlier[0].total if series.earlier else None
    else:
        total, before = lines[0].total or 0, lines[0].before
    said = exact_text(total, unit)
    change = change_words(total, before)
    return f"{said} · {change} {_against(series, change)}".strip() if change else said


def _against(series: Series, change: str) -> str:
    before = before_text(series.period.span)
    return tr("on {before}", before=before) if before and change else ""


def _bars(chart: Bars, colours: Mapping[str, int]) -> Drawn:
    unit = chart.subject.unit
    total = sum(max(bar.value, 0.0) for bar in chart.bars)
    longest = max((bar.value for bar in chart.bars), default=0.0) or 1.0
    content = tuple(
        Bar(
            bar.name,
            exact_text(bar.value, unit),
            max(bar.value, 0.0) / longest,
            _bar_story(bar.name, bar.value, total, chart, opens=bar.rows is not None),
            opens=bar.rows is not None,
            slot=colours.get(bar.name) if colours else 1,
        )
        for bar in chart.bars
    )
    rows = tuple((bar.name, _plain(bar.value)) for bar in chart.bars)
    return Drawn(
        content,
        exact_text(total, unit),
        Values((tr("Name"), chart.subject.title), rows),
        note=misfits_text(chart.misfits),
        is_partial=bool(chart.misfits),
        targets=tuple((bar.rows,) for bar in chart.bars),
    )


def _columns(chart: Bars) -> Drawn:
    names = tuple(bar.name for bar in chart.bars)
    total = sum(bar.value for bar in chart.bars)
    layer = Layer(chart.subject.title, tuple(bar.value for bar in chart.bars), Style.BARS, 1)
    edges = tuple(map(float, range(len(names) + 1)))
    axis = StepAxis(names, centred=True)
    known = _bars(chart, {})
    return replace(
        known,
        content=Charted(edges, names, (layer,), chart.subject.unit, axis),
        summary=tr("mean {mean:.3g}", mean=_mean_of(chart)) if total else "",
    )


def _mean_of(chart: Bars) -> float:
    """Of the numbers that the bars bear as names, each as often as it occurs."""
    total = sum(bar.value for bar in chart.bars)
    return sum(float(bar.name) * bar.value for bar in chart.bars) / total


def _bar_story(name: str, value: float, total: float, chart: Bars, *, opens: bool) -> str:
    share = tr(", {percent} % of all", percent=round(value / total * 100)) if total > 0 else ""
    lead = tr(". Opens these rows in Browse.") if opens else ""
    return f"{name}: {exact_text(value, chart.subject.unit)}{share}{lead}"


def _distribution(chart: Distribution) -> Drawn:
    unit, bins = chart.subject.unit, chart.bins
    ends = [one.low for one in bins] + [one.high for one in bins[-1:]]
    steps = [high - low for low, high in pairwise(ends)]
    texts = tuple(axis_text(end, min(steps, default=1.0) or 1.0, unit) for end in ends)
    names = tuple(tr("{low} to {high}", low=low, high=high) for low, high in pairwise(texts))
    layer = Layer(tr("Rows"), tuple(float(one.rows) for one in bins), Style.BARS, 1)
    table = tuple((_plain(one.low), _plain(one.high), str(one.rows)) for one in bins)
    edges = tuple(map(float, range(len(ends))))
    return Drawn(
        Charted(edges, names, (layer,), Unit.COUNT, StepAxis(texts)),
        _spread(chart),
        Values((tr("From"), tr("To"), tr("Rows")), table),
        note=misfits_text(chart.misfits),
        is_partial=bool(chart.misfits),
        targets=tuple((one.wanted,) for one in bins),
    )


def _spread(chart: Distribution) -> str:
    unit = chart.subject.unit
    if chart.mean is None:
        return ""
    return tr("mean {amount}", amount=exact_text(chart.mean, unit))


def _heat_map(chart: HeatMap) -> Drawn:
    noun = chart.subject.title
    hours = tuple(f"{hour:02}:00" for hour in range(24))
    rows = tuple((day, *map(str, counts)) for day, counts in zip(DAYS, chart.counts, strict=True))
    most, day, hour = max(
        (count, -number, hour)
        for number, counts in enumerate(chart.counts)
        for hour, count in enumerate(counts)
    )
    busiest = tr("busiest on {day} from {hour:02}:00", day=DAYS[-day], hour=hour) if most else ""
    return Drawn(
        HeatCells(chart.counts, _noun_of(noun)),
        busiest,
        Values((tr("Day"), *hours), rows),
        note=misfits_text(chart.misfits),
        is_partial=bool(chart.misfits),
    )


def _noun_of(title: str) -> str:
    return tr("Messages") if "essage" in title else tr("Rows")


def _space(chart: Space) -> Drawn:
    least = chart.total * _SMALLEST_TILE
    large = [tile for tile in chart.tiles if tile.bytes >= least]
    small = chart.tiles[len(large) :]
    tiles = [(_tile(tile, chart.total), _whole_table(tile.table)) for tile in large]
    if small:
        size = sum(tile.bytes for tile in small)
        name = tr("{count} smaller", count=len(small))
        tiles.append((_rest(name, tr("Tables and indexes"), size, chart.total), None))
    if chart.free:
        tiles.append(
            (_rest(tr("Free pages"), tr("Room for later rows"), chart.free, chart.total), None)
        )
    tiles.sort(key=lambda one: -one[0].size)
    rows = tuple((tile.name, tile.table, str(tile.bytes)) for tile in chart.tiles)
    return Drawn(
        tuple(tile for tile, _ in tiles),
        tr("{amount} in all", amount=exact_text(chart.total, Unit.BYTES)),
        Values((tr("Name"), tr("Table"), tr("Bytes")), rows),
        (LegendEntry(tr("Tables"), 1), LegendEntry(tr("Indexes"), 1, Sign.HATCHED)),
        chart.note,
        not chart.exact,
        tuple((rows,) for _, rows in tiles),
    )


def _tile(tile: Tile, total: int) -> TreeTile:
    return TreeTile(
        _tile_name(tile.name, tile.table),
        tile.bytes,
        exact_text(tile.bytes, Unit.BYTES),
        _share(tile.bytes, total),
        tr("Index of {table}", table=tile.table) if tile.is_index else tr("Table"),
        hatched=tile.is_index,
    )


def _rest(name: str, kind: str, size: int, total: int) -> TreeTile:
    return TreeTile(name, size, exact_text(size, Unit.BYTES), _share(size, total), kind, None)


def _share(size: int, total: int) -> str:
    return f"{size / total:.1%}".replace("%", " %") if total else ""


def _whole_table(name: str) -> RowsWanted | None:
    return RowsWanted(name) if name else None


def _tile_name(name: str, table: str) -> str:
    """SQLite's own names for the indexes of keys say nothing to anybody."""
    return tr("{table} · key", table=table) if name.startswith("sqlite_autoindex_") else name


def _growth(chart: Growth) -> Drawn:
    moments = tuple(point.moment.timestamp() for point in chart.points)
    named = [point.moment.astimezone() for point in chart.points]
    names = tuple(f"{at:%Y-%m-%d %H:%M}" for at in named)
    layer = Layer(tr("Size"), tuple(float(point.bytes) for point in chart.points), Style.AREA, 4)
    rows = tuple(
        (at.isoformat(), point.path.name, str(point.bytes))
        for at, point in zip(named, chart.points, strict=True)
    )
    return Drawn(
        Charted(_around(moments), names, (layer,), Unit.BYTES, TimeAxis(), moments),
        _growth_summary(chart),
        Values((tr("Time"), tr("File"), tr("Bytes")), rows),
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
    return tr(
        "{said} · {sign}{amount} since {since:%Y-%m-%d}",
        said=said,
        sign=sign,
        amount=exact_text(abs(grown), Unit.BYTES),
        since=since,
    )


def _left_out(count: int) -> str:
    if not count:
        return ""
    left_out = plural(
        count,
        "{count:,} compressed or encrypted backup is left out:",
        "{count:,} compressed or encrypted backups are left out:",
    )
    return tr("{left_out} their size is not the file's.", left_out=left_out)


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

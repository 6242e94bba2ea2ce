"""The statistics as one JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.statistics.charts import (
    Absent,
    Bars,
    Distribution,
    Failed,
    Growth,
    HeatMap,
    Series,
    Space,
    merged,
)

if TYPE_CHECKING:
    from hive_inspector.cli.stats_text import Found
    from hive_inspector.core.statistics.charts import Chart
    from hive_inspector.core.statistics.periods import Period


def document_of(found: Found) -> dict[str, object]:
    """The document without the file's path."""
    period = found.period
    return {
        "period": period.span.value,
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "bucket": period.bucket.value,
        "newest": period.newest.isoformat() if period.newest else None,
        "values": {one.measure.id: one.value for one in found.numbers},
        "before": {one.measure.id: one.before for one in found.numbers if one.before is not None},
        "sources": {one.measure.id: one.place for one in found.numbers if one.place},
        "series": {
            one.subject.id: _series(one)
            for one in found.charts
            if not isinstance(one, Absent | Failed)
        },
        "unavailable": [
            *({"id": one.measure.id, "needs": one.needs} for one in found.numbers if one.needs),
            *(
                {"id": one.subject.id, "needs": one.needs}
                for one in found.charts
                if isinstance(one, Absent)
            ),
        ],
        "misfits": [
            {"column": one.column, "kind": one.kind.value, "rows": one.rows}
            for one in merged(found.misfits)
        ],
        "problems": list(found.problems),
    }


def _series(chart: Chart) -> dict[str, object]:
    place = getattr(chart, "place", "")
    source = {"source": place} if place else {}
    subject = chart.subject
    return {"title": subject.title, "unit": subject.unit.value, **source, **_content(chart)}


def _content(chart: Chart) -> dict[str, object]:
    match chart:
        case Series():
            return _over_time(chart)
        case Bars():
            return {"bars": [{"name": bar.name, "value": bar.value} for bar in chart.bars]}
        case Distribution():
            return _distribution(chart)
        case HeatMap():
            return {"weekdays_from_monday": [list(row) for row in chart.counts]}
        case Space():
            return _space(chart)
        case Growth():
            points = [{"at": one.moment.isoformat(), "bytes": one.bytes} for one in chart.points]
            return {"points": points, "left_out": chart.left_out}
        case _:
            raise TypeError(chart)


def _over_time(chart: Series) -> dict[str, object]:
    return {
        **_buckets(chart.period),
        "lines": [
            {"name": line.name, "total": line.total, "values": list(line.values)}
            for line in chart.lines
        ],
        "before": [
            {"name": line.name, "total": line.total, "values": list(line.values)}
            for line in chart.earlier
        ],
    }


def _buckets(period: Period) -> dict[str, object]:
    starts = [start.isoformat() for start in period.starts]
    return {"bucket": period.bucket.value, "starts": starts, "end": period.end.isoformat()}


def _distribution(chart: Distribution) -> dict[str, object]:
    return {
        "count": chart.count,
        "mean": chart.mean,
        "p50": chart.p50,
        "p95": chart.p95,
        "least": chart.least,
        "most": chart.most,
        "bins": [{"from": one.low, "to": one.high, "rows": one.rows} for one in chart.bins],
    }


def _space(chart: Space) -> dict[str, object]:
    return {
        "exact": chart.exact,
        "bytes": chart.total,
        "free_bytes": chart.free,
        "objects": [
            {"name": tile.name, "table": tile.table, "bytes": tile.bytes} for tile in chart.tiles
        ],
    }

"""Whether what a bundle holds fits together, beyond the type of each field: pages divide, look up and draw by it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hive_inspector.core.database.values import CellKind
from hive_inspector.core.hive.blueprints import blueprint_names
from hive_inspector.core.statistics.charts import Bars, Distribution, HeatMap, Series

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.statistics.charts import Chart
    from hive_inspector.core.statistics.periods import Period
    from hive_inspector.core.statistics.values import MeasureValue
    from hive_inspector.core.supporting.bundled import OpenedBundle

_DAYS, _HOURS = 7, 24
_MOST_TABLES = 100_000
_MOST_BUCKETS = 20_000
_MOST_VERSION = 1_000_000


def require_sound(bundle: OpenedBundle) -> None:
    """Make sure that nothing in a bundle contradicts the rest of it.

    Raises:
        ValueError: Something does, and what.
    """
    for is_sound, what in _facts(bundle):
        if not is_sound:
            raise ValueError(f"{what} cannot be")


def _facts(bundle: OpenedBundle) -> Iterator[tuple[bool, str]]:
    identity, facts, schema = bundle.identity, bundle.facts, bundle.schema
    if identity is not None:
        known = identity.blueprint is None or identity.blueprint in blueprint_names()
        yield known, "the schema that it is compared with"
        numbers = (identity.version or 0, identity.known_version or 0)
        yield all(0 <= one <= _MOST_VERSION for one in numbers), "the version"
    if facts is not None:
        yield facts.page_size > 0, "the size of a page"
        yield 0 <= facts.freelist_count <= facts.page_count, "the number of pages"
    if schema is not None:
        yield len(schema.tables) <= _MOST_TABLES, "the number of tables"
        yield all(table.name for table in schema.tables), "a table without a name"
    yield from _columns(bundle)
    yield all(one.pool_size > 0 and one.pool_in_use >= 0 for one in bundle.probes), "a reading"
    times = [one.taken_s for one in bundle.probes]
    yield all(first <= second for first, second in pairwise(times)), "the order of the readings"
    if bundle.period is not None:
        yield _is_period(bundle.period), "the period"
    for value in bundle.numbers:
        yield _is_number(value), f"the number {value.measure.id}"
    for chart in bundle.charts:
        yield _is_chart(chart), f"the chart {chart.subject.id}"


def _columns(bundle: OpenedBundle) -> Iterator[tuple[bool, str]]:
    kinds = {kind.name.lower() for kind in CellKind}
    for table in bundle.tables or ():
        yield (table.rows or 0) >= 0 and (table.bytes or 0) >= 0, f"the size of {table.table}"
        for column in table.columns:
            counts = (column.rows, column.empty, column.distinct, column.hidden)
            counted = all(one >= 0 for one in (*counts, *column.kinds.values()))
            yield counted and kinds >= set(column.kinds), f"{table.table}.{column.column}"


def _is_period(period: Period) -> bool:
    starts = period.starts
    return (
        0 < len(starts) <= _MOST_BUCKETS
        and all(first < second for first, second in pairwise((*starts, period.end)))
        and period.start <= starts[0]
    )


def _is_number(value: MeasureValue) -> bool:
    period = value.period
    if period is None:
        return not value.points
    return _is_period(period) and len(value.points) in (0, len(period.starts))


def _is_chart(chart: Chart) -> bool:
    match chart:
        case Series():
            lines = (*chart.lines, *chart.earlier)
            return _is_period(chart.period) and all(
                len(line.values) == len(chart.period.starts) for line in lines
            )
        case Bars():
            return _is_period(chart.period)
        case Distribution():
            return _is_period(chart.period) and all(one.low <= one.high for one in chart.bins)
        case HeatMap():
            is_week = len(chart.counts) == _DAYS and all(len(d) == _HOURS for d in chart.counts)
            return _is_period(chart.period) and is_week
        case _:
            return True

"""Which passes a file needs for its numbers and charts, and which of them it cannot have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.lineages import Lineage
from hive_inspector.core.statistics.measures import MEASURES, Fold
from hive_inspector.core.statistics.passes import Kind, Pass
from hive_inspector.core.statistics.subjects import CHARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.hive.lineages import Identity
    from hive_inspector.core.statistics.measures import Measure, Source
    from hive_inspector.core.statistics.subjects import ChartPlan, Origin

_FROM_SAMPLES = frozenset({Fold.P50, Fold.P95})


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure, where the file has it, and the pass that gathers it."""

    measure: Measure
    source: Source
    gathered: Pass


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart, where the file has it, and the pass that gathers it."""

    plan: ChartPlan
    origin: Origin
    gathered: Pass


@dataclass(frozen=True, slots=True)
class Plan:
    """What is read of a file."""

    counted: tuple[Counted, ...]
    drawn: tuple[Drawn, ...]
    missing_measures: tuple[Measure, ...]
    missing_charts: tuple[ChartPlan, ...]

    @property
    def passes(self) -> tuple[Pass, ...]:
        """Every pass once."""
        return tuple(dict.fromkeys(one.gathered for one in self._served()))

    def only(self, ids: frozenset[str]) -> Plan:
        """What of it serves these measures and charts; all of it where there are no ids."""
        if not ids:
            return self
        return Plan(
            tuple(one for one in self.counted if one.measure.id in ids),
            tuple(one for one in self.drawn if one.plan.subject.id in ids),
            tuple(one for one in self.missing_measures if one.id in ids),
            tuple(one for one in self.missing_charts if one.subject.id in ids),
        )

    def _served(self) -> Iterator[Counted | Drawn]:
        yield from self.counted
        yield from self.drawn


TABLES = frozenset(
    (
        *(source.table for one in MEASURES for source in one.sources),
        *(origin.gathered.table for one in CHARTS for origin in one.origins),
    )
)
"""Every table that numbers and charts are looked for in."""


def plan_of(schema: Schema, identity: Identity, filled: frozenset[str] | None = None) -> Plan:
    """Find where a file has each number and chart. A database that is none of Hive's has none of them.

    Args:
        schema: What the file has.
        identity: Which database it is.
        filled: Those of `TABLES` that have rows: they are preferred. None where that is not known.
    """
    if identity.lineage is Lineage.OTHER:
        return Plan((), (), MEASURES, CHARTS)
    rows = TABLES if filled is None else filled
    sources = {one.id: first_source(one, schema, rows) for one in MEASURES}
    origins = {one.subject.id: _first_origin(one, schema, rows) for one in CHARTS}
    counted = [
        Counted(one, source, _pass_for(one, source, schema))
        for one in MEASURES
        if (source := sources[one.id])
    ]
    drawn = [
        Drawn(one, origin, origin.gathered) for one in CHARTS if (origin := origins[one.subject.id])
    ]
    shared = _shared([*(one.gathered for one in counted), *(one.gathered for one in drawn)])
    return Plan(
        counted=tuple(replace(one, gathered=shared[one.gathered]) for one in counted),
        drawn=tuple(replace(one, gathered=shared[one.gathered]) for one in drawn),
        missing_measures=tuple(one for one in MEASURES if not sources[one.id]),
        missing_charts=tuple(one for one in CHARTS if not origins[one.subject.id]),
    )


def first_source(measure: Measure, schema: Schema, filled: frozenset[str]) -> Source | None:
    """Where a file has a number: the first place that there is, one with rows before one without."""
    there = [one for one in measure.sources if _has(schema, one.table, one.columns)]
    return next((one for one in there if one.table in filled), there[0] if there else None)


def _first_origin(plan: ChartPlan, schema: Schema, filled: frozenset[str]) -> Origin | None:
    there = [one for one in plan.origins if _has(schema, one.gathered.table, one.columns)]
    return next((one for one in there if one.gathered.table in filled), there[0] if there else None)


def _has(schema: Schema, table: str, columns: Iterable[str]) -> bool:
    found = schema.table(table)
    return found is not None and found.kind is TableKind.TABLE and _names(found).issuperset(columns)


def _names(table: Table) -> set[str]:
    return {folded(column.name) for column in table.columns}


def _pass_for(measure: Measure, source: Source, schema: Schema) -> Pass:
    time = source.time if source.time and _has(schema, source.table, (source.time,)) else ""
    if measure.fold in _FROM_SAMPLES or source in _sampled():
        return Pass(source.table, time, values=(source.column,), kind=Kind.SAMPLES)
    if measure.fold is Fold.MEAN and source.per:
        kind = Kind.LAST_ROUNDS
        return Pass(source.table, time, (source.per,), (source.column,), kind=kind)
    values = tuple(filter(None, (source.column, source.per)))
    return Pass(source.table, time, values=values, only=source.only)


def _sampled() -> frozenset[Source]:
    """Sources of which single values are read anyway."""
    return frozenset(
        source for one in MEASURES if one.fold in _FROM_SAMPLES for source in one.sources
    )


def _shared(passes: Iterable[Pass]) -> dict[Pass, Pass]:
    """For each pass the one that gathers what it wants together with what others want of the same rows."""
    wanted = tuple(dict.fromkeys(passes))
    merged = {one: _with_others(one, wanted) for one in wanted}
    return {one: _with_parts(into, merged.values()) for one, into in merged.items()}


def _with_others(one: Pass, others: Iterable[Pass]) -> Pass:
    """The pass with the values of others that tell rows apart as it does, or with the JSON columns of others."""
    if one.kind is Kind.CELLS:
        alike = [other for other in others if replace(other, values=one.values) == one]
        return replace(one, values=_each(value for other in alike for value in other.values))
    if one.of_json:
        alike = [other for other in others if replace(other, parts=one.parts) == one]
        return replace(one, parts=_each(part for other in alike for part in other.parts))
    return one


def _with_parts(one: Pass, others: Iterable[Pass]) -> Pass:
    """A pass over the same rows that tells them apart: what it counts and sums only has to be added up."""
    if one.kind is not Kind.CELLS or one.parts:
        return one
    return next((other for other in others if other.parts and _holds(other, one)), one)


def _holds(other: Pass, one: Pass) -> bool:
    """Whether one pass gathers all that another one wants of the same rows."""
    alike = replace(other, parts=one.parts, values=one.values) == one
    return alike and set(other.values).issuperset(one.values)


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))

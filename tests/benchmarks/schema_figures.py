"""The figures of the Schema page: the diagram of the largest lineage."""

from __future__ import annotations

import time
from statistics import median

from hive_inspector.core.hive.blueprints import blueprint
from hive_inspector.core.schema.diagram import Detail, Metrics, diagram_of
from hive_inspector.core.schema.layout import lay_out
from hive_inspector.core.schema.routes import routes
from tests.benchmarks.measuring import Figure

ROUNDS = 5


def drawing() -> list[Figure]:
    """From the schema of a hybrid file to every box and line in its place."""
    found = []
    for detail in (Detail.NAMES, Detail.KEYS):
        times, crossings = zip(*(_once(detail) for _ in range(ROUNDS)), strict=True)
        found.append(
            Figure(
                f"diagram of 42 tables laid out, {detail.value}",
                median(times),
                500,
                "ms",
                beside=f"slowest {max(times):.0f} ms; {crossings[0]} crossings",
            )
        )
    return found


def _once(detail: Detail) -> tuple[float, int | None]:
    schema, metrics = blueprint("hybrid"), Metrics()
    started = time.perf_counter()
    diagram = diagram_of(schema, detail, metrics)
    layout = lay_out(diagram, 1.5, metrics, lambda: None)
    routes(diagram.ties, layout.places)
    return (time.perf_counter() - started) * 1000, layout.crossings

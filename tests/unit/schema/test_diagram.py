"""The diagram: what is on it, and where."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.database.snapshot import Column, Schema, Table, TableKind
from hive_inspector.core.hive.blueprints import blueprint, blueprint_names
from hive_inspector.core.schema.diagram import Detail, Diagram, Metrics, diagram_of
from hive_inspector.core.schema.layout import Layout, Rect, lay_out
from hive_inspector.core.schema.routes import routes

if TYPE_CHECKING:
    from collections.abc import Iterator

METRICS = Metrics()
PAGE = 1.55
LINEAGES = sorted({*blueprint_names()} - {f"core-{n:03}" for n in range(2, 13)})


def laid_out(diagram: Diagram) -> Layout:
    return lay_out(diagram, PAGE, METRICS, lambda: None)


@cache
def drawn(name: str, detail: Detail) -> tuple[Diagram, Layout]:
    """The diagram of a lineage, laid out once."""
    diagram = diagram_of(blueprint(name), detail, METRICS)
    return diagram, laid_out(diagram)


def apart(a: Rect, b: Rect) -> bool:
    return (
        a.x + a.width <= b.x
        or b.x + b.width <= a.x
        or a.y + a.height <= b.y
        or b.y + b.height <= a.y
    )


def inside(inner: Rect, outer: Rect) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width + 1e-6
        and inner.y + inner.height <= outer.y + outer.height + 1e-6
    )


def straight_crossings(diagram: Diagram, layout: Layout) -> int:
    """Counted by another way than the code's: the intersection's place on both lines."""
    centres = {name: place.centre for name, place in layout.places.items()}
    pairs = {frozenset((tie.source, tie.target)) for tie in diagram.ties}
    lines = [tuple(sorted(pair)) for pair in pairs if len(pair) == 2]
    return sum(meet(a, b, centres) for a, b in combinations(lines, 2))


def meet(a: tuple[str, ...], b: tuple[str, ...], at: dict[str, tuple[float, float]]) -> bool:
    if set(a) & set(b):
        return False
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = (at[end] for end in (*a, *b))
    divisor = (x1 - x2) * (y3 - y4) - (y1 - y2) * (x3 - x4)
    if not divisor:
        return False
    t = ((x1 - x3) * (y3 - y4) - (y1 - y3) * (x3 - x4)) / divisor
    u = ((x1 - x3) * (y1 - y2) - (y1 - y3) * (x1 - x2)) / divisor
    return 0 < t < 1 and 0 < u < 1


@pytest.mark.parametrize(
    ("name", "detail"),
    [*((name, Detail.KEYS) for name in LINEAGES), *(("hybrid", detail) for detail in Detail)],
)
def test_every_box_stands_in_its_group_and_none_on_another(name: str, detail: Detail) -> None:
    diagram, layout = drawn(name, detail)
    areas = {area.domain: area.place for area in layout.areas}
    assert len(layout.places) == len(diagram.boxes)
    for box in diagram.boxes:
        place = layout.places[box.table]
        assert place.width >= box.width
        assert place.height == box.height
        assert inside(place, areas[box.domain])
    assert all(apart(a, b) for a, b in combinations(layout.places.values(), 2))
    assert all(apart(a, b) for a, b in combinations(areas.values(), 2))
    page = Rect(0, 0, layout.width, layout.height)
    assert all(inside(area, page) for area in areas.values())


def test_the_diagram_has_every_reference_that_the_facts_declare() -> None:
    schema = blueprint("hybrid")
    diagram = diagram_of(schema, Detail.NAMES, METRICS)
    shown = {
        (edge.source, edge.columns) for tie in diagram.ties for edge in tie.edges if edge.declared
    }
    declared = {(t.name, r.columns) for t in schema.tables for r in t.references}
    dangling = {(source.split(".")[0]) for source in diagram.broken}
    assert {pair for pair in declared - shown if pair[0] not in dangling} == set()
    assert len(diagram.boxes) == 42


def test_the_lines_of_the_largest_lineage_cross_less_than_in_alphabetical_order() -> None:
    diagram, layout = drawn("hybrid", Detail.NAMES)
    places = sorted(layout.places.values(), key=lambda place: (place.y, place.x))
    names = sorted(layout.places)
    alphabetical = dict(zip(names, places, strict=True))
    naive = Layout(layout.width, layout.height, (), alphabetical, None)
    assert layout.crossings == straight_crossings(diagram, layout)
    assert straight_crossings(diagram, layout) * 4 < straight_crossings(diagram, naive)


def test_the_largest_lineage_is_readable_on_a_laptop() -> None:
    _, layout = drawn("hybrid", Detail.NAMES)
    assert layout.width <= 1180
    assert layout.height <= 760


def test_the_same_schema_is_laid_out_the_same_way() -> None:
    diagram, layout = drawn("core-013", Detail.KEYS)
    assert laid_out(diagram) == layout


def test_a_file_without_tables_has_an_empty_drawing() -> None:
    layout = laid_out(diagram_of(Schema((), ()), Detail.NAMES, METRICS))
    assert (layout.width, layout.height, layout.areas) == (0, 0, ())


def test_thousands_of_tables_are_laid_out_in_one_group() -> None:
    column = Column("id", "INTEGER", key_position=1)
    tables = tuple(Table(f"t{n:04}", TableKind.TABLE, (column,)) for n in range(3_000))
    layout = laid_out(diagram_of(Schema(tables, ()), Detail.NAMES, METRICS))
    assert len(layout.places) == 3_000
    assert layout.width < 3 * layout.height * PAGE


def test_laying_out_is_stopped_by_its_caller() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        lay_out(diagram_of(blueprint("hybrid"), Detail.NAMES, METRICS), PAGE, METRICS, stop)


def on_border(point: tuple[float, float], place: Rect) -> bool:
    x, y = point
    across = x in {place.x, place.x + place.width} and place.y < y < place.y + place.height
    down = y in {place.y, place.y + place.height} and place.x < x < place.x + place.width
    return across or down


def ends(diagram: Diagram, layout: Layout) -> Iterator[tuple[tuple[float, float], Rect]]:
    for tie, route in zip(diagram.ties, routes(diagram.ties, layout.places), strict=True):
        yield route.start, layout.places[tie.source]
        yield route.end, layout.places[tie.target]


@pytest.mark.parametrize("name", LINEAGES)
def test_lines_run_from_border_to_border_and_no_two_share_a_port(name: str) -> None:
    found = list(ends(*drawn(name, Detail.KEYS)))
    assert all(on_border(point, place) for point, place in found)
    points = [point for point, _ in found]
    assert len(set(points)) == len(points)

"""What of all that was read stands on the page, and what is only named at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.statistics.charts import Absent, is_empty
from hive_inspector.gui.pages.statistics.drawn import together
from hive_inspector.gui.pages.statistics.places import CONVERSATIONS, MESSAGES, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.statistics.charts import Chart
    from hive_inspector.core.statistics.values import MeasureValue


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on the page."""

    charts: tuple[str, ...]
    numbers: tuple[str, ...]
    empty: tuple[str, ...] = ()
    """Titles of charts that have nothing to show in the period."""
    absent: tuple[tuple[str, str], ...] = ()
    """Titles of what the file does not have, and what each would need."""
    is_foreign: bool = False
    """Whether the file has nothing of a Hive."""


def what_stands(charts: Mapping[str, Chart], numbers: Mapping[str, MeasureValue]) -> Standing:
    """Sort out what was read.

    A row of charts that are all empty is left out and named; an empty chart beside others keeps its place.
    """
    merged = together(charts.get(MESSAGES), charts.get(CONVERSATIONS))
    charts = charts if merged is None else {**charts, MESSAGES: merged}
    standing: list[str] = []
    empty: list[str] = []
    absent: list[tuple[str, str]] = []
    for section in SECTIONS:
        absent += [
            (value.measure.title, value.needs)
            for id_ in section.numbers
            if (value := numbers.get(id_)) is not None and value.needs
        ]
        for band in section.bands:
            there = []
            for place in band:
                chart = charts.get(place.id)
                if chart is None or (merged is not None and place.id == CONVERSATIONS):
                    continue
                if isinstance(chart, Absent):
                    absent.append((place.title, chart.needs))
                else:
                    there.append((place, is_empty(chart)))
            if there and all(nothing for _, nothing in there):
                empty += [place.title for place, _ in there]
            else:
                standing += [place.id for place, _ in there]
    told = [
        id_
        for section in SECTIONS
        for id_ in section.numbers
        if id_ in numbers and not numbers[id_].needs
    ]
    is_foreign = not told and not any(chart_has_period(charts, id_) for id_ in standing)
    return Standing(
        tuple(standing), tuple(told), tuple(empty), tuple(dict(absent).items()), is_foreign
    )


def chart_has_period(charts: Mapping[str, Chart], id_: str) -> bool:
    """Whether a chart depends on the period that is chosen."""
    return hasattr(charts[id_], "period")

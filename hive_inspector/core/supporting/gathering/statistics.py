"""Numbers and charts of all time, with the names in them that may be told."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hive_inspector.core.statistics.charts import (
    Bar,
    Bars,
    Distribution,
    Failed,
    Line,
    Series,
    Space,
)
from hive_inspector.core.statistics.clock import Clock
from hive_inspector.core.statistics.drawing import OTHERS, UNNAMED
from hive_inspector.core.statistics.periods import Choice, Period
from hive_inspector.core.statistics.reading import StatisticsReader, StatisticsRequest
from hive_inspector.core.statistics.subjects import OF_MODELS
from hive_inspector.core.statistics.values import MeasureValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.statistics.charts import Chart
    from hive_inspector.core.support.bundle.masking import Masking
    from hive_inspector.core.supporting.gathering.subject import Subject

_STAGES = frozenset({"generator", "refiner", "validator", "curator", OTHERS, UNNAMED})
_FAMILIES = "gpt|claude|gemini|gemma|llama|mistral|mixtral|qwen|deepseek|grok|command|phi|sonar|nova|kimi|glm|o[134]"
_MODEL = re.compile(
    rf"(?:[a-z0-9][a-z0-9-]{{1,30}}/|(?=(?:{_FAMILIES})(?:[-.:0-9]|$)))"
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}(?::[a-z0-9-]{1,20})?"
)
"""`provider/model`, as OpenRouter calls them, perhaps with a variant; or a model of a family that everybody knows."""
_SMALL_NUMBER = re.compile(r"-?[0-9]{1,4}")


def statistics(subject: Subject) -> Mapping[str, object]:
    """Numbers and charts of all time."""
    hive = subject.hive
    request = StatisticsRequest(hive.schema, hive.identity, Choice())
    period: Period | None = None
    numbers: dict[str, MeasureValue] = {}
    found: dict[str, Chart] = {}
    for piece in StatisticsReader(hive.database, Clock()).read(
        request, subject.token, subject.progress
    ):
        match piece:
            case Period():
                period = piece
            case MeasureValue():
                numbers[piece.measure.id] = replace(
                    piece, rows=None, problem=subject.masking.prose(piece.problem)
                )
            case _:
                found[piece.subject.id] = _chart(piece, subject.masking)
    return {
        "period": period,
        "numbers": tuple(numbers[name] for name in sorted(numbers)),
        "charts": tuple(found[name] for name in sorted(found)),
    }


def _chart(chart: Chart, mask: Masking) -> Chart:
    """A chart whose names are numbers, where they come from rows."""
    match chart:
        case Series():
            lines = tuple(_line(one, at, chart, mask) for at, one in enumerate(chart.lines, 1))
            earlier = tuple(_line(one, at, chart, mask) for at, one in enumerate(chart.earlier, 1))
            return replace(chart, lines=lines, earlier=earlier)
        case Bars():
            return replace(
                chart,
                bars=tuple(_bar(one, at, chart, mask) for at, one in enumerate(chart.bars, 1)),
            )
        case Space():
            tiles = tuple(
                replace(one, name=mask.name(one.name), table=mask.name(one.table))
                for one in chart.tiles
            )
            return replace(chart, tiles=tiles, note=mask.prose(chart.note))
        case Failed():
            return replace(chart, problem=mask.prose(chart.problem), hint=mask.prose(chart.hint))
        case Distribution():
            return replace(chart, bins=tuple(replace(one, wanted=None) for one in chart.bins))
        case _:
            return chart


def _line(line: Line, at: int, series: Series, mask: Masking) -> Line:
    is_ours = not series.stacked or line.name in _STAGES
    name = (
        line.name if is_ours and not line.filters else _name(line.name, at, series.subject.id, mask)
    )
    return Line(name, line.values, line.total, line.before)


def _bar(bar: Bar, at: int, chart: Bars, mask: Masking) -> Bar:
    return Bar(_name(bar.name, at, chart.subject.id, mask), bar.value)


def _name(name: str, at: int, chart: str, mask: Masking) -> str:
    if name in _STAGES or _SMALL_NUMBER.fullmatch(name):
        return name
    return name if chart in OF_MODELS and is_model(name, mask) else f"name {at}"


def is_model(name: str, mask: Masking) -> bool:
    """Whether a name is that of a model and of nothing else, as far as its form can tell.

    Which models somebody uses is what a chart of costs is about, and no secret; but a cell that should name one can
    hold anything.
    """
    return _MODEL.fullmatch(name) is not None and mask.prose(mask.name(name)) == name

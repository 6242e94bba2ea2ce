"""What a chart shows, as plain data: the window draws it, the command line prints it, an export writes it.

Everything that can be clicked carries which rows it stands for, in the words of Browse's filter row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from hive_inspector.core.statistics.measures import Unit
    from hive_inspector.core.statistics.periods import Period


@dataclass(frozen=True, slots=True)
class RowsWanted:
    """Which rows of a table a number, bar or point stands for."""

    table: str
    filters: tuple[tuple[str, str], ...] = ()
    """Columns, and what to type into Browse's filter row under each; all of them have to hold."""


class MisfitKind(Enum):
    """What does not fit into a number or a chart."""

    NO_TIME = "no time"
    UNREADABLE_TIME = "a time that cannot be read"
    FAR_TIME = "a time before 2000 or in the future"
    INFINITE = "an infinite value"
    NO_NUMBER = "a value that is no number"
    NEGATIVE = "a negative value"
    """Counted in: it is a number like others, only an unlikely one."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """How many rows do not fit, and where."""

    kind: MisfitKind
    rows: int
    column: str
    """As `conversations.total_cost`."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a chart is about."""

    id: str
    title: str
    meaning: str
    """One sentence."""
    unit: Unit


@dataclass(frozen=True, slots=True)
class Line:
    """One of a series' lines, or one layer of its stack."""

    name: str
    values: tuple[float | None, ...]
    """One for each bucket of the period; None where there was nothing to measure, 0 where nothing happened."""
    total: float | None
    """Over the whole period: the sum, or the mean where values are means."""
    before: float | None = None
    """The same over the period before; None where there is none."""
    source: str = ""
    """The table that its rows stand in; empty where no filter can name them."""
    filters: tuple[tuple[str, str], ...] = ()
    """What its rows have in common besides their time."""
    time: str = ""
    """The column of the table that says when."""


@dataclass(frozen=True, slots=True)
class Series:
    """Values over time."""

    subject: Subject
    period: Period
    lines: tuple[Line, ...]
    """The largest first; `Others` last."""
    stacked: bool = False
    """Whether the lines are parts of a whole."""
    misfits: tuple[Misfit, ...] = ()
    earlier: tuple[Line, ...] = ()
    """The period before, a value for each bucket of this one: of each line, or of the whole; empty without one."""
    place: str = ""
    """The columns or the table that it was read from, as `stage_outputs.cost`."""

    def rows(self, bucket: int, line: int = 0) -> RowsWanted | None:
        """The rows of one bar or point; None where no filter can name them."""
        chosen = self.lines[line]
        if not chosen.source:
            return None
        time = (chosen.time, self.period.filter_text(bucket))
        return RowsWanted(chosen.source, (time, *chosen.filters))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a comparison."""

    name: str
    value: float
    rows: RowsWanted | None = None
    """None where no filter can name them."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Values by name, the largest first."""

    subject: Subject
    period: Period
    bars: tuple[Bar, ...]
    misfits: tuple[Misfit, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Bin:
    """How many values lie from `low` on and below `high`; in the last bin `high` counts in."""

    low: float
    high: float
    rows: int
    wanted: RowsWanted | None = None


@dataclass(frozen=True, slots=True)
class Distribution:
    """How values are spread."""

    subject: Subject
    period: Period
    bins: tuple[Bin, ...]
    count: int
    mean: float | None
    p50: float | None
    p95: float | None
    least: float | None
    most: float | None
    misfits: tuple[Misfit, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """How many rows came in each hour of each weekday, on the local clock."""

    subject: Subject
    period: Period
    counts: tuple[tuple[int, ...], ...]
    """Seven rows, Monday first, of 24 hours each."""
    misfits: tuple[Misfit, ...] = ()
    place: str = ""

    @property
    def most(self) -> int:
        """The largest count."""
        return max(map(max, self.counts))


@dataclass(frozen=True, slots=True)
class Tile:
    """A table or an index and the room that it takes."""

    name: str
    table: str
    """The table that it is or belongs to."""
    bytes: int
    is_index: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """What takes how much room in the file, the largest first."""

    subject: Subject
    tiles: tuple[Tile, ...]
    total: int
    """Bytes of the whole file, free pages included."""
    free: int
    """Bytes of free pages."""
    exact: bool
    """False where SQLite cannot tell sizes and they were estimated."""
    note: str = ""
    """How it was estimated, where it was."""


@dataclass(frozen=True, slots=True)
class SizePoint:
    """How large the file was at one time."""

    moment: datetime
    bytes: int
    path: Path
    """The backup, or the file itself."""


@dataclass(frozen=True, slots=True)
class Growth:
    """How the file grew, as far as its backups tell; the oldest first, the file itself last."""

    subject: Subject
    points: tuple[SizePoint, ...]
    left_out: int = 0
    """Compressed and encrypted backups: their size says nothing about the file's."""


@dataclass(frozen=True, slots=True)
class Absent:
    """The file does not have what the chart needs."""

    subject: Subject
    needs: str
    """As `stage_outputs.model or usage_records.model_used`."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The file has it, but it cannot be read."""

    subject: Subject
    problem: str
    hint: str = ""


Chart: TypeAlias = "Series | Bars | Distribution | HeatMap | Space | Growth | Absent | Failed"
"""A chart in the state that it is in."""


def is_empty(chart: Chart) -> bool:
    """Whether there is nothing to draw although the file could have it."""
    match chart:
        case Series():
            return not any(any(line.values) for line in chart.lines)
        case Bars():
            return not any(bar.value for bar in chart.bars)
        case Distribution():
            return not chart.count
        case HeatMap():
            return not chart.most
        case Space():
            return not chart.tiles
        case Growth():
            return not chart.points
        case _:
            return False


def in_columns(misfits: Sequence[Misfit], table: str, columns: Iterable[str]) -> tuple[Misfit, ...]:
    """Those of a pass over a table that concern what is made of these columns."""
    names = {f"{table}.{column}" for column in columns}
    return tuple(one for one in misfits if one.column in names)


def merged(misfits: Sequence[Misfit]) -> tuple[Misfit, ...]:
    """The misfits that there are, each once."""
    return tuple(dict.fromkeys(one for one in misfits if one.rows))

"""Reading a file's statistics for tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.statistics.clock import Clock
from hive_inspector.core.statistics.periods import Choice, Period
from hive_inspector.core.statistics.reading import StatisticsReader, StatisticsRequest
from hive_inspector.core.statistics.values import MeasureValue
from tests.support.statistics import BERLIN, NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from hive_inspector.core.hive.locations import Backup
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.statistics.charts import Chart


@dataclass(frozen=True)
class Found:
    """Everything that a reader yields, by name."""

    period: Period
    numbers: dict[str, MeasureValue]
    charts: dict[str, Chart]


@dataclass(frozen=True)
class Reading:
    """An open file and its reader."""

    opened: OpenHive
    reader: StatisticsReader

    def read(
        self,
        choice: Choice | None = None,
        token: CancelToken | None = None,
        backups: tuple[Backup, ...] = (),
    ) -> Found:
        opened = self.opened
        request = StatisticsRequest(
            opened.schema, opened.identity, choice or Choice(), backups, now=NOW
        )
        pieces = list(self.reader.read(request, token or CancelToken()))
        period = pieces[0]
        assert isinstance(period, Period)
        numbers = [one for one in pieces if isinstance(one, MeasureValue)]
        charts = [one for one in pieces[1:] if not isinstance(one, MeasureValue | Period)]
        assert len({one.measure.id for one in numbers}) == len(numbers)
        assert len({one.subject.id for one in charts}) == len(charts)
        return Found(
            period,
            {one.measure.id: one for one in numbers},
            {one.subject.id: one for one in charts},
        )


@pytest.fixture
def reading() -> Iterator[Callable[[Path], Reading]]:
    """Opens files, and closes them after the test."""
    opened: list[AbstractContextManager[object]] = []

    def start(path: Path) -> Reading:
        hive = open_hive(DatabaseTarget(path))
        opened.append(hive.database)
        return Reading(hive, StatisticsReader(hive.database, Clock(BERLIN)))

    yield start
    for one in opened:
        one.__exit__(None, None, None)

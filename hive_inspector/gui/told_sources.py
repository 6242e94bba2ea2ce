"""What pages are given in place of what reads, checks and measures a file, where only a bundle tells of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from hive_inspector.core.language import tr
from hive_inspector.gui.checkup import Checkup
from hive_inspector.gui.sampling import Sampler
from hive_inspector.gui.statistics_source import StatisticsSource

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from PySide6.QtCore import QObject

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.health.checks.check import Check
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.statistics.periods import Choice
    from hive_inspector.core.supporting.told import ToldHive
    from hive_inspector.gui.statistics_source import Part
    from hive_inspector.gui.workspace import Workspace


class ToldCheckup(Checkup):
    """The verdicts of a bundle; nothing is run, and nothing is offered to be repaired."""

    def __init__(self, workspace: Workspace, hive: ToldHive, parent: QObject | None = None) -> None:
        super().__init__(workspace, parent)
        self._told = tuple(
            replace(result, findings=tuple(replace(one, repair=None) for one in result.findings))
            for result in hive.bundle.checks or ()
        )
        self._notifications = workspace.notifications
        self.adopt(self._told)

    def run(self, checks: Sequence[Check], title: str = "") -> None:  # noqa: ARG002 - there is no file
        """Say why the user's wish is not done."""
        self._notifications.information(
            tr("A check needs the file itself."),
            tr("The bundle tells what the checks found when it was made."),
        )

    def run_quick(self) -> None:
        """Say once more what is known."""
        self.ended.emit()


class ToldSampler(Sampler):
    """The readings of a bundle; nothing is measured."""

    def __init__(self, workspace: Workspace, hive: ToldHive, parent: QObject | None = None) -> None:
        super().__init__(workspace, parent)
        for reading in hive.readings:
            self.history.add(reading)

    def hold(self, page: str) -> None:
        """A page shows what was measured."""
        self._holders.add(page)
        self.measure()

    @Slot()
    def measure(self) -> None:
        """Show what was measured."""
        latest = self.history.latest
        if latest is not None:
            self.measured.emit(latest)


class ToldStatistics(StatisticsSource):
    """The numbers and charts of a bundle, which are those of all time."""

    def __init__(self, hive: ToldHive) -> None:
        super().__init__(hive.database)
        self._bundle = hive.bundle

    def read(
        self,
        choice: Choice,  # noqa: ARG002 - there is one period
        token: CancelToken,
        progress: Progress,  # noqa: ARG002 - it is all there
        *,
        only: frozenset[str] = frozenset(),
    ) -> Generator[Part, None, None]:
        """The period, then every number and chart that is wanted."""
        token.raise_if_cancelled()
        if self._bundle.period is not None:
            yield self._bundle.period
        for number in self._bundle.numbers:
            if not only or number.measure.id in only:
                yield number
        for chart in self._bundle.charts:
            if not only or chart.subject.id in only:
                yield chart

    def stamp(self, _token: CancelToken, _progress: Progress) -> object:
        """Always the same one: a bundle that is open does not change."""
        return self._bundle.content.made_at

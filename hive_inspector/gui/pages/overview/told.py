"""What the page's parts show of a bundle: what it tells, in place of what would be read from the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.health.checks.references import broken_references, reference_count
from hive_inspector.core.hive.bookkeeping import bookkeeping_of
from hive_inspector.core.statistics.key_numbers import KeyNumber
from hive_inspector.gui.pages.overview.shown import number_titles
from hive_inspector.gui.pages.overview.work import Findings, Largest, largest_of

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.supporting.told import ToldHive
    from hive_inspector.gui.statistics_source import StatisticsSource


class ToldAnswers:
    """Answers from a bundle."""

    def __init__(self, hive: ToldHive, source: StatisticsSource) -> None:
        self.source = source
        self._hive = hive

    def look_at(self, _token: CancelToken) -> Findings:
        """What the file is; what is known of its health, its checks tell."""
        hive = self._hive
        return Findings(
            identity=hive.identity,
            schema=hive.schema,
            facts=hive.facts,
            bookkeeping=bookkeeping_of(hive.schema),
            statuses=hive.bundle.migrations,
            remarks=(),
            assurances=(),
            references=reference_count(hive.schema),
            broken_references=len(broken_references(hive.schema)),
        )

    def count_up(self, _token: CancelToken) -> tuple[KeyNumber, ...]:
        """The key numbers that the bundle has."""
        told = {one.measure.id: one for one in self._hive.bundle.numbers}
        numbers = []
        for id_, title in number_titles(self._hive.identity):
            value = told.get(id_)
            if value is not None:
                unit = value.measure.unit
                numbers.append(
                    KeyNumber(id_, title, unit, value.value, value.needs, problem=value.problem)
                )
        return tuple(numbers)

    def find_largest(self, _token: CancelToken, _progress: Progress) -> Largest:
        """The largest tables and indexes; those with most rows where sizes are not told."""
        hive = self._hive
        sizes = hive.sizes
        rows = {one.name: one.rows or 0 for one in hive.counts}
        return largest_of(hive.schema, sizes or rows, in_bytes=bool(sizes))

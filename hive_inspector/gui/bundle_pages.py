"""The pages of a bundle: the inspector's own, given what the bundle tells; those that need the file are not there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.core.language import tr
from hive_inspector.gui.late_page import LatePage

if TYPE_CHECKING:
    from hive_inspector.core.health.findings import Place
    from hive_inspector.core.supporting.told import ToldHive
    from hive_inspector.gui.page import Page
    from hive_inspector.gui.pages.browse.told_page import ToldBrowsePage
    from hive_inspector.gui.pages.health.page import HealthPage
    from hive_inspector.gui.pages.migrations.page import MigrationsPage
    from hive_inspector.gui.pages.overview.page import OverviewPage
    from hive_inspector.gui.pages.schema.page import SchemaPage
    from hive_inspector.gui.pages.statistics.page import StatisticsPage
    from hive_inspector.gui.pages.support.told_page import ToldSupportPage
    from hive_inspector.gui.palette.entry import Offer
    from hive_inspector.gui.told_sources import ToldCheckup, ToldSampler
    from hive_inspector.gui.workspace import Workspace


class BundlePages(QObject):
    """Makes the pages of each bundle that is opened.

    Signals:
        turn_wanted: The id of a page that is to come to the front.
        count_changed: A page's id, the number that it is to be marked with, its tone, and what is counted.
    """

    turn_wanted = Signal(str)
    count_changed = Signal(str, int, object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._browse: LatePage[ToldBrowsePage] | None = None
        self._health: LatePage[HealthPage] | None = None
        self._checkup: ToldCheckup | None = None
        self._hive: ToldHive | None = None

    def build(self, workspace: Workspace, hive: ToldHive) -> tuple[Page, ...]:
        """The pages of a bundle, in the order of the navigation."""
        from hive_inspector.gui.told_sources import ToldCheckup, ToldSampler

        self._hive = hive
        checkup = self._checkup = ToldCheckup(workspace, hive, workspace.state)
        sampler = ToldSampler(workspace, hive, workspace.state)
        checkup.ended.connect(self._count_problems)
        overview = partial(self._make_overview, workspace, hive, sampler, checkup)
        self._browse = LatePage(
            "browse", tr("Browse"), "browse", partial(self._make_browse, workspace, hive)
        )
        self._health = LatePage(
            "health",
            tr("Health"),
            "health",
            partial(self._make_health, workspace, sampler, checkup),
        )
        migrations = partial(_make_migrations, workspace, hive)
        return (
            LatePage("overview", tr("Overview"), "overview", overview),
            self._browse,
            LatePage("schema", tr("Schema"), "schema", partial(self._make_schema, workspace, hive)),
            LatePage("migrations", tr("Migrations"), "migrations", migrations),
            self._health,
            LatePage(
                "statistics",
                tr("Statistics"),
                "statistics",
                partial(_make_statistics, workspace, hive),
            ),
            LatePage("support", tr("Bundle"), "support", partial(_make_support, workspace, hive)),
        )

    def offers(self) -> tuple[Offer, ...]:
        """What the palette can lead to in the open bundle."""
        if self._hive is None or self._checkup is None:
            return ()
        from hive_inspector.gui.palette import offers

        return (
            offers.offer_tables(self._hive.schema, self._show_table),
            offers.offer_columns(self._hive.schema, self._show_table_of),
            offers.offer_findings(self._checkup.findings, self._show_finding),
        )

    def begin(self) -> None:
        """The window shows the pages: say what they are marked with."""
        self._count_problems()

    def stop(self) -> None:
        """Nothing is shown any more."""
        self._checkup = None
        self._hive = None

    def _make_overview(
        self, workspace: Workspace, hive: ToldHive, sampler: ToldSampler, checkup: ToldCheckup
    ) -> OverviewPage:
        from hive_inspector.gui.pages.overview.page import OverviewPage
        from hive_inspector.gui.pages.overview.told import ToldAnswers
        from hive_inspector.gui.told_sources import ToldStatistics

        answers = ToldAnswers(hive, ToldStatistics(hive))
        page = OverviewPage(workspace, sampler, checkup, answers)
        page.page_requested.connect(self.turn_wanted)
        page.table_requested.connect(self._show_table)
        page.finding_requested.connect(self._show_finding)
        return page

    def _make_browse(self, workspace: Workspace, hive: ToldHive) -> ToldBrowsePage:
        from hive_inspector.gui.pages.browse.told_page import ToldBrowsePage

        return ToldBrowsePage(hive, workspace.theme, workspace.state)

    def _make_schema(self, workspace: Workspace, hive: ToldHive) -> SchemaPage:
        from hive_inspector.gui.pages.schema.page import SchemaPage

        page = SchemaPage(workspace, hive.sizes)
        page.rows_requested.connect(self._show_table)
        page.repairs_requested.connect(self._show_health)
        return page

    def _make_health(
        self, workspace: Workspace, sampler: ToldSampler, checkup: ToldCheckup
    ) -> HealthPage:
        from hive_inspector.gui.pages.health.page import HealthPage

        page = HealthPage(workspace, sampler, checkup)
        page.rows_requested.connect(self._show_rows)
        return page

    @Slot()
    def _count_problems(self) -> None:
        """Mark Health."""
        if self._checkup is not None:
            self.count_changed.emit("health", *self._checkup.mark)

    @Slot(str)
    def _show_table(self, name: str) -> None:
        if self._browse is not None:
            self._browse.body.show_table(name)
            self.turn_wanted.emit(self._browse.id)

    def _show_table_of(self, table: str, _column: str) -> None:
        """All columns of a table stand together."""
        self._show_table(table)

    @Slot(object)
    def _show_rows(self, rows: Place) -> None:
        self._show_table(rows.table)

    @Slot(str)
    def _show_finding(self, finding: str) -> None:
        if self._health is not None:
            self._health.body.show_finding(finding)
            self.turn_wanted.emit(self._health.id)

    @Slot()
    def _show_health(self) -> None:
        if self._health is not None:
            self.turn_wanted.emit(self._health.id)


def _make_migrations(workspace: Workspace, hive: ToldHive) -> MigrationsPage:
    from hive_inspector.gui.pages.migrations.page import MigrationsPage
    from hive_inspector.gui.pages.migrations.told import standing_of

    return MigrationsPage(workspace, standing=partial(standing_of, hive))


def _make_statistics(workspace: Workspace, hive: ToldHive) -> StatisticsPage:
    from hive_inspector.gui.pages.statistics.page import StatisticsPage
    from hive_inspector.gui.told_sources import ToldStatistics

    return StatisticsPage(workspace, ToldStatistics(hive))


def _make_support(workspace: Workspace, hive: ToldHive) -> ToldSupportPage:
    from hive_inspector.gui.pages.support.told_page import ToldSupportPage

    return ToldSupportPage(hive, workspace.theme)

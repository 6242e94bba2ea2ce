"""The pages of an open file: made when first needed, and what goes from one to the other."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from hive_inspector.core.language import tr
from hive_inspector.gui.checkup import Checkup
from hive_inspector.gui.late_page import LatePage
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.health.findings import Place
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.statistics.charts import RowsWanted
    from hive_inspector.gui.page import Page
    from hive_inspector.gui.pages.browse.page import BrowsePage
    from hive_inspector.gui.pages.health.carried import Carried as HealthCarried
    from hive_inspector.gui.pages.health.page import HealthPage
    from hive_inspector.gui.pages.migrations.changes import Carried
    from hive_inspector.gui.pages.migrations.page import MigrationsPage
    from hive_inspector.gui.pages.overview.page import OverviewPage
    from hive_inspector.gui.pages.query.page import QueryPage
    from hive_inspector.gui.pages.schema.page import SchemaPage
    from hive_inspector.gui.pages.statistics.page import StatisticsPage
    from hive_inspector.gui.pages.support.bundle_work import Known
    from hive_inspector.gui.pages.support.page import SupportPage
    from hive_inspector.gui.palette.entry import Offer
    from hive_inspector.gui.sampling import Sampler
    from hive_inspector.gui.statistics_source import StatisticsSource
    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.workspace import Workspace

_FIRST_PAGE_MS = 1500
"""When the first page has long been painted, and the quick checks take nothing from it."""
_OTHERS_MS = 1600
"""When the code of the other pages is loaded, so that turning to one need not wait a tenth of a second for it. It takes
20 MB, so only after the Overview was shown, from where people turn to them; who goes on in Browse is spared it."""
_SOON_READ = 512 * 1024**2
"""Bytes of a file up to which its statistics are gathered ahead: about a second of one core."""
_CHARTS_MS = 4000
"""When the library of charts is loaded as well, so that the first click on Statistics need not wait for it. It takes
40 MB, so only after the Overview was shown, whose numbers lead there; who goes on in Browse is spared it."""


class FilePages(QObject):
    """Makes the pages of each file that is opened.

    Signals:
        turn_wanted: The id of a page that is to come to the front.
        reopen_wanted: The file is to be opened anew: for writing (True), or as it is open now (None).
        open_wanted: The path of another file that the user wants to open.
        backup_wanted: A backup is to be opened instead: its path, and a `Password` or None.
        count_changed: A page's id, the number that it is to be marked with, its tone, and what is counted.
    """

    turn_wanted = Signal(str)
    reopen_wanted = Signal(object)
    open_wanted = Signal(str)
    backup_wanted = Signal(object, object)
    count_changed = Signal(str, int, object, str)

    def __init__(
        self,
        tasks: TaskRunner,
        parent: QObject | None = None,
        *,
        settings_folder: Path | None = None,
    ) -> None:
        """Make no page yet.

        Args:
            tasks: The program's own.
            parent: The owner.
            settings_folder: Beside what pages remember beyond one file; None where nothing is remembered.
        """
        super().__init__(parent)
        self._tasks = tasks
        self._settings_folder = settings_folder
        self._browse: LatePage[BrowsePage] | None = None
        self._query: LatePage[QueryPage] | None = None
        self._schema: LatePage[SchemaPage] | None = None
        self._migrations: LatePage[MigrationsPage] | None = None
        self._support: LatePage[SupportPage] | None = None
        self._health: LatePage[HealthPage] | None = None
        self._overview: LatePage[OverviewPage] | None = None
        self._statistics: LatePage[StatisticsPage] | None = None
        self._sampler: Sampler | None = None
        self._source: StatisticsSource | None = None
        self._workspace: Workspace | None = None
        self._checkup: Checkup | None = None
        self._left: Carried | None = None
        self._left_health: HealthCarried | None = None
        self._carried: tuple[Path, Carried | None, HealthCarried | None] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_FIRST_PAGE_MS)
        self._later.timeout.connect(self._check_quickly)
        self._others_later = QTimer(self)
        self._others_later.setSingleShot(True)
        self._others_later.setInterval(_OTHERS_MS)
        self._others_later.timeout.connect(self._load_others)
        self._charts_later = QTimer(self)
        self._charts_later.setSingleShot(True)
        self._charts_later.setInterval(_CHARTS_MS)
        self._charts_later.timeout.connect(self._load_charts)

    def build(self, workspace: Workspace) -> tuple[Page, ...]:
        """The pages of a file, in the order of the navigation."""
        carried, self._carried = self._carried, None
        is_same = carried is not None and carried[0] == workspace.opened.database.real_path
        left = self._left = carried[1] if carried and is_same else None
        self._left_health = carried[2] if carried and is_same else None
        self._sampler = None
        self._source = None
        self._workspace = workspace
        self._checkup = checkup = Checkup(workspace, workspace.state)
        checkup.ended.connect(self._count_problems)
        overview = self._overview = LatePage(
            "overview", tr("Overview"), "overview", partial(self._make_overview, workspace, checkup)
        )
        self._browse = LatePage("browse", tr("Browse"), "browse", partial(_make_browse, workspace))
        query = self._query = LatePage(
            "query", tr("Query"), "query", partial(self._make_query, workspace)
        )
        schema = self._schema = LatePage(
            "schema", tr("Schema"), "schema", partial(self._make_schema, workspace)
        )
        self._migrations = LatePage(
            "migrations",
            tr("Migrations"),
            "migrations",
            partial(self._make_migrations, workspace, left),
        )
        statistics = self._statistics = LatePage(
            "statistics", tr("Statistics"), "statistics", partial(self._make_statistics, workspace)
        )
        self._health = LatePage(
            "health", tr("Health"), "health", partial(self._make_health, workspace, checkup)
        )
        self._support = support = LatePage(
            "support", tr("Support"), "support", partial(self._make_support, workspace)
        )
        self._later.start()
        structure = (query, schema, self._migrations)
        return overview, self._browse, *structure, self._health, statistics, support

    def show_bundle(self) -> None:
        """Go where bundles of this file are made, to one that holds what went wrong."""
        if self._support is not None:
            self._support.body.show_bundle()
            self.turn_wanted.emit(self._support.id)

    def offers(self) -> tuple[Offer, ...]:
        """What the palette can lead to in the open file."""
        if self._workspace is None or self._checkup is None:
            return ()
        from hive_inspector.gui.pages.query.kept import kept_in
        from hive_inspector.gui.palette import offers, query_offers

        schema = self._workspace.opened.schema
        saved = kept_in(self._settings_folder).saved
        return (
            offers.offer_tables(schema, self._show_table),
            offers.offer_columns(schema, self._show_column),
            offers.offer_findings(self._checkup.findings, self._show_finding),
            query_offers.offer_queries(schema, saved, self._show_script),
        )

    @property
    def keyed(self) -> tuple[LatePage[Any], ...]:
        """The pages of the open file whose actions have keys; that of the charts has none."""
        if self._workspace is None:
            return ()
        pages = (self._browse, self._query, self._schema, self._migrations, self._health)
        return tuple(page for page in pages if page is not None)

    def prepare_keyed(self) -> bool:
        """Make one more page whose actions have keys, so that they can be listed.

        Returns:
            Whether one was still to be made: each takes up to a tenth of a second, so they come one a turn of the loop.
        """
        unmade = next((page for page in self.keyed if page.built is None), None)
        if unmade is not None:
            unmade.prepare()
        return unmade is not None

    def carry_over(self, path: Path) -> None:
        """Let the migrations of a file go on where they are when it is opened anew."""
        page = self._migrations.built if self._migrations else None
        health = self._health.built if self._health else None
        self._carried = (
            path,
            page.carried if page else self._left,
            health.carried if health else self._left_health,
        )

    def stop(self) -> None:
        """Load nothing any more."""
        self._later.stop()
        self._others_later.stop()
        self._charts_later.stop()
        self._checkup = None
        self._workspace = None

    def _make_overview(self, workspace: Workspace, checkup: Checkup) -> OverviewPage:
        from hive_inspector.gui.pages.overview.page import OverviewPage
        from hive_inspector.gui.pages.overview.work import FileAnswers

        answers = FileAnswers(workspace.opened.database, self._source_of(workspace))
        page = OverviewPage(workspace, self._sampler_of(workspace), checkup, answers)
        page.page_requested.connect(self.turn_wanted)
        page.table_requested.connect(self._show_table)
        page.finding_requested.connect(self._show_finding)
        self._others_later.start()
        self._charts_later.start()
        return page

    def _make_query(self, workspace: Workspace) -> QueryPage:
        from hive_inspector.gui.pages.query.kept import kept_in
        from hive_inspector.gui.pages.query.page import QueryPage

        page = QueryPage(workspace, kept_in(self._settings_folder))
        page.reopen_wanted.connect(self.reopen_wanted)
        page.undo_wanted.connect(self._undo_change)
        return page

    def _make_schema(self, workspace: Workspace) -> SchemaPage:
        from hive_inspector.gui.pages.schema.page import SchemaPage

        page = SchemaPage(workspace)
        page.rows_requested.connect(self._show_table)
        page.repairs_requested.connect(self._show_health)
        return page

    def _make_migrations(self, workspace: Workspace, left: Carried | None) -> MigrationsPage:
        from hive_inspector.gui.pages.migrations.page import MigrationsPage

        page = MigrationsPage(workspace, left)
        page.reopen_wanted.connect(self.reopen_wanted)
        return page

    def _make_statistics(self, workspace: Workspace) -> StatisticsPage:
        from hive_inspector.gui.pages.statistics.page import StatisticsPage

        page = StatisticsPage(workspace, self._source_of(workspace))
        page.rows_requested.connect(self._show_rows)
        return page

    def _make_health(self, workspace: Workspace, checkup: Checkup) -> HealthPage:
        from hive_inspector.gui.pages.health.page import HealthPage

        sampler = self._sampler_of(workspace)
        page = HealthPage(workspace, sampler, checkup, self._left_health)
        page.rows_requested.connect(self._show_rows)
        page.reopen_wanted.connect(self.reopen_wanted)
        page.open_wanted.connect(self.open_wanted)
        page.undo_wanted.connect(self._undo_change)
        return page

    def _make_support(self, workspace: Workspace) -> SupportPage:
        from hive_inspector.gui.pages.support.page import SupportPage

        page = SupportPage(workspace, self._known_so_far)
        page.open_wanted.connect(self.backup_wanted)
        page.undo_wanted.connect(self._undo_change)
        page.reopen_wanted.connect(self.reopen_wanted)
        return page

    def _known_so_far(self) -> Known:
        """What was measured in the last minutes, if anything was, and what checks found."""
        from hive_inspector.gui.pages.support.bundle_work import Known

        readings = self._sampler.history.readings if self._sampler else ()
        return Known(readings, self._checkup.dated if self._checkup else ())

    def _source_of(self, workspace: Workspace) -> StatisticsSource:
        """The one of this file, made when a page first needs it."""
        from hive_inspector.gui.statistics_source import StatisticsSource

        if self._source is None:
            self._source = StatisticsSource(workspace.opened.database)
        return self._source

    def _sampler_of(self, workspace: Workspace) -> Sampler:
        """The one of this file, made when a page first needs it."""
        from hive_inspector.gui.sampling import Sampler

        if self._sampler is None:
            self._sampler = Sampler(workspace, workspace.state)
        return self._sampler

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

    def _show_column(self, table: str, column: str) -> None:
        if self._browse is not None:
            self._browse.body.show_column(table, column)
            self.turn_wanted.emit(self._browse.id)

    def _show_script(self, name: str, sql: str) -> None:
        if self._query is not None:
            self.turn_wanted.emit(self._query.id)
            self._query.body.open_script(name, sql)

    @Slot(object)
    def _show_rows(self, rows: RowsWanted | Place) -> None:
        if self._browse is not None:
            if rows.filters:
                self._browse.body.show_rows(rows.table, rows.filters)
            else:
                self._browse.body.show_table(rows.table)
            self.turn_wanted.emit(self._browse.id)

    @Slot(str)
    def _show_finding(self, finding: str) -> None:
        if self._health is not None:
            self._health.body.show_finding(finding)
            self.turn_wanted.emit(self._health.id)

    @Slot()
    def show_limits(self) -> None:
        """Go where the limits of this file's gauges are chosen."""
        if self._health is not None:
            self.turn_wanted.emit(self._health.id)
            self._health.body.show_limits()

    @Slot()
    def _show_health(self) -> None:
        if self._health is not None:
            self.turn_wanted.emit(self._health.id)

    @Slot(object)
    def _undo_change(self, point: RestorePoint) -> None:
        """Where restore points are: what a restore would mean is told there before it is done."""
        if self._migrations is not None:
            self._migrations.body.show_restore(point)
            self.turn_wanted.emit(self._migrations.id)

    @Slot()
    def _check_quickly(self) -> None:
        if self._checkup is not None:
            self._checkup.run_quick_once()

    @Slot()
    def _load_others(self) -> None:
        self._tasks.submit(_load, on_result=_forget, lane=Lane.SAMPLER, key="pages", quiet=True)

    @Slot()
    def _load_charts(self) -> None:
        """The library of charts takes longer than everything else together, and may come last."""
        self._tasks.submit(
            _load_statistics,
            on_result=self._gather,
            lane=Lane.SAMPLER,
            key="charts",
            quiet=True,
        )

    def _make_ahead(self) -> None:
        """Put the page of statistics together while Overview is in sight: a tenth of a second that nobody waits for."""
        overview, statistics = self._overview, self._statistics
        if overview is not None and statistics is not None and overview.widget.isVisible():
            statistics.prepare()

    def _gather(self, _: None) -> None:
        """Of a file that is soon read, what statistics are made of; a large one waits until somebody asks for them."""
        workspace, statistics = self._workspace, self._statistics
        self._make_ahead()
        page = None if statistics is None else statistics.built
        if page is not None and page.presenter.is_reading:
            return  # somebody was faster: this would take the place of what they wait for
        if workspace is not None and workspace.opened.facts.size_bytes <= _SOON_READ:
            workspace.tasks.submit(
                self._source_of(workspace).gather,
                on_result=_forget,
                on_failure=_forget_failure,
                lane=Lane.CHECKS,
                key="statistics",
                quiet=True,
            )


def _make_browse(workspace: Workspace) -> BrowsePage:
    from hive_inspector.gui.pages.browse.page import BrowsePage

    return BrowsePage(workspace)


def _load(token: CancelToken, _progress: Progress) -> None:
    """Have the code of every page at hand, so that turning to one takes no time."""
    for name in ("overview", "browse", "query", "schema", "migrations", "health", "support"):
        token.raise_if_cancelled()
        import_module(f"hive_inspector.gui.pages.{name}.page")


def _load_statistics(_token: CancelToken, _progress: Progress) -> None:
    import_module("hive_inspector.gui.pages.statistics.page")


def _forget_failure(_error: InspectorError) -> None:
    """The page says it, if somebody asks for it."""


def _forget(_: None) -> None:
    """There is nothing to show."""

"""The links of the current table and row: which columns lead on, how many rows there are at each end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.database.values import display
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.pages.browse.linking import (
    MOST_COUNTED,
    CountedLink,
    CountLinksWork,
    Destination,
    FollowWork,
    RowLinks,
    TableLinksWork,
    destination,
)
from hive_inspector.gui.tasks import Lane
from hive_inspector.gui.widgets.link_list import LinkLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.hive.links import Link
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace


class LinksScreen(Protocol):
    """What the presenter tells the panel of the row."""

    def show_links(self, lines: Sequence[LinkLine], rest: str) -> None:
        """Show these links, and say what there is besides."""


class LinksPresenter:
    """Decides which links are shown, and where they lead."""

    def __init__(
        self,
        workspace: Workspace,
        screen: LinksScreen,
        on_columns: Callable[[frozenset[str]], None],
        on_follow: Callable[[Destination], None],
    ) -> None:
        self._database = workspace.opened.database
        self._tasks = workspace.tasks
        self._notifications = workspace.notifications
        self._screen = screen
        self._on_columns = on_columns
        self._on_follow = on_follow
        self._schema: Schema = workspace.opened.schema
        self._table: Table | None = None
        self._key: RowKey | None = None
        self._links: RowLinks | None = None
        self._counted: list[CountedLink] = []
        self._shown: list[CountedLink] = []
        self._counting: TaskHandle | None = None

    def show_table(self, schema: Schema, table: Table) -> None:
        """Another table is shown, or the same one as the file declares it now."""
        self.show_row(None)
        self._schema, self._table, self._links = schema, table, None
        self._tasks.submit(
            TableLinksWork(schema, table),
            on_result=self._take_links,
            on_failure=self._no_links,
            key="browse.links.table",
        )

    def show_row(self, key: RowKey | None) -> None:
        """Another row is the current one, or none is."""
        self._stop()
        self._key = key
        self._counted, self._shown = [], []
        self._screen.show_links((), "")
        self._count()

    def choose(self, line: int) -> None:
        """Follow a link of the panel."""
        if self._links is None or not 0 <= line < len(self._shown):
            return
        found = self._shown[line]
        self._go(destination(self._schema, self._links.all[found.place], found.values))

    def follow(self, key: RowKey | None, column: str) -> None:
        """Follow the link of a cell."""
        link = self._link_of(column)
        if key is None or link is None or self._table is None:
            return
        self._tasks.submit(
            FollowWork(self._database, self._schema, self._table, key, link),
            on_result=self._go,
            on_failure=self._notifications.failure,
            key="browse.follow",
        )

    def close(self) -> None:
        """Stop whatever is under way."""
        self._stop()

    def _link_of(self, column: str) -> Link | None:
        forwards = self._links.forwards if self._links else ()
        return next((one for one in forwards if column in one.columns and not one.problem), None)

    def _take_links(self, links: RowLinks) -> None:
        self._links = links
        names = {name for link in links.forwards if not link.problem for name in link.columns}
        self._on_columns(frozenset(names))
        self._count()

    def _no_links(self, error: InspectorError) -> None:  # noqa: ARG002 - links are an offer
        self._on_columns(frozenset())

    def _count(self) -> None:
        if self._table is None or self._key is None or not self._links or not self._links.all:
            return
        self._counting = self._tasks.stream(
            CountLinksWork(self._database, self._schema, self._table, self._key, self._links),
            on_part=self._take_count,
            on_end=self._end,
            on_failure=self._not_counted,
            lane=Lane.CHECKS,
            key="browse.links",
        )

    def _take_count(self, counted: CountedLink) -> None:
        self._counted.append(counted)
        if counted.rows != 0 or self._is_forward(counted):
            self._shown.append(counted)
            self._tell("")

    def _end(self) -> None:
        empty = len(self._counted) - len(self._shown)
        rest = ""
        if empty:
            where = plural(empty, "{count} table has", "{count} places have")
            rest = tr("{where} no row that names this one.", where=where)
        elif not self._shown:
            rest = tr("No row names this one, and it names none.")
        self._tell(rest)

    def _not_counted(self, error: InspectorError) -> None:
        self._tell(error.message)

    def _tell(self, rest: str) -> None:
        if self._links is not None:
            links = self._links
            lines = [_line(links.all[one.place], one, self._role(one)) for one in self._shown]
            self._screen.show_links(lines, rest)

    def _is_forward(self, counted: CountedLink) -> bool:
        return self._links is not None and counted.place < len(self._links.forwards)

    def _role(self, counted: CountedLink) -> str:
        """How the link's columns are to be understood."""
        if self._links is None or self._is_forward(counted):
            return "forwards"
        first = len(self._links.forwards)
        return "sibling" if counted.place < first + len(self._links.siblings) else "backwards"

    def _go(self, found: Destination | None) -> None:
        if found is None:
            self._notifications.information(tr("This cell leads nowhere: it names no row."))
        else:
            self._on_follow(found)

    def _stop(self) -> None:
        if self._counting is not None:
            self._counting.cancel()
            self._counting = None


def _line(link: Link, counted: CountedLink, role: str) -> LinkLine:
    is_forward = role == "forwards"
    value = ", ".join(display(one, 40).text for one in counted.values)
    is_dangling = is_forward and counted.rows == 0
    return LinkLine(
        text=f"→ {link.table}" if is_forward else link.table,
        detail=_detail(link, role),
        amount=_amount(link, counted, is_dangling=is_dangling),
        leads=not is_dangling,
        warns=is_dangling,
        explanation=_explanation(link, value, counted, role),
    )


def _detail(link: Link, role: str) -> str:
    if role == "forwards":
        return ", ".join(link.columns)
    columns = ", ".join(link.to)
    return (
        tr("same {columns}", columns=columns)
        if role == "sibling"
        else tr("by {columns}", columns=columns)
    )


def _amount(link: Link, counted: CountedLink, *, is_dangling: bool) -> str:
    if link.problem:
        return tr("no such table")
    if is_dangling:
        return tr("missing")
    if counted.rows is None:
        return tr("not counted")
    if counted.rows > MOST_COUNTED:
        return tr("{most_counted:,}+ rows", most_counted=MOST_COUNTED)
    return plural(counted.rows, "{count:,} row", "{count:,} rows")


def _explanation(link: Link, value: str, counted: CountedLink, role: str) -> str:
    if link.problem:
        return link.problem
    columns = ", ".join(link.to)
    if role == "forwards" and counted.rows == 0:
        return tr(
            "No row of {table} has {columns} {value}: the reference is dangling.",
            table=link.table,
            columns=columns,
            value=value,
        )
    said = "" if link.declared else tr(" The file does not declare this; Hive uses it so.")
    cost = (
        tr(" No index leads there, so the whole table is looked through.")
        if counted.rows is None
        else ""
    )
    return tr(
        "Rows of {table} whose {columns} is {value}.{said}{cost}",
        table=link.table,
        columns=columns,
        value=value,
        said=said,
        cost=cost,
    )

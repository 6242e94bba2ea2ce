"""Rows that a test lists, in place of a database, for the grid and its model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import Rowid
from hive_inspector.core.browsing.spans import RowOrder, Span
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.gui.cells import NUMBER, PLAIN, ShownRow
from hive_inspector.gui.models.page_cache import ShownPage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.errors import InspectorError

DAMAGE = EnvironmentProblem("A page of the file is damaged.", "Restore a backup.")


@dataclass(frozen=True, slots=True)
class ListedOrder(RowOrder):
    """An order of rows that are numbers."""

    rows: Sequence[int] = ()

    @property
    def key_columns(self) -> tuple[str, ...]:
        raise NotImplementedError

    def key_of(self, values: tuple[Cell, ...], position: int) -> RowKey:
        raise NotImplementedError

    def span(self, first: int, count: int) -> Span:
        raise NotImplementedError

    def last(self, count: int) -> Span:
        raise NotImplementedError


def listed(rows: Sequence[int], *, exact: bool = True) -> ListedOrder:
    """These rows in this order."""
    return ListedOrder(len(rows), exact=exact, rows=rows)


def content(number: int) -> ShownRow:
    """What the row of that number holds."""
    return (str(number), f"text of {number}"), bytes([NUMBER, PLAIN])


def page_of(order: ListedOrder, first: int, count: int) -> ShownPage:
    """A page as a source would deliver it."""
    numbers = order.rows[first : first + count]
    return ShownPage(
        tuple(map(content, numbers)), tuple(map(Rowid, numbers)), approximate=not order.exact
    )


@dataclass(eq=False)
class HeldAsk:
    """A page that was asked for and is on its way."""

    order: ListedOrder
    first: int
    count: int
    on_page: Callable[[ShownPage], None]
    on_failure: Callable[[InspectorError], None]
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True

    def deliver(self) -> None:
        self.on_page(page_of(self.order, self.first, self.count))

    def fail(self) -> None:
        self.on_failure(DAMAGE)


@dataclass
class HeldSource:
    """A source whose pages arrive when the test says so."""

    asks: list[HeldAsk] = field(default_factory=list)

    @property
    def open_asks(self) -> list[HeldAsk]:
        """What is on its way and was not cancelled."""
        return [ask for ask in self.asks if not ask.is_cancelled]

    def ask(
        self,
        order: RowOrder,
        first: int,
        count: int,
        on_page: Callable[[ShownPage], None],
        on_failure: Callable[[InspectorError], None],
    ) -> HeldAsk:
        assert isinstance(order, ListedOrder)
        self.asks.append(HeldAsk(order, first, count, on_page, on_failure))
        return self.asks[-1]

    def deliver_all(self) -> None:
        """Deliver until nothing more is asked for."""
        while self.asks:
            ask = self.asks.pop(0)
            if not ask.is_cancelled:
                ask.deliver()

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from hive_inspector.core.browsing.keys import Rowid
from hive_inspector.gui.cells import SORT_MARK_ROLE
from hive_inspector.gui.models.page_cache import PAGE_ROWS, ShownPage
from hive_inspector.gui.models.rows_model import MOST_ROWS, GridColumn, RowsModel
from hive_inspector.gui.models.sort_marks import Sorted
from tests.support.listed_rows import DAMAGE, HeldSource, ListedOrder, content, listed, page_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

COLUMNS = (GridColumn("number", is_number=True), GridColumn("text", description="What it says"))


class Shown:
    """A model with its source."""

    def __init__(self, order: ListedOrder) -> None:
        self.owner = QObject()
        self.source = HeldSource()
        self.model = RowsModel(COLUMNS, order, self.source, self.owner)

    def texts(self, row: int) -> tuple[str, ...] | None:
        shown = self.model.shown_row(row)
        return shown[0] if shown else None


@pytest.fixture
def shown(qapp: QApplication) -> Shown:
    return Shown(listed(range(1000)))


def test_it_keeps_the_rules_that_qt_has_for_models(qapp: QApplication) -> None:
    shown = Shown(listed(range(150), exact=False))
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(shown.model, mode, shown.owner)
    shown.model.set_viewport(0, 40)
    shown.source.asks.pop(0).deliver()
    shown.source.asks.pop(0).fail()
    shown.model.retry()
    shown.source.deliver_all()
    shown.model.confirm(listed(range(170)))
    shown.model.replace(listed(range(90)), {})
    shown.model.replace(listed(range(0)), {})
    shown.model.replace(listed(range(7)), {0: page_of(listed(range(7)), 0, 7)})
    assert shown.texts(6) == ("6", "text of 6")


def test_what_is_in_sight_is_asked_for_first_and_what_comes_next_afterwards(shown: Shown) -> None:
    shown.model.set_viewport(100, 140)
    assert [(ask.first, ask.count) for ask in shown.source.asks] == [(64, 128)]
    shown.source.asks[0].deliver()
    assert [(ask.first, ask.count) for ask in shown.source.asks[1:]] == [(192, 128)]


def test_scrolling_up_reads_ahead_above(shown: Shown) -> None:
    shown.model.set_viewport(500, 540)
    shown.source.deliver_all()
    shown.model.set_viewport(330, 370)
    shown.source.asks[-1].deliver()
    assert shown.source.asks[-1].first < 320


def test_a_row_on_its_way_shows_nothing_and_then_what_the_database_holds(shown: Shown) -> None:
    shown.model.set_viewport(0, 40)
    assert shown.texts(7) is None
    shown.source.deliver_all()
    assert shown.texts(7) == ("7", "text of 7")
    assert shown.model.key_at(7) == Rowid(7)


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("hive_inspector.gui.models.on_the_way.time", clock)
    return clock


def test_a_page_that_scrolled_out_of_sight_is_stopped_if_it_takes_long(
    shown: Shown, clock: Clock
) -> None:
    shown.model.set_viewport(0, 40)
    clock.now += 0.1
    shown.model.set_viewport(700, 740)
    first, second = shown.source.asks
    assert first.is_cancelled
    assert not second.is_cancelled


def test_what_comes_into_sight_does_not_wait_for_what_went_out_of_it(
    shown: Shown, clock: Clock
) -> None:
    for top in (0, 192, 384, 576):
        shown.model.set_viewport(top, top + 40)
        clock.now += 0.016
    assert [ask.first for ask in shown.source.asks] == [0, 192, 384]
    assert not any(ask.is_cancelled for ask in shown.source.asks)
    shown.source.asks[1].deliver()
    assert [ask.first for ask in shown.source.asks] == [0, 192, 384, 576]


def test_somebody_who_drags_sees_rows_that_take_long_as_soon_as_they_are_wanted(
    shown: Shown, clock: Clock
) -> None:
    for top in (0, 192, 384, 576):
        shown.model.set_viewport(top, top + 40)
        clock.now += 0.04
    assert [ask.first for ask in shown.source.asks] == [0, 192, 384, 576]
    assert [ask.is_cancelled for ask in shown.source.asks] == [True, True, False, False]


def test_a_page_on_its_way_is_not_asked_for_twice(shown: Shown) -> None:
    shown.model.set_viewport(0, 40)
    shown.model.set_viewport(3, 43)
    assert len(shown.source.asks) == 1


def test_one_page_is_told_once(shown: Shown) -> None:
    spy = QSignalSpy(shown.model.dataChanged)
    shown.model.set_viewport(0, 40)
    shown.source.asks[0].deliver()
    assert spy.count() == 1
    top, bottom = spy.at(0)[:2]
    assert (top.row(), bottom.row(), bottom.column()) == (0, PAGE_ROWS - 1, 1)


def test_a_page_of_an_order_that_was_replaced_is_dropped(shown: Shown) -> None:
    shown.model.set_viewport(0, 40)
    late = shown.source.asks[0]
    shown.model.replace(listed(range(1000, 0, -1)), {})
    late.deliver()
    assert shown.texts(0) is None


def test_a_replacement_brings_its_pages_along(shown: Shown) -> None:
    order = listed(range(5000, 4000, -1))
    shown.model.replace(order, {64: page_of(order, 64, 64)})
    assert shown.texts(70) == content(4930)[0]
    assert shown.texts(0) is None


def test_rows_that_could_not_be_read_say_why_until_tried_again(shown: Shown) -> None:
    shown.model.set_viewport(0, 40)
    shown.source.asks.pop().fail()
    assert shown.model.problem_at(5) == f"These rows could not be read: {DAMAGE.message}"
    assert shown.model.index(5, 0).data() == shown.model.problem_at(5)
    shown.model.retry()
    shown.source.deliver_all()
    assert shown.model.problem_at(5) == ""
    assert shown.texts(5) == ("5", "text of 5")


def test_the_rows_beside_a_damaged_page_are_shown(shown: Shown) -> None:
    shown.model.set_viewport(50, 100)
    damaged = 64
    while shown.source.asks:
        ask = shown.source.asks.pop(0)
        if ask.first <= damaged < ask.first + ask.count:
            ask.fail()
        else:
            ask.deliver()
    assert shown.texts(63) == ("63", "text of 63")
    assert shown.model.problem_at(64) != ""
    assert shown.texts(128) == ("128", "text of 128")


def test_a_better_count_adds_rows_and_reads_the_last_page_again(qapp: QApplication) -> None:
    shown = Shown(listed(range(100), exact=False))
    shown.model.set_viewport(60, 99)
    shown.source.deliver_all()
    shown.model.confirm(listed(range(150)))
    shown.model.set_viewport(60, 110)
    shown.source.deliver_all()
    assert shown.model.rowCount() == 150
    assert shown.texts(110) == ("110", "text of 110")


def test_a_better_count_takes_rows_away(qapp: QApplication) -> None:
    shown = Shown(listed(range(1000), exact=False))
    shown.model.confirm(listed(range(10)))
    assert shown.model.rowCount() == 10


def test_rows_that_are_found_later_follow_those_in_sight_without_a_gap(qapp: QApplication) -> None:
    shown = Shown(listed(range(10)))
    shown.model.set_viewport(0, 9)
    shown.source.deliver_all()
    told = QSignalSpy(shown.model.outdated)
    shown.model.confirm(listed(range(30)))
    assert shown.texts(9) == ("9", "text of 9")
    assert shown.texts(10) is None
    shown.model.set_viewport(0, 29)
    shown.source.deliver_all()
    assert shown.texts(29) == ("29", "text of 29")
    assert told.count() == 0


def test_a_page_that_was_asked_for_before_more_was_found_is_taken_and_completed(
    qapp: QApplication,
) -> None:
    shown = Shown(listed(range(10)))
    told = QSignalSpy(shown.model.outdated)
    shown.model.set_viewport(0, 9)
    (late,) = shown.source.asks
    shown.model.confirm(listed(range(50)))
    shown.source.asks.clear()
    shown.model.set_viewport(0, 49)
    late.deliver()
    assert shown.texts(5) == ("5", "text of 5")
    assert shown.texts(20) is None
    shown.source.deliver_all()
    assert shown.texts(20) == ("20", "text of 20")
    assert told.count() == 0


def test_rows_in_sight_are_brought_up_to_date_in_their_places(qapp: QApplication) -> None:
    shown = Shown(listed(range(200)))
    shown.model.set_viewport(0, 100)
    shown.source.deliver_all()
    (first, second) = shown.model.keys_in_sight().items()
    spy = QSignalSpy(shown.model.dataChanged)
    changed = (("0", "changed"), content(0)[1])
    page = page_of(listed(range(200)), 0, PAGE_ROWS)
    fresh = ShownPage((changed, *page.rows[1:]), first[1])
    other = page_of(listed(range(200)), PAGE_ROWS, PAGE_ROWS)
    shown.model.refresh({0: fresh, 1: ShownPage(other.rows, second[1])})
    assert shown.texts(0) == ("0", "changed")
    assert spy.count() == 1
    assert shown.texts(PAGE_ROWS) == (str(PAGE_ROWS), f"text of {PAGE_ROWS}")
    assert set(shown.model.known_keys()) == set(range(2 * PAGE_ROWS))


def test_a_refreshed_page_of_other_rows_is_dropped(qapp: QApplication) -> None:
    shown = Shown(listed(range(200)))
    shown.model.set_viewport(0, 40)
    shown.source.deliver_all()
    shown.model.refresh({0: page_of(listed(range(500, 700)), 0, PAGE_ROWS)})
    assert shown.texts(0) is None
    shown.source.deliver_all()
    assert shown.texts(0) == ("0", "text of 0")


def test_titles_say_how_they_are_sorted(shown: Shown) -> None:
    across = Qt.Orientation.Horizontal
    spy = QSignalSpy(shown.model.headerDataChanged)
    shown.model.set_sorts({1: Sorted(1, descending=True)})
    shown.model.set_sorts({1: Sorted(1, descending=True)})
    assert spy.count() == 1
    assert shown.model.headerData(1, across, SORT_MARK_ROLE) == "↓"
    assert shown.model.headerData(0, across, SORT_MARK_ROLE) is None
    spoken = int(Qt.ItemDataRole.AccessibleTextRole)
    assert shown.model.headerData(1, across, spoken) == "text, sorted descending"
    assert shown.model.headerData(0, across, spoken) == "number"


def test_fewer_rows_than_counted_are_blank_and_told(shown: Shown) -> None:
    told = QSignalSpy(shown.model.outdated)
    shown.model.set_viewport(0, 40)
    ask = shown.source.asks[0]
    ask.on_page(page_of(ask.order, 0, 20))
    assert shown.texts(10) == ("10", "text of 10")
    assert shown.texts(30) == ("", "")
    assert told.count() == 1


def test_more_rows_than_qt_can_place_are_cut_off(qapp: QApplication) -> None:
    owner = QObject()
    model = RowsModel(COLUMNS, ListedOrder(10**12, exact=True), HeldSource(), owner)
    assert model.rowCount() == MOST_ROWS


def test_headers_say_name_alignment_and_meaning(shown: Shown) -> None:
    model, across = shown.model, Qt.Orientation.Horizontal
    assert model.headerData(0, across) == "number"
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    assert model.headerData(0, across, Qt.ItemDataRole.TextAlignmentRole) == int(right)
    assert model.headerData(1, across, Qt.ItemDataRole.TextAlignmentRole) is None
    assert model.headerData(1, across, Qt.ItemDataRole.ToolTipRole) == "What it says"
    assert model.headerData(1233, Qt.Orientation.Vertical) == "1,234"


def test_what_is_known_of_the_rows_can_be_asked(shown: Shown) -> None:
    shown.model.set_viewport(0, 10)
    shown.source.asks[0].deliver()
    assert shown.model.known_keys() == {n: Rowid(n) for n in range(PAGE_ROWS)}


def test_memory_is_bounded_however_far_one_scrolls(qapp: QApplication) -> None:
    shown = Shown(listed(range(100_000)))
    for first in range(0, 100_000, 500):
        shown.model.set_viewport(first, first + 40)
        shown.source.deliver_all()
    assert len(shown.model.known_keys()) <= 256 * PAGE_ROWS
    shown.model.close()


class Browsing(RuleBasedStateMachine):
    """Scrolls, delivers late and out of turn, fails, counts better: a shown cell equals the database's."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown(listed(range(0, 3000, 3), exact=False))
        self.order: ListedOrder = listed(range(0, 3000, 3), exact=False)
        self.viewport = (0, 0)

    @rule(first=st.integers(0, 2500), height=st.integers(1, 90))
    def scroll(self, first: int, height: int) -> None:
        last_row = self.order.count - 1
        self.viewport = min(first, last_row), min(first + height, last_row)
        self.shown.model.set_viewport(*self.viewport)

    @precondition(lambda self: self.shown.source.asks)
    @rule(data=st.data(), fails=st.booleans())
    def something_arrives(self, data: st.DataObject, *, fails: bool) -> None:
        asks = self.shown.source.asks
        ask = asks.pop(data.draw(st.integers(0, len(asks) - 1)))
        if fails:
            ask.fail()
        else:
            ask.deliver()  # even if it was cancelled: that may come too late

    @rule(start=st.integers(0, 50), step=st.integers(1, 4), count=st.integers(100, 2500))
    def the_order_is_known_better(self, start: int, step: int, count: int) -> None:
        self.order = listed(range(start, start + step * count, step))
        first = self.viewport[0] // PAGE_ROWS * PAGE_ROWS
        pages = {first: page_of(self.order, first, PAGE_ROWS)} if first < count else {}
        self.shown.model.replace(self.order, pages)
        self.viewport = tuple(min(row, count - 1) for row in self.viewport)  # type: ignore[assignment]

    @rule(more=st.integers(0, 200))
    def rows_are_counted(self, more: int) -> None:
        rows = self.order.rows
        assert isinstance(rows, range)
        longer = range(rows.start, rows.stop + more * rows.step, rows.step)
        if self.order.exact:
            return
        self.order = listed(longer)
        if self.shown.model.is_complete:
            self.shown.model.confirm(self.order)
        else:
            self.shown.model.replace(self.order, {})

    @rule()
    def it_is_tried_again(self) -> None:
        self.shown.model.retry()

    @rule()
    def everything_arrives(self) -> None:
        self.shown.model.retry()
        self.shown.model.set_viewport(*self.viewport)
        self.shown.source.deliver_all()
        for row in range(self.viewport[0], self.viewport[1] + 1):
            assert self.shown.model.shown_row(row) is not None

    @invariant()
    def a_shown_cell_is_what_the_database_holds(self) -> None:
        assert self.shown.model.rowCount() == self.order.count
        for row in range(0, self.order.count, 7):
            cells = self.shown.model.shown_row(row)
            assert cells is None or cells == content(self.order.rows[row])
            key = self.shown.model.key_at(row)
            assert key is None or key == Rowid(self.order.rows[row])


class Finding(RuleBasedStateMachine):
    """Rows are found while one scrolls and pages come late: a shown cell is that of the row that was found there."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = range(0, 3, 3)
        self.shown = Shown(listed(self.rows))
        self.told = QSignalSpy(self.shown.model.outdated)
        self.viewport = (0, 0)

    @rule(more=st.integers(0, 500))
    def more_is_found(self, more: int) -> None:
        self.rows = range(0, self.rows.stop + 3 * more, 3)
        self.shown.model.confirm(listed(self.rows))

    @rule(first=st.integers(0, 2500), height=st.integers(1, 90))
    def scroll(self, first: int, height: int) -> None:
        last_row = len(self.rows) - 1
        self.viewport = min(first, last_row), min(first + height, last_row)
        self.shown.model.set_viewport(*self.viewport)

    @precondition(lambda self: self.shown.source.asks)
    @rule(data=st.data())
    def something_arrives(self, data: st.DataObject) -> None:
        asks = self.shown.source.asks
        asks.pop(data.draw(st.integers(0, len(asks) - 1))).deliver()

    @rule()
    def everything_arrives(self) -> None:
        self.shown.model.set_viewport(*self.viewport)
        self.shown.source.deliver_all()
        for row in range(self.viewport[0], self.viewport[1] + 1):
            assert self.shown.model.shown_row(row) is not None

    @invariant()
    def a_shown_cell_is_that_of_the_row_found_there(self) -> None:
        assert self.shown.model.rowCount() == len(self.rows)
        assert self.told.count() == 0
        for row in range(0, len(self.rows), 7):
            cells = self.shown.model.shown_row(row)
            assert cells is None or cells == content(self.rows[row])


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> QApplication:
    return qapp


TestBrowsing = Browsing.TestCase
TestBrowsing.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestFinding = Finding.TestCase
TestFinding.settings = TestBrowsing.settings

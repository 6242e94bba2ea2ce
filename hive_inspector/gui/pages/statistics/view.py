"""Where the page's parts stand; what they show is decided by the presenter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.core.statistics.measures import measure
from hive_inspector.gui.pages.statistics.absent_card import AbsentCard, EmptyCard
from hive_inspector.gui.pages.statistics.number_row import NumberRow
from hive_inspector.gui.pages.statistics.period_bar import PeriodBar
from hive_inspector.gui.pages.statistics.places import CONVERSATIONS, SECTIONS, Place, Shape
from hive_inspector.gui.pages.statistics.seat import Seat
from hive_inspector.gui.widgets.card_grid import GAP, CardGrid
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.focus import FocusRing
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.work_line import WorkLine

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hive_inspector.gui.pages.statistics.places import Section
    from hive_inspector.gui.pages.statistics.standing import Standing
    from hive_inspector.gui.theme.theme import Theme

_MARGIN = 24
_FOREIGN = tr("This is not a database of Hive's: only the file itself can be told of.")
_WIDTHS = {1: 300, 2: 400, 3: 280}
"""Pixels that a card needs in a row of so many."""


class StatisticsView(QScrollArea):
    """The page; it scrolls, and in a narrow window charts stand one below the other."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        sections: Sequence[Section] = SECTIONS,
    ) -> None:
        super().__init__(parent)
        FocusRing(theme, self)
        self._is_told = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName(tr("Statistics"))
        body = QWidget(self)
        body.setProperty("role", "page")
        self.setWidget(body)  # while it is empty: all that is in it would be dressed a second time
        self.period_text = ElidedLabel("", "dim", body)
        self.work = WorkLine(theme, body)
        self.periods = PeriodBar(theme, body)
        self.seats = {
            place.id: Seat(place, theme, body)
            for section in sections
            for band in section.bands
            for place in band
        }
        self._parts = [_Part(section, self.seats, theme, body) for section in sections]
        self.nothing = EmptyCard(body)
        self.absent = AbsentCard(body)
        self._lay_out(body)
        self.show_only(
            [id_ for id_ in self.seats if id_ != CONVERSATIONS],
            [id_ for section in sections for id_ in section.numbers],
        )

    def show_told(self) -> None:
        """Offer no other period: there is nothing to read one from."""
        self._is_told = True
        self.periods.hide()

    @property
    def numbers(self) -> tuple[NumberRow, ...]:
        """The rows of numbers, from above."""
        return tuple(part.numbers for part in self._parts)

    @property
    def shown(self) -> tuple[str, ...]:
        """The charts that stand on the page."""
        return tuple(id_ for part in self._parts for band in part.bands for id_ in band.shown)

    def row_of(self, number: str) -> NumberRow | None:
        """The row in which a number stands, if it does."""
        return next((row for row in self.numbers if number in row.numbers), None)

    def show_only(self, charts: Collection[str], numbers: Collection[str]) -> None:
        """Have only these charts and numbers stand on the page."""
        for part in self._parts:
            part.show_only(charts, numbers)

    def show_about(self, standing: Standing) -> None:
        """Name what does not stand on the page."""
        is_hive = not standing.is_foreign
        self.periods.setVisible(is_hive and not self._is_told)
        if not is_hive:
            self.period_text.setText(_FOREIGN)
        self.nothing.set_titles(standing.empty)
        lines = [
            (title, tr("needs {needs}", needs=needs)) for title, needs in standing.absent if is_hive
        ]
        self.absent.set_lines(lines)

    def _lay_out(self, body: QWidget) -> None:
        column = QVBoxLayout(body)
        column.setContentsMargins(_MARGIN, 20, _MARGIN, _MARGIN)
        column.setSpacing(GAP)
        heading = QHBoxLayout()
        heading.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(tr("Statistics"), "title", body))
        words.addWidget(self.period_text)
        heading.addLayout(words, 1)
        heading.addWidget(self.work, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(heading)
        column.addWidget(self.periods)
        for part in self._parts:
            column.addWidget(part)
        column.addSpacing(4)
        column.addWidget(self.nothing)
        column.addWidget(self.absent)
        column.addStretch(1)


class _Part(QWidget):
    """A section: its heading, its numbers, its charts; without any of them it is not there."""

    def __init__(
        self, section: Section, seats: Mapping[str, Seat], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        titles = [(id_, measure(id_).title) for id_ in section.numbers]
        self.numbers = NumberRow(theme, titles, self)
        self.bands = [_Band(band, seats, self) for band in section.bands]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(label(section.title, "heading", self))
        for part in (self.numbers, *self.bands):
            column.addWidget(part)

    def show_only(self, charts: Collection[str], numbers: Collection[str]) -> None:
        self.numbers.show_only(numbers)
        for band in self.bands:
            band.show_only(charts)
        self.setVisible(bool(self.numbers.shown) or any(band.shown for band in self.bands))


class _Band(CardGrid):
    """A row of charts; in a narrow window they stand below one another."""

    def __init__(self, places: Sequence[Place], seats: Mapping[str, Seat], parent: QWidget) -> None:
        self._ids = tuple(place.id for place in places)
        self._seats = seats
        self.shown: tuple[str, ...] = ()
        count = 2 if CONVERSATIONS in self._ids else len(places)
        is_wide_first = places[0].shape is Shape.TREE
        shares = (2, 1) if is_wide_first else ()
        super().__init__((), tuple(range(count, 0, -1)), _WIDTHS[count], shares, parent)

    def show_only(self, wanted: Collection[str]) -> None:
        shown = tuple(id_ for id_ in self._ids if id_ in wanted)
        for id_ in self._ids:
            self._seats[id_].card.setVisible(id_ in shown)
        if shown != self.shown:
            self.shown = shown
            self.set_cards(tuple(self._seats[id_].card for id_ in shown))
        self.setVisible(bool(shown))

"""Where the page's parts stand; what they show is decided by the presenter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from hive_inspector.gui.pages.statistics.absent_card import AbsentCard
from hive_inspector.gui.pages.statistics.number_row import NumberRow
from hive_inspector.gui.pages.statistics.period_bar import PeriodBar
from hive_inspector.gui.pages.statistics.places import PLACES, Place
from hive_inspector.gui.pages.statistics.seat import Seat
from hive_inspector.gui.widgets.card_grid import GAP, CardGrid
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.state_panel import StatePanel
from hive_inspector.gui.widgets.work_line import WorkLine

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from hive_inspector.gui.theme.theme import Theme

_MARGIN = 24
_CARD_WIDTH = 400


class StatisticsView(QScrollArea):
    """The page; it scrolls, and in a narrow window charts stand one below the other."""

    def __init__(
        self, theme: Theme, places: Sequence[Place] = PLACES, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Statistics")
        body = QWidget(self)
        body.setProperty("role", "page")
        self.period_text = ElidedLabel("", "dim", body)
        self.work = WorkLine(theme, body)
        self.periods = PeriodBar(theme, body)
        self.numbers = NumberRow(theme, body)
        self.seats = {place.id: Seat(place, theme, body) for place in places}
        self.charts = CardGrid(
            tuple(seat.card for seat in self.seats.values()), (2, 1), _CARD_WIDTH, parent=body
        )
        self.absent = AbsentCard(body)
        self.state = StatePanel(body)
        self.state.hide()
        self._shown = [*self.seats]
        self._lay_out(body)
        self.setWidget(body)

    def show_seats(self, ids: Collection[str]) -> None:
        """Have only these charts stand in the grid."""
        wanted = [id_ for id_ in self.seats if id_ in ids]
        if wanted == self._shown:
            return
        self._shown = wanted
        for id_, seat in self.seats.items():
            seat.card.setVisible(id_ in ids)
        self.charts.set_cards(tuple(self.seats[id_].card for id_ in wanted))

    @property
    def shown(self) -> tuple[str, ...]:
        """The charts that stand in the grid."""
        return tuple(self._shown)

    def _lay_out(self, body: QWidget) -> None:
        column = QVBoxLayout(body)
        column.setContentsMargins(_MARGIN, 20, _MARGIN, _MARGIN)
        column.setSpacing(GAP)
        heading = QHBoxLayout()
        heading.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label("Statistics", "title", body))
        words.addWidget(self.period_text)
        heading.addLayout(words, 1)
        heading.addWidget(self.work, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(heading)
        column.addWidget(self.periods)
        column.addSpacing(2)
        for part in (self.numbers, self.charts, self.absent):
            column.addWidget(part)
        column.addWidget(self.state)
        column.addStretch(1)

"""Where the page's parts stand; which of them has what to show is decided by the presenter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.overview.activity_card import ActivityCard
from hive_inspector.gui.pages.overview.facts_card import FactsCard
from hive_inspector.gui.pages.overview.migrations_card import MigrationsCard
from hive_inspector.gui.pages.overview.sizes_card import SizesCard
from hive_inspector.gui.pages.overview.verdict_card import VerdictCard
from hive_inspector.gui.widgets.card_grid import GAP, CardGrid
from hive_inspector.gui.widgets.focus import FocusRing
from hive_inspector.gui.widgets.gauge import Gauge
from hive_inspector.gui.widgets.leading import Leading
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.number_card import NumberCard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.theme.theme import Theme

GAUGES = (
    ("response", tr("Response")),
    ("pool", tr("Pool")),
    ("wal", "WAL"),
    ("free", tr("Free pages")),
    ("references", tr("Foreign keys")),
    ("backup", tr("Last backup")),
)
"""Names and titles of the gauges, in their order."""
_MARGIN = 24
_GAUGE_WIDTH, _NUMBER_WIDTH, _PANEL_WIDTH = 138, 168, 372


class OverviewView(QScrollArea):
    """The page; taller than the window it scrolls, narrower it puts fewer cards in a row.

    Signals:
        page_chosen: The id of the page that a card leads to.
        number_chosen: The id of the number whose card was clicked.
    """

    page_chosen = Signal(str)
    number_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        FocusRing(theme, self)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Overview"))
        body = QWidget(self)
        body.setProperty("role", "page")
        self._title = label("", "title", body, wrap=True)
        self._subtitle = label("", "dim", body, wrap=True)
        self.verdict = VerdictCard(theme, body)
        self.migrations = MigrationsCard(theme, body)
        self.gauges = {name: Gauge(title, theme, body) for name, title in GAUGES}
        self.numbers: dict[str, NumberCard] = {}
        self._numbers_grid = CardGrid((), (5, 4, 3, 2), _NUMBER_WIDTH, parent=body)
        self.activity = ActivityCard(theme, body)
        self.sizes = SizesCard(theme, body)
        self.facts = FactsCard(tr("This file"), body)
        for gauge in self.gauges.values():
            Leading(gauge, "health").followed.connect(self.page_chosen)
        for card, page in ((self.migrations, "migrations"), (self.activity, "statistics")):
            Leading(card, page).followed.connect(self.page_chosen)
        self._lay_out(body)
        self.setWidget(body)

    @property
    def title_text(self) -> str:
        """What the page says the file is."""
        return self._title.text()

    def set_title(self, title: str, evidence: str) -> None:
        """Say what the file is and how that is known."""
        self._title.setText(title)
        self._subtitle.setText(evidence)

    def set_numbers(self, titles: Sequence[tuple[str, str]]) -> None:
        """Have a card for each of these numbers, by name and title; cards that are there already stay."""
        if [name for name, _ in titles] == [*self.numbers]:
            return
        for card in self.numbers.values():
            card.deleteLater()
        self.numbers = {name: NumberCard(title, self._numbers_grid) for name, title in titles}
        for name, card in self.numbers.items():
            Leading(card, name).followed.connect(self.number_chosen)
        self._numbers_grid.set_cards(tuple(self.numbers.values()))

    def _lay_out(self, body: QWidget) -> None:
        column = QVBoxLayout(body)
        column.setContentsMargins(_MARGIN, 20, _MARGIN, _MARGIN)
        column.setSpacing(GAP)
        heading = QVBoxLayout()
        heading.setSpacing(2)
        heading.addWidget(self._title)
        heading.addWidget(self._subtitle)
        column.addLayout(heading)
        column.addSpacing(2)
        for grid in self._grids(body):
            column.addWidget(grid)
        column.addStretch(1)

    def _grids(self, body: QWidget) -> tuple[CardGrid, ...]:
        gauges = tuple(self.gauges.values())
        return (
            CardGrid((self.verdict, self.migrations), (2, 1), _PANEL_WIDTH, (5, 3), body),
            CardGrid(gauges, (6, 3, 2), _GAUGE_WIDTH, parent=body),
            self._numbers_grid,
            CardGrid((self.activity, self.sizes), (2, 1), _PANEL_WIDTH, (2, 1), body),
            CardGrid((self.facts,), (1,), _PANEL_WIDTH, parent=body),
        )

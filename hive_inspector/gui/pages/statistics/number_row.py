"""The numbers of a period, side by side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.gui.widgets.card_grid import CardGrid
from hive_inspector.gui.widgets.charts.amounts import exact_text
from hive_inspector.gui.widgets.number_card import NumberCard

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.statistics.measures import Unit
    from hive_inspector.gui.theme.theme import Theme

_WIDTH = 168
_SLOTS = 5


class NumberRow(CardGrid):
    """A card for each number; made once and given new values."""

    def __init__(self, theme: Theme, titles: Sequence[tuple[str, str]], parent: QWidget) -> None:
        """Make the cards.

        Args:
            theme: Whose colours their courses have.
            titles: Ids and titles of the numbers.
            parent: The widget that shows the row.
        """
        super().__init__((), (6, 3, 2), _WIDTH, parent=parent)
        self._theme = theme
        self.numbers = {id_: NumberCard(title, self) for id_, title in titles}
        self.shown: tuple[str, ...] = ()

    def show_only(self, wanted: Collection[str]) -> None:
        """Have only these numbers stand in the row."""
        shown = tuple(id_ for id_ in self.numbers if id_ in wanted)
        if shown != self.shown:
            self.shown = shown
            for id_, card in self.numbers.items():
                card.setVisible(id_ in shown)
            self.set_cards(tuple(self.numbers[id_] for id_ in shown))
        self.setVisible(bool(shown))

    def show_course(
        self, id_: str, values: Sequence[float | None], names: Sequence[str], unit: Unit
    ) -> None:
        """Draw how a number came about."""
        slot = [*self.numbers].index(id_) % _SLOTS
        text = partial(exact_text, unit=unit)
        self.numbers[id_].set_course(self._theme, values, names, text, slot)

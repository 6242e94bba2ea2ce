"""The numbers of a period, side by side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.gui.widgets.card_grid import CardGrid
from hive_inspector.gui.widgets.charts.amounts import exact_text
from hive_inspector.gui.widgets.number_card import NumberCard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.statistics.measures import Unit
    from hive_inspector.gui.theme.theme import Theme

_WIDTH = 168
_SLOTS = 5


class NumberRow(CardGrid):
    """A card for each number; made once and given new values."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__((), (6, 3, 2), _WIDTH, parent=parent)
        self._theme = theme
        self.numbers: dict[str, NumberCard] = {}

    def set_titles(self, titles: Sequence[tuple[str, str]]) -> None:
        """Have a card for each of these, by id and title."""
        if [id_ for id_, _ in titles] == [*self.numbers]:
            return
        for card in self.numbers.values():
            card.deleteLater()
        self.numbers = {id_: NumberCard(title, self) for id_, title in titles}
        self.set_cards(tuple(self.numbers.values()))

    def show_course(
        self, id_: str, values: Sequence[float | None], names: Sequence[str], unit: Unit
    ) -> None:
        """Draw how a number came about."""
        slot = [*self.numbers].index(id_) % _SLOTS
        text = partial(exact_text, unit=unit)
        self.numbers[id_].set_course(self._theme, values, names, text, slot)

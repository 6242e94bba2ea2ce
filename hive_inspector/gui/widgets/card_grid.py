"""Cards side by side, as many in a row as fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QGridLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

GAP = 12


class CardGrid(QWidget):
    """Keeps the cards given and lays them out anew when the width asks for it."""

    def __init__(
        self,
        cards: Sequence[QWidget],
        columns: Sequence[int],
        card_width: int,
        shares: Sequence[int] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Take the cards.

        Args:
            cards: In reading order.
            columns: How many may stand in a row, the most first; the last is taken if nothing else fits.
            card_width: Logical pixels that a card needs.
            shares: How the width of a full row is shared out; equally where empty.
            parent: The widget that shows the grid.
        """
        super().__init__(parent)
        self._cards = tuple(cards)
        self._columns = tuple(columns)
        self._card_width = card_width
        self._shares = tuple(shares)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        self._in_a_row = 0
        self._lay_out(self._columns[0])

    @property
    def in_a_row(self) -> int:
        """How many cards stand in a row now."""
        return self._in_a_row

    def set_cards(self, cards: Sequence[QWidget]) -> None:
        """Show other cards; whoever made the old ones takes them away."""
        for card in self._cards:
            self._layout.removeWidget(card)
        self._cards = tuple(cards)
        for column in range(self._in_a_row):
            self._layout.setColumnStretch(column, 0)
        self._in_a_row = 0
        self._lay_out(self._fitting(self.width()))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the fewest columns, so that a scroll area can make the grid smaller."""
        narrowest = self._columns[-1]
        return QSize(
            narrowest * self._card_width + (narrowest - 1) * GAP,
            super().minimumSizeHint().height(),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the columns for this width."""
        super().resizeEvent(event)
        self._lay_out(self._fitting(event.size().width()))

    def _fitting(self, width: int) -> int:
        """Fewer cards than columns share the whole width."""
        most = max(len(self._cards), self._columns[-1])
        for count in dict.fromkeys(min(columns, most) for columns in self._columns):
            if count * self._card_width + (count - 1) * GAP <= width:
                return count
        return self._columns[-1]

    def _lay_out(self, in_a_row: int) -> None:
        if in_a_row == self._in_a_row:
            return
        for column in range(self._in_a_row):
            self._layout.setColumnStretch(column, 0)
        self._in_a_row = in_a_row
        for index, card in enumerate(self._cards):
            self._layout.addWidget(card, index // in_a_row, index % in_a_row)
        shares = self._shares if len(self._shares) == in_a_row else (1,) * in_a_row
        for column, share in enumerate(shares):
            self._layout.setColumnStretch(column, share)
        self.updateGeometry()

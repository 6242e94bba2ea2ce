"""Names with their amounts as horizontal bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.bar_list import BarList
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.bar_list import Bar

SHOWN = 6
_HEIGHT = 210


class BarsChart(QWidget):
    """The longest bars, and how many more there are.

    Signals:
        chosen: The number of the bar that was clicked.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.bars = BarList(theme, self, inset=0)
        self.bars.row_chosen.connect(self._on_chosen)
        self._rest = label("", "tiny", self, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.bars)
        column.addWidget(self._rest)
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def rest_text(self) -> str:
        """What is said of the bars that are not shown."""
        return "" if self._rest.isHidden() else self._rest.text()

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show bars, the longest first."""
        self.bars.set_bars(bars[:SHOWN])
        left = len(bars) - SHOWN
        self._rest.setText(tr("and {left:,} more; all of them are in the CSV file", left=left))
        self._rest.setVisible(left > 0)

    def sizeHint(self) -> QSize:
        """As the other charts."""
        return QSize(360, _HEIGHT)

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        self.chosen.emit(row)

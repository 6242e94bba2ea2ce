"""The largest tables and indexes as bars; each opens its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.bar_list import INSET, Bar, BarList
from hive_inspector.gui.widgets.card import PADDING
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.part_card import PartCard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QLayout, QWidget

    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.theme.theme import Theme

_HEIGHT = 272
"""Room for six rows, kept while they are measured so that nothing jumps."""


class SizesCard(PartCard):
    """Bars with a note on what they measure.

    Signals:
        row_chosen: The position of the row that was clicked.
        stop_wanted: Measuring is to be stopped.
    """

    row_chosen = Signal(int)
    stop_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Largest tables"), parent)
        self.setMinimumHeight(_HEIGHT)
        # The rows reach a little beyond their text, so that it stands below the title and hovering has a ground.
        side = PADDING - INSET
        cast("QLayout", self.layout()).setContentsMargins(side, PADDING, side, PADDING - INSET)
        self.header.setContentsMargins(INSET, 0, INSET, 0)
        self._note = label("", "small", self)
        self._stop = QPushButton(tr("Stop"), self)
        self._stop.setProperty("role", "link")
        self._stop.setAccessibleName(tr("Stop measuring tables"))
        self._stop.clicked.connect(self._on_stop)
        self._stop.hide()
        self.header.addWidget(self._note, 1, Qt.AlignmentFlag.AlignBottom)
        self.bars = BarList(theme, self)
        self.bars.row_chosen.connect(self._on_chosen)
        self.content.addWidget(self.bars)
        self.content.addStretch(1)
        self.body.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignHCenter)

    @property
    def note_text(self) -> str:
        """What the bars measure."""
        return self._note.text()

    def set_bars(self, title: str, note: str, bars: Sequence[Bar]) -> None:
        """Show what was measured."""
        self.set_title(title)
        self._note.setText(note)
        self._stop.hide()
        self.bars.set_bars(bars)
        self.show_content()

    def show_measuring(self) -> None:
        """Measuring is under way and may be stopped."""
        self._note.setText(tr("measuring…") if self.has_content else "")
        self._stop.show()
        self.show_loading(tr("Measuring each table; the whole file is read once."))

    def show_stopped(self) -> None:
        """The user did not want to wait."""
        self._stop.hide()
        self._note.setText("")
        self.show_empty(tr("Not measured"), tr("Measuring was stopped; reload to measure again."))

    def show_nothing(self) -> None:
        """There is no table yet."""
        self._stop.hide()
        self.show_empty(tr("No tables yet"))

    def show_no_sizes(self, error: InspectorError, retry: Callable[[], None]) -> None:
        """Measuring failed."""
        self._stop.hide()
        self._note.setText("")
        self.show_failure(error, retry)

    @Slot()
    def _on_stop(self) -> None:
        self.stop_wanted.emit()

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        self.row_chosen.emit(row)

"""A card around a chart: title, what it measures, legend, and a menu to take it along."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from hive_inspector.core.language import mark, tr
from hive_inspector.gui.widgets.charts.legend import Legend
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label, restyle
from hive_inspector.gui.widgets.part_card import PartCard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.charts.legend import LegendEntry

_HEIGHT = 308


class Take(Enum):
    """A way to take a chart along."""

    COPY_PICTURE = mark("Copy picture")
    COPY_VALUES = mark("Copy values")
    PNG = mark("Save as PNG…")
    SVG = mark("Save as SVG…")
    CSV = mark("Save as CSV…")


@dataclass(frozen=True, slots=True)
class Values:
    """A chart's values as a table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class ChartCard(PartCard):
    """Made once and given other content.

    Signals:
        taken: How the chart is to be taken along, a `Take`.
        whole_wanted: Everything is to be shown again.
    """

    taken = Signal(object)
    whole_wanted = Signal()

    def __init__(self, theme: Theme, title: str, chart: QWidget, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.title_label.setToolTip(title)  # where three stand side by side, a long one has no room
        self.chart = chart
        self.values = Values((), ())
        """What is exported as a table."""
        self._summary = ElidedLabel("", "small", self)
        self._whole = IconButton(
            theme, "zoom-out", tr("Show everything again (double click)"), self
        )
        self._whole.clicked.connect(self.whole_wanted)
        self._whole.hide()
        self._take = IconButton(theme, "export", tr("Save or copy {title}", title=title), self)
        self._take.clicked.connect(self._open_menu)
        self.legend = Legend(theme, self)
        self._note = label("", "tiny", self, wrap=True)
        self._note.hide()
        self._menu = self._make_menu()
        self.header.addWidget(self._summary, 1, Qt.AlignmentFlag.AlignVCenter)
        self.header.addWidget(self._whole)
        self.header.addWidget(self._take)
        self.content.addWidget(self.legend)
        self.content.addWidget(chart, 1)
        self.content.addWidget(self._note)
        chart.setAccessibleName(title)
        self.setMinimumHeight(_HEIGHT)
        self.show_waiting()

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What belongs on a picture of the chart."""
        candidates = (self.title_label, self._summary, self.legend, self.chart, self._note)
        return tuple(part for part in candidates if not part.isHidden())

    @property
    def summary_text(self) -> str:
        """What is said beside the title."""
        return self._summary.text()

    @property
    def note_text(self) -> str:
        """What is said below the chart."""
        return "" if self._note.isHidden() else self._note.text()

    def say(self, summary: str, note: str = "", *, is_partial: bool = False) -> None:
        """What it comes to, beside the title; and what has to be known about it, below."""
        self._summary.setText(summary)
        self._summary.setToolTip(summary)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        restyle(self._note, tone="warning" if is_partial else "neutral")

    def set_legend(self, entries: Sequence[LegendEntry]) -> None:
        """Explain the colours; one alone needs no explanation."""
        self.legend.set_entries(entries)

    def show_chart(self) -> None:
        """The chart has its values."""
        self._take.setEnabled(True)
        self.show_content()

    def show_waiting(self) -> None:
        """The values are on their way; a chart that is shown stays until they come."""
        self.show_loading(tr("Reading…"))
        self._take.setEnabled(self.has_content)

    def show_none(self, text: str, hint: str) -> None:
        """There is nothing to draw."""
        self.say("")
        self._take.setEnabled(False)
        self.show_empty(text, hint)

    def show_absent(self, needs: str) -> None:
        """The file does not have it."""
        self.say("")
        self._take.setEnabled(False)
        self._show_state()
        self.state.show_absent(needs)

    def set_zoomed(self, zoomed: bool) -> None:  # noqa: FBT001 - what a signal carries
        """Offer the way back, or not."""
        self._whole.setVisible(zoomed)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for take in Take:
            action = QAction(tr(take.value), menu)
            action.setData(take)
            menu.addAction(action)
            if take is Take.COPY_VALUES:
                menu.addSeparator()
        menu.triggered.connect(self._on_triggered)
        return menu

    @Slot()
    def _open_menu(self) -> None:
        corner = self._take.mapToGlobal(self._take.rect().bottomRight())
        corner.setX(corner.x() - self._menu.sizeHint().width())
        self._menu.popup(corner)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self.taken.emit(action.data())

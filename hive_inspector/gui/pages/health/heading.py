"""What the file is like in a line, how often it is measured, and by which limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.health.history import PERIODS_S
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.help_button import HelpButton
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.ticks import ListBox

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme


class Heading(QWidget):
    """The top of the page.

    Signals:
        period_chosen: Seconds between two readings.
        limits_toggled: Whether the limits are to be shown.
    """

    period_chosen = Signal(float)
    limits_toggled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summary = label("", "dim", self, wrap=True)
        self._every = label(tr("Measured every"), "dim", self)
        self.period = ListBox(theme, self)
        for seconds in PERIODS_S:
            self.period.addItem(_period_text(seconds), seconds)
        self.period.setAccessibleName(tr("How often the gauges are measured"))
        self.period.setToolTip(tr("The gauges are measured that often while they are in sight"))
        self.period.activated.connect(self._on_period)
        self.limits = QPushButton(tr("Limits"), self)
        self.limits.setCheckable(True)
        self.limits.setAutoDefault(False)
        self.limits.setToolTip(tr("From which values on a gauge is worth a look, and why"))
        self.limits.toggled.connect(self.limits_toggled)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(tr("Health"), "title", self))
        texts.addWidget(self._summary)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addLayout(texts, 1)
        row.addWidget(self._every)
        row.addWidget(self.period)
        row.addWidget(self.limits)
        row.addWidget(HelpButton(theme, "gauges", tr("Help about the gauges"), self))

    @property
    def summary_text(self) -> str:
        """How the file stands, in a line."""
        return self._summary.text()

    def set_summary(self, text: str) -> None:
        """Say how the file stands."""
        self._summary.setText(text)

    def show_told(self) -> None:
        """Nothing is measured: what is shown was measured before."""
        self._every.hide()
        self.period.hide()

    def show_period(self, seconds: float) -> None:
        """Show how often it is measured."""
        self.period.setCurrentIndex(self.period.findData(seconds))

    @Slot(int)
    def _on_period(self, index: int) -> None:
        self.period_chosen.emit(self.period.itemData(index))


def _period_text(seconds: float) -> str:
    return "0.5 s" if seconds < 1 else f"{seconds:.0f} s"

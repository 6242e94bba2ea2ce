"""Two schemas compared: which objects differ, where, and what that breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.health.findings import Severity
from hive_inspector.core.language import plural, tr
from hive_inspector.core.schema.sides import Standing
from hive_inspector.gui.widgets.chip import Chip, Tone
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.sides_view import SidesView
from hive_inspector.gui.widgets.state_panel import StatePanel
from hive_inspector.gui.widgets.text_table import TextColumn, TextTable
from hive_inspector.gui.widgets.ticks import ListBox
from hive_inspector.gui.widgets.wrap_row import WrapRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.pages.schema.work import Difference, Sides
    from hive_inspector.gui.theme.theme import Theme

_COLUMNS = (
    TextColumn(tr("OBJECT"), is_mono=True, stretches=True),
    TextColumn(tr("KIND"), is_dim=True),
    TextColumn(tr("HOW")),
)
_CHIPS = {
    Severity.PROBLEM: tr("problem"),
    Severity.WARNING: tr("warning"),
    Severity.NOTICE: tr("notice"),
}
_TONES = {
    Severity.PROBLEM: Tone.PROBLEM,
    Severity.WARNING: Tone.WARNING,
    Severity.NOTICE: Tone.INFORMATION,
}
_LIST_WIDTH = 380


class DifferencesPanel(QWidget):
    """Chooses two sides, lists what differs, and shows each difference.

    Signals:
        sides_chosen: The names of both sides.
        repairs_wanted: The user wants to know what can be done about it.
    """

    sides_chosen = Signal(str, str)
    repairs_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._sides: Sides | None = None
        self._titles: dict[str, str] = {}
        self.left = ListBox(theme, self)
        self.right = ListBox(theme, self)
        self.left.setAccessibleName(tr("Left side"))
        self.right.setAccessibleName(tr("Right side"))
        self.left.activated.connect(self._on_sides)
        self.right.activated.connect(self._on_sides)
        self._swap = QPushButton(tr("Swap"), self)
        self._swap.clicked.connect(self._on_swap)
        self._summary = ElidedLabel("", "dim", self)
        self.list = TextTable(theme, tr("Objects that differ"), _COLUMNS, self)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.list.setSizePolicy(
            self.sizePolicy().Policy.Expanding, self.sizePolicy().Policy.Expanding
        )
        self.list.reached.connect(self._on_reached)
        self.sides = SidesView(theme, tr("Both sides"), self)
        self._name = label("", "heading", self)
        self._chip = Chip("", Tone.NEUTRAL, self)
        self._why = label("", "", self, wrap=True)
        self._repairs = QPushButton(tr("See what can be done"), self)
        self._repairs.setProperty("role", "link")
        self._repairs.clicked.connect(self.repairs_wanted)
        self.state = StatePanel(self)
        self._lay_out()

    @property
    def shown(self) -> tuple[Difference, ...]:
        """What differs."""
        return self._sides.differences if self._sides else ()

    def offer(self, sides: Sequence[tuple[str, str]], left: str, right: str) -> None:
        """Say what can be compared, by name and title, and what is."""
        self._titles = dict(sides)
        for box, chosen in ((self.left, left), (self.right, right)):
            box.clear()
            for name, title in sides:
                box.addItem(title, name)
            box.setCurrentIndex(box.findData(chosen))

    def show_loading(self) -> None:
        """The two are being compared."""
        self.state.show_loading(tr("Comparing…"))
        self._stack.setCurrentWidget(self.state)

    def show_sides(self, sides: Sides) -> None:
        """Show what differs."""
        self._sides = sides
        titles = [self._titles.get(name, name) for name in (sides.left, sides.right)]
        count = len(sides.differences)
        differ = plural(count, "{count:,} object differs", "{count:,} objects differ")
        same = plural(
            sides.same,
            "{count:,} is the same on both sides",
            "{count:,} are the same on both sides",
        )
        self._summary.setText(f"{differ}; {same}")
        if not count:
            self.state.show_empty(
                tr("There is no difference."),
                tr("{title} and {title_2} declare the same.", title=titles[0], title_2=titles[1]),
            )
            self._stack.setCurrentWidget(self.state)
            return
        self.list.show_rows([self._row(one) for one in sides.differences])
        self._stack.setCurrentWidget(self._parts)
        self.list.selectRow(0)
        self._show(0)

    @staticmethod
    def _row(one: Difference) -> tuple[str, str, str]:
        words = {
            Standing.CHANGED: tr("differs"),
            Standing.ONLY_LEFT: tr("only left"),
            Standing.ONLY_RIGHT: tr("only right"),
            Standing.SAME: tr("broken"),
        }
        return one.compared.name, one.compared.kind, words[one.compared.standing]

    def _show(self, place: int) -> None:
        if self._sides is None or place >= len(self._sides.differences):
            return
        one = self._sides.differences[place]
        titles = tuple(
            self._titles.get(name, name) for name in (self._sides.left, self._sides.right)
        )
        self._name.setText(one.compared.name)
        self._chip.setVisible(one.severity is not None)
        if one.severity is not None:
            self._chip.setText(_CHIPS[one.severity])
            self._chip.set_tone(_TONES[one.severity])
        self._why.setText("\n".join(one.reasons))
        self._why.setVisible(bool(one.reasons))
        self._repairs.setVisible(one.severity in {Severity.PROBLEM, Severity.WARNING})
        self.sides.show_pairs(one.compared.pairs, (titles[0], titles[1]))

    def _lay_out(self) -> None:
        bar = WrapRow(None, QMargins(16, 10, 16, 10), 8)
        for widget in (self.left, label(tr("beside"), "dim", self), self.right, self._swap):
            bar.addWidget(widget)
        bar.addWidget(self._summary)
        holder = QWidget(self)
        self._stack = QStackedLayout(holder)
        self._parts = QSplitter(Qt.Orientation.Horizontal, holder)
        self._parts.setChildrenCollapsible(False)
        self._parts.addWidget(self._framed(self.list, (8, 0, 0, 8)))
        self._parts.addWidget(self._make_detail())
        self._parts.setSizes([_LIST_WIDTH, 3 * _LIST_WIDTH])
        self._parts.setStretchFactor(1, 1)
        self._stack.addWidget(self.state)
        self._stack.addWidget(self._parts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(holder, 1)

    def _framed(self, content: QWidget, margins: tuple[int, int, int, int]) -> QFrame:
        frame = QFrame(self)
        frame.setProperty("role", "panel")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(*margins)
        inner.addWidget(content)
        return frame

    def _make_detail(self) -> QFrame:
        frame = QFrame(self)
        frame.setProperty("role", "panel")
        heading = QHBoxLayout()
        heading.setSpacing(10)
        heading.addWidget(self._name)
        heading.addWidget(self._chip)
        heading.addStretch(1)
        heading.addWidget(self._repairs)
        QWidget.setTabOrder(self._repairs, self.sides)
        column = QVBoxLayout(frame)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(heading)
        column.addWidget(self._why)
        column.addWidget(self.sides, 1)
        return frame

    @Slot(int)
    def _on_reached(self, place: int) -> None:
        self._show(place)

    @Slot()
    def _on_sides(self) -> None:
        self.sides_chosen.emit(self.left.currentData(), self.right.currentData())

    @Slot()
    def _on_swap(self) -> None:
        left, right = self.left.currentIndex(), self.right.currentIndex()
        self.left.setCurrentIndex(right)
        self.right.setCurrentIndex(left)
        self._on_sides()

"""Which period, cut into what, compared or not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from hive_inspector.core.language import tr
from hive_inspector.core.statistics.periods import Bucket, Choice, Span, read_day
from hive_inspector.gui.widgets.looks import label, restyle
from hive_inspector.gui.widgets.popover import Popover
from hive_inspector.gui.widgets.ticks import ListBox, Tick
from hive_inspector.gui.widgets.wrap_row import WrapRow

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QHideEvent

    from hive_inspector.gui.theme.theme import Theme

_BUCKETS = (
    (None, tr("Automatic")),
    (Bucket.HOUR, tr("By hour")),
    (Bucket.DAY, tr("By day")),
    (Bucket.WEEK, tr("By week")),
    (Bucket.MONTH, tr("By month")),
)
_EXAMPLE = "2025-09-01"
_SETTLE_MS = 30
"""Keys that are held down run over several periods; only the last one is read."""


class PeriodBar(QWidget):
    """Buttons for the usual periods, a popover for any other, the bucket, and whether to compare.

    Signals:
        chosen: Another `Choice` was made.
        comparing: Whether the period before is to be told as well.
    """

    chosen = Signal(object)
    comparing = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._choice = Choice()
        self._buttons: dict[Span, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        for span in Span:
            self._buttons[span] = self._make_button(span)
        self._group.idClicked.connect(self._on_span)
        self._bucket = ListBox(theme, self)
        self._bucket.setAccessibleName(tr("One value for each"))
        for bucket, title in _BUCKETS:
            self._bucket.addItem(title, bucket)
        self._bucket.activated.connect(self._on_bucket)
        self.compare = Tick(theme, tr("Compare"), self)
        self.compare.setToolTip(tr("Tell how much more or less it is than in the period before"))
        self.compare.setChecked(True)
        self.compare.toggled.connect(self.comparing)
        self.dates = DatesPopover(self)
        self.dates.accepted.connect(self._on_dates)
        self.dates.closed.connect(self._show)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._tell)
        self._lay_out()
        self._show()

    @property
    def choice(self) -> Choice:
        """What is chosen."""
        return self._choice

    def set_choice(self, choice: Choice) -> None:
        """Show what is chosen."""
        self._choice = choice
        self._show()

    def stop(self) -> None:
        """Tell nothing any more."""
        self._settle.stop()

    def button(self, span: Span) -> QToolButton:
        """The button of a period."""
        return self._buttons[span]

    @property
    def bucket_box(self) -> ListBox:
        """The list of buckets."""
        return self._bucket

    def _make_button(self, span: Span) -> QToolButton:
        button = QToolButton(self)
        button.setText(span.title if span is not Span.CUSTOM else tr("Dates…"))
        button.setProperty("role", "segment")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._group.addButton(button, [*Span].index(span))
        return button

    def _lay_out(self) -> None:
        row = WrapRow(self, QMargins(), 4)
        for button in self._buttons.values():
            row.addWidget(button)
        row.add_space(4)
        row.addWidget(self._bucket)
        row.add_space(4)
        row.addWidget(self.compare)

    def _choose(self, choice: Choice) -> None:
        self._show()
        if choice != self._choice:
            self._choice = choice
            self._show()
            self._settle.start()

    @Slot()
    def _tell(self) -> None:
        self.chosen.emit(self._choice)

    @Slot()
    def _show(self) -> None:
        choice = self._choice
        self._buttons[choice.span].setChecked(True)
        self._bucket.setCurrentIndex([bucket for bucket, _ in _BUCKETS].index(choice.bucket))
        self.compare.setEnabled(choice.span is not Span.ALL)

    @Slot(int)
    def _on_span(self, number: int) -> None:
        span = [*Span][number]
        if span is Span.CUSTOM:
            self.dates.set_dates(self._choice.first, self._choice.last)
            self.dates.open_under(self._buttons[span])
        else:
            self._choose(Choice(span, self._choice.bucket))

    @Slot(int)
    def _on_bucket(self, number: int) -> None:
        chosen = self._choice
        self._choose(Choice(chosen.span, _BUCKETS[number][0], chosen.first, chosen.last))

    @Slot(object, object)
    def _on_dates(self, first: datetime, last: datetime) -> None:
        self._choose(Choice(Span.CUSTOM, self._choice.bucket, first, last))


class DatesPopover(Popover):
    """Two days, the second one included.

    Signals:
        accepted: The first moment, and the first one behind the last day; without a zone, on this computer's clock.
        closed: It went away, with or without that.
    """

    accepted = Signal(object, object)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Dates"), parent)
        self.first = QLineEdit(self)
        self.last = QLineEdit(self)
        self.problem = label("", "small", self, wrap=True)
        restyle(self.problem, tone="problem")
        self.problem.hide()
        self._show = QPushButton(tr("Show"), self)
        self._show.setProperty("role", "primary")
        self._show.clicked.connect(self.accept)
        form = QFormLayout(self)
        form.setContentsMargins(14, 12, 14, 12)
        form.setVerticalSpacing(8)
        for title, field in ((tr("From"), self.first), (tr("To"), self.last)):
            field.setPlaceholderText(_EXAMPLE)
            field.setAccessibleName(title)
            field.returnPressed.connect(self.accept)
            form.addRow(label(title, "dim", self), field)
        form.addRow(self.problem)
        form.addRow("", self._show)

    def set_dates(self, first: datetime | None, last: datetime | None) -> None:
        """Show the days of a period."""
        if first is not None and last is not None:
            self.first.setText(f"{first:%Y-%m-%d}")
            self.last.setText(f"{last - timedelta(seconds=1):%Y-%m-%d}")
        self.first.setFocus()

    @Slot()
    def accept(self) -> None:
        """Take the days, or say what is wrong with them."""
        first, last = read_day(self.first.text()), read_day(self.last.text())
        for field, day in ((self.first, first), (self.last, last)):
            if day is None:
                self._refuse(
                    tr(
                        "“{field}” is no date. Write it as {example}.",
                        field=field.text(),
                        example=_EXAMPLE,
                    )
                )
                field.setFocus()
                return
        if first is None or last is None:
            return
        if last < first:
            self._refuse(tr("The last day lies before the first one."))
            return
        self.problem.hide()
        self.accepted.emit(first, last + timedelta(days=1))
        self.close()

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that it went away."""
        super().hideEvent(event)
        self.closed.emit()

    def _refuse(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.show()
        self.adjustSize()

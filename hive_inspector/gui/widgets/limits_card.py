"""The limits that readings are judged by: two values each, with the reason, to be changed and set back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QPushButton, QWidget

from hive_inspector.core.health.limits import LIMITS, NO_CHANGES, Unit
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

    from hive_inspector.core.health.limits import Limit, Limits

_SCALES = {Unit.SHARE: 0.01, Unit.BYTES: 1024 * 1024, Unit.DAYS: 86_400}
"""How much of what is measured one of what is typed is."""
_MOST = {Unit.SHARE: 100.0}
_NO_LIMIT = tr("never")
_FIELD_WIDTH, _FIELD_HEIGHT = 104, 28


class LimitsCard(Card):
    """A row for each limit.

    Signals:
        changed: The user changed them: the `Limits`.
        left: The user is done.
    """

    changed = Signal(object)
    left = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._limits = NO_CHANGES
        self._is_filling = False
        self.fields: dict[str, tuple[QDoubleSpinBox, QDoubleSpinBox]] = {}
        self.reset = QPushButton(tr("Set all back"), self)
        self.close_button = QPushButton(tr("Close"), self)
        for button in (self.reset, self.close_button):
            button.setProperty("role", "link")
            button.setAutoDefault(False)
        self.reset.clicked.connect(self._on_reset)
        self.close_button.clicked.connect(self.left)
        self.header.addStretch(1)
        self.header.addWidget(self.reset)
        self.header.addWidget(self.close_button)
        self._lay_out()

    def show_limits(self, limits: Limits) -> None:
        """Show the limits in force."""
        self._limits = limits
        self._is_filling = True
        for id_, (watch, bad) in self.fields.items():
            limit = limits.of(id_)
            scale = _scale(limit)
            watch.setValue(limit.watch / scale)
            bad.setValue(bad.minimum() if limit.bad is None else limit.bad / scale)
        self._is_filling = False
        self.reset.setEnabled(bool(limits.changed))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(3, 1)
        for column, title in enumerate(("", tr("WATCH FROM"), tr("BAD FROM"), tr("WHY"))):
            grid.addWidget(label(title, "section", self), 0, column)
        for at, limit in enumerate(LIMITS, start=1):
            grid.addWidget(label(limit.title, "", self), at, 0)
            pair = (_field(limit, "watch", self), _field(limit, "bad", self))
            pair[1].setSpecialValueText(_NO_LIMIT)
            self.fields[limit.id] = pair
            for column, field in enumerate(pair, start=1):
                field.valueChanged.connect(partial(self._on_changed, limit.id))
                grid.addWidget(field, at, column)
            grid.addWidget(label(limit.reason, "small", self, wrap=True), at, 3)
        self.body.addLayout(grid)

    @Slot()
    def _on_changed(self, id_: str, *_: object) -> None:
        if self._is_filling:
            return
        (watch, bad), scale = self.fields[id_], _scale(self._limits.of(id_))
        worst = None if bad.value() == bad.minimum() else bad.value() * scale
        self._limits = self._limits.with_limit(id_, watch.value() * scale, worst)
        self.reset.setEnabled(bool(self._limits.changed))
        self.changed.emit(self._limits)

    @Slot()
    def _on_reset(self) -> None:
        self.show_limits(self._limits.set_back())
        self.changed.emit(self._limits)


class NumberField(QDoubleSpinBox):
    """A field for a number that the wheel changes only where the user is typing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page, which would change a number in passing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _field(limit: Limit, which: str, parent: QWidget) -> QDoubleSpinBox:
    made = NumberField(parent)
    made.setDecimals(0)
    made.setRange(-1 if which == "bad" else 0, _MOST.get(limit.unit, 1e9))
    made.setSuffix(f" {_SHORT[limit.unit]}" if _SHORT[limit.unit] else "")
    made.setGroupSeparatorShown(True)
    made.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
    made.setAlignment(Qt.AlignmentFlag.AlignRight)
    made.setFixedSize(_FIELD_WIDTH, _FIELD_HEIGHT)
    made.setKeyboardTracking(False)
    made.setAccessibleName(
        tr("{limit_title}: bad from", limit_title=limit.title)
        if which == "bad"
        else tr("{limit_title}: watch from", limit_title=limit.title)
    )
    return made


_SHORT = {
    Unit.MILLISECONDS: "ms",
    Unit.SHARE: "%",
    Unit.BYTES: "MB",
    Unit.PER_MINUTE: tr("/ min"),
    Unit.ROWS: tr("rows"),
    Unit.COPIES: "×",
    Unit.DAYS: tr("days"),
}


def _scale(limit: Limit) -> float:
    return _SCALES.get(limit.unit, 1.0)

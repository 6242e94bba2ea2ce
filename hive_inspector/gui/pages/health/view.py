"""Where the page's parts stand; what they show is decided by the presenters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.health.checks_list import ChecksList
from hive_inspector.gui.pages.health.detail_card import DetailCard
from hive_inspector.gui.pages.health.gauges import GaugeRow
from hive_inspector.gui.pages.health.heading import Heading
from hive_inspector.gui.pages.health.now_cards import SettingsCard, UsersCard
from hive_inspector.gui.pages.health.repair_card import RepairCard
from hive_inspector.gui.widgets.beside import Beside
from hive_inspector.gui.widgets.card_grid import GAP, CardGrid
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.focus import FocusLead, FocusRing
from hive_inspector.gui.widgets.limits_card import LimitsCard
from hive_inspector.gui.widgets.part_card import PartCard
from hive_inspector.gui.widgets.work_line import WorkLine
from hive_inspector.gui.widgets.wrap_row import WrapRow

if TYPE_CHECKING:
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.gui.theme.theme import Theme

_MARGIN = 24
_LEAST_HEIGHT = 430
_LEAST_LEFT = 330
_LEAST_RIGHT = 380
_LEFT_SHARE, _RIGHT_SHARE = 9, 11
_LIST_PADDING = 12
_BESIDE_BAR = 6


class HealthView(QScrollArea):
    """Gauges above; the checks on the left, the chosen one and the repair at hand on the right; settings below.

    Signals:
        all_wanted: Every check is to be run.
        quick_wanted: The quick checks are to be run.
        stop_wanted: The checks are to be stopped.
        escaped: The user pressed Esc.
    """

    all_wanted = Signal()
    quick_wanted = Signal()
    stop_wanted = Signal()
    escaped = Signal()

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_told = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName(tr("Health"))
        body = QWidget(self)
        body.setProperty("role", "page")
        self.heading = Heading(theme, body)
        self.gauges = GaugeRow(theme, body)
        self.limits = LimitsCard(tr("What is worth a look in this file"), body)
        self.limits.hide()
        self.card = PartCard(tr("Checks"), body, padding=_LIST_PADDING)
        self.checks = ChecksList(theme, self.card)
        self.step = ElidedLabel("", "small", self.card)
        self.work = WorkLine(theme, self.card)
        self.quick = _button(tr("Quick checks"), self.card)
        self.all = _button(tr("Check everything"), self.card)
        self.repair = RepairCard(theme, body)
        self.detail = DetailCard(theme, schema, body)
        self.users = UsersCard(body)
        self.settings = SettingsCard(body)
        self.repair.hide()
        self._fill_card()
        self._right = self._scrolling(body)
        self._lay_out(body)
        self.setWidget(body)
        FocusLead(self, self.checks)
        FocusRing(theme, self._right)
        self._connect()

    def show_told(self) -> None:
        """Offer nothing that needs the file: to measure it, to check it, to see who uses it."""
        self._is_told = True
        self.heading.show_told()
        self.gauges.show_told()
        self.detail.again.hide()
        self.show_run_buttons(are_wanted=False)
        self.users.hide()
        self._below.set_cards((self.settings,))

    def show_run_buttons(self, *, are_wanted: bool) -> None:
        """Offer to run the checks."""
        for button in (self.quick, self.all):
            button.setVisible(are_wanted and not self._is_told)

    def bring_repair_to_sight(self) -> None:
        """Scroll to the repair, as soon as what is in it has its height."""
        QTimer.singleShot(0, self, self._scroll_to_repair)

    def _scroll_to_repair(self) -> None:
        self._right.verticalScrollBar().setValue(0)
        hidden = self._right.geometry().bottom() - self.verticalScrollBar().value() - self.height()
        if hidden > 0:
            self.verticalScrollBar().setValue(self._right.y() - GAP)

    def _connect(self) -> None:
        self.quick.clicked.connect(self.quick_wanted)
        self.all.clicked.connect(self.all_wanted)
        self.work.stop_asked.connect(self.stop_wanted)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setWhatsThis(tr("Stop what runs, or leave it"))
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.escaped)

    def _fill_card(self) -> None:
        header = self.card.header
        header.setContentsMargins(4, 0, 0, 0)
        header.addWidget(self.step, 1)
        header.addWidget(self.work)
        buttons = WrapRow(None, QMargins(), 8)
        for button in (self.quick, self.all):
            buttons.addWidget(button)
        header.addLayout(buttons)
        self.card.content.addWidget(self.checks)

    def _scrolling(self, body: QWidget) -> QScrollArea:
        inside = QWidget(body)
        inside.setProperty("role", "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.repair)
        column.addWidget(self.detail)
        column.addStretch(1)
        area = QScrollArea(body)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr("The chosen check and the repair"))
        area.setWidget(inside)
        area.verticalScrollBar().rangeChanged.connect(self._on_range)
        self._inside = column
        return area

    @Slot(int, int)
    def _on_range(self, least: int, most: int) -> None:
        """Keep away from the bar where there is one; without it the cards end where all others do."""
        self._inside.setContentsMargins(0, 0, _BESIDE_BAR if most > least else 0, 0)

    def _lay_out(self, body: QWidget) -> None:
        middle = Beside(
            (self.card, self._right),
            (_LEFT_SHARE, _RIGHT_SHARE),
            (_LEAST_LEFT, _LEAST_RIGHT),
            GAP,
            body,
            least_height=_LEAST_HEIGHT,
        )
        middle.setMinimumHeight(_LEAST_HEIGHT)
        column = QVBoxLayout(body)
        column.setContentsMargins(_MARGIN, 20, _MARGIN, _MARGIN)
        column.setSpacing(GAP)
        column.addWidget(self.heading)
        column.addSpacing(2)
        column.addWidget(self.limits)
        column.addWidget(self.gauges)
        column.addWidget(middle, 1)
        self._below = CardGrid(
            (self.users, self.settings), (2, 1), 372, (_LEFT_SHARE, _RIGHT_SHARE), body
        )
        column.addWidget(self._below)


def _button(text: str, parent: QWidget) -> QPushButton:
    made = QPushButton(text, parent)
    made.setAutoDefault(False)
    return made

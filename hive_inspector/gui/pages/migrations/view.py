"""Where the page's parts stand; what they show is decided by the presenter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.migrations.heading import Heading
from hive_inspector.gui.pages.migrations.restore_card import RestoreCard
from hive_inspector.gui.pages.migrations.step_card import StepCard
from hive_inspector.gui.pages.migrations.versions_list import VersionsList
from hive_inspector.gui.widgets.beside import Beside
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.change.change_card import ChangeCard
from hive_inspector.gui.widgets.change.note_row import NotesList
from hive_inspector.gui.widgets.focus import FocusLead, FocusRing
from hive_inspector.gui.widgets.part_card import PartCard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.change.note_row import Note

_MARGIN = 24
_GAP = 16
_TIMELINE_PADDING = 4
_BAR = 12
"""Width of a scroll bar."""
_BESIDE_BAR = 4
_LEFT_SHARE, _RIGHT_SHARE = 9, 10
_LEAST_LEFT = 340
_LEAST_RIGHT = 400
_LEAST_HEIGHT = 320
"""Of either part where they stand one below the other."""


class SteadyScrollArea(QScrollArea):
    """Keeps the room of its scroll bar free while there is none, so that what it shows never changes its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().rangeChanged.connect(self._on_range)

    @Slot(int, int)
    def _on_range(self, least: int, most: int) -> None:
        self.setViewportMargins(0, 0, 0 if most > least else _BAR, 0)


class MigrationsView(QWidget):
    """The timeline on the left; the chosen version, the change at hand and the restore points on the right.

    Signals:
        escaped: The user pressed Esc.
    """

    escaped = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.heading = Heading(self)
        self.timeline = PartCard("", self, padding=_TIMELINE_PADDING)
        self.versions = VersionsList(theme, self)
        self.timeline.content.addWidget(self.versions)
        body = QWidget(self)
        body.setProperty("role", "page")
        self.news_card = Card(tr("What does not fit"), body)
        self.news = NotesList(theme, self.news_card)
        self.news_card.body.addWidget(self.news)
        self.news_card.hide()
        self.step = StepCard(theme, body)
        self.change = ChangeCard(theme, body)
        self.restore = RestoreCard(theme, body)
        self.change.hide()
        self._right = self._scrolling(body)
        self._lay_out()
        FocusLead(self, self.versions)
        FocusRing(theme, self._right)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setWhatsThis(tr("Stop what runs, or leave it"))
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.escaped)

    def show_news(self, notes: Sequence[Note]) -> None:
        """Say what is to be known of the file; without notes nothing is shown."""
        self.news.set_notes(notes)
        self.news_card.setVisible(bool(notes))

    def put_change_first(self, *, is_first: bool) -> None:
        """Put the change at hand above the chosen version, where the user turned to it, or below."""
        order = (self.change, self.step) if is_first else (self.step, self.change)
        if self._column.indexOf(order[0]) > self._column.indexOf(order[1]):
            for place, part in enumerate(order, start=1):
                self._column.removeWidget(part)
                self._column.insertWidget(place, part)

    def bring_to_sight(self, part: QWidget) -> None:
        """Scroll until a part of the right side can be seen, as soon as what is in it has its height."""
        QTimer.singleShot(0, part, partial(self._scroll_to, part))

    def _scroll_to(self, part: QWidget) -> None:
        top = part.y()
        bar, seen = self._right.verticalScrollBar(), self._right.viewport().height()
        if top + part.height() > bar.value() + seen or top < bar.value():
            bar.setValue(top)

    def _scrolling(self, body: QWidget) -> QScrollArea:
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, _BESIDE_BAR, 0)
        self._column.setSpacing(_GAP)
        for part in (self.news_card, self.step, self.change, self.restore):
            self._column.addWidget(part)
        self._column.addStretch(1)
        area = SteadyScrollArea(self)
        area.setAccessibleName(tr("The chosen version and the change"))
        area.setWidget(body)
        return area

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 20, _MARGIN - _BAR - _BESIDE_BAR, _MARGIN)
        column.setSpacing(_GAP)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, _BAR + _BESIDE_BAR, 0)
        top.addWidget(self.heading)
        column.addLayout(top)
        parts = Beside(
            (self.timeline, self._right),
            (_LEFT_SHARE, _RIGHT_SHARE),
            (_LEAST_LEFT, _LEAST_RIGHT),
            _GAP,
            self,
            least_height=_LEAST_HEIGHT,
        )
        column.addWidget(parts, 1)

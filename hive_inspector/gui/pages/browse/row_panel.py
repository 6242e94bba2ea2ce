"""The right side of Browse: the current row's fields, and the current cell in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.language import tr
from hive_inspector.gui.models.fields_model import FieldsModel
from hive_inspector.gui.pages.browse.cell.viewer import CellViewer
from hive_inspector.gui.pages.browse.fields_list import FieldsList
from hive_inspector.gui.pages.browse.links_section import LinksSection
from hive_inspector.gui.pages.browse.profile_section import ProfileSection
from hive_inspector.gui.theme.tokens import ROW_HEIGHT
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.focus import FocusRing
from hive_inspector.gui.widgets.help_button import give_help
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.state_panel import StatePanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from hive_inspector.core.browsing.rows import Field
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.theme.theme import Theme

_MOST_LINES = 14
"""Fields in sight before the list gives room to the value; the splitter between them moves."""
_FEWEST_LINES = 4
_LEAST_SECTIONS = 56


class RowPanel(QFrame):
    """Shows one row.

    Signals:
        field_chosen: The line of the field that the user went to.
        field_followed: The line of the field whose link the user followed.
        reveal_asked: The secret in the current cell is to be shown.
        copy_asked: The value of the current cell is to be copied.
    """

    field_chosen = Signal(int)
    field_followed = Signal(int)
    reveal_asked = Signal()
    copy_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "panel")
        give_help(self, "row")
        self._title = label(tr("Row"), "heading", self)
        self._key = ElidedLabel("", "mono", self)
        self._fields = FieldsModel(self)
        self._parts = QSplitter(Qt.Orientation.Vertical, self)
        self.list = FieldsList(self._fields, theme, self._parts)
        self.viewer = CellViewer(theme, self._parts)
        self._sections = QScrollArea(self._parts)
        self._sections.setAccessibleName(tr("Links and profile"))
        FocusRing(theme, self._sections)
        self._inside = QWidget(self._sections)
        self.links = LinksSection(theme, self._inside)
        self.profile = ProfileSection(theme, self._inside)
        self._state = StatePanel(self)
        self._stack = QStackedWidget(self)
        self._shown: tuple[str, ...] = ()
        self._is_shared_by_user = False
        self.list.chosen.connect(self.field_chosen)
        self.list.followed.connect(self.field_followed)
        self.viewer.reveal_asked.connect(self.reveal_asked)
        self.viewer.copy_asked.connect(self.copy_asked)
        self.profile.grown.connect(self._bring_profile, Qt.ConnectionType.QueuedConnection)
        self._lay_out()
        self.show_nothing(tr("Choose a row to see its fields."))

    def show_row(self, number: str, key: str, fields: tuple[Field, ...]) -> None:
        """Show the fields of a row."""
        self._title.setText(number)
        self._key.setText(key)
        names = tuple(field.name for field in fields)
        self._fields.set_fields(fields)
        self._stack.setCurrentWidget(self._parts)
        if names != self._shown:
            self._shown = names
            if not self._is_shared_by_user:
                self._share_height(len(fields))

    def show_current(self, line: int) -> None:
        """Mark the field that is shown in full."""
        self.list.show_current(line)

    def show_link_columns(self, names: frozenset[str]) -> None:
        """Say which columns name rows of other tables."""
        self._fields.set_links(names)

    @Slot()
    def _bring_profile(self) -> None:
        """Bring the profile of the column into sight, and give it room unless the user shared the height."""
        if not self._is_shared_by_user:
            height = self._parts.height()
            fields, sections = height * 24 // 100, height * 52 // 100
            self._parts.setSizes([fields, height - fields - sections, sections])
        self._sections.verticalScrollBar().setValue(self.profile.y())

    def show_nothing(self, text: str) -> None:
        """Say why no row is shown."""
        self._forget()
        self._state.show_empty("", text)

    def show_failure(self, error: InspectorError, retry: Callable[[], None]) -> None:
        """Say why the row could not be read."""
        self._forget()
        self._state.show_failure(error, retry)

    def _forget(self) -> None:
        self._title.setText(tr("Row"))
        self._key.setText("")
        self._fields.set_fields(())
        self._shown = ()
        self._stack.setCurrentWidget(self._state)

    def _share_height(self, fields: int) -> None:
        """The fields get what they need, up to a third; the sections below nearly as much; the value the rest."""
        height = self._parts.height()
        line = self._theme.row(ROW_HEIGHT)
        lines = min(fields, _MOST_LINES) * line + 4
        fields_height = min(lines, max(height * 36 // 100, _FEWEST_LINES * line))
        sections = height * 30 // 100
        self._parts.setSizes([fields_height, height - fields_height - sections, sections])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share a new height, as long as the user has not shared it."""
        super().resizeEvent(event)
        if not self._is_shared_by_user and self._shown:
            self._share_height(len(self._shown))

    @Slot()
    def _on_share(self) -> None:
        self._is_shared_by_user = True

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 16, 16, 8)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._key)
        head.addStretch(1)
        column.addLayout(head)
        self._lay_out_sections()
        self._parts.setChildrenCollapsible(False)
        for part in (self.list, self.viewer, self._sections):
            self._parts.addWidget(part)
        self._parts.setStretchFactor(1, 1)
        self._parts.splitterMoved.connect(self._on_share)
        self._stack.addWidget(self._state)
        self._stack.addWidget(self._parts)
        column.addWidget(self._stack, 1)

    def _lay_out_sections(self) -> None:
        sections = QVBoxLayout(self._inside)
        sections.setContentsMargins(10, 8, 12, 12)
        sections.setSpacing(10)
        sections.addWidget(self.links)
        sections.addWidget(self.profile)
        sections.addStretch(1)
        self._sections.setWidget(self._inside)
        self._sections.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        self._sections.setWidgetResizable(True)
        self._sections.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sections.setMinimumHeight(_LEAST_SECTIONS)
        self._sections.setFrameShape(QFrame.Shape.NoFrame)

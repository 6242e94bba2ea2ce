"""How the parts of the page are laid out: a bar, work under way, and a list beside what is chosen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.change.run_panel import RunPanel
from hive_inspector.gui.widgets.state_panel import StatePanel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.text_table import TextTable


class Part(QWidget):
    """A bar on top, a line for work under way, and below either the content or what stands in its place."""

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.state = StatePanel(self)
        self.run = RunPanel(theme, self)
        self.run.setContentsMargins(16, 0, 16, 10)
        self.bar = QHBoxLayout()
        self.bar.setContentsMargins(16, 10, 16, 10)
        self.bar.setSpacing(8)
        self._holder = QWidget(self)
        self._layers = QStackedLayout(self._holder)
        self._layers.addWidget(self.state)
        self._content: QWidget = self.state
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.bar)
        column.addWidget(self.run)
        column.addWidget(self._holder, 1)

    @property
    def has_content(self) -> bool:
        """Whether the content is shown, and not a state in its place."""
        return self._layers.currentWidget() is not self.state

    def set_content(self, content: QWidget) -> None:
        """Say what the content is."""
        self._content = content
        self._layers.addWidget(content)

    def show_content(self) -> None:
        """Show the content."""
        self._layers.setCurrentWidget(self._content)

    def show_state(self) -> None:
        """Show what the state panel says."""
        self._layers.setCurrentWidget(self.state)

    def show_loading(self, text: str) -> None:
        """The content is on its way; content that is shown already stays until then."""
        if not self.has_content:
            self.state.show_loading(text)


def beside(
    left: QWidget, right: QWidget, sizes: Sequence[int], *, left_stretches: bool = True
) -> QSplitter:
    """Two widgets beside each other.

    Args:
        left: The list.
        right: What is chosen in it.
        sizes: Widths to begin with.
        left_stretches: Which of the two takes what the window gains.
    """
    split = QSplitter(Qt.Orientation.Horizontal)
    split.setChildrenCollapsible(False)
    split.addWidget(left)
    split.addWidget(right)
    split.setSizes(list(sizes))
    split.setStretchFactor(0 if left_stretches else 1, 1)
    return split


def framed(content: QWidget, parent: QWidget, margins: tuple[int, int, int, int]) -> QFrame:
    """A widget on the ground of a panel."""
    frame = QFrame(parent)
    frame.setProperty("role", "panel")
    inner = QVBoxLayout(frame)
    inner.setContentsMargins(*margins)
    inner.addWidget(content)
    return frame


def scrolled(content: QWidget, parent: QWidget) -> QScrollArea:
    """A widget that may be higher than there is room, on the ground of a panel."""
    area = QScrollArea(parent)
    area.setAccessibleName(tr("The chosen entry"))
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    for ground in (area.viewport(), content):
        ground.setAutoFillBackground(False)
    return area


def let_scroll(table: TextTable) -> None:
    """Make a table fill the room there is, and scroll, instead of being as high as its rows."""
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

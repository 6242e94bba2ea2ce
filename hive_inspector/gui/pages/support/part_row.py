"""A part of a bundle in the list: whether it is in, what it is, how large it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from hive_inspector.core.database.values import size_text
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.ticks import Tick

if TYPE_CHECKING:
    from PySide6.QtCore import QSize
    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.support.bundle.parts import Part
    from hive_inspector.gui.theme.theme import Theme

_HEIGHT = 48


class PartRow(QPushButton):
    """One part. A click shows its text; the box says whether it is in."""

    def __init__(self, theme: Theme, part: Part, parent: QWidget) -> None:
        super().__init__(parent)
        self.part = part
        self.setProperty("role", "row")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(f"{part.title}, {size_text(part.bytes)}")
        self.tick = Tick(theme, "", self)
        self.tick.setChecked(True)
        self.tick.setAccessibleName(tr("{part_title} is in the bundle", part_title=part.title))
        self.tick.setFixedWidth(24)
        self._size = label(size_text(part.bytes), "small", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 12, 4)
        row.setSpacing(6)
        row.addWidget(self.tick)
        row.addLayout(self._texts(), 1)
        row.addWidget(self._size)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(_HEIGHT)

    def sizeHint(self) -> QSize:
        """As high as two lines."""
        hint = super().sizeHint()
        hint.setHeight(_HEIGHT)
        return hint

    def _texts(self) -> QVBoxLayout:
        part = self.part
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(part.title, "strong", self))
        about = ElidedLabel(part.problem or part.id.meaning, "small", self)
        if part.problem:
            about.setProperty("tone", "problem")
        texts.addWidget(about)
        return texts

"""The tab Text: the value to be read and selected; of a long one a window, and where in the value it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from hive_inspector.core.database.values import size_text
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.long_text import LongText
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.pages.browse.cell.presenter import Extent
    from hive_inspector.gui.theme.theme import Theme

_STEPS = 10_000
"""Places that the slider tells apart."""


class TextViewer(QWidget):
    """Shows a text.

    Signals:
        jump_asked: The offset in bytes from about which on the text is to be shown.
    """

    jump_asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = LongText(theme, self)
        self.text.setAccessibleName(tr("Value of the cell"))
        self._where = label("", "small", self, wrap=True)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 20)
        self.slider.setAccessibleName(tr("Place in the value"))
        self.slider.valueChanged.connect(self._on_moved)
        self._extent: Extent | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.text, 1)
        column.addWidget(self.slider)
        column.addWidget(self._where)
        self.show_extent(None)

    def show_extent(self, extent: Extent | None) -> None:
        """Say which part of a long text this is; None where it is all of it."""
        self._extent = extent
        self._where.setVisible(extent is not None)
        self.slider.setVisible(extent is not None)
        if extent is None:
            return
        self._where.setText(_where_text(extent))
        blocked = self.slider.blockSignals(True)  # noqa: FBT003
        if not self.slider.isSliderDown():
            self.slider.setValue(_STEPS * extent.start // max(extent.size, 1))
        self.slider.blockSignals(blocked)

    def show_problem(self, error: InspectorError) -> None:
        """Say why the text does not go on."""
        self._where.setText(f"{error.message} {error.hint}".strip())
        self._where.show()

    @Slot(int)
    def _on_moved(self, step: int) -> None:
        if self._extent is not None:
            self.jump_asked.emit(
                self._extent.size * step // _STEPS if step < _STEPS else _end(self)
            )

    @property
    def extent(self) -> Extent | None:
        """Which part of a long text this is."""
        return self._extent


def _end(viewer: TextViewer) -> int:
    """Where the last screens of the text begin."""
    extent = viewer.extent
    return max(0, extent.size - 4096) if extent is not None else 0


def _where_text(extent: Extent) -> str:
    end = min(extent.end, extent.size)
    if not extent.start:
        return tr(
            "The first {size} of {extent_size} are shown.",
            size=size_text(end),
            extent_size=size_text(extent.size),
        )
    return tr(
        "{size} to {end} of {extent_size} are shown.",
        size=size_text(extent.start),
        end=size_text(end),
        extent_size=size_text(extent.size),
    )

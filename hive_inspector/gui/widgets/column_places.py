"""Where a grid's columns stand: the first few stay at the left, the others move along under them.

The one place that knows of frozen columns. Painting, pointing, titles and filter fields all ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.gui.widgets.grid_painter import ColumnBand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QHeaderView

LEAST_MOVING = 160
"""Pixels that frozen columns leave to the others; those that would take them move along instead."""


class ColumnPlaces:
    """The columns of a header, in pixels of its viewport."""

    def __init__(self, header: QHeaderView) -> None:
        self._header = header
        self.wanted = 0
        """How many columns are to stay at the left, in the order on screen, hidden ones included."""

    @property
    def frozen(self) -> int:
        """How many of them do stay; in a narrow window fewer than wanted."""
        room, count, width = self._header.viewport().width() - LEAST_MOVING, 0, 0
        while count < min(self.wanted, self._header.count()):
            width += self._size(count)
            if width > room:
                break
            count += 1
        return count

    @property
    def frozen_width(self) -> int:
        """How much of the viewport the frozen columns take."""
        return sum(self._size(visual) for visual in range(self.frozen))

    def is_frozen(self, column: int) -> bool:
        """Whether a column stays at the left."""
        return 0 <= self._header.visualIndex(column) < self.frozen

    def left(self, column: int) -> int:
        """Where a column begins."""
        if self.is_frozen(column):
            return self._header.sectionPosition(column)
        return self._header.sectionViewportPosition(column)

    def column_at(self, x: int) -> int:
        """The column at a place, or -1."""
        return self._header.logicalIndexAt(self.unmoved(x))

    def unmoved(self, x: int) -> int:
        """A place as the header counts it, which knows of no frozen columns."""
        return x - self._header.offset() if x < self.frozen_width else x

    def frozen_bands(self) -> Iterator[ColumnBand]:
        """The frozen columns that are shown."""
        for visual in range(self.frozen):
            column = self._header.logicalIndex(visual)
            if not self._header.isSectionHidden(column):
                left = self._header.sectionPosition(column)
                yield ColumnBand(column, left, self._header.sectionSize(column))

    def moving_bands(self, left: int, right: int) -> Iterator[ColumnBand]:
        """The other columns that reach into a part of the viewport, both ends included."""
        header = self._header
        at_left = header.visualIndexAt(max(left, self.frozen_width))
        visual = max(at_left, self.frozen) if at_left >= 0 else header.count()
        while visual < header.count():
            column = header.logicalIndex(visual)
            start = header.sectionViewportPosition(column)
            if start > right:
                return
            if not header.isSectionHidden(column):
                yield ColumnBand(column, start, header.sectionSize(column))
            visual += 1

    def _size(self, visual: int) -> int:
        return self._header.sectionSize(self._header.logicalIndex(visual))

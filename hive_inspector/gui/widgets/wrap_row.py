"""Controls in a row, which goes on in a further line where the width ends, as with very large texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSpacerItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtWidgets import QWidget


class WrapRow(QLayout):
    """Lays out controls from the left; those added after `push` stand at the right end where all fit in one line."""

    def __init__(self, parent: QWidget | None, margins: QMargins, gap: int) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._pushed_from: int | None = None
        self.setContentsMargins(margins)
        if parent is not None:
            parent.setLayout(self)

    def push(self) -> None:
        """What is added from now on stands at the right end."""
        self._pushed_from = len(self._items)

    def add_space(self, width: int) -> None:
        """Leave a gap."""
        self.addItem(QSpacerItem(width, 0))

    def addItem(self, item: QLayoutItem) -> None:
        """Called by Qt for what is added."""
        self._items.append(item)

    def count(self) -> int:
        """How many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """A part, or None behind the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take a part out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high all lines are together."""
        margins = self.contentsMargins()
        inside = width - margins.left() - margins.right()
        lines = self._lines(inside)
        heights = sum(_height(line) for line in lines) + self._gap * (len(lines) - 1)
        return margins.top() + max(heights, 0) + margins.bottom()

    def setGeometry(self, rect: QRect) -> None:
        """Put every part in its place."""
        super().setGeometry(rect)
        inside = rect.marginsRemoved(self.contentsMargins())
        lines = self._lines(inside.width())
        top = inside.top()
        for line in lines:
            height = _height(line)
            is_only = len(lines) == 1
            for item, left in self._placed(line, inside, is_only=is_only):
                size = item.sizeHint()
                size.setWidth(min(size.width(), inside.width()))
                item.setGeometry(QRect(left, top + (height - size.height()) // 2, *size.toTuple()))
            top += height + self._gap

    def sizeHint(self) -> QSize:
        """All in one line."""
        line = [item for item in self._items if not item.isEmpty() or item.spacerItem()]
        return self._with_margins(QSize(self._width(line), _height(line)))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as the widest part."""
        widths = [item.minimumSize().width() for item in self._items if not item.isEmpty()]
        return self._with_margins(QSize(max(widths, default=0), _height(self._items)))

    def _with_margins(self, size: QSize) -> QSize:
        return size.grownBy(self.contentsMargins())

    def _width(self, line: Sequence[QLayoutItem]) -> int:
        return sum(item.sizeHint().width() for item in line) + self._gap * max(len(line) - 1, 0)

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """What stands in each line."""
        lines: list[list[QLayoutItem]] = [[]]
        pushed = self._pushed_from
        shown = [item for item in self._items if not item.isEmpty() or item.spacerItem()]
        if self._width(shown) <= width:
            return [shown]
        for item in shown:
            begins = pushed is not None and item is self._items[pushed]
            if lines[-1] and (begins or self._width([*lines[-1], item]) > width):
                lines.append([])
            if lines[-1] or item.spacerItem() is None or len(lines) == 1:
                lines[-1].append(item)
        return lines

    def _placed(
        self, line: Sequence[QLayoutItem], inside: QRect, *, is_only: bool
    ) -> Iterator[tuple[QLayoutItem, int]]:
        """The parts of a line, each with its left edge."""
        left = inside.left()
        free = inside.width() - self._width(line)
        pushed = None if self._pushed_from is None else self._items[self._pushed_from :]
        for item in line:
            if is_only and pushed and item in pushed:
                left += free
                free = 0
            yield item, left
            left += item.sizeHint().width() + self._gap


def _height(line: Sequence[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in line if not item.isEmpty()), default=0)

"""Two parts of a page side by side; one below the other where the page is too narrow, as with very large texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Beside(QWidget):
    """Keeps two parts and puts them where there is room."""

    def __init__(
        self,
        parts: tuple[QWidget, QWidget],
        shares: tuple[int, int],
        widths: tuple[int, int],
        gap: int,
        parent: QWidget,
        *,
        least_height: int,
    ) -> None:
        """Take the parts.

        Args:
            parts: The left one, which is the upper one where there is no room beside it.
            shares: How they share the width.
            widths: What each needs, in logical pixels; where there is less than both, they stand one below the other.
            gap: Between them.
            parent: The page.
            least_height: Of each where they stand one below the other.
        """
        super().__init__(parent)
        self._parts, self._shares, self._widths = parts, shares, widths
        self._least_height = least_height
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap)
        for part in parts:
            self._row.addWidget(part)
        self._is_beside: bool | None = None
        self._put(is_beside=True)

    @property
    def is_beside(self) -> bool:
        """Whether there is room for both in a row."""
        return bool(self._is_beside)

    def minimumSizeHint(self) -> QSize:
        """As narrow as one part."""
        return QSize(min(self._widths), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look how much room there is now."""
        super().resizeEvent(event)
        needed = sum(self._widths) + self._row.spacing()
        self._put(is_beside=event.size().width() >= needed)

    def _put(self, *, is_beside: bool) -> None:
        if is_beside is self._is_beside:
            return
        self._is_beside = is_beside
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if is_beside else direction.TopToBottom)
        parts = zip(self._parts, self._shares, self._widths, strict=True)
        for at, (part, share, width) in enumerate(parts):
            part.setMinimumWidth(width if is_beside else 0)
            part.setMinimumHeight(0 if is_beside else self._least_height)
            self._row.setStretch(at, share if is_beside else 1)
        self.updateGeometry()

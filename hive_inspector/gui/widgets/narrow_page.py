"""A page of lines to read, in the middle of the window: it scrolls up and down and grows no wider than its text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

_FIRST = 1000
"""The stretch of the content beside that of its margins, which get only what is beyond its greatest width."""


def lay_narrow(page: QWidget, inner: QWidget) -> QScrollArea:
    """Fill a page with one content, which has a greatest width, in the middle; returns what scrolls it."""
    area = QScrollArea(page)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    ground = QWidget(area)
    ground.setProperty("role", "page")
    middle = QHBoxLayout(ground)
    middle.setContentsMargins(0, 0, 0, 0)
    middle.addStretch(1)
    middle.addWidget(inner, _FIRST)
    middle.addStretch(1)
    area.setWidget(ground)
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(area)
    return area

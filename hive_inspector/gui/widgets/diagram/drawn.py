"""What a diagram is drawn with: the parts with their places, and the looks of a theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont

from hive_inspector.gui.theme.tokens import SIZE_SMALL, SIZE_TINY

if TYPE_CHECKING:
    from hive_inspector.core.schema.diagram import Diagram
    from hive_inspector.core.schema.layout import Layout
    from hive_inspector.core.schema.routes import Route
    from hive_inspector.gui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram laid out."""

    diagram: Diagram
    layout: Layout
    routes: tuple[Route, ...]
    """Of each tie of the diagram, in their order."""


class Looks:
    """Fonts and colours, taken from the theme once for all parts."""

    def __init__(self, theme: Theme) -> None:
        tokens = theme.tokens
        self.ground = QColor(tokens.background)
        self.area, self.area_line = QColor(tokens.panel), QColor(tokens.line)
        self.box, self.box_line = QColor(tokens.raised), QColor(tokens.outline)
        self.text, self.dim = QColor(tokens.text), QColor(tokens.dim)
        self.accent, self.selection = QColor(tokens.accent_shape), QColor(tokens.selection)
        self.declared, self.undeclared = QColor(tokens.information), QColor(tokens.rest)
        self.title_font = theme.ui_font(SIZE_SMALL, QFont.Weight.DemiBold)
        self.name_font = theme.mono_font(SIZE_TINY, QFont.Weight.Medium)
        self.column_font = theme.mono_font(SIZE_TINY)

"""The program's own icons: SVGs drawn in `currentColor`, tinted by the theme and crisp on every screen."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from hive_inspector.core.resources import resource_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ICON_SIZES = (16, 20, 24)
"""Logical sizes that an icon is rendered for; others are scaled from these."""


def tinted_icon(name: str, colour: str, ratios: Sequence[float]) -> QIcon:
    """An icon in one colour, rendered for every size and for each device pixel ratio."""
    icon = QIcon()
    for size in ICON_SIZES:
        for ratio in ratios:
            icon.addPixmap(tinted_pixmap(name, colour, size, ratio))
    return icon


def tinted_pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon as a square picture.

    Args:
        name: The SVG below `resources/icons`, without its suffix.
        colour: What `currentColor` becomes, as `#rrggbb`.
        size: Width and height in logical pixels.
        ratio: Device pixels in one logical pixel.
    """
    svg = _drawings()[name].replace(b"currentColor", colour.encode("ascii"))
    renderer = QSvgRenderer(QByteArray(svg))
    pixels = round(size * ratio)
    pixmap = QPixmap(QSize(pixels, pixels))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@cache
def _drawings() -> Mapping[str, bytes]:
    """Every icon's SVG by name; read all at once, so that painting never waits for a disk."""
    files = resource_path("icons").glob("*.svg")
    return MappingProxyType({file.stem: file.read_bytes() for file in files})

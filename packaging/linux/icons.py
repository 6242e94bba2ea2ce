"""Paints an SVG into pictures, as named by the arguments: SVG, then SIZE FILE for each."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer


def paint(drawing: QSvgRenderer, size: int, file: str) -> None:
    """Paint the drawing as a square picture."""
    picture = QImage(size, size, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter)
    painter.end()
    if not picture.save(file):
        sys.exit(f"{file} could not be written.")


if __name__ == "__main__":
    application = QGuiApplication(sys.argv[:1])
    source, *wanted = sys.argv[1:]
    for size, file in zip(wanted[::2], wanted[1::2], strict=True):
        paint(QSvgRenderer(source), int(size), file)

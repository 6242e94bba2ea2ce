"""A chart as a picture: pixels or lines, with its title and legend, without its buttons."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.charts.chart_card import ChartCard, Values

_SCALE = 2.0
"""Pixels for each of the screen's, so that it stays sharp in a document."""


def image_of(card: ChartCard, theme: Theme) -> QImage:
    """The chart in pixels, as it is shown now."""
    image = QImage(card.size() * _SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_SCALE)
    image.fill(QColor(theme.tokens.panel))
    painter = QPainter(image)
    _paint(painter, card)
    painter.end()
    return image


def png_of(card: ChartCard, theme: Theme) -> bytes:
    """The chart as a PNG file."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image_of(card, theme))
    buffer.close()
    return bytes(content.data())


def svg_of(card: ChartCard, theme: Theme) -> bytes:
    """The chart as lines and texts that can be magnified and edited."""
    from PySide6.QtSvg import QSvgGenerator

    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(card.size())
    generator.setViewBox(QRect(QPoint(0, 0), card.size()))
    generator.setTitle(card.title_label.text())
    painter = QPainter(generator)
    painter.fillRect(card.rect(), QColor(theme.tokens.panel))
    _paint(painter, card)
    painter.end()
    buffer.close()
    return bytes(content.data())


def csv_of(values: Values) -> bytes:
    """The values as a file that every spreadsheet opens; with a mark that says that it is UTF-8."""
    return b"\xef\xbb\xbf" + _lines(values, ",").encode()


def text_of(values: Values) -> str:
    """The values as text that is pasted into cells."""
    return _lines(values, "\t")


def _lines(values: Values, separator: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(values.columns)
    writer.writerows(values.rows)
    return text.getvalue()


def _paint(painter: QPainter, card: ChartCard) -> None:
    for part in card.parts:
        place = part.mapTo(card, QPoint(0, 0))
        flags = QWidget.RenderFlag.DrawChildren
        # The scroll area that a chart is has another method of that name.
        QWidget.render(part, painter, place, part.rect(), flags)

"""The parts of a diagram: groups, boxes, lines. Each paints itself from the looks that all share."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem

from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from hive_inspector.core.schema.diagram import Box, Metrics, Tie
    from hive_inspector.core.schema.layout import Area, Rect
    from hive_inspector.core.schema.routes import Route
    from hive_inspector.gui.widgets.diagram.drawn import Looks

_AREA_RADIUS, _BOX_RADIUS = 8.0, 5.0
_FADED = 0.28
_ARROW = 6.0
_BLURRED_SCALE = 0.45
"""Below this scale the columns of a box can't be read and are left out."""
AREAS, TIES, LIT_TIES, BOXES = 0.0, 1.0, 2.0, 3.0
"""What lies above what. Lines pass under the boxes, so that every name can be read."""


class Light(Enum):
    """How a part stands out."""

    PLAIN = "plain"
    LIT = "lit"
    """Under the pointer, chosen, or a neighbour of that."""
    FADED = "faded"
    """Something else is lit."""


class AreaPart(QGraphicsItem):
    """The ground of a group, with its title."""

    def __init__(self, area: Area, metrics: Metrics, looks: Looks) -> None:
        super().__init__()
        self._title = tr(area.domain.value)
        self._place = _rect(area.place)
        self._metrics = metrics
        self._looks = looks
        self.setZValue(AREAS)

    def boundingRect(self) -> QRectF:
        """Its place and the width of its border."""
        return self._place.adjusted(-1, -1, 1, 1)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """A quiet panel."""
        looks, metrics = self._looks, self._metrics
        painter.setPen(QPen(looks.area_line, 1))
        painter.setBrush(looks.area)
        painter.drawRoundedRect(self._place, _AREA_RADIUS, _AREA_RADIUS)
        painter.setFont(looks.title_font)
        painter.setPen(looks.dim)
        line = self._place.adjusted(metrics.padding, metrics.padding / 2, 0, 0)
        line.setHeight(metrics.title)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._title)


class BoxPart(QGraphicsItem):
    """A table."""

    def __init__(self, box: Box, place: Rect, metrics: Metrics, looks: Looks) -> None:
        super().__init__()
        self.table = box.table
        self._box = box
        self._place = _rect(place)
        self._metrics = metrics
        self._looks = looks
        self._light = Light.PLAIN
        self._is_current = False
        self.setZValue(BOXES)
        self.setAcceptHoverEvents(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def place(self) -> QRectF:
        """Where it stands."""
        return self._place

    def show_as(self, light: Light, *, is_current: bool) -> None:
        """Stand out, or step back."""
        if (light, is_current) != (self._light, self._is_current):
            self._light, self._is_current = light, is_current
            self.setOpacity(_FADED if light is Light.FADED else 1.0)
            self.update()

    def boundingRect(self) -> QRectF:
        """Its place and the width of its border."""
        return self._place.adjusted(-2, -2, 2, 2)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """The name, and the columns where they can be read."""
        looks = self._looks
        border = looks.accent if self._light is Light.LIT or self._is_current else looks.box_line
        pen = QPen(border, 2 if self._is_current else 1)
        if self._box.kind is not TableKind.TABLE:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(looks.selection if self._is_current else looks.box)
        painter.drawRoundedRect(self._place, _BOX_RADIUS, _BOX_RADIUS)
        painter.setFont(looks.name_font)
        painter.setPen(looks.text)
        self._write(painter, 0, self._box.table)
        if self._box.lines and painter.worldTransform().m11() >= _BLURRED_SCALE:
            self._paint_columns(painter)

    def _paint_columns(self, painter: QPainter) -> None:
        painter.setFont(self._looks.column_font)
        painter.setPen(self._looks.dim)
        for number, line in enumerate(self._box.lines):
            mark = "●" if line.is_key else "→" if line.refers else " "
            self._write(painter, number + 1, f"{mark} {line.column}")

    def _write(self, painter: QPainter, number: int, text: str) -> None:
        metrics = self._metrics
        line = self._place.adjusted(metrics.padding, metrics.padding / 2, -metrics.padding / 2, 0)
        line.setTop(line.top() + number * metrics.line)
        line.setHeight(metrics.line)
        fitting = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(line.width()) + 1
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, fitting)


class TiePart(QGraphicsPathItem):
    """The references from one table to another."""

    def __init__(self, tie: Tie, route: Route, looks: Looks) -> None:
        self._curve = QPainterPath(QPointF(*route.start))
        self._curve.cubicTo(QPointF(*route.bend_out), QPointF(*route.bend_in), QPointF(*route.end))
        super().__init__(self._curve)
        self.tie = tie
        self._looks = looks
        self._light = Light.PLAIN
        self._tip = _arrow(route)
        self.setZValue(TIES)
        self.setToolTip(_explained(tie))

    @property
    def colour(self) -> QColor:
        """By whether the file declares it, and whether it stands out."""
        if self._light is Light.LIT:
            return self._looks.accent
        return self._looks.declared if self.tie.declared else self._looks.undeclared

    def show_as(self, light: Light) -> None:
        """Stand out, or step back."""
        if light is not self._light:
            self._light = light
            self.setOpacity(_FADED if light is Light.FADED else 1.0)
            self.setZValue(LIT_TIES if light is Light.LIT else TIES)
            self.update()

    def shape(self) -> QPainterPath:
        """Wide enough to be pointed at."""
        stroker = QPainterPathStroker()
        stroker.setWidth(7)
        return stroker.createStroke(self._curve)

    def boundingRect(self) -> QRectF:
        """The curve with its arrow."""
        return self._curve.boundingRect().adjusted(-_ARROW, -_ARROW, _ARROW, _ARROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """A whole line where the file declares a reference, a broken one where Hive alone knows it."""
        pen = QPen(self.colour, 1.8 if self._light is Light.LIT else 1.2)
        if not self.tie.declared:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._curve)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour)
        painter.drawPolygon(self._tip)


def _arrow(route: Route) -> QPolygonF:
    """A tip at the end, in the direction that the line arrives from."""
    end, bend = QPointF(*route.end), QPointF(*route.bend_in)
    away = bend - end
    length = (away.x() ** 2 + away.y() ** 2) ** 0.5 or 1.0
    along = away / length * _ARROW
    across = QPointF(-along.y(), along.x()) * 0.5
    return QPolygonF([end, end + along + across, end + along - across])


def _explained(tie: Tie) -> str:
    return "\n".join(
        f"{edge.source}.{', '.join(edge.columns)} → {edge.target}.{', '.join(edge.to)}"
        + ("" if edge.declared else tr(" (Hive keeps it; the file does not declare it)"))
        for edge in tie.edges
    )


def _rect(place: Rect) -> QRectF:
    return QRectF(*place)

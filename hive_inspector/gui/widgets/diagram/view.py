"""The drawing in its window: moved, scaled, pointed at, walked through from the keyboard, taken along as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMarginsF, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.diagram.drawn import Looks
from hive_inspector.gui.widgets.diagram.parts import AreaPart, BoxPart, Light, TiePart
from hive_inspector.gui.widgets.focus import FocusRing

if TYPE_CHECKING:
    from PySide6.QtCore import QIODevice
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintDevice, QResizeEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.schema.diagram import Metrics
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.diagram.drawn import Drawing

_MARGIN = 24.0
_LEAST_SCALE, _MOST_SCALE = 0.1, 4.0
_MOST_FITTED = 1.4
"""A small drawing is not blown up beyond this."""
_STEP = 1.2
_PICTURE_SCALE = 2.0
_WAYS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class DiagramView(QGraphicsView):
    """Shows a `Drawing`.

    Signals:
        table_chosen: A table was clicked, or reached with the arrow keys.
        table_opened: A table was double-clicked, or Enter pressed on it.
    """

    accessible_role = QAccessible.Role.Chart

    table_chosen = Signal(str)
    table_opened = Signal(str)

    def __init__(self, theme: Theme, metrics: Metrics, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._metrics = metrics
        self._drawing: Drawing | None = None
        self._boxes: dict[str, BoxPart] = {}
        self._ties: list[TiePart] = []
        self._current = ""
        self._pointed = ""
        self._is_fitted = True
        self.setScene(QGraphicsScene(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Diagram of the tables"))
        FocusRing(theme, self)
        self._redraw()
        theme.changed.connect(self._redraw)

    @property
    def has_drawing(self) -> bool:
        """Whether something is shown."""
        return self._drawing is not None

    @property
    def current(self) -> str:
        """The table that is chosen, or empty."""
        return self._current

    @property
    def scale_now(self) -> float:
        """Pixels of the screen by units of the drawing."""
        return self.transform().m11()

    def show_drawing(self, drawing: Drawing | None) -> None:
        """Show another drawing, fitted into the window; None clears it."""
        self._drawing = drawing
        known = {box.table for box in drawing.diagram.boxes} if drawing else set()
        self._current = self._current if self._current in known else ""
        self._redraw()
        self.fit()

    def set_current(self, table: str) -> None:
        """Choose a table without telling anyone."""
        self._current = table if table in self._boxes else ""
        self._light_up()
        if self._current:
            self.ensureVisible(self._boxes[self._current].place, 40, 40)

    @Slot()
    def fit(self) -> None:
        """Show all of it."""
        self._is_fitted = True
        area = self.sceneRect()
        room = self.viewport().rect()
        if area.isEmpty() or room.isEmpty():
            return
        scale = min(room.width() / area.width(), room.height() / area.height(), _MOST_FITTED)
        self._scale_to(max(scale, _LEAST_SCALE))
        self.centerOn(area.center())

    @Slot()
    def zoom_in(self) -> None:
        """Show it larger."""
        self._zoom(_STEP)

    @Slot()
    def zoom_out(self) -> None:
        """Show it smaller."""
        self._zoom(1 / _STEP)

    def picture(self) -> QImage:
        """All of it as a picture, twice its size so that it can be printed."""
        size = (self.sceneRect().size() * _PICTURE_SCALE).toSize()
        image = QImage(size, QImage.Format.Format_RGB32)
        self._paint_on(image)
        return image

    def write_svg(self, device: QIODevice) -> None:
        """All of it as SVG."""
        generator = QSvgGenerator()
        generator.setOutputDevice(device)
        size = self.sceneRect().size().toSize()
        generator.setSize(size)
        generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
        generator.setTitle(tr("Tables and references"))
        self._paint_on(generator)

    def sizeHint(self) -> QSize:
        """As much as there is."""
        return QSize(800, 560)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A drawing that filled the window goes on filling it."""
        super().resizeEvent(event)
        if self._is_fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Larger and smaller, around the pointer."""
        turn = event.angleDelta().y()
        if turn:
            self._zoom(_STEP ** (turn / 120))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the table under the pointer and its neighbours."""
        super().mouseMoveEvent(event)
        box = self._box_at(event)
        self._point_at(box.table if box else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a table; elsewhere the drawing is dragged."""
        box = self._box_at(event)
        if box is not None and event.button() is Qt.MouseButton.LeftButton:
            self.choose(box.table)
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a table; elsewhere show all of the drawing."""
        box = self._box_at(event)
        if box is not None:
            self.table_opened.emit(box.table)
        else:
            self.fit()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from table to table, Enter opens one, + - 0 scale, Esc lets go."""
        key = Qt.Key(event.key())
        if key in _WAYS:
            self._walk(_WAYS[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._current:
            self.table_opened.emit(self._current)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom_in()
        elif key is Qt.Key.Key_Minus:
            self.zoom_out()
        elif key is Qt.Key.Key_0:
            self.fit()
        elif key is Qt.Key.Key_Escape and self._current:
            self.choose("")
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        super().leaveEvent(event)
        self._point_at("")

    @Slot()
    def _redraw(self) -> None:
        looks = Looks(self._theme)
        scene = self.scene()
        scene.clear()
        self._boxes, self._ties = {}, []
        self.setBackgroundBrush(looks.ground)
        if self._drawing is None:
            scene.setSceneRect(QRectF())
            return
        layout, diagram = self._drawing.layout, self._drawing.diagram
        for area in layout.areas:
            scene.addItem(AreaPart(area, self._metrics, looks))
        for tie, route in zip(diagram.ties, self._drawing.routes, strict=True):
            self._ties.append(TiePart(tie, route, looks))
            scene.addItem(self._ties[-1])
        for box in diagram.boxes:
            part = BoxPart(box, layout.places[box.table], self._metrics, looks)
            self._boxes[box.table] = part
            scene.addItem(part)
        page = QRectF(0, 0, layout.width, layout.height)
        scene.setSceneRect(page.marginsAdded(QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)))
        self._light_up()

    def _zoom(self, by: float) -> None:
        self._is_fitted = False
        self._scale_to(min(max(self.scale_now * by, _LEAST_SCALE), _MOST_SCALE))

    def _scale_to(self, scale: float) -> None:
        by = scale / self.scale_now
        self.scale(by, by)

    def _box_at(self, event: QMouseEvent) -> BoxPart | None:
        found = self.items(event.position().toPoint())
        return next((item for item in found if isinstance(item, BoxPart)), None)

    def _point_at(self, table: str) -> None:
        if table != self._pointed:
            self._pointed = table
            self._light_up()

    def choose(self, table: str) -> None:
        """Choose a table as the user would; an empty name lets go."""
        if table != self._current:
            self._current = table
            self._light_up()
            self.table_chosen.emit(table)

    def _light_up(self) -> None:
        """Let the table under the pointer, or else the chosen one, stand out with its neighbours."""
        lit = self._pointed if self._pointed in self._boxes else self._current
        near = {lit}
        for part in self._ties:
            touches = lit in {part.tie.source, part.tie.target}
            near |= {part.tie.source, part.tie.target} if touches else set()
            part.show_as(Light.PLAIN if not lit else Light.LIT if touches else Light.FADED)
        for table, box in self._boxes.items():
            light = Light.PLAIN if not lit else Light.LIT if table in near else Light.FADED
            box.show_as(light, is_current=table == self._current)

    def _walk(self, way: QPointF) -> None:
        """Choose the nearest table in that direction, or the first one."""
        if self._current not in self._boxes:
            first = min(self._boxes, default="", key=self._reading_place)
            self.choose(first)
            return
        here = self._boxes[self._current].place.center()
        ahead = {
            table: distance
            for table, box in self._boxes.items()
            if (distance := _distance(here, box.place.center(), way)) is not None
        }
        if ahead:
            nearest = min(ahead, key=lambda table: ahead[table])
            self.choose(nearest)
            self.ensureVisible(self._boxes[nearest].place, 40, 40)

    def _reading_place(self, table: str) -> tuple[float, float]:
        place = self._boxes[table].place
        return place.y(), place.x()

    def _paint_on(self, device: QPaintDevice) -> None:
        current, self._current, self._pointed = self._current, "", ""
        self._light_up()
        painter = QPainter(device)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.scene().setBackgroundBrush(self.backgroundBrush())
        self.scene().render(painter)
        painter.end()
        self._current = current
        self._light_up()


def _distance(here: QPointF, there: QPointF, way: QPointF) -> float | None:
    """How far it is, straight on counting less than to the side; None where it does not lie that way."""
    away = there - here
    along = QPointF.dotProduct(away, way)
    aside = abs(away.x() * way.y()) + abs(away.y() * way.x())
    return along + 2 * aside if along > max(1.0, aside / 2) else None

"""Every text that a window has: painted ones as the painter gets them, and those that are told or shown on demand."""

from __future__ import annotations

from itertools import combinations
from math import isclose
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QFontMetricsF,
    QPaintDevice,
    QPaintEngine,
    QPainter,
    QRegion,
    QShortcut,
    QTransform,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGraphicsView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTabBar,
    QTextEdit,
    QTreeView,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QAccessibleInterface, QPaintEngineState

MOST_ROWS = 60
"""Rows of a list that are looked at."""
_ROLES = {
    "item": Qt.ItemDataRole.DisplayRole,
    "tooltip of an item": Qt.ItemDataRole.ToolTipRole,
    "name of an item": Qt.ItemDataRole.AccessibleTextRole,
    "description of an item": Qt.ItemDataRole.AccessibleDescriptionRole,
}
_LEAST_OVERLAP = 3.0
"""Pixels in both directions that two texts may have in common: letters have some room around them."""
_GAP = 1.5
"""Pixels between two texts up to which they are one."""
_MOST_ACCESSIBLE = 4
"""How deep what a widget tells of its parts is followed."""


class _Engine(QPaintEngine):
    """Notes texts and paints nothing. What follows on another text in its line (parts in bold) is one with it."""

    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.lines: list[str] = []
        self.places: list[tuple[QRectF, str]] = []
        self._end = (0.0, 0.0)
        self._moved = QTransform()
        self._clip = QRectF()

    def begin(self, _device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def drawTextItem(self, place: Any, item: Any) -> None:  # noqa: N802 - Qt's name
        start = (place.x(), place.y())
        if self.lines and all(
            isclose(a, b, abs_tol=_GAP) for a, b in zip(self._end, start, strict=True)
        ):
            self.lines[-1] += item.text()
        else:
            self.lines.append(item.text())
        width = QFontMetricsF(item.font()).horizontalAdvance(item.text())
        self._end = (place.x() + width, place.y())
        self.places.append((self._area(place, width, item), item.text()))

    def updateState(self, state: QPaintEngineState) -> None:  # noqa: N802 - Qt's name
        dirty = QPaintEngine.DirtyFlag
        if state.state() & dirty.DirtyTransform:
            self._moved = state.transform()
        if state.state() & (dirty.DirtyClipRegion | dirty.DirtyClipPath | dirty.DirtyClipEnabled):
            self._clip = QRectF()
            if state.isClipEnabled() and state.painter().hasClipping():
                self._clip = self._moved.mapRect(state.painter().clipBoundingRect())

    def _area(self, place: Any, width: float, item: Any) -> QRectF:
        """Where a text is seen."""
        above = QRectF(place.x(), place.y() - item.ascent(), width, item.ascent() + item.descent())
        area = self._moved.mapRect(above)
        return area if self._clip.isNull() else area.intersected(self._clip)


def _nothing(*_: Any) -> None:
    """Whatever is no text."""


for _name in (
    *("drawPixmap", "drawImage", "drawTiledPixmap", "drawPath", "drawPolygon"),
    *("drawRects", "drawLines", "drawEllipse", "drawPoints"),
):
    setattr(_Engine, _name, _nothing)


class _Paper(QPaintDevice):
    """What is painted on."""

    def __init__(self, size: QSize) -> None:
        super().__init__()
        self.engine = _Engine()
        metric = QPaintDevice.PaintDeviceMetric
        self._metrics = {
            metric.PdmWidth: size.width(),
            metric.PdmHeight: size.height(),
            metric.PdmWidthMM: size.width(),
            metric.PdmHeightMM: size.height(),
            metric.PdmDpiX: 96,
            metric.PdmDpiY: 96,
            metric.PdmPhysicalDpiX: 96,
            metric.PdmPhysicalDpiY: 96,
            metric.PdmDepth: 32,
            metric.PdmNumColors: 0,
            metric.PdmDevicePixelRatio: 1,
            metric.PdmDevicePixelRatioScaled: 0x10000,
        }

    def paintEngine(self) -> QPaintEngine:  # noqa: N802 - Qt's name
        return self.engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        return self._metrics.get(metric, 0)


def painted(widget: QWidget) -> list[str]:
    """The texts that a widget and all in it paint, line by line, in the order of the painter."""
    paper = _Paper(widget.size())
    painter = QPainter(paper)
    widget.render(painter, QPoint())
    painter.end()
    return list(paper.engine.lines)


def told(window: QWidget) -> Iterator[tuple[str, str]]:
    """What is told of a window and all in it otherwise than by painting: a kind of text, and the text."""
    for widget in (window, *window.findChildren(QWidget)):
        yield "title", widget.windowTitle()
        yield "tooltip", widget.toolTip()
        yield "status tip", widget.statusTip()
        yield "what is this", widget.whatsThis()
        yield "accessible name", widget.accessibleName()
        yield "accessible description", widget.accessibleDescription()
        yield from _of_a_kind(widget)
        if widget.isVisible():
            yield from _accessible(QAccessible.queryAccessibleInterface(widget))
    for action in window.findChildren(QAction):
        yield "action", action.text()
        yield "tooltip of an action", action.toolTip()
        yield "status tip of an action", action.statusTip()
    for key in window.findChildren(QShortcut):
        yield "what a key does", key.whatsThis()


def cut_off(window: QWidget) -> Iterator[str]:
    """The texts of labels and buttons in sight that have too little room, and no tooltip with the whole."""
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, QLabel | QAbstractButton) or not widget.isVisible():
            continue
        if widget.text() and (lack := _lack(widget)) and not _is_told(widget):
            yield f"{widget.text()}: {lack}"


def overlapping(window: QWidget) -> Iterator[str]:
    """The pairs of texts that a widget paints over one another."""
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and _paints_itself(widget):
            paper = _Paper(widget.size())
            painter = QPainter(paper)
            QWidget.render(widget, painter, QPoint(), QRegion(), QWidget.RenderFlag(0))
            painter.end()
            places = [one for one in paper.engine.places if not one[0].isEmpty()]
            for (area, text), (other, another) in combinations(places, 2):
                common = area.intersected(other)
                if common.width() > _LEAST_OVERLAP and common.height() > _LEAST_OVERLAP:
                    yield f"{text} and {another} in {type(widget).__name__}"


def _paints_itself(widget: QWidget) -> bool:
    around = widget.parentWidget()
    if isinstance(around, QHeaderView):  # sections that stay in sight are painted over the others
        return False
    return isinstance(around, QAbstractItemView | QGraphicsView) or (
        type(widget).__module__.startswith("hive_inspector.")
        and type(widget).paintEvent is not QWidget.paintEvent
    )


def _lack(widget: QLabel | QAbstractButton) -> str:
    """What a text lacks of room in its widget, or the widget in the one around it; empty where all is well."""
    room, metrics = widget.size(), widget.fontMetrics()
    if isinstance(widget, QLabel) and widget.wordWrap():
        needed = QSize(widget.minimumSizeHint().width(), widget.heightForWidth(room.width()))
    else:
        needed = QSize(widget.sizeHint().width(), metrics.height())
    if needed.width() > room.width() or needed.height() > room.height():
        return f"{needed.width()} × {needed.height()} in {room.width()} × {room.height()}"
    around = widget.parentWidget()
    if around is not None and not around.rect().adjusted(-2, -2, 2, 2).contains(widget.geometry()):
        return f"{widget.geometry()} in {around.rect()}"
    return ""


def _is_told(widget: QLabel | QAbstractButton) -> bool:
    """Whether the whole text is told where the pointer rests."""
    whole = widget.text().replace("&", "")
    return any(whole in one.toolTip() for one in (widget, widget.parentWidget()) if one)


def _of_a_kind(widget: QWidget) -> Iterator[tuple[str, str]]:
    match widget:
        case QLineEdit() | QTextEdit():
            yield "placeholder", widget.placeholderText()
        case QComboBox():
            yield from _items(widget.model())
        case QTabBar():
            for place in range(widget.count()):
                yield "tab", widget.tabText(place)
                yield "tooltip of a tab", widget.tabToolTip(place)
        case QAbstractItemView():
            model = widget.model()
            if model is not None:
                yield from _items(model, is_tree=isinstance(widget, QTreeView))
                yield from _headers(model)


def _items(
    model: QAbstractItemModel, parent: QModelIndex | None = None, *, is_tree: bool = False
) -> Iterator[tuple[str, str]]:
    parent = QModelIndex() if parent is None else parent
    for row in range(min(MOST_ROWS, model.rowCount(parent))):
        for column in range(_columns(model, parent)):
            index = model.index(row, column, parent)
            for kind, role in _ROLES.items():
                if isinstance(text := model.data(index, role), str):
                    yield kind, text
        first = model.index(row, 0, parent)
        if is_tree:
            yield from _items(model, first, is_tree=True)


def _columns(model: QAbstractItemModel, parent: QModelIndex) -> int:
    """How many columns a model has; that of a list cannot be asked."""
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)


def _headers(model: QAbstractItemModel) -> Iterator[tuple[str, str]]:
    for section in range(_columns(model, QModelIndex())):
        for kind, role in _ROLES.items():
            text = model.headerData(section, Qt.Orientation.Horizontal, role)
            if isinstance(text, str):
                yield kind.replace("item", "header"), text


def _accessible(told_by: QAccessibleInterface | None, depth: int = 0) -> Iterator[tuple[str, str]]:
    """What screen readers are told of a widget, and of those of its parts that are no widgets."""
    if told_by is None or depth > _MOST_ACCESSIBLE:
        return
    for kind in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Help):
        yield f"accessible {kind.name.lower()}", told_by.text(kind)
    for place in range(min(MOST_ROWS, told_by.childCount())):
        child = told_by.child(place)
        if _is_drawn(child):
            yield from _accessible(child, depth + 1)


def _is_drawn(part: QAccessibleInterface | None) -> bool:
    """Whether a part of a widget is no widget itself."""
    return part is not None and part.object() is None

"""The drawing of the tables, pointed at, walked through and taken along."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QBuffer, QEvent, QIODevice, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest

from hive_inspector.core.hive.blueprints import blueprint
from hive_inspector.core.schema.diagram import Detail, Metrics, diagram_of
from hive_inspector.core.schema.layout import lay_out
from hive_inspector.core.schema.routes import routes
from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui.widgets.diagram.drawn import Drawing
from hive_inspector.gui.widgets.diagram.parts import BoxPart, TiePart
from hive_inspector.gui.widgets.diagram.view import DiagramView

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme

METRICS = Metrics()


def drawn(name: str, detail: Detail = Detail.NAMES) -> Drawing:
    diagram = diagram_of(blueprint(name), detail, METRICS)
    layout = lay_out(diagram, 1.5, METRICS, lambda: None)
    return Drawing(diagram, layout, routes(diagram.ties, layout.places))


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> DiagramView:
    view = DiagramView(theme, METRICS, None)  # type: ignore[arg-type]  # a window of its own here
    qtbot.addWidget(view)
    view.resize(1180, 760)
    with qtbot.waitExposed(view):
        view.show()
    view.show_drawing(drawn("core-013"))
    return view


def box_of(view: DiagramView, table: str) -> BoxPart:
    items = (item for item in view.scene().items() if isinstance(item, BoxPart))
    return next(item for item in items if item.table == table)


def point_of(view: DiagramView, table: str) -> QPointF:
    return QPointF(view.mapFromScene(box_of(view, table).place.center()))


def send(view: DiagramView, kind: QEvent.Type, at: QPointF) -> None:
    button = Qt.MouseButton.NoButton
    if kind is not QEvent.Type.MouseMove:
        button = Qt.MouseButton.LeftButton
    everywhere = QPointF(view.viewport().mapToGlobal(at))
    event = QMouseEvent(kind, at, everywhere, button, button, Qt.KeyboardModifier.NoModifier)
    {
        QEvent.Type.MouseMove: view.mouseMoveEvent,
        QEvent.Type.MouseButtonPress: view.mousePressEvent,
        QEvent.Type.MouseButtonDblClick: view.mouseDoubleClickEvent,
    }[kind](event)


def bright(view: DiagramView) -> set[str]:
    boxes = (item for item in view.scene().items() if isinstance(item, BoxPart))
    return {box.table for box in boxes if box.opacity() == 1.0}


def neighbours(view: DiagramView, table: str) -> set[str]:
    ties = (item.tie for item in view.scene().items() if isinstance(item, TiePart))
    return {
        end for tie in ties if table in {tie.source, tie.target} for end in (tie.source, tie.target)
    }


def test_all_of_a_drawing_is_in_sight_at_first(view: DiagramView) -> None:
    seen = view.mapToScene(view.viewport().rect()).boundingRect()
    assert all(seen.contains(box_of(view, name).place) for name in ("users", "messages"))


def test_the_table_under_the_pointer_stands_out_with_its_neighbours(view: DiagramView) -> None:
    everything = bright(view)
    send(view, QEvent.Type.MouseMove, point_of(view, "users"))
    assert bright(view) == {"users"} | neighbours(view, "users")
    assert bright(view) < everything
    send(view, QEvent.Type.MouseMove, QPointF(1, 1))
    assert bright(view) == everything


def test_a_click_chooses_a_table_and_a_double_click_opens_it(
    view: DiagramView, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(view.table_chosen) as chosen:
        send(view, QEvent.Type.MouseButtonPress, point_of(view, "messages"))
    assert chosen.args == ["messages"]
    with qtbot.waitSignal(view.table_opened) as opened:
        send(view, QEvent.Type.MouseButtonDblClick, point_of(view, "messages"))
    assert opened.args == ["messages"]


def test_arrows_walk_from_table_to_table_and_enter_opens_one(
    view: DiagramView, qtbot: QtBot
) -> None:
    QTest.keyClick(view, Qt.Key.Key_Down)
    first = view.current
    QTest.keyClick(view, Qt.Key.Key_Down)
    below = view.current
    assert box_of(view, below).place.top() > box_of(view, first).place.top()
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.current == first
    with qtbot.waitSignal(view.table_opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [first]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.current == ""


def test_every_table_is_reached_by_arrows(view: DiagramView) -> None:
    keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Down)
    reached, waiting = {view.current}, [view.current]
    while waiting:
        here = waiting.pop()
        for key in keys:
            view.set_current(here)
            QTest.keyClick(view, key)
            if view.current not in reached:
                reached.add(view.current)
                waiting.append(view.current)
    assert reached == {item.table for item in view.scene().items() if isinstance(item, BoxPart)}


def test_it_is_shown_larger_and_fitted_again(view: DiagramView) -> None:
    fitted = view.scale_now
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.scale_now > fitted
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.scale_now == pytest.approx(fitted)


def test_the_picture_holds_all_of_it_and_leaves_the_choice_as_it_is(view: DiagramView) -> None:
    view.set_current("users")
    picture = view.picture()
    page = view.sceneRect()
    assert picture.width() == pytest.approx(page.width() * 2, abs=1)
    assert view.current == "users"
    assert len(bright(view)) < 34


def test_the_svg_names_every_table(view: DiagramView) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    view.write_svg(buffer)
    root = ET.fromstring(bytes(buffer.data().data()))
    texts = {"".join(item.itertext()).strip() for item in root.iter() if item.tag.endswith("text")}
    assert {
        box.table for box in diagram_of(blueprint("core-013"), Detail.NAMES, METRICS).boxes
    } <= texts


def test_another_theme_repaints_it_and_keeps_the_choice(view: DiagramView, theme: Theme) -> None:
    view.set_current("users")
    theme.set_mode(ThemeMode.LIGHT if theme.tokens.is_dark else ThemeMode.DARK)
    assert view.current == "users"
    assert view.backgroundBrush().color().name() == theme.tokens.background


def test_a_file_without_tables_is_an_empty_drawing(view: DiagramView) -> None:
    view.show_drawing(None)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.current == ""

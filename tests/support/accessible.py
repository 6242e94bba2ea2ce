"""What has to be true of every window and dialog for those who use keys alone, or do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QTabWidget,
    QTextEdit,
    QToolButton,
    QWidget,
)

from hive_inspector.gui.roles import ATTRIBUTE
from tests.support.keyboard import expected_stops, out_of_order, shows_focus, stops_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.composition import Program
    from hive_inspector.gui.main_window import MainWindow

Role = QAccessible.Role
BUTTONS = {Role.Button, Role.ButtonMenu, Role.CheckBox, Role.RadioButton, Role.ButtonDropDown}
TEXTS = {Role.EditableText, Role.StaticText, Role.Document}
ROLES: tuple[tuple[type[QWidget], set[Role]], ...] = (
    (QAbstractButton, BUTTONS),
    (QLineEdit, {Role.EditableText}),
    (QPlainTextEdit, TEXTS),
    (QTextEdit, TEXTS),
    (QComboBox, {Role.ComboBox, Role.EditableText}),
    (QAbstractSpinBox, {Role.SpinBox}),
    (QTabBar, {Role.PageTabList}),
    (QAbstractSlider, {Role.Slider}),
    (QAbstractItemView, {Role.List, Role.Tree, Role.Table}),
    (QTabWidget, {Role.Client, Role.PageTabList}),
    (QScrollArea, {Role.Client, Role.Pane}),
)
"""What each kind of widget may be taken for; whatever else takes the focus has to name its own."""
KINDS = tuple(kind for kind, _ in ROLES)
BY_KEY = {"Filters": "Ctrl+F", "What could come next": "Ctrl+Space"}
"""Where keys lead that Tab passes by: the fields of a row of filters, of which Tab visits the row, and proposals."""


def is_calm(program: Program) -> bool:
    session = program.desk.session
    return program.tasks.is_idle and session is not None and session.workspace.tasks.is_idle


def interactive(root: QWidget) -> Iterator[QWidget]:
    """What can be acted on below a widget; what belongs to the inside of another is judged with it."""
    for widget in root.findChildren(QWidget):
        is_kind = isinstance(widget, KINDS) and not isinstance(widget, QScrollArea)
        if (is_kind or takes_tab(widget)) and not is_inside(widget):
            yield widget


def is_inside(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    if isinstance(widget, QScrollBar | QHeaderView) or widget.focusProxy() is not None:
        return True
    if widget.objectName().startswith("qt_") or isinstance(widget, QTabWidget):
        return True
    if isinstance(parent, QLineEdit | QAbstractSpinBox | QTabBar):
        return True
    viewport = getattr(parent, "viewport", None)
    if viewport is not None and viewport() is widget:
        return True
    return isinstance(widget.window(), QWidget) and "QComboBoxPrivateContainer" in ancestry(widget)


def ancestry(widget: QWidget | None) -> list[str]:
    names = []
    while widget is not None:
        names.append(widget.metaObject().className())
        widget = widget.parentWidget()
    return names


def told(widget: QWidget) -> str:
    """Where somebody who mends it finds it."""
    return " < ".join(ancestry(widget)[:4])


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name))


def roles_of(widget: QWidget) -> set[Role]:
    return next((roles for kind, roles in ROLES if isinstance(widget, kind)), set())


def has_fitting_role(widget: QWidget) -> bool:
    role = QAccessible.queryAccessibleInterface(widget).role()
    own = getattr(widget, ATTRIBUTE, None)
    fits = role is own if own is not None else role in roles_of(widget)
    return fits or is_page(told(widget))


def takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def is_page(place: str) -> bool:
    """A page is an area, and takes the focus only to be scrolled by keys."""
    return "PagesArea" in place.split(" < ", 3)[-1] or place.split(" < ", maxsplit=1)[0].endswith(
        "ScrollArea"
    )


def leads_by_key(widget: QWidget) -> bool:
    """Where arrow keys lead: among buttons of which one is chosen, Tab stops at that one."""
    if isinstance(widget, QAbstractButton) and widget.group() is not None:
        return widget.group().exclusive()
    place: QWidget | None = widget
    while place is not None:
        if place.accessibleName() in BY_KEY or place.metaObject().className() == "PaletteView":
            return True
        place = place.parentWidget()
    return False


def come_to_front(window: QWidget, qtbot: QtBot) -> None:
    """Have the keyboard."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def faults_of(shown: QWidget) -> list[str]:
    """What is wrong with a window or a dialog."""
    acted_on = list(interactive(shown))
    faults = [f"nameless: {told(one)}" for one in acted_on if one.isVisible() and not name_of(one)]
    faults += [f"odd: {told(one)}" for one in acted_on if not has_fitting_role(one)]
    faults += [
        f"lost: {told(one)}" for one in acted_on if not takes_tab(one) and not leads_by_key(one)
    ]
    if isinstance(shown, QDialog):
        faults += faults_of_stops(shown)
    return faults


def faults_of_stops(dialog: QDialog) -> list[str]:
    """What is wrong with the way of Tab through a dialog."""
    expected = expected_stops(dialog)
    if not expected:
        return ["nothing takes the keyboard"]
    stops, end = stops_from(
        min(expected, key=lambda one: one.mapTo(dialog, one.rect().topLeft()).y())
    )
    faults = [] if end in stops[:1] else [f"ends at {told(end) if end else 'nothing'}"]
    faults += [f"left out: {told(one)}" for one in expected - set(stops)]
    faults += [f"{told(one)} before {told(other)}" for one, other in out_of_order(stops)]
    return faults + [f"not seen: {told(one)}" for one in stops if not shows_focus(one)]


def is_cut(button: QAbstractButton) -> bool:
    """Whether it is shown with less room than its text needs."""
    is_text = bool(button.text()) and type(button) in (QPushButton, QToolButton)
    return is_text and button.isVisible() and button.width() < button.minimumSizeHint().width()


def tabs_of(window: MainWindow) -> Iterator[str]:
    """The views of the page in front, each in front while it is named."""
    current = window.area.current
    assert current is not None
    found = [one for one in current.widget.findChildren(QTabWidget) if one.count() > 1]
    views = next((one for one in found if one.isVisible()), None)
    if views is None:
        yield ""
        return
    for at in range(views.count()):
        views.setCurrentIndex(at)
        yield views.tabText(at)


def faults_of_way(window: MainWindow) -> list[str]:
    """What is wrong with the way of Tab through what is shown now."""
    first = window.top_bar.file
    stops, end = stops_from(first)
    faults = [] if end is first else [f"ends at {told(end) if end else 'nothing'}"]
    faults += [f"left out: {told(one)}" for one in expected_stops(window) - set(stops)]
    faults += [f"{told(one)} before {told(other)}" for one, other in out_of_order(stops)]
    return faults + [f"not seen: {told(one)}" for one in stops if not shows_focus(one)]

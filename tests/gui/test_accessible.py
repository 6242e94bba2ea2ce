"""Every page can be used without a mouse and without seeing it: names, roles, Tab, keys that mean one thing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAction, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
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

from hive_inspector.core.requests import PAGES, WindowRequest
from hive_inspector.gui.palette.acts import keys_of
from hive_inspector.gui.roles import ATTRIBUTE
from tests.support.demos import small_demo
from tests.support.keyboard import expected_stops, out_of_order, shows_focus, stops_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.composition import Program
    from hive_inspector.gui.main_window import MainWindow
    from hive_inspector.gui.scene import Scene
    from hive_inspector.gui.theme.theme import Theme

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
WINDOW_WIDE = (Qt.ShortcutContext.WindowShortcut, Qt.ShortcutContext.ApplicationShortcut)


@pytest.fixture
def opened(program: Program, tmp_path: Path, qtbot: QtBot) -> Program:
    """The window with every page shown once."""
    file = tmp_path / "hive-ai.db"
    small_demo(file)
    program.begin(WindowRequest(path=file))
    qtbot.waitUntil(lambda: program.desk.session is not None)
    for page in PAGES:
        program.window.area.turn_to(page)
        qtbot.waitUntil(lambda: is_calm(program))
    return program


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


def is_shown_by_its_page(widget: QWidget) -> bool:
    """Whether it was not put away by itself; buttons without a text are given one when they are shown."""
    return not (widget.isHidden() or any(one.isHidden() for one in parents_below_stack(widget)))


def parents_below_stack(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None and parent.parentWidget() is not None:
        if parent.metaObject().className() in {"Asking", "RunPanel", "InsistPanel", "FloatingNote"}:
            yield parent
        parent = parent.parentWidget()


def test_whatever_can_be_acted_on_has_a_name_a_role_and_a_way_to_it(opened: Program) -> None:
    """Everything on every page; told together, so that the pages are opened once."""
    found = list(interactive(opened.window))
    assert len(found) > 100
    nameless = {told(one) for one in found if not name_of(one) and is_shown_by_its_page(one)}
    odd = {told(one) for one in found if not has_fitting_role(one)}
    lost = {told(one) for one in found if not takes_tab(one) and not leads_by_key(one)}
    assert (nameless, odd, lost) == (set(), set(), set())
    keys = {key for one in sources(opened.window) for key in keys_of(one)}
    assert set(BY_KEY.values()) <= keys
    assert doubled_keys(opened.window) == set()


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


def sources(window: QWidget) -> list[QAction | QShortcut]:
    return [*window.findChildren(QAction), *window.findChildren(QShortcut)]


def doubled_keys(window: QWidget) -> set[tuple[str, str]]:
    """Keys that mean two things at one place: Qt runs neither."""
    listeners: dict[QObject, list[tuple[str, bool]]] = {}
    for source in sources(window):
        context = source.shortcutContext() if isinstance(source, QAction) else source.context()
        owner = window if context in WINDOW_WIDE else source.parent()
        is_wide = context is not Qt.ShortcutContext.WidgetShortcut
        if isinstance(owner, QWidget):
            listeners.setdefault(owner, []).extend((key, is_wide) for key in keys_of_each(source))
    places = [one for one in window.findChildren(QWidget) if one.focusPolicy()]
    return {
        (told(place), key)
        for place in places
        for key, number in Counter(heard(place, listeners)).items()
        if number > 1
    }


def keys_of_each(source: QAction | QShortcut) -> Sequence[str]:
    sequences = source.shortcuts() if isinstance(source, QAction) else source.keys()
    return [one.toString() for one in sequences if one.toString()]


def heard(place: QWidget, listeners: dict[QObject, list[tuple[str, bool]]]) -> Iterator[str]:
    """The keys that are listened to while a widget has the focus."""
    at: QWidget | None = place
    while at is not None:
        for key, is_wide in listeners.get(at, ()):
            if is_wide or at is place:
                yield key
        at = at.parentWidget()


def test_tab_leads_through_every_page_in_the_order_it_is_read_and_is_seen(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    """Once to each control that is shown and can be used, and round again; what has the keyboard looks different."""
    file = tmp_path / "hive-ai.db"
    small_demo(file)
    window = program.window
    window.show()
    come_to_front(window, qtbot)
    found = {"start": faults_of_way(window)}
    program.begin(WindowRequest(path=file))
    qtbot.waitUntil(lambda: program.desk.session is not None)
    for page in PAGES:
        window.area.turn_to(page)
        qtbot.waitUntil(lambda: is_calm(program))
        for tab in tabs_of(window):
            qtbot.waitUntil(lambda: is_calm(program))
            found[f"{page} {tab}"] = faults_of_way(window)
    program.show_settings()
    qtbot.waitUntil(lambda: is_calm(program))
    found["settings"] = faults_of_way(window)
    assert {place: faults for place, faults in found.items() if faults} == {}


def test_dialogs_panels_and_popovers_can_be_used_by_keys_and_without_being_seen(
    opened: Program, qtbot: QtBot
) -> None:
    """Every state of a page that is worth a picture, those that stand over the window as well."""
    window = opened.window
    window.show()
    come_to_front(window, qtbot)
    session = opened.desk.session
    assert session is not None
    places: list[tuple[str, Sequence[Scene]]] = [("window", opened.scenes)]
    places += [(page.id, getattr(page, "scenes", ())) for page in session.pages]
    found: dict[str, list[str]] = {}
    for page, scenes in places:
        if page != "window":
            window.area.turn_to(page)
        for scene in scenes:
            for _ in scene.steps():
                qtbot.waitUntil(lambda: is_calm(opened))
            dialog = scene.dialog()
            if dialog is not None:
                come_to_front(dialog, qtbot)
            found[f"{page} {scene.name}"] = faults_of(dialog or window)
            if dialog is not None:
                dialog.close()
            scene.leave()
    assert {place: faults for place, faults in found.items() if faults} == {}


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


@pytest.mark.parametrize("size", [(720, 450)], ids=["a screen of 1440 by 900 at twice the size"])
def test_at_twice_the_size_nothing_is_cut_and_no_page_is_wider_than_the_window(
    opened: Program, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window = opened.window
    window.resize(*size)
    window.show()
    cut: dict[str, set[str]] = {}
    wide = set()
    for page in PAGES:
        window.area.turn_to(page)
        qtbot.waitUntil(lambda: is_calm(opened))
        current = window.area.current
        assert current is not None
        QApplication.processEvents()
        cut[page] = {told(one) for one in window.findChildren(QAbstractButton) if is_cut(one)}
        areas = [current.widget, *current.widget.findChildren(QScrollArea)]
        whole = [one for one in areas if isinstance(one, QScrollArea)][:2]
        wide |= {page for one in whole if one.horizontalScrollBar().maximum() > 0}
    assert {page: buttons for page, buttons in cut.items() if buttons} == {}
    assert wide == set()


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


def test_the_focus_is_seen_on_every_kind_of_control(theme: Theme, qapp: QApplication) -> None:
    kinds = ("QPushButton", "QToolButton", "QLineEdit", "QComboBox", "QTabBar::tab", "QCheckBox")
    for kind in kinds:
        assert f"{kind}:focus" in qapp.styleSheet()

"""Every page can be used without a mouse and without seeing it: names, roles, Tab, keys that mean one thing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QMenu,
    QScrollArea,
    QWidget,
    QWidgetAction,
)

from hive_inspector.core.requests import PAGES, WindowRequest
from hive_inspector.gui.pages.start.opening_card import FailureCard
from hive_inspector.gui.palette.acts import keys_of
from tests.support.accessible import (
    BY_KEY,
    come_to_front,
    faults_of,
    faults_of_way,
    has_fitting_role,
    interactive,
    is_calm,
    is_cut,
    leads_by_key,
    name_of,
    tabs_of,
    takes_tab,
    told,
)
from tests.support.demos import small_demo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.composition import Program
    from hive_inspector.gui.scene import Scene
    from hive_inspector.gui.theme.theme import Theme

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
    entries = [one for menu in opened.window.findChildren(QMenu) for one in menu.actions()]
    bare = [one for one in entries if not (one.text() or one.isSeparator())]
    assert [one for one in bare if not isinstance(one, QWidgetAction)] == []


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
    found = {"start": faults_of(window) + faults_of_way(window)}
    program.notifications.problem("It did not work.", "Try again.", "what happened")
    found["a message"] = faults_of(window) + faults_of_way(window)
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"SQLite format 3\0" + bytes(4080))
    program.begin(WindowRequest(path=damaged))
    card = window.findChildren(FailureCard)[0]
    qtbot.waitUntil(lambda: card.isVisible() and program.tasks.is_idle)
    found["a failure"] = faults_of(window) + faults_of_way(window)
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
    found["settings"] = faults_of(window) + faults_of_way(window)
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


def test_the_focus_is_seen_on_every_kind_of_control(theme: Theme, qapp: QApplication) -> None:
    kinds = ("QPushButton", "QToolButton", "QLineEdit", "QComboBox", "QTabBar::tab", "QCheckBox")
    for kind in kinds:
        assert f"{kind}:focus" in qapp.styleSheet()

"""The way of the keyboard through a window, as a user takes it: by pressing Tab."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from hive_inspector.gui.widgets.filter_row import FilterRow
from hive_inspector.gui.widgets.sql_editor.editor import SqlEditor

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_KEYS = 400
_ON: dict[type[QWidget], Qt.Key] = {SqlEditor: Qt.Key.Key_F6}
"""The key that leads on where Tab writes something."""


def takes_tab(widget: QWidget) -> bool:
    """Whether Tab stops at a widget that is shown and can be used."""
    is_stop = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return is_stop and widget.isVisible() and widget.isEnabled() and not _is_one_of_several(widget)


def _is_one_of_several(widget: QWidget) -> bool:
    """Whether arrow keys lead there from the one that is chosen, where Tab stops."""
    if not isinstance(widget, QAbstractButton) or widget.isChecked():
        return False
    if widget.group() is not None:
        return widget.group().exclusive()
    return widget.autoExclusive()


def expected_stops(window: QWidget) -> set[QWidget]:
    """Everything in a window where Tab has to come by."""
    return {
        one
        for one in window.findChildren(QWidget)
        if takes_tab(one) and one.window() is window and one.focusProxy() is None
    }


def stops_from(first: QWidget) -> tuple[list[QWidget], QWidget | None]:
    """Where Tab stops from a widget on, until it comes somewhere for the second time; and where that is."""
    first.setFocus(Qt.FocusReason.TabFocusReason)
    stops: list[QWidget] = []
    for _ in range(MOST_KEYS):
        widget = QApplication.focusWidget()
        if widget is None:
            return stops, None
        stop = _stop_of(widget)
        if stop in stops[:-1] or (stops and stop is stops[-1] is widget):
            return stops, stop
        if not stops or stop is not stops[-1]:
            stops.append(stop)
        QTest.keyClick(widget, _ON.get(type(widget), Qt.Key.Key_Tab))
    return stops, None


def _stop_of(widget: QWidget) -> QWidget:
    """The fields of a row of filters count as the row: they come and go with the columns in sight."""
    at: QWidget | None = widget
    while at is not None:
        if isinstance(at, FilterRow):
            return at
        at = at.parentWidget()
    return widget


def out_of_order(stops: Sequence[QWidget]) -> list[tuple[QWidget, QWidget]]:
    """Neighbours in the same part where the later one stands above, or before on the same line."""
    return [
        (one, other)
        for one, other in pairwise(stops)
        if one.parentWidget() is other.parentWidget() and _stands_before(other, one)
    ]


def _stands_before(one: QWidget, other: QWidget) -> bool:
    place, after = _place(one), _place(other)
    is_above = place.bottom() <= after.top()
    is_below = place.top() >= after.bottom()
    return is_above or (not is_below and place.right() <= after.left())


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def shows_focus(widget: QWidget) -> bool:
    """Whether a widget looks different while it has the keyboard."""
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    with_focus = widget.grab().toImage()
    holder = QApplication.focusWidget()
    assert holder is not None
    holder.clearFocus()
    return bool(with_focus != widget.grab().toImage())

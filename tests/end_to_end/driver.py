"""The program with an ear on standard input: answers what a screen reader would read, and where it stands.

Started as `python -m tests.end_to_end.driver ARGUMENTS…`, it is the program as it is, run by its own `main`; the ear
only listens. One JSON question a line on standard input, one JSON answer a line on standard output.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTabBar, QWidget

from hive_inspector.__main__ import main


class Ear(QObject):
    """Answers on the GUI thread what is asked on standard input."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self.asked.emit(line)

    @Slot(str)
    def _answer(self, line: str) -> None:
        QAccessible.setActive(True)  # else Qt goes on telling of a table's former model
        question = json.loads(line)
        answer = getattr(self, f"_tell_{question.pop('ask')}")(**question)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()

    def _tell_where(self, name: str) -> list[int] | None:
        """Where the visible control of that accessible name stands on the screen: x, y, width, height."""
        widget = _control(name)
        return None if widget is None else _rectangle(_accessible(widget).rect())

    def _tell_text(self, name: str) -> str | None:
        """What the control says: its value where it has one, else its name."""
        widget = _control(name)
        if widget is None:
            return None
        spoken = _accessible(widget)
        return str(spoken.text(QAccessible.Text.Value) or spoken.text(QAccessible.Text.Name))

    def _tell_hears(self) -> bool:
        """Whether a key that is pressed now reaches one of the windows."""
        return QApplication.activeWindow() is not None and QApplication.focusWidget() is not None

    def _tell_enabled(self, name: str) -> bool:
        """Whether the visible control of that name can be used now."""
        widget = _control(name)
        return widget is not None and widget.isEnabled()

    def _tell_cell(self, table: str, row: int, column: int) -> dict[str, Any] | None:
        """Text of a cell of a table, and the place of what can be seen of it."""
        widget = _control(table)
        if not isinstance(widget, QAbstractItemView) or widget.model() is None:
            return None
        index = widget.model().index(row, column)
        if not index.isValid():
            return None
        place = widget.visualRect(index) & widget.viewport().rect()
        corner = widget.viewport().mapToGlobal(place.topLeft())
        text = _accessible(widget).child(_child_number(widget, row, column))
        return {
            "text": text.text(QAccessible.Text.Name) if text else None,
            "rect": [corner.x(), corner.y(), place.width(), place.height()],
        }

    def _tell_rows(self, table: str) -> int:
        """How many rows a table has now."""
        widget = _control(table)
        if not isinstance(widget, QAbstractItemView) or widget.model() is None:
            return 0
        return widget.model().rowCount()

    def _tell_list(self, name: str, starts: str) -> list[int] | None:
        """Where the line of a list that begins with a text stands on the screen."""
        widget = _control(name)
        if not isinstance(widget, QAbstractItemView) or widget.model() is None:
            return None
        lines = [widget.model().index(row, 0) for row in range(widget.model().rowCount())]
        index = next((one for one in lines if str(one.data()).startswith(starts)), None)
        if index is None:
            return None
        widget.scrollTo(index)
        place = widget.visualRect(index)
        corner = widget.viewport().mapToGlobal(place.topLeft())
        return [corner.x(), corner.y(), place.width(), place.height()]

    def _tell_tab(self, title: str) -> list[int] | None:
        """Where the tab of that title stands on the screen."""
        bars = (widget for widget in _visible() if isinstance(widget, QTabBar))
        for bar in bars:
            for number in range(bar.count()):
                if bar.tabText(number) == title:
                    place = bar.tabRect(number)
                    corner = bar.mapToGlobal(place.topLeft())
                    return [corner.x(), corner.y(), place.width(), place.height()]
        return None

    def _tell_clipboard(self) -> str:
        """The text on the clipboard."""
        return QApplication.clipboard().text()

    def _tell_names(self) -> list[str]:
        """Names of all visible controls, for whoever writes a test."""
        return sorted({name for widget in _visible() if (name := _name(widget))})


def _visible() -> list[QWidget]:
    return [widget for widget in QApplication.allWidgets() if widget.isVisible()]


def _control(name: str) -> QWidget | None:
    """The widget of that name, rather one that takes the keyboard than the label beside it."""
    found = [widget for widget in _visible() if _name(widget) == name]
    takes_keys = (one for one in found if one.focusPolicy() is not Qt.FocusPolicy.NoFocus)
    return next(takes_keys, next(iter(found), None))


def _name(widget: QWidget) -> str:
    return str(_accessible(widget).text(QAccessible.Text.Name))


def _accessible(widget: QWidget) -> Any:
    return QAccessible.queryAccessibleInterface(widget)


def _child_number(view: QAbstractItemView, row: int, column: int) -> int:
    """Where a cell stands among a table's accessible children, which count headers and the corner."""
    columns = view.model().columnCount()
    return (row + 1) * (columns + 1) + column + 1


def _rectangle(rect: Any) -> list[int]:
    return [rect.x(), rect.y(), rect.width(), rect.height()]


if __name__ == "__main__":
    ear = Ear()
    sys.exit(main(sys.argv[1:]))

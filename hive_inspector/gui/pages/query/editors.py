"""The editors, one a tab, each with its bar for finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTabBar, QTabWidget, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.query.scripts import MOST_SCRIPTS, Script, new_name
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.sql_editor.editor import SqlEditor
from hive_inspector.gui.widgets.sql_editor.find_bar import FindBar
from hive_inspector.gui.widgets.sql_editor.offsets import units_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.theme.theme import Theme

_CLOSE_SIDE = 20
_LONGEST_NAME = 40


class ScriptPage(QWidget):
    """One editor."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.editor = SqlEditor(theme, self)
        self.find_bar = FindBar(theme, self.editor, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.find_bar)
        column.addWidget(self.editor, 1)


class Editors(QTabWidget):
    """Holds at least one script.

    Signals:
        edited: A text, a name or the number of scripts is another now.
        completion_wanted: The text and the place for which proposals are wanted, in the editor in front.
    """

    edited = Signal()
    completion_wanted = Signal(str, int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._closed: list[Script] = []
        self._naming: QLineEdit | None = None
        self.setProperty("role", "page")
        self.setDocumentMode(True)
        self.setMovable(True)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabBar().setAccessibleName(tr("Scripts"))
        self.tabBar().setDrawBase(False)
        self.tabBar().setExpanding(False)
        self.tabBar().tabBarDoubleClicked.connect(self.rename)
        self.tabBar().tabMoved.connect(self.edited)
        self.add_button = IconButton(theme, "plus", tr("New script (Ctrl+T)"), self)
        self.add_button.clicked.connect(self.add_new)
        self.setCornerWidget(_padded(self.add_button, self))
        self.currentChanged.connect(self.edited)

    @property
    def current(self) -> ScriptPage:
        """The script in front."""
        page = self.currentWidget()
        if not isinstance(page, ScriptPage):
            raise TypeError("there is always a script")
        return page

    @property
    def editor(self) -> SqlEditor:
        """The editor in front."""
        return self.current.editor

    @property
    def scripts(self) -> tuple[Script, ...]:
        """All of them as they stand now."""
        return tuple(self._script(place) for place in range(self.count()))

    def show_scripts(self, scripts: Sequence[Script], current: int) -> None:
        """Begin with these."""
        for script in scripts:
            self._add(script)
        self.setCurrentIndex(current)

    def add(self, script: Script) -> None:
        """Open another script and turn to it."""
        if self.count() >= MOST_SCRIPTS:
            return
        self.setCurrentIndex(self._add(script))
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    @Slot()
    def add_new(self) -> None:
        """Open an empty script."""
        self.add(Script(new_name([self.tabText(place) for place in range(self.count())])))

    @Slot()
    def close_current(self) -> None:
        """Close the script in front; `reopen` brings it back."""
        self._close(self.currentIndex())

    @Slot()
    def reopen(self) -> None:
        """Bring back the script that was closed last."""
        if self._closed:
            self.add(self._closed.pop())

    @Slot(int)
    def rename(self, place: int) -> None:
        """Let the user type another name where the name stands."""
        if place < 0:
            return
        self._end_naming()
        field = QLineEdit(self.tabText(place), self.tabBar())
        field.setAccessibleName(tr("Name of the script"))
        field.setMaxLength(_LONGEST_NAME)
        field.setProperty("role", "filter")
        field.setGeometry(self.tabBar().tabRect(place).adjusted(2, 3, -2, -4))
        field.setProperty("place", place)
        field.editingFinished.connect(self._end_naming)
        field.show()
        field.setFocus()
        field.selectAll()
        self._naming = field

    def stop(self) -> None:
        """Stop every timer."""
        for place in range(self.count()):
            self._page(place).editor.stop()

    @Slot()
    def _end_naming(self) -> None:
        field, self._naming = self._naming, None
        if field is None:
            return
        name = field.text().strip()
        if name:
            self.setTabText(int(field.property("place")), name)
            self.edited.emit()
        field.hide()
        field.deleteLater()

    def _add(self, script: Script) -> int:
        page = ScriptPage(self._theme, self)
        editor = page.editor
        editor.setPlainText(script.text)
        cursor = editor.textCursor()
        cursor.setPosition(units_of(script.text, script.place))
        editor.setTextCursor(cursor)
        editor.edited.connect(self.edited)
        editor.completion_wanted.connect(self._on_completion_wanted)
        place = self.addTab(page, script.name)
        close = IconButton(self._theme, "close", tr("Close the script (Ctrl+W)"), self, size=12)
        close.setFixedSize(_CLOSE_SIDE, _CLOSE_SIDE)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+W does the same
        close.clicked.connect(self._on_close)
        self.tabBar().setTabButton(place, QTabBar.ButtonPosition.RightSide, close)
        return place

    def _close(self, place: int) -> None:
        self._end_naming()
        script, page = self._script(place), self._page(place)
        if script.text.strip():
            self._closed.append(script)
        page.editor.stop()
        if self.count() == 1:
            self._add(Script(new_name(())))
        self.removeTab(place)
        page.deleteLater()
        self.edited.emit()

    def _page(self, place: int) -> ScriptPage:
        page = self.widget(place)
        if not isinstance(page, ScriptPage):
            raise TypeError("every tab is a script")
        return page

    def _script(self, place: int) -> Script:
        editor = self._page(place).editor
        return Script(self.tabText(place), editor.toPlainText(), editor.place)

    @Slot()
    def _on_close(self) -> None:
        button = self.sender()
        for place in range(self.count()):
            if self.tabBar().tabButton(place, QTabBar.ButtonPosition.RightSide) is button:
                self._close(place)
                return

    @Slot(str, int)
    def _on_completion_wanted(self, text: str, place: int) -> None:
        if self.sender() is self.editor:
            self.completion_wanted.emit(text, place)


def _padded(button: QWidget, parent: QWidget) -> QWidget:
    holder = QWidget(parent)
    row = QHBoxLayout(holder)
    row.setContentsMargins(4, 0, 8, 0)
    row.addWidget(button)
    return holder

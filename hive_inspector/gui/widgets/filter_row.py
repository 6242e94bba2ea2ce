"""A field under every title of a grid, to type a filter into.

Only the fields of the columns in sight exist, so that a table with thousands of columns costs no more than a window
has room for. What is typed is told after a short pause, or at once with Enter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_SMALL
from hive_inspector.gui.widgets.looks import restyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtGui import QFocusEvent, QPaintEvent
    from PySide6.QtWidgets import QHeaderView

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.column_places import ColumnPlaces
    from hive_inspector.gui.widgets.grid_painter import ColumnBand

FILTER_HEIGHT = 32
PAUSE_MS = 250
"""How long the typing has to rest before the rows are filtered."""
_EDGE, _FIELD_HEIGHT = 4, 24
_LONGEST_FILTER = 10_000
_WIDEST_NOTE, _NOTE_EDGES = 420, 20


class FilterRow(QWidget):
    """The fields below a header; stands in the keyboard's way as one stop, from which Tab leads along the columns.

    Signals:
        edited: What stands under a column now.
        column_wanted: The user went to the field of a column, which may have to be brought into sight.
        left: The user goes on to the rows.
        help_asked: How filters are written, is asked under the field.
    """

    accessible_role = QAccessible.Role.Grouping

    edited = Signal(int, str)
    column_wanted = Signal(int)
    left = Signal()
    help_asked = Signal()

    def __init__(
        self, theme: Theme, places: ColumnPlaces, header: QHeaderView, view: QWidget
    ) -> None:
        super().__init__(header)
        self._theme = theme
        self._places = places
        self._header = header
        self._view = view
        self._help = ""
        self._texts: dict[int, str] = {}
        self._problems: dict[int, str] = {}
        self._fields: dict[int, QLineEdit] = {}
        self._spare: list[QLineEdit] = []
        self._entered = -1
        self._changed: set[int] = set()
        self._moving = QWidget(self)
        self._frozen = QWidget(self)
        self._note = QLabel(view)
        self._note.setProperty("role", "field-note")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.tell_typed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Filters"))

    def restyle(self) -> None:
        """Take the fonts and colours of the theme as it is now."""
        tokens = self._theme.tokens
        self._ground, self._line = QColor(tokens.background), QColor(tokens.line)
        for field in (*self._fields.values(), *self._spare):
            field.setFont(self._theme.mono_font(SIZE_SMALL))
        self.update()

    def set_help(self, text: str) -> None:
        """What a field says of how filters are written when it is pointed at."""
        self._help = text

    def set_texts(self, texts: Mapping[int, str], problems: Mapping[int, str]) -> None:
        """Show these filters by column; whatever was typed and not yet told is forgotten.

        Args:
            texts: What stands under the columns.
            problems: Why some of them cannot be used.
        """
        self._pause.stop()
        self._changed.clear()
        self._texts = dict(texts)
        self.set_problems(problems)

    def set_problems(self, problems: Mapping[int, str]) -> None:
        """Mark the fields whose filters cannot be used, and unmark the others."""
        self._problems = dict(problems)
        for column, field in self._fields.items():
            self._fill(field, column)
        self._place_note()

    def clear_columns(self) -> None:
        """Other columns stand in the header now: what was typed under the former ones is forgotten."""
        self.set_texts({}, {})
        self._let_go(list(self._fields))

    @Slot()
    def tell_typed(self) -> None:
        """Tell what was typed and not yet told."""
        self._pause.stop()
        changed, self._changed = sorted(self._changed), set()
        for column in changed:
            self.edited.emit(column, self._texts.get(column, ""))

    def enter(self, column: int) -> None:
        """Go to the field of a column."""
        if not 0 <= column < self._header.count() or self._header.isSectionHidden(column):
            return
        self.column_wanted.emit(column)
        self._entered = column
        self.place_fields()
        field = self._fields.get(column)
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            field.selectAll()

    def stop(self) -> None:
        """Tell nothing any more."""
        self._pause.stop()
        self._changed.clear()

    def place_fields(self) -> None:
        """Put a field under each column in sight, and let go of the others."""
        edge, width = self._places.frozen_width, self.width()
        self._frozen.setGeometry(0, 0, edge, FILTER_HEIGHT - 1)
        self._moving.setGeometry(edge, 0, max(width - edge, 0), FILTER_HEIGHT - 1)
        frozen = list(self._places.frozen_bands())
        moving = list(self._places.moving_bands(edge, width))
        kept = {band.index for band in (*frozen, *moving)} | {self._focused()}
        self._let_go([column for column in self._fields if column not in kept])
        self._place(frozen, self._frozen, 0)
        self._place(moving, self._moving, edge)
        self._place_note()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, and the line over the rows."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ground)
        painter.setPen(self._line)
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Go to the field that was left, or to the first one."""
        super().focusInEvent(event)
        column = self._entered
        if not 0 <= column < self._header.count() or self._header.isSectionHidden(column):
            column = self._beside(-1, 1)
        self.enter(column)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of a field, and where its note stands."""
        if isinstance(watched, QLineEdit):
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._key(watched, event.key())
            if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
                return _is_own(event)
            if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
                self._entered = self._column_of(watched)
                self._place_note()
        return super().eventFilter(watched, event)

    def _key(self, field: QLineEdit, key: int) -> bool:
        column = self._column_of(field)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._changed.add(column)
            self.tell_typed()
        elif key == Qt.Key.Key_Escape and field.text():
            field.clear()
            self._take(column, "")
            self.tell_typed()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Escape):
            self.left.emit()
        elif key == Qt.Key.Key_F1:
            self.help_asked.emit()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self._go_on(column, 1 if key == Qt.Key.Key_Tab else -1)
        else:
            return False
        return True

    def _go_on(self, column: int, step: int) -> bool:
        following = self._beside(self._header.visualIndex(column), step)
        if following >= 0:
            self.enter(following)
        elif step > 0:
            self.left.emit()
        else:
            self._leave_backwards()
        return True

    def _leave_backwards(self) -> None:
        """Go to what stands before the row in the keyboard's way, passing over its own fields."""
        widget = self.previousInFocusChain()
        while widget is not None and widget is not self:
            can_enter = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if can_enter and widget.isEnabled() and widget.isVisible():
                widget.setFocus(Qt.FocusReason.BacktabFocusReason)
                return
            widget = widget.previousInFocusChain()

    def _beside(self, visual: int, step: int) -> int:
        """The shown column next to a place, or -1."""
        visual += step
        while 0 <= visual < self._header.count():
            column = self._header.logicalIndex(visual)
            if not self._header.isSectionHidden(column):
                return column
            visual += step
        return -1

    def _place(self, bands: Iterable[ColumnBand], part: QWidget, origin: int) -> None:
        for band in bands:
            field = self._fields.get(band.index) or self._new_field(band.index)
            if field.parentWidget() is not part:
                field.setParent(part)
                field.show()
            place = QRect(band.left - origin, 0, band.width, FILTER_HEIGHT - 1)
            field.setGeometry(
                place.left() + _EDGE, 2, max(place.width() - 2 * _EDGE, 0), _FIELD_HEIGHT
            )

    def _new_field(self, column: int) -> QLineEdit:
        field = self._spare.pop() if self._spare else self._made_field()
        self._fields[column] = field
        name = str(self._header.model().headerData(column, Qt.Orientation.Horizontal))
        field.setAccessibleName(tr("Filter {name}", name=visible_text(name)))
        self._fill(field, column)
        field.show()
        return field

    def _made_field(self) -> QLineEdit:
        field = QLineEdit(self._moving)
        field.setProperty("role", "filter")
        field.setPlaceholderText(tr("filter"))
        field.setFont(self._theme.mono_font(SIZE_SMALL))
        field.setMaxLength(_LONGEST_FILTER)
        field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        field.installEventFilter(self)
        field.textEdited.connect(self._on_edited)
        return field

    def _fill(self, field: QLineEdit, column: int) -> None:
        text, problem = self._texts.get(column, ""), self._problems.get(column, "")
        if field.text() != text:
            field.setText(text)
        if not field.hasFocus():
            field.setCursorPosition(0)  # a long filter is known by its beginning
        tone = "problem" if problem else "active" if text else ""
        if field.property("tone") != tone:
            restyle(field, tone=tone)
        field.setToolTip(problem or self._help)
        field.setAccessibleDescription(problem)

    def _let_go(self, columns: list[int]) -> None:
        for column in columns:
            field = self._fields.pop(column)
            field.hide()
            self._spare.append(field)

    def _focused(self) -> int:
        """The column of the field where the keyboard is, or would be if the window were in front."""
        entered = self.window().focusWidget()
        return next((column for column, field in self._fields.items() if field is entered), -1)

    def _column_of(self, field: QLineEdit) -> int:
        return next((column for column, one in self._fields.items() if one is field), -1)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        field = self.sender()
        if isinstance(field, QLineEdit):
            self._take(self._column_of(field), text)
            self._pause.start()

    def _take(self, column: int, text: str) -> None:
        self._texts[column] = text
        self._changed.add(column)

    @Slot()
    def _place_note(self) -> None:
        """Say under the field where the user is why its filter cannot be used."""
        column = self._focused()
        problem = self._problems.get(column, "")
        if not problem:
            self._note.hide()
            return
        field, view = self._fields[column], self._view
        corner = field.mapTo(view, field.rect().bottomLeft())
        self._note.setText(problem)
        needed = self._note.fontMetrics().horizontalAdvance(problem) + _NOTE_EDGES
        width = min(needed, _WIDEST_NOTE, view.width() - 16)
        self._note.resize(width, self._note.heightForWidth(width))
        left = max(0, min(corner.x(), view.width() - self._note.width() - 8))
        self._note.move(left, corner.y() + 4)
        self._note.show()
        self._note.raise_()


def _is_own(event: QKeyEvent) -> bool:
    """In a field, F1 tells how filters are written, and nothing that the window does by it."""
    if event.key() != Qt.Key.Key_F1:
        return False
    event.accept()
    return True

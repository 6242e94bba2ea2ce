"""The diagram with what it is set by: how much the boxes show, how large it is, what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.hive.catalogue import note_of
from hive_inspector.core.language import plural, tr
from hive_inspector.core.schema.diagram import Detail
from hive_inspector.gui.pages.schema.work import METRICS
from hive_inspector.gui.theme.tokens import SIZE_SMALL
from hive_inspector.gui.widgets.diagram.view import DiagramView
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.state_panel import StatePanel
from hive_inspector.gui.widgets.wrap_row import WrapRow

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.diagram.drawn import Drawing

_TITLES = {Detail.NAMES: tr("Names"), Detail.KEYS: tr("Keys"), Detail.COLUMNS: tr("All columns")}
_SAMPLE = 26


class DiagramPanel(QWidget):
    """The drawing below its bar.

    Signals:
        detail_chosen: Boxes are to show a `Detail`.
        export_wanted: `png` or `svg`: the drawing is to be written to a file.
        table_wanted: A table is to be shown with all that belongs to it.
        rows_wanted: A table's rows are to be shown.
    """

    detail_chosen = Signal(object)
    export_wanted = Signal(str)
    table_wanted = Signal(str)
    rows_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = DiagramView(theme, METRICS, self)
        self.state = StatePanel(self)
        self._details = QButtonGroup(self)
        self._details.setExclusive(True)
        for place, detail in enumerate(Detail):
            self._details.addButton(self._segment(_TITLES[detail]), place)
        self._details.idClicked.connect(self._on_detail)
        self._broken = label("", "small", self)
        self._broken.setProperty("tone", "warning")
        self._out = self._zoom_button("\N{MINUS SIGN}", tr("Smaller"), self.view.zoom_out)
        self._in = self._zoom_button("+", tr("Larger"), self.view.zoom_in)
        self._fit = QPushButton(tr("Fit"), self)
        self._fit.setToolTip(tr("Show all of it (0)"))
        self._fit.clicked.connect(self.view.fit)
        self._export = QPushButton(tr("Take along"), self)
        self._export.setMenu(self._make_menu())
        self._legend = Legend(theme, self)
        self._chosen = label("", "strong", self)
        self._about = ElidedLabel("", "dim", self)
        self._open = QPushButton(tr("Open"), self)
        self._open.clicked.connect(self._on_open)
        self.rows = QPushButton(tr("Show rows"), self)
        self.rows.clicked.connect(self._on_rows)
        self.view.table_chosen.connect(self._on_chosen)
        self.view.table_opened.connect(self.table_wanted)
        self._lay_out()
        self._on_chosen("")

    def show_detail(self, detail: Detail) -> None:
        """Mark what the boxes show."""
        self._details.button(list(Detail).index(detail)).setChecked(True)

    def show_drawing(self, drawing: Drawing) -> None:
        """Show it, or that there is nothing to draw."""
        broken = drawing.diagram.broken
        told = plural(
            len(broken), "{count:,} reference leads nowhere", "{count:,} references lead nowhere"
        )
        self._broken.setText(told if broken else "")
        self._broken.setToolTip("\n".join(broken))
        self.view.show_drawing(drawing)
        if drawing.diagram.boxes:
            self._stack.setCurrentWidget(self.view)
        else:
            self.show_empty()

    def show_empty(self) -> None:
        """There are no tables."""
        self.state.show_empty(tr("This file has no tables."))
        self._stack.setCurrentWidget(self.state)

    def show_state(self) -> None:
        """Show the state panel, which says what is going on."""
        self._stack.setCurrentWidget(self.state)

    def _segment(self, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(title)
        button.setProperty("role", "segment")
        button.setCheckable(True)
        return button

    def _zoom_button(self, text: str, tip: str, act: object) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setProperty("role", "segment")
        button.clicked.connect(act)
        return button

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        self.copy_action = menu.addAction(tr("Copy as picture"), self._copy)
        menu.addAction(tr("Save as PNG…"), self._on_png)
        menu.addAction(tr("Save as SVG…"), self._on_svg)
        return menu

    def _lay_out(self) -> None:
        bar = WrapRow(None, QMargins(16, 10, 16, 10), 8)
        together = QWidget(self)
        segments = QHBoxLayout(together)
        segments.setContentsMargins(0, 0, 0, 0)
        segments.setSpacing(0)
        for button in self._details.buttons():
            segments.addWidget(button)
        bar.addWidget(together)
        for widget in (self._out, self._in, self._fit):
            bar.addWidget(widget)
        bar.push()
        bar.addWidget(self._broken)
        bar.addWidget(self._legend)
        bar.addWidget(self._export)
        holder = QWidget(self)
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.state)
        self._stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(holder, 1)
        column.addWidget(self._make_chosen())

    def _make_chosen(self) -> QFrame:
        """A line about the table that is chosen."""
        self._chosen_bar = QFrame(self)
        self._chosen_bar.setProperty("role", "statusbar")
        row = QHBoxLayout(self._chosen_bar)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(10)
        row.addWidget(self._chosen)
        row.addWidget(self._about, 1)
        row.addWidget(self.rows)
        row.addWidget(self._open)
        return self._chosen_bar

    @Slot(str)
    def _on_chosen(self, table: str) -> None:
        note = note_of(table) if table else None
        self._chosen.setText(table or tr("No table chosen"))
        self._about.setText(
            note.description
            if note
            else ""
            if table
            else tr("Click a table, or walk with the arrow keys.")
        )
        self._open.setEnabled(bool(table))
        self.rows.setEnabled(bool(table))

    @Slot()
    def _on_open(self) -> None:
        self.table_wanted.emit(self.view.current)

    @Slot()
    def _on_rows(self) -> None:
        self.rows_wanted.emit(self.view.current)

    @Slot(int)
    def _on_detail(self, place: int) -> None:
        self.detail_chosen.emit(list(Detail)[place])

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setImage(self.view.picture())

    @Slot()
    def _on_png(self) -> None:
        self.export_wanted.emit("png")

    @Slot()
    def _on_svg(self) -> None:
        self.export_wanted.emit("svg")


class Legend(QWidget):
    """What the two kinds of lines mean."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = (tr("declared"), tr("kept by Hive"))
        self.setAccessibleName(
            tr("Whole lines: declared references. Broken lines: kept by Hive alone.")
        )
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Two samples and two words."""
        metrics = self.fontMetrics()
        words = sum(metrics.horizontalAdvance(word) for word in self._words)
        return QSize(words + 2 * (_SAMPLE + 18), 24)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - small enough to paint whole
        """Sample, word, sample, word."""
        painter = QPainter(self)
        painter.setFont(self._theme.ui_font(SIZE_SMALL))
        tokens, left = self._theme.tokens, 0.0
        colours = (tokens.information, tokens.rest)
        for word, colour, dashes in zip(self._words, colours, ((), (4.0, 3.0)), strict=True):
            pen = QPen(QColor(colour), 1.6)
            if dashes:
                pen.setDashPattern(list(dashes))
            painter.setPen(pen)
            middle = self.height() / 2
            painter.drawLine(int(left), int(middle), int(left) + _SAMPLE, int(middle))
            painter.setPen(QColor(tokens.dim))
            place = QRectF(left + _SAMPLE + 6, 0, self.width(), self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, word)
            left += _SAMPLE + 18 + painter.fontMetrics().horizontalAdvance(word)
        painter.end()

"""The open file beside another: which tables differ, in which rows, in which cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.language import plural, tr
from hive_inspector.core.paths import shown_path
from hive_inspector.gui.pages.support.compare_words import (
    KINDS,
    cell_pairs,
    differing,
    row_row,
    so_far_text,
    summary_text,
    table_row,
    table_text,
)
from hive_inspector.gui.pages.support.parts import Part, beside, framed, let_scroll
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.sides_view import SidesView
from hive_inspector.gui.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hive_inspector.core.support.comparing.differences import Comparison, TableDifference
    from hive_inspector.gui.theme.theme import Theme

_TABLES = (
    TextColumn(tr("TABLE"), is_mono=True, stretches=True),
    TextColumn(tr("HERE"), is_number=True),
    TextColumn(tr("THERE"), is_number=True),
    TextColumn(tr("CHANGED"), is_number=True),
)
_ROWS = (
    TextColumn(tr("ROW"), is_mono=True),
    TextColumn(tr("WHERE")),
    TextColumn(tr("CELLS"), is_mono=True, is_dim=True, stretches=True),
)
_DRIFTS = (
    TextColumn(tr("OBJECT"), is_mono=True),
    TextColumn(tr("DIFFERENCE")),
    TextColumn(tr("THERE"), is_dim=True, stretches=True),
)
_WIDTHS = (430, 640)
_HEIGHTS = (300, 240)


class ComparePanel(Part):
    """Shows what differs.

    Signals:
        other_wanted: The user wants to choose the other file.
        again_wanted: The two are to be compared anew.
        sql_wanted: The difference is to be written as SQL.
        report_wanted: It is to be written as a report.
    """

    other_wanted = Signal()
    again_wanted = Signal()
    sql_wanted = Signal()
    report_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._comparison: Comparison | None = None
        self._tables: tuple[TableDifference, ...] = ()
        self._other = ElidedLabel("", "", self, mode=Qt.TextElideMode.ElideMiddle)
        self._summary = ElidedLabel("", "dim", self)
        self.choose = QPushButton(tr("Choose a file…"), self)
        self.choose.clicked.connect(self.other_wanted)
        self.again = QPushButton(tr("Compare again"), self)
        self.again.clicked.connect(self.again_wanted)
        self.export = QPushButton(tr("Export"), self)
        self.export.setMenu(self._make_menu())
        self.bar.addWidget(self.choose)
        self.bar.addWidget(self._other, 1)
        self.bar.addWidget(self._summary, 1)
        self.bar.addWidget(self.again)
        self.bar.addWidget(self.export)
        self.tables = TextTable(theme, tr("Tables that differ"), _TABLES, self)
        self.rows = TextTable(theme, tr("Rows that differ"), _ROWS, self)
        self.drifts = TextTable(theme, tr("How the schemas differ"), _DRIFTS, self)
        for table in (self.tables, self.rows, self.drifts):
            let_scroll(table)
        self.tables.reached.connect(self._on_table)
        self.rows.reached.connect(self._on_row)
        self.sides = SidesView(theme, tr("Both sides of a row"), self)
        self._name = label("", "heading", self)
        self._about = label("", "dim", self, wrap=True)
        self.set_content(
            beside(
                framed(self.tables, self, (8, 0, 0, 8)),
                framed(self._make_detail(), self, (0, 0, 0, 0)),
                _WIDTHS,
                left_stretches=False,
            )
        )
        self.show_nothing()

    @property
    def summary(self) -> str:
        """What it says of the whole."""
        return self._summary.text()

    def show_nothing(self) -> None:
        """No other file was chosen yet."""
        self._show_buttons(is_compared=False)
        self._other.setText("")
        self._summary.setText("")
        self.state.show_empty(
            tr("Choose a file to compare this one with."),
            tr("A backup, a copy or another install. Both are only read."),
        )
        self.show_state()

    def show_other(self, path: Path) -> None:
        """Say which file it is compared with."""
        self._other.setText(tr("beside {path}", path=shown_path(path)))
        self._other.setToolTip(str(path))

    def show_running(self) -> None:
        """The two are being compared, and nothing is known yet."""
        self._comparison, self._tables = None, ()
        self._show_buttons(is_compared=False)
        self._summary.setText("")
        self.tables.show_rows(())
        self.state.show_loading(tr("Comparing…"))
        self.show_state()

    def show_stopped(self) -> None:
        """The user stopped it; what was found by then stays."""
        self._show_buttons(is_compared=False)
        self.again.show()
        so_far = "" if self._comparison is None else f"{so_far_text(self._comparison)}."
        if self.has_content:
            self._summary.setText(tr("Stopped: {so_far}", so_far=so_far))
        else:
            self._summary.setText("")
            self.state.show_empty(tr("Comparing was stopped."), so_far)
            self.show_state()

    def show_comparison(self, comparison: Comparison) -> None:
        """Show what differs, as far as that is known; what was chosen of it stays chosen."""
        shown = self.tables.texts.rowCount()
        self._comparison = comparison
        self._tables = differing(comparison)
        self._summary.setText(summary_text(comparison))
        is_complete = not comparison.awaited
        self._show_buttons(is_compared=is_complete)
        self.export.setVisible(is_complete and comparison.differs)
        rows = [*self._schema_row(), *(table_row(one) for one in self._tables)]
        self.tables.add_rows(rows[shown:])
        if rows and not shown:
            self.show_content()
            self.tables.selectRow(0)
            self._on_table(0)
        elif is_complete and not rows:
            self.state.show_empty(
                tr("There is no difference."), tr("Both declare and hold the same.")
            )
            self.show_state()

    def set_busy(self, *, busy: bool) -> None:
        """Offer nothing while something is under way."""
        for button in (self.choose, self.again, self.export):
            button.setEnabled(not busy)

    def _show_buttons(self, *, is_compared: bool) -> None:
        self.again.setVisible(is_compared)
        self.export.setVisible(is_compared)

    def _schema_row(self) -> Sequence[tuple[str, ...]]:
        """What stands above the tables where the schemas differ."""
        if self._comparison is None or not self._comparison.schema:
            return ()
        return (
            (
                plural(
                    len(self._comparison.schema),
                    "Schema: {count:,} difference",
                    "Schema: {count:,} differences",
                ),
                "",
                "",
                "",
            ),
        )

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(tr("SQL that makes this file like the other…"), self._on_sql)
        menu.addAction(tr("Report…"), self._on_report)
        return menu

    def _make_detail(self) -> QWidget:
        detail = QWidget(self)
        holder = QWidget(detail)
        self._stack = QStackedLayout(holder)
        self._rows_part = QSplitter(Qt.Orientation.Vertical, holder)
        self._rows_part.setChildrenCollapsible(False)
        self._rows_part.addWidget(self.rows)
        self._rows_part.addWidget(self.sides)
        self._rows_part.setSizes(list(_HEIGHTS))
        self._rows_part.setStretchFactor(0, 1)
        self._empty = QWidget(holder)
        for widget in (self._rows_part, self.drifts, self._empty):
            self._stack.addWidget(widget)
        column = QVBoxLayout(detail)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(6)
        for text in (self._name, self._about):
            text.setContentsMargins(16, 0, 16, 0)
            column.addWidget(text)
        inset = QHBoxLayout()
        inset.setContentsMargins(8, 0, 0, 0)
        inset.addWidget(holder)
        column.addLayout(inset, 1)
        return detail

    def _show_schema(self) -> None:
        if self._comparison is None:
            return
        self._name.setText(tr("Schema"))
        self._about.setText(tr("How the other file declares what this one has."))
        self._about.show()
        self.drifts.show_rows(
            [(one.object, KINDS[one.kind], one.detail) for one in self._comparison.schema]
        )
        self._stack.setCurrentWidget(self.drifts)

    def _show_table(self, table: TableDifference) -> None:
        self._name.setText(table.name)
        about = table_text(table)
        self._about.setText(about)
        self._about.setVisible(bool(about))
        self.rows.show_rows([row_row(row) for row in table.examples])
        self._stack.setCurrentWidget(self._rows_part if table.examples else self._empty)
        if table.examples:
            self.rows.selectRow(0)
            self._show_row(table, 0)

    def _show_row(self, table: TableDifference, place: int) -> None:
        self.sides.show_pairs(cell_pairs(table.examples[place]), (tr("Here"), tr("There")))

    @Slot(int)
    def _on_table(self, place: int) -> None:
        before = len(self._schema_row())
        if place < before:
            self._show_schema()
        elif place - before < len(self._tables):
            self._show_table(self._tables[place - before])

    @Slot(int)
    def _on_row(self, place: int) -> None:
        at = self.tables.currentIndex().row() - len(self._schema_row())
        if 0 <= at < len(self._tables) and place < len(self._tables[at].examples):
            self._show_row(self._tables[at], place)

    @Slot()
    def _on_sql(self) -> None:
        self.sql_wanted.emit()

    @Slot()
    def _on_report(self) -> None:
        self.report_wanted.emit()

"""What a finding rests on, as a small table that can be selected and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_SMALL, SMALL_ROW_HEIGHT
from hive_inspector.gui.widgets.focus import FocusRing
from hive_inspector.gui.widgets.row_height import RowHeight

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.health.findings import Evidence
    from hive_inspector.gui.theme.theme import Theme

_MOST_SHOWN = 6
"""Rows that are seen without scrolling."""
_WIDEST = 260
_HEADER = 24


class EvidenceTable(QTableWidget):
    """Shows one piece of evidence."""

    def __init__(self, evidence: Evidence, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(len(evidence.rows), len(evidence.columns), parent)
        self.setAccessibleName(tr("Evidence"))
        FocusRing(theme, self)
        self.setHorizontalHeaderLabels(evidence.columns)
        self.setFont(theme.mono_font(SIZE_SMALL))
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self._fill(evidence)
        self._shown = min(max(len(evidence.rows), 1), _MOST_SHOWN)
        self.row_height = RowHeight(theme, self, SMALL_ROW_HEIGHT)
        self._arrange()
        theme.changed.connect(self._fit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the selected rows, tabs between the cells."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
        else:
            super().keyPressEvent(event)

    def selected_text(self) -> str:
        """The selected rows as text."""
        lines = sorted({index.row() for index in self.selectedIndexes()})
        return "\n".join(
            "\t".join(self._text(line, column) for column in range(self.columnCount()))
            for line in lines
        )

    def _text(self, line: int, column: int) -> str:
        item = self.item(line, column)
        return item.text() if item is not None else ""

    def _fill(self, evidence: Evidence) -> None:
        for line, row in enumerate(evidence.rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(visible_text(text))
                item.setToolTip(visible_text(text))
                self.setItem(line, column, item)

    def _arrange(self) -> None:
        lines, titles = self.verticalHeader(), self.horizontalHeader()
        lines.hide()
        titles.setFixedHeight(_HEADER)
        titles.setHighlightSections(False)
        titles.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.resizeColumnsToContents()
        for column in range(self.columnCount()):
            self.setColumnWidth(column, min(_WIDEST, self.columnWidth(column) + 8))
        titles.setStretchLastSection(True)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.setFixedHeight(_HEADER + self._shown * self.row_height.height + 14)

"""How SQLite would run a statement, step by step, and the index that would help where one does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.console.plan import Mark
from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.theme.tokens import SIZE_SMALL
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label, restyle
from hive_inspector.gui.widgets.sql_view import SqlView
from hive_inspector.gui.widgets.work_line import WorkLine

if TYPE_CHECKING:
    from hive_inspector.core.console.advice import Advice
    from hive_inspector.core.console.plan import Plan, PlanNode
    from hive_inspector.gui.tasks import TaskView
    from hive_inspector.gui.theme.theme import Theme

_MARKS = {
    Mark.FULL_SCAN: tr("reads everything"),
    Mark.SORT: tr("sorts in between"),
    Mark.BUILDS_INDEX: tr("builds an index each time"),
}
_SQL_HEIGHT = 42
_LEAST_TREE = 84


class PlanView(QWidget):
    """Shows one plan.

    Signals:
        advice_asked: Indexes are to be tried.
        stop_asked: No index is to be tried any more.
    """

    advice_asked = Signal()
    stop_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plan: Plan | None = None
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._verdict = label("", "strong", self)
        self._statement = ElidedLabel("", "mono", self)
        restyle(self._statement, tone="dim")
        self.work = WorkLine(theme, self)
        self.try_button = QPushButton(tr("Try an index"), self)
        self.try_button.setToolTip(tr("Measures on a private copy; the file is not touched"))
        self.tree = QTreeWidget(self)
        self._set_up_tree()
        self.advice = Card("", self, padding=12)
        self._advice_text = label("", "", self.advice, wrap=True)
        self._sql = SqlView(theme, tr("The index"), self.advice)
        self._sql.setFixedHeight(_SQL_HEIGHT)
        self.copy = QPushButton(tr("Copy"), self.advice)
        self.copy.setAccessibleName(tr("Copy the statement that makes the index"))
        self._lay_out()
        self.advice.hide()
        self.try_button.clicked.connect(self.advice_asked)
        self.work.stop_asked.connect(self.stop_asked)
        self.copy.clicked.connect(self._on_copy)
        theme.changed.connect(self._fill)

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps in words, in order."""
        return () if self._plan is None else tuple(node.words for node in self._plan.walk())

    @property
    def advice_text(self) -> str:
        """What came of trying indexes; empty while nothing has."""
        return "" if self.advice.isHidden() else self._advice_text.text()

    def show_plan(self, plan: Plan, statement: str) -> None:
        """Show a plan."""
        self._plan = plan
        self._statement.setText(statement)
        costly = sum(node.mark is not None for node in plan.walk())
        if costly:
            slow = plural(costly, "{count:,} step grows slow", "{count:,} steps grow slow")
            self._verdict.setText(tr("{slow} with the table", slow=slow))
        else:
            self._verdict.setText(tr("Every step finds its rows by an index"))
        restyle(self._verdict, tone=(Tone.WARNING if costly else Tone.OK).value)
        self._fill()

    def show_trying(self) -> None:
        """Indexes are being tried."""
        self.try_button.setEnabled(False)
        self.advice.hide()
        self.work.begin(tr("Trying indexes"))

    def show_progress(self, task: TaskView) -> None:
        """How far that is."""
        self.work.show_progress(task.done, task.total)

    def show_advice(self, advice: Advice | None) -> None:
        """Say what came of it."""
        if advice is None:
            self.show_no_advice(tr("No index was found that makes it faster."))
            return
        names = ", ".join(advice.columns)
        self._ended()
        self._advice_text.setText(
            tr(
                "With an index on {table} ({names}) it takes {sentence}, measured on a copy.",
                table=advice.table,
                names=names,
                sentence=advice.sentence,
            )
        )
        restyle(self._advice_text, tone=Tone.OK.value)
        self._sql.show_sql(advice.sql)
        self._show_sql(is_shown=True)

    def show_no_advice(self, text: str, tone: Tone = Tone.NEUTRAL) -> None:
        """Say why there is no suggestion."""
        self._ended()
        self._advice_text.setText(text)
        restyle(self._advice_text, tone=tone.value)
        self._show_sql(is_shown=False)

    def stop(self) -> None:
        """Stop every timer."""
        self.work.end()

    def _ended(self) -> None:
        self.work.end()
        self.try_button.setEnabled(True)
        self.advice.show()

    def _show_sql(self, *, is_shown: bool) -> None:
        self._sql.setVisible(is_shown)
        self.copy.setVisible(is_shown)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._sql.toPlainText())

    @Slot()
    def _fill(self) -> None:
        self.tree.clear()
        if self._plan is not None:
            for node in self._plan.nodes:
                self.tree.addTopLevelItem(self._item(node))
        self.tree.expandAll()

    def _item(self, node: PlanNode) -> QTreeWidgetItem:
        tokens = self._theme.tokens
        mark = _MARKS[node.mark] if node.mark else ""
        words = [visible_text(node.words), mark, visible_text(node.sqlite_words)]
        item = QTreeWidgetItem(words)
        if node.mark:
            item.setIcon(0, self._theme.icon("warning", tokens.warning))
            item.setForeground(0, QColor(tokens.warning))
            item.setForeground(1, QColor(tokens.warning))
        item.setFont(2, self._theme.mono_font(SIZE_SMALL))
        item.setForeground(2, QColor(tokens.dim))
        for column, text in enumerate(words):
            item.setToolTip(column, text)
        for child in node.children:
            item.addChild(self._item(child))
        return item

    def _set_up_tree(self) -> None:
        self.tree.setAccessibleName(tr("Plan"))
        self.tree.setHeaderLabels([tr("Step"), "", tr("As SQLite says it")])
        self.tree.setIconSize(QSize(14, 14))
        self.tree.setItemsExpandable(False)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(20)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.SingleSelection)
        titles = self.tree.header()
        titles.setProperty("role", "quiet")
        titles.setStretchLastSection(True)
        titles.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        titles.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        titles.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(self._verdict)
        row.addWidget(self._statement, 1)
        row.addWidget(self.work)
        row.addWidget(self.try_button)
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self._advice_text, 1)
        beside.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        self.advice.body.addLayout(beside)
        self.advice.body.addWidget(self._sql)
        self.tree.setMinimumHeight(_LEAST_TREE)
        below = QVBoxLayout()
        below.setContentsMargins(12, 8, 12, 12)
        below.addWidget(self.advice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.tree, 1)
        column.addLayout(below)

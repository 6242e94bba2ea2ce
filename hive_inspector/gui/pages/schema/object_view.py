"""One table, view or virtual table: its columns, indexes, references and SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, Signal, Slot
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_SMALL
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.chip import Chip, Tone
from hive_inspector.gui.widgets.focus import FocusRing
from hive_inspector.gui.widgets.link_list import LinkList
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.sql_view import SqlView
from hive_inspector.gui.widgets.text_table import TextColumn, TextTable
from hive_inspector.gui.widgets.wrap_row import WrapRow

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QLabel

    from hive_inspector.gui.pages.schema.told import Told
    from hive_inspector.gui.theme.theme import Theme

_COLUMNS = (
    TextColumn(tr("COLUMN"), is_mono=True),
    TextColumn(tr("TYPE"), is_mono=True, is_dim=True),
    TextColumn(tr("DEFAULT"), is_mono=True, is_dim=True),
    TextColumn(tr("RULES")),
    TextColumn(tr("REFERS TO"), is_mono=True),
    TextColumn(tr("WHAT IT HOLDS"), is_dim=True, stretches=True),
)
_INDEXES = (
    TextColumn(tr("INDEX"), is_mono=True),
    TextColumn(tr("SIZE"), is_number=True),
    TextColumn(tr("WHAT IT IS GOOD FOR"), is_dim=True, stretches=True),
)
_MOST_LINES = 40
"""Lines of SQL that are shown without scrolling."""


class ObjectView(QScrollArea):
    """Shows a `Told`.

    Signals:
        table_chosen: The name of another table that the user went to.
        rows_wanted: The rows of the table that is shown are wanted.
    """

    table_chosen = Signal(str)
    rows_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        FocusRing(theme, self)
        self._theme = theme
        self._told: Told | None = None
        self.setWidgetResizable(True)
        self.setAccessibleName(tr("Object of the schema"))
        body = QWidget(self)
        body.setProperty("role", "page")
        self._name = label("", "title", body)
        self._kind = Chip("", Tone.NEUTRAL, body)
        self._domain = label("", "dim", body)
        self._description = label("", "", body, wrap=True)
        self._facts = label("", "small", body, wrap=True)
        self._problem = label("", "", body, wrap=True)
        self._problem.setProperty("tone", "problem")
        self.rows = QPushButton(tr("Show rows"), body)
        self.rows.clicked.connect(self._on_rows)
        self._copy = QPushButton(tr("Copy"), body)
        self._copy.setMenu(self._make_menu())
        self.columns = TextTable(theme, tr("Columns"), _COLUMNS, body)
        self.indexes = TextTable(theme, tr("Indexes"), _INDEXES, body)
        self.links = LinkList(theme, body)
        self.sql = SqlView(theme, "SQL", body)
        self.links.chosen.connect(self._on_link)
        self._cards = [
            self._card(tr("Columns"), self.columns, body),
            self._card(tr("Indexes"), self.indexes, body),
            self._card(tr("References"), self.links, body),
            self._card("SQL", self.sql, body),
        ]
        self._lay_out(body)
        self.setWidget(body)
        theme.changed.connect(self._fit_sql)

    @property
    def shown(self) -> str:
        """The name of what is shown, or empty."""
        return self._told.name if self._told else ""

    @property
    def problem_text(self) -> str:
        """Why it could not be described, or empty."""
        return self._problem.text()

    @property
    def copy_actions(self) -> list[QAction]:
        """The ways to take it along."""
        return self._copy.menu().actions()

    def show_told(self, told: Told) -> None:
        """Show another object, or the same with more that is known of it."""
        is_other = told.name != self.shown
        self._told = told
        self._name.setText(told.name)
        self._kind.setText(told.kind)
        self._domain.setText(told.domain)
        self._show_text(self._description, told.description)
        self._facts.setText(told.facts)
        self._show_text(self._problem, told.problem)
        self.columns.show_rows(told.columns)
        self.indexes.show_rows(told.indexes)
        self.links.set_lines(told.links)
        self.sql.show_sql(told.sql)
        self._model_action.setVisible(bool(told.model))
        shown = (told.columns, told.indexes, told.links, told.sql)
        for card, content in zip(self._cards, shown, strict=True):
            card.setVisible(bool(content))
        self._fit_sql()
        if is_other:
            self.verticalScrollBar().setValue(0)

    @staticmethod
    def _show_text(where: QLabel, text: str) -> None:
        where.setVisible(bool(text))
        where.setText(text)

    @staticmethod
    def _card(title: str, content: QWidget, parent: QWidget) -> Card:
        card = Card(title, parent)
        card.body.addWidget(content)
        return card

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(tr("Copy as SQL"), self._copy_sql)
        self._model_action = menu.addAction(tr("Copy as Peewee model"), self._copy_model)
        menu.addAction(tr("Copy as Markdown"), self._copy_markdown)
        return menu

    def _lay_out(self, body: QWidget) -> None:
        heading = WrapRow(None, QMargins(), 10)
        heading.addWidget(self._name)
        heading.addWidget(self._kind)
        heading.addWidget(self._domain)
        heading.push()
        heading.addWidget(self.rows)
        heading.addWidget(self._copy)
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 16, 20, 20)
        column.setSpacing(8)
        column.addLayout(heading)
        for part in (self._description, self._problem, self._facts):
            column.addWidget(part)
        column.addSpacing(4)
        for card in self._cards:
            column.addWidget(card)
        column.addStretch(1)

    @Slot()
    def _fit_sql(self) -> None:
        """As high as the statements, up to a limit."""
        lines = min(self._told.sql.count("\n") + 1 if self._told else 1, _MOST_LINES)
        height = QFontMetrics(self._theme.mono_font(SIZE_SMALL)).lineSpacing()
        self.sql.setFixedHeight(lines * height + 28)

    @Slot()
    def _on_rows(self) -> None:
        self.rows_wanted.emit(self.shown)

    @Slot(int)
    def _on_link(self, place: int) -> None:
        if self._told is not None:
            self.table_chosen.emit(self._told.leads_to[place])

    @Slot()
    def _copy_sql(self) -> None:
        self._put(self._told.sql if self._told else "")

    @Slot()
    def _copy_model(self) -> None:
        self._put(self._told.model if self._told else "")

    @Slot()
    def _copy_markdown(self) -> None:
        self._put(self._told.markdown if self._told else "")

    @staticmethod
    def _put(text: str) -> None:
        if text:
            QGuiApplication.clipboard().setText(text)

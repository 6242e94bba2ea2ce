"""What a statement would change, row by row, before it is decided about; and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.widgets.change.change_card import ChangeCard
from hive_inspector.gui.widgets.change.lines import Line
from hive_inspector.gui.widgets.change.told import ChangeShown
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.console.changes import ChangedRow, ChangePreview
    from hive_inspector.gui.theme.theme import Theme

_MARGIN = 16
_MOST_COLUMNS = 12
_MOST_ROWS = 10
_SAFETY = tr("A restore point is made first, and the file can be had back from it.")


class ChangeView(QWidget):
    """Shows one statement that changes rows.

    Signals:
        go_wanted: It is to be carried out.
    """

    go_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        inside = QWidget(self)
        inside.setProperty("role", "page")
        self.card = ChangeCard(theme, inside)
        self.card.leave.setText(tr("Leave it as it is"))
        self.go = QPushButton("", self.card)
        self.go.setProperty("role", "danger")
        self.go.setAutoDefault(False)
        self.go.clicked.connect(self.go_wanted)
        self._heading = label("", "section", self.card)
        self.table: TextTable | None = None
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 4)
        row.addWidget(self.go)
        row.addStretch(1)
        place = self.card.content.indexOf(self.card.notes) + 1
        self.card.content.insertLayout(place, row)
        self.card.content.insertWidget(place + 1, self._heading)
        self._table_at = place + 2
        self._heading.hide()
        self.go.hide()
        column = QVBoxLayout(inside)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.addWidget(self.card)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setAccessibleName(tr("What the statement would change"))
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def show_preview(self, preview: ChangePreview, *, waiting: int) -> None:
        """Show what a trial showed.

        Args:
            preview: The trial.
            waiting: How many statements behind it wait for the decision.
        """
        self.card.show_change(
            ChangeShown(
                _title(preview),
                tuple(_lines(preview, waiting)),
                (),
                can_rehearse=False,
                can_run=True,
            ),
            can_leave=True,
        )
        self.card.leave.setText(tr("Leave it as it is"))
        self.card.show_chip(tr("not done yet"), Tone.WARNING)
        self.go.setText(action_of(preview))
        self.go.setVisible(preview.rows + preview.others > 0)
        self.go.setEnabled(True)
        self._show_rows(preview)

    def show_running(self) -> None:
        """It is being carried out."""
        self.go.setEnabled(False)
        self.card.leave.hide()
        self.card.show_chip(tr("under way"), Tone.INFORMATION)
        self.card.run.begin(tr("Making a restore point"))

    def show_over(self) -> None:
        """It is decided about: nothing is to be pressed any more but what undoes it."""
        self.card.run.end()
        self.go.hide()

    def stop(self) -> None:
        """Stop every timer."""
        self.card.state.show_empty("")

    def _show_rows(self, preview: ChangePreview) -> None:
        if self.table is not None:
            self.table.hide()
            self.table.deleteLater()
            self.table = None
        shown = preview.shown[:_MOST_ROWS]
        self._heading.setVisible(bool(shown))
        if not shown:
            return
        heading = tr("Before and after")
        if preview.rows > len(shown):
            heading = tr(
                "Before and after · the first {count} of {rows:,} rows",
                count=len(shown),
                rows=preview.rows,
            )
        self._heading.setText(heading)
        columns = _columns_of(preview)
        titles = [TextColumn("", is_dim=True)]
        titles += [TextColumn(preview.columns[at], is_mono=True) for at in columns]
        table = TextTable(self._theme, tr("Rows before and after"), titles, self.card)
        table.show_rows([line for row in shown for line in _told(row, columns)])
        self.card.content.insertWidget(self._table_at, table)
        self.table = table


def action_of(preview: ChangePreview) -> str:
    """What the button does: `Change 12 rows in messages`."""
    rows = preview.rows
    match preview.statement.verb:
        case "DELETE":
            action = plural(
                rows,
                "Delete {count:,} row from {table}",
                "Delete {count:,} rows from {table}",
                table=preview.table,
            )
        case "INSERT":
            action = plural(
                rows,
                "Insert {count:,} row into {table}",
                "Insert {count:,} rows into {table}",
                table=preview.table,
            )
        case "REPLACE":
            action = plural(
                rows,
                "Put {count:,} row into {table}",
                "Put {count:,} rows into {table}",
                table=preview.table,
            )
        case _:
            action = plural(
                rows,
                "Change {count:,} row in {table}",
                "Change {count:,} rows in {table}",
                table=preview.table,
            )
    return action.rstrip()


def _title(preview: ChangePreview) -> str:
    if not preview.rows + preview.others:
        return tr("This would change nothing")
    rows = preview.rows
    match preview.statement.verb:
        case "DELETE":
            return plural(
                rows,
                "This would delete {count:,} row from {table}",
                "This would delete {count:,} rows from {table}",
                table=preview.table,
            )
        case "INSERT":
            return plural(
                rows,
                "This would insert {count:,} row into {table}",
                "This would insert {count:,} rows into {table}",
                table=preview.table,
            )
        case "REPLACE":
            return plural(
                rows,
                "This would put {count:,} row into {table}",
                "This would put {count:,} rows into {table}",
                table=preview.table,
            )
        case _:
            return plural(
                rows,
                "This would change {count:,} row in {table}",
                "This would change {count:,} rows in {table}",
                table=preview.table,
            )


def _lines(preview: ChangePreview, waiting: int) -> Iterator[Line]:
    yield Line(tr("Rows"), f"{preview.table or tr('The table')} {preview.rows:,}")
    if preview.others:
        where = listed(preview.other_tables) or tr("tables that refer to them")
        yield Line(
            tr("With them"),
            plural(
                preview.others, "{count:,} row of {where}", "{count:,} rows of {where}", where=where
            ),
            Tone.WARNING,
        )
    if preview.rows + preview.others:
        yield Line(tr("Safety"), _SAFETY)
    if waiting:
        then = plural(
            waiting,
            "{count:,} statement behind it waits for your decision",
            "{count:,} statements behind it wait for your decision",
        )
        yield Line(tr("Then"), then)


def _columns_of(preview: ChangePreview) -> tuple[int, ...]:
    """The columns that differ, and the first one to know the row by; all where rows come or go."""
    whole = range(len(preview.columns))
    pairs = [(row.before, row.after) for row in preview.shown]
    if any(before is None or after is None for before, after in pairs):
        return tuple(whole)[:_MOST_COLUMNS]
    differing = [
        at
        for at in whole
        if any(before and after and before[at] != after[at] for before, after in pairs)
    ]
    return tuple(dict.fromkeys([0, *differing]))[:_MOST_COLUMNS]


def _told(row: ChangedRow, columns: tuple[int, ...]) -> Iterator[tuple[str, ...]]:
    for name, cells in ((tr("before"), row.before), (tr("after"), row.after)):
        if cells is not None:
            word = tr("new") if row.before is None else tr("gone") if row.after is None else name
            yield word, *(cells[at].text for at in columns)

"""What was done with the program: the newest first, filtered by what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.language import plural, tr
from hive_inspector.gui.pages.support.audit_words import audit_lines, audit_row, what_text
from hive_inspector.gui.pages.support.parts import Part, beside, framed, let_scroll, scrolled
from hive_inspector.gui.widgets.change.lines import LinesGrid
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.text_table import TextColumn, TextTable
from hive_inspector.gui.widgets.ticks import Tick

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hive_inspector.core.audit import Entry
    from hive_inspector.gui.theme.theme import Theme

_COLUMNS = (
    TextColumn(tr("WHEN"), is_mono=True),
    TextColumn(tr("WHAT"), stretches=True),
    TextColumn(tr("FILE"), is_dim=True),
    TextColumn(tr("WHO"), is_dim=True),
    TextColumn(tr("OUTCOME")),
)
_WIDTHS = (660, 400)
_FIELD_WIDTH = 260
_TYPING_MS = 120


class AuditPanel(Part):
    """Lists entries.

    Signals:
        export_wanted: What is shown is to be written to a file.
    """

    export_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._file = ""
        self._entries: tuple[Entry, ...] = ()
        self._texts: tuple[str, ...] = ()
        self.shown: tuple[Entry, ...] = ()
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Find in what was done"))
        self.field.setAccessibleName(tr("Find in what was done"))
        self.field.setClearButtonEnabled(True)
        self.field.setFixedWidth(_FIELD_WIDTH)
        self.only_this = Tick(theme, tr("Only this file"), self)
        self._summary = ElidedLabel("", "dim", self)
        self.export = QPushButton(tr("Export…"), self)
        self.export.clicked.connect(self.export_wanted)
        self.bar.addWidget(self.field)
        self.bar.addWidget(self.only_this)
        self.bar.addWidget(self._summary, 1)
        self.bar.addWidget(self.export)
        self.list = TextTable(theme, tr("What was done"), _COLUMNS, self)
        let_scroll(self.list)
        self.list.reached.connect(self._on_reached)
        self._what = label("", "heading", self)
        self._lines = LinesGrid(self)
        self.set_content(
            beside(
                framed(self.list, self, (8, 0, 0, 8)),
                framed(scrolled(self._make_detail(), self), self, (0, 0, 0, 0)),
                _WIDTHS,
            )
        )
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._filter)
        self.field.textChanged.connect(self._on_typed)
        self.only_this.toggled.connect(self._filter)

    def show_entries(self, entries: Sequence[Entry], file: Path) -> None:
        """List entries, the newest first.

        Args:
            entries: All of them.
            file: The open one.
        """
        self._entries, self._file = tuple(entries), str(file)
        self._texts = tuple(_haystack(one) for one in entries)
        self._filter()

    def stop(self) -> None:
        """The file is being closed."""
        self._typing.stop()

    @Slot()
    def _on_typed(self) -> None:
        self._typing.start()

    @Slot()
    def _filter(self) -> None:
        words = self.field.text().casefold().split()
        only_this = self.only_this.isChecked()
        self.shown = tuple(
            entry
            for entry, text in zip(self._entries, self._texts, strict=True)
            if all(word in text for word in words) and not (only_this and entry.file != self._file)
        )
        self.export.setEnabled(bool(self.shown))
        if not self._entries:
            self._summary.setText("")
            self.state.show_empty(
                tr("Nothing is on record yet."),
                tr(
                    "Backups, restores, exports of secrets and what else has to be accounted for "
                    "will stand here."
                ),
            )
            self.show_state()
            return
        self._summary.setText(self._count_text())
        self.show_content()
        self.list.show_rows([audit_row(one) for one in self.shown])
        if self.shown:
            self.list.selectRow(0)
        self._show(0)

    def _count_text(self) -> str:
        total = plural(len(self._entries), "{count:,} entry", "{count:,} entries")
        if len(self.shown) == len(self._entries):
            return total
        return tr("{count:,} of {total}", count=len(self.shown), total=total)

    def _make_detail(self) -> QWidget:
        detail = QWidget(self)
        column = QVBoxLayout(detail)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(self._what)
        column.addWidget(self._lines)
        column.addStretch(1)
        return detail

    def _show(self, place: int) -> None:
        if place < len(self.shown):
            entry = self.shown[place]
            self._what.setText(what_text(entry.what))
            self._lines.set_lines(tuple(audit_lines(entry)))
        else:
            self._what.setText(tr("No entry has these words"))
            self._lines.set_lines(())

    @Slot(int)
    def _on_reached(self, place: int) -> None:
        self._show(place)


def _haystack(entry: Entry) -> str:
    details = " ".join(f"{name} {value}" for name, value in entry.details.items())
    parts = (
        what_text(entry.what),
        entry.what,
        entry.file,
        entry.who,
        entry.when,
        entry.outcome,
        details,
    )
    return " ".join(parts).casefold()

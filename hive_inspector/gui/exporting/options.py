"""The part of the export dialog that says how values are written; only what the format has a use for is there."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hive_inspector.core.browsing.export import FORMULA_NOTE, Format, Options
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.ticks import Tick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.theme.theme import Theme

_INDENT = 24
_MOST_NAMED = 4


class OptionsField(QWidget):
    """How values are written."""

    def __init__(self, theme: Theme, secrets: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._secrets = frozenset(secrets)
        self.headers = _ticked(theme, tr("Begin with the names of the columns"), self)
        self.defuse = _ticked(theme, tr("Keep spreadsheets from running texts as formulas"), self)
        self._defuse_note = label(FORMULA_NOTE, "small", self, wrap=True)
        self._defuse_note.setContentsMargins(_INDENT, 0, 0, 0)
        self.mark = Tick(theme, tr("Mark the file as UTF-8, for Excel"), self)
        self.create_table = Tick(theme, tr("Begin with the statement that makes the table"), self)
        self.null = QLineEdit(self)
        self.null.setPlaceholderText(tr("nothing"))
        self.null.setAccessibleName(tr("Text that stands for NULL"))
        self._null_row = QWidget(self)
        self.reveal = Tick(theme, tr("Write secrets too"), self)
        self._reveal_note = label(_secrets_text(secrets), "small", self, wrap=True)
        self._reveal_note.setContentsMargins(_INDENT, 0, 0, 0)
        self._lay_out()

    @property
    def chosen(self) -> Options:
        """What is chosen."""
        return Options(
            headers=self.headers.isChecked(),
            defuse=self.defuse.isChecked(),
            null_as=self.null.text(),
            mark_utf8=self.mark.isChecked(),
            create_table=self.create_table.isChecked(),
            reveal=self._secrets if self.reveal.isChecked() else frozenset(),
        )

    def show_for(self, of: Format) -> None:
        """Show what a format has a use for."""
        is_csv = of is Format.CSV
        self.headers.setVisible(of in (Format.CSV, Format.EXCEL))
        self.defuse.setVisible(is_csv)
        self._defuse_note.setVisible(is_csv or of is Format.EXCEL)
        self.mark.setVisible(is_csv)
        self._null_row.setVisible(of in (Format.CSV, Format.MARKDOWN))
        self.create_table.setVisible(of is Format.SQL)
        for part in (self.reveal, self._reveal_note):
            part.setVisible(bool(self._secrets))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._null_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label(tr("NULL as"), "", self))
        self.null.setFixedWidth(120)
        row.addWidget(self.null)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (
            self.headers,
            self._null_row,
            self.mark,
            self.create_table,
            self.defuse,
            self._defuse_note,
            self.reveal,
            self._reveal_note,
        ):
            column.addWidget(part)
        order = (
            self.headers,
            self.null,
            self.mark,
            self.create_table,
            self.defuse,
            self.reveal,
        )
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)


def _ticked(theme: Theme, words: str, parent: QWidget) -> Tick:
    box = Tick(theme, words, parent)
    box.setChecked(True)
    return box


def _secrets_text(secrets: Sequence[str]) -> str:
    named = ", ".join(secrets[:_MOST_NAMED])
    more = (
        tr(" and {count} more", count=len(secrets) - _MOST_NAMED)
        if len(secrets) > _MOST_NAMED
        else ""
    )
    return tr(
        "Otherwise dots stand for what {named}{more} hides. Writing secrets is recorded.",
        named=named,
        more=more,
    )

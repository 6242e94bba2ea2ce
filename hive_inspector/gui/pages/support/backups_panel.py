"""The copies of the file: a list, the one that is chosen beside it, and the way to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.support.backup_detail import BackupDetail
from hive_inspector.gui.pages.support.parts import Part, beside, framed, let_scroll, scrolled
from hive_inspector.gui.pages.support.words import copy_row, kept_text
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.pages.support.backups_work import Copy, Kept
    from hive_inspector.gui.theme.theme import Theme

_COLUMNS = (
    TextColumn(tr("FROM"), stretches=True),
    TextColumn(tr("AGE")),
    TextColumn(tr("SIZE"), is_number=True),
    TextColumn(tr("FORM"), is_dim=True),
    TextColumn(tr("VERIFIED")),
    TextColumn(tr("KEPT")),
)
_WIDTHS = (640, 420)


class BackupsPanel(Part):
    """Lists the copies.

    Signals:
        make_wanted: A backup is to be made.
        clear_wanted: The user wants to see which backups are too old, to remove them.
        chosen: The `Copy` that the user went to.
    """

    make_wanted = Signal()
    clear_wanted = Signal()
    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._copies: tuple[Copy, ...] = ()
        self._summary = ElidedLabel("", "dim", self)
        self.make = QPushButton(tr("Make a backup…"), self)
        self.make.setProperty("role", "primary")
        self.make.clicked.connect(self.make_wanted)
        self.clear = QPushButton("", self)
        self.clear.clicked.connect(self.clear_wanted)
        self.clear.hide()
        self.bar.addWidget(self._summary, 1)
        self.bar.addWidget(self.clear)
        self.bar.addWidget(self.make)
        self.list = TextTable(theme, tr("Copies of this file"), _COLUMNS, self)
        let_scroll(self.list)
        self.list.reached.connect(self._on_reached)
        self.detail = BackupDetail(self)
        split = beside(
            framed(self.list, self, (8, 0, 0, 8)),
            framed(scrolled(self.detail, self), self, (0, 0, 0, 0)),
            _WIDTHS,
        )
        self.set_content(split)

    @property
    def copies(self) -> tuple[Copy, ...]:
        """What is listed."""
        return self._copies

    def show_kept(self, kept: Kept, current: Path | None) -> None:
        """List the copies.

        Args:
            kept: What there is.
            current: The copy to go to; the newest if it is not there.
        """
        self._copies = kept.copies
        self.detail.keep = kept.retention.keep
        old = len(kept.retention.old)
        self.clear.setText(tr("Remove {old:,} too old…", old=old))
        self.clear.setVisible(bool(old))
        self._summary.setText(kept_text(kept))
        if not kept.copies:
            self.state.show_empty(
                tr("There is no backup of this file yet."),
                tr("Make one before you try anything that changes it."),
            )
            self.show_state()
            return
        self.list.show_rows([copy_row(copy) for copy in kept.copies])
        paths = [copy.path for copy in kept.copies]
        place = paths.index(current) if current in paths else 0
        self.list.selectRow(place)
        self.detail.show_copy(kept.copies[place])
        self.show_content()

    @Slot(int)
    def _on_reached(self, place: int) -> None:
        if place < len(self._copies):
            self.detail.show_copy(self._copies[place])
            self.chosen.emit(self._copies[place])

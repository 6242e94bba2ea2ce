"""The copies that a file can be restored from, and Hive's own backups beside them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from hive_inspector.core.database.values import size_text, visible_text
from hive_inspector.core.hive.locations import Backup
from hive_inspector.core.language import tr
from hive_inspector.core.paths import shown_path
from hive_inspector.gui.pages.migrations.words import moment_text
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.help_button import HelpButton
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.part_card import PartCard

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.gui.theme.theme import Theme

SHOWN = 6
"""Copies that are shown before the user asks for more."""


class RestoreCard(PartCard):
    """Lists the copies, the newest first.

    Signals:
        restore_wanted: The `RestorePoint` that the user wants to go back to.
    """

    restore_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Restore points"), parent)
        self.header.addStretch(1)
        self.header.addWidget(HelpButton(theme, "undo", tr("Help about undoing changes"), self))
        self._copies: tuple[RestorePoint | Backup, ...] = ()
        self._rows = QWidget(self)
        self._none = label("", "dim", self, wrap=True)
        self._folder = ElidedLabel("", "small", self, mode=Qt.TextElideMode.ElideMiddle)
        self._more = QPushButton("", self)
        self._more.setProperty("role", "link")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._refill)
        self.content.addWidget(self._none)
        self.content.addWidget(self._rows)
        self.content.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.content.addWidget(self._folder)

    @property
    def copies(self) -> tuple[RestorePoint | Backup, ...]:
        """All that there are, whether they are shown or not."""
        return self._copies

    def show_copies(self, copies: Sequence[RestorePoint | Backup], folder: Path) -> None:
        """List these copies."""
        self._copies = tuple(copies)
        self._none.setText(
            tr("None yet. One is made before every change, in {path}.", path=shown_path(folder))
        )
        self._none.setVisible(not copies)
        self._folder.setText(tr("Kept in {path}", path=shown_path(folder)))
        self._folder.setVisible(bool(copies))
        self._refill()
        self._rows.setVisible(bool(copies))
        self.show_content()

    @Slot()
    def _refill(self) -> None:
        hidden = len(self._copies) - SHOWN
        self._more.setVisible(hidden > 0)
        self._more.setText(
            tr("Show fewer") if self._more.isChecked() else tr("and {hidden} more", hidden=hidden)
        )
        shown = self._copies if self._more.isChecked() else self._copies[:SHOWN]
        old, self._rows = self._rows, QWidget(self)
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        for at, copy in enumerate(shown):
            for column, cell in enumerate(self._cells(copy)):
                grid.addWidget(cell, at, column)
        self.content.replaceWidget(old, self._rows)
        old.hide()
        old.deleteLater()

    def _cells(self, copy: RestorePoint | Backup) -> tuple[QWidget, ...]:
        name = ElidedLabel(
            copy.path.name if isinstance(copy, Backup) else copy.reason,
            "strong",
            self._rows,
            mode=Qt.TextElideMode.ElideMiddle,
        )
        made = label(moment_text(copy.made_at), "small", self._rows)
        size = label(size_text(copy.size), "small", self._rows)
        size.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return name, made, size, self._last_cell(copy)

    def _last_cell(self, copy: RestorePoint | Backup) -> QPushButton | QLabel:
        if isinstance(copy, Backup):
            made = label(tr("by Hive"), "small", self._rows)
            made.setToolTip(tr("A backup that Hive made; it is not restored from this page."))
            return made
        button = QPushButton(tr("Restore…"), self._rows)
        button.setProperty("role", "link")
        button.setAutoDefault(False)
        name = tr(
            "Restore {reason} of {moment}", reason=copy.reason, moment=moment_text(copy.made_at)
        )
        button.setAccessibleName(visible_text(name))
        button.clicked.connect(partial(self._on_clicked, copy))
        return button

    def _on_clicked(self, copy: RestorePoint, *_: object) -> None:
        self.restore_wanted.emit(copy)

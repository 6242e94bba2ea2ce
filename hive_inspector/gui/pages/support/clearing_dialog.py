"""Shows which backups are more than Hive's settings keep, and asks whether they are to be removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.database.values import size_text
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.pages.support.parts import let_scroll
from hive_inspector.gui.pages.support.words import age, moment_text
from hive_inspector.gui.theme.tokens import ROW_HEIGHT
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from hive_inspector.core.support.backups.listing import StoredBackup
    from hive_inspector.core.support.backups.retention import Retention
    from hive_inspector.gui.theme.theme import Theme

_WIDTH = 860
_ROWS_HEIGHT = 320
"""A longer list scrolls."""
_AROUND = 150
"""What stands over and below the list."""
_COLUMNS = (
    TextColumn(tr("BACKUP"), is_mono=True),
    TextColumn(tr("MADE")),
    TextColumn(tr("SIZE"), is_number=True),
    TextColumn(tr("WHY"), is_dim=True, stretches=True),
)


class ClearingDialog(QDialog):
    """Asks; it does not keep the window waiting.

    Signals:
        wanted: The `Retention` that was shown; its old backups are to be removed.
    """

    wanted = Signal(object)

    def __init__(self, theme: Theme, retention: Retention, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Remove old backups"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._retention = retention
        self.list = TextTable(theme, tr("Backups that would be removed"), _COLUMNS, self)
        self.list.show_rows([_row(one, retention.keep) for one in retention.old])
        let_scroll(self.list)
        count = plural(len(retention.old), "{count:,} backup", "{count:,} backups")
        self.remove = QPushButton(tr("Remove {count}", count=count), self)
        self.remove.setProperty("role", "danger")
        self.remove.setAutoDefault(False)
        self.leave = QPushButton(tr("Cancel"), self)
        self.leave.setDefault(True)
        self.remove.clicked.connect(self._on_remove)
        self.leave.clicked.connect(self.reject)
        self._lay_out()
        height = min(self.list.sizeHint().height() + ROW_HEIGHT // 2, _ROWS_HEIGHT)
        self.list.setFixedHeight(height)
        self.setFixedSize(_WIDTH, height + _AROUND)

    def _lay_out(self) -> None:
        keep = self._retention.keep
        room = size_text(sum(one.size for one in self._retention.old))
        about = tr(
            "By Hive's settings the newest {keep:,} of Hive's own backups are kept, and the "
            "newest {keep:,} of those made here. Restore points are not counted, and nothing "
            "else in the folder is touched.",
            keep=keep,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        column.addWidget(label(about, "", self, wrap=True))
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(tr("This frees {room} and cannot be undone.", room=room), "dim", self))
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.remove)
        QWidget.setTabOrder(self.leave, self.remove)
        column.addLayout(row)

    @Slot()
    def _on_remove(self) -> None:
        self.wanted.emit(self._retention)
        self.accept()


def _row(backup: StoredBackup, keep: int) -> tuple[str, ...]:
    made = f"{moment_text(backup.made_at)}, {age(backup.made_at)}"
    why = tr("{keep:,} newer by {maker}", keep=keep, maker=backup.maker.value)
    return backup.path.name, made, size_text(backup.size), why

"""What the program is and what it stands on."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot, qVersion
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

import hive_inspector
from hive_inspector.core.database.facts import SQLITE_VERSION
from hive_inspector.gui.theme.icons import tinted_pixmap
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme


def versions() -> dict[str, str]:
    """What a report about the program needs to say."""
    return {
        "Hive Inspector": hive_inspector.__version__,
        "SQLite": SQLITE_VERSION,
        "Qt": qVersion(),
        "Python": platform.python_version(),
        "Peewee": version("peewee"),
        "System": platform.platform(terse=True),
    }


class AboutDialog(QDialog):
    """Names the versions and copies them."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Hive Inspector")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        mark = QLabel(self)
        mark.setPixmap(tinted_pixmap("mark", theme.tokens.text, 48, self.devicePixelRatioF()))
        heading = QHBoxLayout()
        heading.setSpacing(16)
        heading.addWidget(mark)
        heading.addWidget(label("Hive Inspector", "title", self), 1)
        facts = QFormLayout()
        facts.setHorizontalSpacing(24)
        for name, text in versions().items():
            facts.addRow(label(name, "dim", self), label(text, "mono", self))
        copy = QPushButton("Copy", self)
        copy.clicked.connect(self._copy)
        close = QPushButton("Close", self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(20)
        for part in (heading, facts, buttons):
            column.addLayout(part)

    @Slot()
    def _copy(self) -> None:
        lines = (f"{name} {text}" for name, text in versions().items())
        QApplication.clipboard().setText("\n".join(lines))

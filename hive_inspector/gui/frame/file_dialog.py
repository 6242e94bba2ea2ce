"""The dialog in which the user chooses a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

_FILTERS = (
    tr(
        "Databases, backups and bundles (*.db *.sqlite *.sqlite3 *.db3 *.gz *.enc *.zip "
        "*.hivebundle)"
    ),
    tr("Databases (*.db *.sqlite *.sqlite3 *.db3)"),
    tr("Bundles (*.zip *.hivebundle)"),
)


def make_file_dialog(parent: QWidget, folder: Path | None) -> QFileDialog:
    """A dialog that goes away by itself once it is closed; show it with `open`, which does not wait.

    Args:
        parent: The window it belongs to.
        folder: Where it begins; None for where it was last.
    """
    dialog = QFileDialog(parent, tr("Open a Hive database"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([*_FILTERS, tr("All files (*)")])
    if folder is not None:
        dialog.setDirectory(str(folder))
    return dialog

"""The dialog of an export. It does not keep the window waiting, and may be closed while the file is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout

from hive_inspector.core.browsing.export import Format, FormatInfo, Options, formats
from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.exporting.fields import ExtentField, FileField, FormatField
from hive_inspector.gui.exporting.options import OptionsField
from hive_inspector.gui.exporting.progress import OutcomeField
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.browsing.export import Exported
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.exporting.subject import Extent, Subject
    from hive_inspector.gui.theme.theme import Theme

_WIDTH = 520


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user chose."""

    extent: Extent
    format: Format
    path: Path
    options: Options
    shown_only: bool
    replace: bool


class ExportDialog(QDialog):
    """Asks what to export, then says how far it is.

    Signals:
        export_asked: Carries what is `Wanted`.
        cancel_asked: The file is not wanted any more.
        folder_asked: The path of the file whose folder is to be shown.
    """

    export_asked = Signal(object)
    cancel_asked = Signal()
    folder_asked = Signal(object)

    def __init__(
        self, theme: Theme, subject: Subject, folder: Path, of: Format, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export {table}", table=visible_text(subject.table.name)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._subject = subject
        self._infos = formats()
        self.extent = ExtentField(theme, subject, self)
        self.format = FormatField(theme, self._infos, self)
        self.options = OptionsField(theme, subject.secrets, self)
        self.file = FileField(theme, self)
        self.outcome = OutcomeField(theme, self)
        self._hint = label("", "small", self, wrap=True)
        self.close_button = QPushButton(tr("Close"), self)
        self.export_button = QPushButton(tr("Export"), self)
        self.export_button.setProperty("role", "primary")
        self.export_button.setDefault(True)
        self._is_confirmed = False
        self._lay_out()
        self._wire()
        self.file.set_path(folder / f"{_file_name(subject.table.name)}{self._info(of).suffix}")
        self.format.choose(of)
        self._on_format()

    @property
    def wanted(self) -> Wanted:
        """What is chosen now."""
        return Wanted(
            self.extent.chosen,
            self.format.chosen.format,
            self.file.path,
            self.options.chosen,
            self.extent.shown_only,
            replace=self._is_confirmed or self.outcome.may_replace,
        )

    def show_running(self) -> None:
        """The file is being written."""
        self._set_enabled(enabled=False)
        self.outcome.show_running()
        self._fit()
        self.export_button.setText(tr("Cancel"))
        self.close_button.setToolTip(
            tr("The file is written all the same; the status bar shows it")
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that everything needs."""
        super().showEvent(event)
        self._fit()

    def show_progress(self, done: int, total: int | None) -> None:
        """Say how far it is."""
        self.outcome.show_progress(done, total)

    def show_done(self, exported: Exported) -> None:
        """Say what was written."""
        self._ended()
        self.outcome.show_done(exported)
        self._fit()
        self._is_confirmed = False

    def show_cancelled(self) -> None:
        """Say that nothing was written."""
        self._ended()
        self.outcome.show_words(tr("Cancelled; nothing was written."))
        self._fit()

    def show_failure(self, error: InspectorError, *, offers_replacing: bool) -> None:
        """Say why nothing was written."""
        self._ended()
        self.outcome.show_failure(error, offers_replacing=offers_replacing)
        self._fit()

    def _ended(self) -> None:
        self._set_enabled(enabled=True)
        self.export_button.setText(tr("Export"))
        self.close_button.setToolTip("")
        self._on_format()

    def _set_enabled(self, *, enabled: bool) -> None:
        for part in (self.extent, self.format, self.options, self.file):
            part.setEnabled(enabled)
        self._is_running = not enabled

    def _fit(self) -> None:
        """As high as what it says."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _info(self, of: Format) -> FormatInfo:
        return next(one for one in self._infos if one.format is of)

    @Slot()
    def _on_format(self) -> None:
        chosen = self.format.chosen
        self.options.show_for(chosen.format)
        self.file.set_suffix(chosen.suffix, {one.suffix for one in self._infos})
        self._hint.setText(chosen.missing or chosen.values)
        self._hint.setProperty("tone", "warning" if chosen.missing else "")
        self._hint.style().polish(self._hint)
        self.export_button.setEnabled(not chosen.missing)
        self._fit()

    @Slot()
    def _on_export(self) -> None:
        if self._is_running:
            self.cancel_asked.emit()
        else:
            self.export_asked.emit(self.wanted)

    @Slot()
    def _on_browse(self) -> None:
        dialog = QFileDialog(self, tr("Export to"), str(self.file.path))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chosen = self.format.chosen
        dialog.setNameFilters([f"{chosen.title} (*{chosen.suffix})", tr("All files (*)")])
        dialog.setDefaultSuffix(chosen.suffix.lstrip("."))
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    @Slot(str)
    def _on_file(self, path: str) -> None:
        """The system's dialog has asked already whether a file that is there may be replaced."""
        self.file.set_path(Path(path))
        self._is_confirmed = True

    @Slot()
    def _on_path_edited(self) -> None:
        self._is_confirmed = False
        self.outcome.show_nothing()

    def _wire(self) -> None:
        self._is_running = False
        self.format.changed.connect(self._on_format)
        self.file.browse_asked.connect(self._on_browse)
        self.file.edited.connect(self._on_path_edited)
        self.export_button.clicked.connect(self._on_export)
        self.close_button.clicked.connect(self.close)
        self.outcome.folder_asked.connect(self.folder_asked)

    def _lay_out(self) -> None:
        self.setMinimumWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(
            label(tr("Export {table}", table=self._subject.table.name), "heading", self)
        )
        column.addWidget(self.extent)
        column.addWidget(self.format)
        column.addWidget(self._hint)
        column.addWidget(self.options)
        column.addWidget(self.file)
        column.addWidget(self.outcome)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.export_button)
        column.addLayout(buttons)


def _file_name(table: str) -> str:
    """A table's name as far as every system takes it in the name of a file."""
    kept = "".join(one if one.isalnum() or one in "-_ " else "_" for one in table)
    return kept.strip()[:100] or "table"

"""An older install: what of it would go where, and what came of bringing it into a new file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr
from hive_inspector.core.paths import shown_path
from hive_inspector.core.support.importing.report import SourceTable
from hive_inspector.gui.pages.support.parts import Part, beside, framed, let_scroll, scrolled
from hive_inspector.gui.widgets.change.lines import Line, LinesGrid
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.support.importing.report import ImportReport
    from hive_inspector.core.support.importing.running import PreviewTable
    from hive_inspector.gui.pages.support.installs_work import Looked
    from hive_inspector.gui.theme.theme import Theme

_COLUMNS = (
    TextColumn(tr("TABLE"), is_mono=True),
    TextColumn(tr("ROWS"), is_number=True),
    TextColumn(tr("MOVED"), is_number=True),
    TextColumn(tr("MERGED"), is_number=True),
    TextColumn(tr("LEFT"), is_number=True),
    TextColumn(tr("INTO"), is_mono=True, is_dim=True, stretches=True),
)
_WIDTHS = (700, 340)


class InstallsPanel(Part):
    """Lists the tables of an older install.

    Signals:
        folder_wanted: The user wants to choose the folder of an older install.
        file_wanted: The user wants to choose one file.
        import_wanted: What is listed is to be brought into a new file.
        open_wanted: The new file is to be opened: its path.
    """

    folder_wanted = Signal()
    file_wanted = Signal()
    import_wanted = Signal()
    open_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._tables: tuple[PreviewTable | SourceTable, ...] = ()
        self._made: Path | None = None
        self._summary = ElidedLabel("", "dim", self, mode=Qt.TextElideMode.ElideMiddle)
        self.folder = QPushButton(tr("Choose a folder…"), self)
        self.file = QPushButton(tr("Choose a file…"), self)
        self.open = QPushButton(tr("Open the new file"), self)
        self.go = QPushButton(tr("Import into a new file…"), self)
        self.go.setProperty("role", "primary")
        self.folder.clicked.connect(self.folder_wanted)
        self.file.clicked.connect(self.file_wanted)
        self.open.clicked.connect(self._on_open)
        self.go.clicked.connect(self.import_wanted)
        self.bar.addWidget(self._summary, 1)
        for button in (self.folder, self.file, self.open, self.go):
            self.bar.addWidget(button)
        self.list = TextTable(theme, tr("Tables of the older install"), _COLUMNS, self)
        let_scroll(self.list)
        self.list.reached.connect(self._on_reached)
        self._name = label("", "heading", self)
        self.lines = LinesGrid(self)
        self.set_content(
            beside(
                framed(self.list, self, (8, 0, 0, 8)),
                framed(scrolled(self._make_detail(), self), self, (0, 0, 0, 0)),
                _WIDTHS,
            )
        )
        self.show_none()

    def show_none(self) -> None:
        """There is no older install where one usually is."""
        self._show_buttons(can_import=False)
        self._summary.setText("")
        self.state.show_empty(
            tr("No older install of Hive was found here."),
            tr(
                "Choose the folder of one, or the file of a desktop app. It is only read; what is "
                "brought along goes into a new file."
            ),
        )
        self.show_state()

    def show_looked(self, looked: Looked) -> None:
        """Show what would go where."""
        tables = looked.preview.tables
        rows = sum(table.rows for table in tables)
        files = plural(len(looked.preview.sources), "{count:,} file", "{count:,} files")
        self._summary.setText(
            tr(
                "{path}: {amount} in {count} of {files}",
                path=shown_path(looked.place),
                amount=plural(rows, "{count:,} row", "{count:,} rows"),
                count=plural(len(tables), "{count:,} table", "{count:,} tables"),
                files=files,
            )
        )
        self._show_buttons(can_import=True)
        self._fill(tables)

    def show_report(self, report: ImportReport) -> None:
        """Show what came of it."""
        self._made = report.target
        self._show_buttons(can_import=False)
        name = report.target.name if report.target else ""
        self._summary.setText(
            tr(
                "{name}: {moved:,} moved, {merged:,} merged, {left:,} left",
                name=name,
                moved=report.moved,
                merged=report.merged,
                left=report.left,
            )
        )
        self._fill(report.tables)

    def set_busy(self, *, busy: bool) -> None:
        """Offer nothing while something is under way."""
        for button in (self.folder, self.file, self.open, self.go):
            button.setEnabled(not busy)

    def _show_buttons(self, *, can_import: bool) -> None:
        self.go.setVisible(can_import)
        self.open.setVisible(self._made is not None and not can_import)

    def _fill(self, tables: tuple[PreviewTable | SourceTable, ...]) -> None:
        self._tables = tables
        self.list.show_rows([_row(table) for table in tables])
        self.show_content()
        if tables:
            self.list.selectRow(0)
            self._on_reached(0)

    def _make_detail(self) -> QWidget:
        detail = QWidget(self)
        column = QVBoxLayout(detail)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(self._name)
        column.addWidget(self.lines)
        column.addStretch(1)
        return detail

    @Slot(int)
    def _on_reached(self, place: int) -> None:
        if place < len(self._tables):
            self._name.setText(self._tables[place].name)
            self.lines.set_lines(tuple(_lines(self._tables[place])))

    @Slot()
    def _on_open(self) -> None:
        if self._made is not None:
            self.open_wanted.emit(self._made)


def _row(table: PreviewTable | SourceTable) -> tuple[str, ...]:
    moved, merged, left = _counts(table)
    into = listed(table.into) or tr("stays")
    return table.name, f"{table.rows:,}", moved, merged, left, into


def _counts(table: PreviewTable | SourceTable) -> tuple[str, str, str]:
    """Moved, merged and left; nothing as long as that is not known."""
    if not isinstance(table, SourceTable):
        return "", "", ""
    left = sum(one.rows for one in table.left)
    moved, merged, stays = (
        f"{count:,}" if count else "" for count in (table.moved, table.merged, left)
    )
    return moved, merged, stays


def _lines(table: PreviewTable | SourceTable) -> Iterator[Line]:
    yield Line(tr("File"), table.file)
    yield Line(tr("Rows"), f"{table.rows:,}")
    yield Line(tr("Into"), listed(table.into) or tr("no table: it stays where it is"))
    for reason in table.reasons:
        yield Line(tr("Why"), reason)
    if isinstance(table, SourceTable):
        for one in table.left:
            yield Line(
                tr("Left"), f"{plural(one.rows, '{count:,} row', '{count:,} rows')}: {one.reason}"
            )
        for column, why in table.columns_left:
            yield Line(tr("Column"), f"{column}: {why}")

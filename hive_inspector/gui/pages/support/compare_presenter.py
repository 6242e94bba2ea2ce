"""Has the open file compared with another, and the difference written."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.support.compare_work import (
    Compare,
    Other,
    WriteReport,
    WriteStatements,
)
from hive_inspector.gui.pages.support.job import Job
from hive_inspector.gui.pages.support.places import FOLDER, ask_where
from hive_inspector.gui.saving import FileKind
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.support.comparing.differences import Comparison
    from hive_inspector.gui.pages.support.compare_panel import ComparePanel
    from hive_inspector.gui.workspace import Workspace

_SQL = FileKind(tr("SQL statements"), ".sql")
_REPORT = FileKind(tr("Report in Markdown"), ".md")


class ComparePresenter(QObject):
    """Has at most one comparison."""

    def __init__(self, workspace: Workspace, panel: ComparePanel, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._panel = panel
        self._job = Job(workspace.tasks, panel.run, self)
        self._other: Other | None = None
        self._comparison: Comparison | None = None
        self._job.busy_changed.connect(self._on_busy)
        panel.other_wanted.connect(self._ask_for_other)
        panel.again_wanted.connect(self.compare)
        panel.sql_wanted.connect(self._ask_for_sql)
        panel.report_wanted.connect(self._ask_for_report)

    def compare_with(self, path: Path, password: Password | None = None) -> None:
        """Compare with a file; what is under way already goes on."""
        if self._job.is_busy:
            return
        self._other = Other(path, password)
        self._panel.show_other(path)
        self.compare()

    @Slot()
    def compare(self) -> None:
        """Compare with the other file as both are now."""
        if self._other is None or self._job.is_busy:
            return
        self._comparison = None
        self._panel.show_running()
        self._job.stream(
            Compare(self._workspace.opened, self._other),
            title=tr("Comparing with {name}", name=self._other.path.name),
            on_part=self._show,
            on_failure=self._show_failure,
            on_cancelled=self._panel.show_stopped,
        )

    def _show(self, comparison: Comparison) -> None:
        """Show how far it has come."""
        self._comparison = comparison
        self._panel.show_comparison(comparison)

    def _show_failure(self, error: InspectorError) -> None:
        self._panel.state.show_failure(error, self.compare)
        self._panel.show_state()

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._panel.set_busy(busy=busy)

    @Slot()
    def _ask_for_other(self) -> None:
        state = self._workspace.state
        usual = str(self._workspace.opened.database.real_path.parent)
        dialog = QFileDialog(self._panel, tr("Compare with"), state.text(FOLDER) or usual)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_other)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_other(self, path: str) -> None:
        self._workspace.state.put(FOLDER, str(Path(path).parent))
        self.compare_with(Path(path))

    @Slot()
    def _ask_for_sql(self) -> None:
        ask_where(self._panel, self._workspace.state, self._title(), _SQL, self.write_sql)

    @Slot()
    def _ask_for_report(self) -> None:
        ask_where(self._panel, self._workspace.state, self._title(), _REPORT, self.write_report)

    def _title(self) -> str:
        return f"{self._workspace.opened.database.real_path.stem} compared"

    def write_sql(self, path: Path) -> None:
        """Write the difference as SQL."""
        if self._other is not None:
            self._write(path, WriteStatements(self._workspace.opened, self._other, path))

    def write_report(self, path: Path) -> None:
        """Write what was found as a report."""
        if self._comparison is not None:
            self._write(path, WriteReport(self._comparison, path))

    def _write(self, path: Path, work: WriteStatements | WriteReport) -> None:
        self._job.run(
            work,
            title=tr("Writing {name}", name=path.name),
            on_result=self._on_written,
            on_failure=self._workspace.notifications.failure,
            on_cancelled=partial(
                self._workspace.notifications.information,
                tr("Nothing was written."),
                tr("It was stopped."),
            ),
            lane=Lane.WRITER,
        )

    def _on_written(self, written: tuple[Path, tuple[str, ...]]) -> None:
        path, notes = written
        self._workspace.notifications.information(
            tr("{name} was written.", name=path.name),
            tr("It lies in {parent}.", parent=path.parent),
            "\n".join(notes),
        )

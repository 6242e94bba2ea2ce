"""A cell's secret is shown only after that was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.browsing.rows import RowDetail
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.exporting.recording import Recorder
    from hive_inspector.gui.pages.browse.looking import RowWork


@dataclass(frozen=True, slots=True)
class RevealWork:
    """Records that a cell's secret is shown, then reads the row with it."""

    recorder: Recorder
    row: RowWork

    def __call__(self, token: CancelToken, progress: Progress) -> RowDetail | None:
        """Work on a worker thread."""
        columns = ", ".join(sorted(self.row.reveal))
        details: dict[str, str | int] = {
            "table": self.row.table.name,
            "column": columns,
            "row": str(self.row.key),
        }
        self.recorder.record("reveal.cell", details)
        return self.row(token, progress)

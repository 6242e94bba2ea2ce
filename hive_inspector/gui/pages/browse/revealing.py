"""A cell's secret is shown only after that was recorded, and for as long as the user chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from hive_inspector.core.preferences import REVEALED_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.browsing.rows import RowDetail
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.exporting.recording import Recorder
    from hive_inspector.gui.pages.browse.looking import RowWork
    from hive_inspector.gui.preferences import Preferences


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


class Covering(QObject):
    """Covers a secret again when its time is over."""

    def __init__(self, preferences: Preferences, cover: Callable[[], None]) -> None:
        """Nothing is shown yet.

        Args:
            preferences: Say for how long.
            cover: Covers the secret in sight.
        """
        super().__init__()
        self._preferences = preferences
        self._cover = cover
        self._is_shown = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_over)
        preferences.changed.connect(self._on_preference)

    def begin(self) -> None:
        """A secret is in sight from now on."""
        self._is_shown = True
        self._time()

    def end(self) -> None:
        """None is in sight any more."""
        self._is_shown = False
        self._timer.stop()

    def _time(self) -> None:
        """Count from now; a time that is chosen while a secret is in sight holds for it too."""
        seconds = self._preferences.number(REVEALED_SECONDS)
        if self._is_shown and seconds:
            self._timer.start(seconds * 1000)
        else:
            self._timer.stop()

    @Slot(str)
    def _on_preference(self, id_: str) -> None:
        if id_ == REVEALED_SECONDS:
            self._time()

    @Slot()
    def _on_over(self) -> None:
        self._cover()

"""A quiet line of progress with a way to stop: nothing at all is seen of work that is soon done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme

QUIET_MS = 100
"""Work that ends sooner is not shown."""
_PARTS = 1000


class WorkLine(QWidget):
    """Shows one piece of work.

    Signals:
        appeared: The work takes long enough to be shown.
        stop_asked: It is to be stopped.
    """

    appeared = Signal()
    stop_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = QProgressBar(self)
        self._bar.setFixedWidth(72)
        self._bar.setTextVisible(False)
        self._stop = IconButton(theme, "close", tr("Stop (Esc)"), self, size=12)
        self._stop.setFixedSize(20, 20)
        self._stop.clicked.connect(self.stop_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._bar)
        row.addWidget(self._stop)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._appear)
        self.hide()

    def begin(self, title: str) -> None:
        """Work begins."""
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(visible_text(title))
        if self.isHidden():
            self._quiet.start()

    def show_progress(self, done: int, total: int | None) -> None:
        """How far it is."""
        if total:
            self._bar.setRange(0, _PARTS)
            self._bar.setValue(min(_PARTS, done * _PARTS // total))

    def end(self) -> None:
        """It is over."""
        self._quiet.stop()
        self.hide()

    @Slot()
    def _appear(self) -> None:
        self.show()
        self.appeared.emit()

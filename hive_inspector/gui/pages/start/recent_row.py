"""One recent file: its name, where it lies, how large it is and when it was last opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.database.values import size_text, visible_text
from hive_inspector.core.durations import ago_text
from hive_inspector.core.language import tr
from hive_inspector.core.paths import shown_path
from hive_inspector.gui.theme.icons import tinted_pixmap
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from hive_inspector.core.recent import KnownFile
    from hive_inspector.gui.theme.theme import Theme


_ICON = 20


class RowButton(QPushButton):
    """A button as wide as its list, with several texts in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "row")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(8, 8, 8, 8)
        self.row.setSpacing(12)

    def sizeHint(self) -> QSize:
        """As the texts need it."""
        return self.row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As small as the texts allow."""
        return self.row.minimumSize()


class RecentRow(QWidget):
    """Opens the file, keeps it on the list, or strikes it off; by keys too: P pins, Delete takes it off.

    Signals:
        chosen: The path to open.
        pinned: The path, and whether it is to stay on the list.
        removed: The path to forget.
    """

    chosen = Signal(str)
    pinned = Signal(str, bool)
    removed = Signal(str)

    def __init__(
        self, theme: Theme, file: KnownFile, now: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.path = str(file.path)
        self._is_pinned = file.pinned
        name, path = visible_text(file.path.name), visible_text(self.path)
        button = RowButton(self)
        button.setAccessibleName(tr("Open {name}", name=name))
        button.setAccessibleDescription(path)
        button.setToolTip(path)
        button.setEnabled(file.size_bytes is not None)
        button.clicked.connect(self._on_chosen)
        self._fill(theme, button, file, now)
        icon, act = ("pinned", tr("Unpin")) if file.pinned else ("pin", tr("Pin"))
        tip = f"{act} {name}"
        pin = self.pin = IconButton(theme, icon, tip, self, size=14)
        pin.setToolTip(
            tr("No longer keep it on this list") if file.pinned else tr("Keep it on this list")
        )
        pin.clicked.connect(self._on_pin)
        remove = IconButton(
            theme, "close", tr("Take {name} off this list", name=name), self, size=12
        )
        remove.clicked.connect(self._on_removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(button, 1)
        for part in (pin, remove):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._add_keys()

    @property
    def has_focus(self) -> bool:
        """Whether the user works in this row by keys."""
        return any(part.hasFocus() for part in self.findChildren(QWidget))

    def _fill(self, theme: Theme, button: RowButton, file: KnownFile, now: float) -> None:
        icon = QLabel(button)
        icon.setPixmap(tinted_pixmap("database", theme.tokens.dim, _ICON, self.devicePixelRatioF()))
        button.row.addWidget(icon)
        names = QVBoxLayout()
        names.setSpacing(2)
        role = "dim" if file.size_bytes is None else "strong"
        names.addWidget(
            ElidedLabel(file.path.name, role, button, mode=Qt.TextElideMode.ElideMiddle)
        )
        names.addWidget(
            ElidedLabel(
                shown_path(file.path.parent), "small", button, mode=Qt.TextElideMode.ElideMiddle
            )
        )
        facts = QVBoxLayout()
        facts.setSpacing(2)
        size = tr("not there any more") if file.size_bytes is None else size_text(file.size_bytes)
        age = (
            "" if file.opened_at is None else tr("opened {ago}", ago=ago_text(now - file.opened_at))
        )
        for text, role in ((size, "dim"), (age, "small")):
            facts.addWidget(label(text, role, button), 0, Qt.AlignmentFlag.AlignRight)
        button.row.addLayout(names, 1)
        button.row.addLayout(facts)
        for part in button.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _add_keys(self) -> None:
        """Keys that work while any part of the row has the focus."""
        for name, key, act in (
            (tr("Pin or unpin the file"), Qt.Key.Key_P, self._on_pin),
            (tr("Take the file off the list"), Qt.Key.Key_Delete, self._on_removed),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setWhatsThis(name)
            shortcut.activated.connect(act)

    def _on_pin(self) -> None:
        self.pinned.emit(self.path, not self._is_pinned)

    def _on_chosen(self) -> None:
        self.chosen.emit(self.path)

    def _on_removed(self) -> None:
        self.removed.emit(self.path)

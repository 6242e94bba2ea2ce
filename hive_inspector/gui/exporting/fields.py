"""The parts of the export dialog: which rows, which format, which file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.ticks import Choice, ListBox, Tick

if TYPE_CHECKING:
    from hive_inspector.core.browsing.export import Format, FormatInfo
    from hive_inspector.gui.exporting.subject import Extent, Subject
    from hive_inspector.gui.theme.theme import Theme

_NAME_WIDTH = 72


class ExtentField(QWidget):
    """Which rows and columns."""

    def __init__(self, theme: Theme, subject: Subject, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._buttons: dict[Extent, Choice] = {}
        for extent, words in subject.extents():
            button = Choice(theme, words, self)
            self._buttons[extent] = button
            column.addWidget(button)
        next(iter(self._buttons.values())).setChecked(True)
        self._shown_only = Tick(theme, tr("Only the columns that are shown, in their order"), self)
        self._shown_only.setVisible(subject.shown != subject.columns)
        self._shown_only.setChecked(subject.shown != subject.columns)
        column.addWidget(self._shown_only)

    @property
    def chosen(self) -> Extent:
        """Which rows."""
        return next(extent for extent, button in self._buttons.items() if button.isChecked())

    @property
    def shown_only(self) -> bool:
        """Whether hidden columns are left out."""
        return self._shown_only.isChecked()

    def choose(self, extent: Extent) -> None:
        """Choose rows."""
        self._buttons[extent].setChecked(True)


class FormatField(QWidget):
    """Which format.

    Signals:
        changed: Another one was chosen.
    """

    changed = Signal()

    def __init__(self, theme: Theme, infos: tuple[FormatInfo, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._infos = infos
        self._box = ListBox(theme, self)
        for info in infos:
            self._box.addItem(f"{info.title} ({info.suffix})")
        self._box.setAccessibleName(tr("Format"))
        self._box.currentIndexChanged.connect(self._on_changed)
        _in_line(self, tr("Format"), self._box)

    @property
    def chosen(self) -> FormatInfo:
        """What is known of the chosen format."""
        return self._infos[self._box.currentIndex()]

    def choose(self, of: Format) -> None:
        """Choose a format."""
        self._box.setCurrentIndex([info.format for info in self._infos].index(of))

    @Slot(int)
    def _on_changed(self, _index: int) -> None:
        self.changed.emit()


class FileField(QWidget):
    """Which file.

    Signals:
        browse_asked: The file is to be chosen in the system's dialog.
        edited: The user typed another path.
    """

    browse_asked = Signal()
    edited = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._path = QLineEdit(self)
        self._path.setAccessibleName(tr("File"))
        self._browse = QPushButton(tr("Choose…"), self)
        self._browse.setIcon(theme.icon("folder"))
        self._browse.setAutoDefault(False)
        self._browse.clicked.connect(self.browse_asked)
        self._path.textEdited.connect(self._on_edited)
        _in_line(self, tr("File"), self._path, self._browse)

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self._path.text()).expanduser()

    def set_path(self, path: Path) -> None:
        """Name a file."""
        self._path.setText(str(path))

    def set_suffix(self, suffix: str, known: set[str]) -> None:
        """Give the file the ending of a format, where it has that of another one."""
        path = self.path
        if path.suffix in known and path.suffix != suffix:
            self.set_path(path.with_suffix(suffix))

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit()


def _in_line(field: QWidget, name: str, *parts: QWidget) -> None:
    row = QHBoxLayout(field)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    title = label(name, "dim", field)
    title.setFixedWidth(_NAME_WIDTH)
    row.addWidget(title)
    for place, part in enumerate(parts):
        row.addWidget(part, 0 if place else 1)

"""What the program is, what it stands on, and where it keeps what is its own."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot, qVersion
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

import hive_inspector
from hive_inspector.core.components import components
from hive_inspector.core.database.facts import SQLITE_VERSION
from hive_inspector.core.language import tr
from hive_inspector.core.paths import app_paths, shown_path
from hive_inspector.gui.tasks import TaskRunner
from hive_inspector.gui.theme.icons import tinted_pixmap
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.components import Component
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.theme.theme import Theme

_WIDTH = 720
_MARGIN = 24
_LIST_HEIGHT = 218
_MARK = 48
_LICENCES = tr(
    "Qt and Qt for Python come under the LGPL, version 3: they are shared libraries, "
    "unchanged, and may be replaced by others. SQLite is in the public domain. All texts are "
    "in the program’s folder “licences”, or in “packaging” of its sources."
)


def versions() -> dict[str, str]:
    """What a report about the program needs to say."""
    return {
        "Hive Inspector": hive_inspector.__version__,
        "SQLite": SQLITE_VERSION,
        "Qt": qVersion(),
        "Python": platform.python_version(),
        tr("System"): platform.platform(terse=True),
    }


def folders() -> dict[str, str]:
    """Where the program keeps what is its own."""
    paths = app_paths()
    titles = (tr("Settings"), tr("Log"), tr("Copies and demo"))
    places = (paths.settings, paths.state, paths.cache)
    return dict(zip(titles, map(shown_path, places), strict=True))


class AboutDialog(QDialog):
    """Names versions, folders and licences, and copies them."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Hive Inspector"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._components: tuple[Component, ...] = ()
        self._tasks = TaskRunner(parent=self)
        columns = (
            TextColumn(tr("Built on")),
            TextColumn(tr("Version"), is_mono=True),
            TextColumn(tr("Licence")),
            TextColumn(tr("For"), is_dim=True, stretches=True),
        )
        self.table = TextTable(theme, tr("What the program is built on"), columns, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(20)
        column.addLayout(self._heading(theme))
        column.addLayout(self._facts())
        column.addWidget(self._scrolling(self.table))
        column.addWidget(label(_LICENCES, "small", self, wrap=True))
        column.addLayout(self._buttons())
        self.setFixedWidth(_WIDTH)
        self.finished.connect(self._stop)
        self._tasks.submit(_read_components, on_result=self._show)

    @Slot()
    def _stop(self) -> None:
        self._tasks.shutdown()

    def _show(self, found: tuple[Component, ...]) -> None:
        self._components = found
        rows = [(one.title, one.version, _short(one.licence), tr(one.why)) for one in found]
        self.table.show_rows(rows)

    def _heading(self, theme: Theme) -> QHBoxLayout:
        mark = QLabel(self)
        mark.setPixmap(tinted_pixmap("mark", theme.tokens.text, _MARK, self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label("Hive Inspector", "title", self))
        words.addWidget(
            label(
                tr("Version {version} · MIT licence", version=hive_inspector.__version__),
                "dim",
                self,
            )
        )
        heading = QHBoxLayout()
        heading.setSpacing(16)
        heading.addWidget(mark)
        heading.addLayout(words, 1)
        return heading

    def _facts(self) -> QFormLayout:
        facts = QFormLayout()
        facts.setHorizontalSpacing(24)
        facts.setVerticalSpacing(6)
        for name, text in (versions() | folders()).items():
            if name != "Hive Inspector":
                facts.addRow(label(name, "dim", self), ElidedLabel(text, "mono", self))
        return facts

    def _scrolling(self, table: QWidget) -> QScrollArea:
        area = QScrollArea(self)
        area.setWidget(table)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedHeight(_LIST_HEIGHT)
        return area

    def _buttons(self) -> QHBoxLayout:
        copy = QPushButton(tr("Copy"), self)
        copy.clicked.connect(self._copy)
        close = QPushButton(tr("Close"), self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        return buttons

    @Slot()
    def _copy(self) -> None:
        """What somebody who helps asks for; folders name the user and stay out."""
        lines = [f"{name} {text}" for name, text in versions().items()]
        for one in self._components:
            named = f"{one.title} {one.version}".strip()
            lines.append(f"{named} ({one.licence})")
        QApplication.clipboard().setText("\n".join(lines))


def _short(licence: str) -> str:
    """The first of many that hold for parts of a library; their texts say which."""
    first, *others = licence.split(" AND ")
    return tr("{first} and others", first=first) if others else licence


def _read_components(_token: CancelToken, _progress: Progress) -> tuple[Component, ...]:
    return components()

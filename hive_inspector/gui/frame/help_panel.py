"""Help beside the page: one piece at a time, with links to others; nothing in it is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from hive_inspector.core.guidance import HOME, read_piece, topic_of
from hive_inspector.core.language import tr
from hive_inspector.gui.languages import spoken_language
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.markdown_view import MarkdownView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme

_WIDTH = 340
_MARGIN, _EDGE = 16, 8


class HelpText(MarkdownView):
    """A piece; where its links lead is told by their words."""

    def _show(self) -> None:
        super()._show()
        self.document().setDocumentMargin(_EDGE)

    @Slot(QUrl)
    def _on_pointed(self, link: QUrl) -> None:
        """Say nothing: the address is only a name of ours."""


class HelpPanel(QFrame):
    """Shows help.

    Signals:
        left: The user wants it no more.
    """

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "help")
        self.setAccessibleName(tr("Help"))
        self.setFixedWidth(_WIDTH)
        self._trail: list[str] = []
        """The topics shown since the panel was opened, the present one last."""
        self.title = label("", "heading", self, wrap=True)
        self.back = IconButton(theme, "arrow-left", tr("Back to the help before"), self)
        self._all = IconButton(theme, "menu", tr("All help"), self)
        self._close = IconButton(theme, "close", tr("Close help"), self)
        self.view = HelpText(theme, self)
        self.view.setAccessibleName(tr("Help text"))
        self.back.clicked.connect(self._go_back)
        self._all.clicked.connect(self._show_all)
        self._close.clicked.connect(self.left)
        self.view.anchorClicked.connect(self._follow)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)
        self.setFocusProxy(self.view)
        self._lay_out()

    @property
    def topic(self) -> str:
        """What is shown; empty before anything was."""
        return self._trail[-1] if self._trail else ""

    def show_topic(self, topic: str) -> None:
        """Show a piece, from which the user can go back to the one before."""
        piece = read_piece(topic, spoken_language())
        if piece.topic != self.topic:
            self._trail.append(piece.topic)
        self.title.setText(piece.title)
        self.view.show_markdown(piece.text)
        self.view.verticalScrollBar().setValue(0)
        self.back.setEnabled(len(self._trail) > 1)

    def begin(self, topic: str) -> None:
        """Show a piece with none before it."""
        self._trail.clear()
        self.show_topic(topic)

    @Slot()
    def _go_back(self) -> None:
        if len(self._trail) > 1:
            self._trail.pop()
            self.show_topic(self.topic)

    @Slot()
    def _show_all(self) -> None:
        self.show_topic(HOME)

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        topic = topic_of(link.toString())
        if topic is not None:
            self.show_topic(topic)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(_MARGIN - _EDGE, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.title, 1)
        for button in (self.back, self._all, self._close):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, _MARGIN, _EDGE, _EDGE)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self.view, 1)

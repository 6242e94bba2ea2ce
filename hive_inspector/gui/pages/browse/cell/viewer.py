"""One cell in full: what it is, the ways to show it as tabs, and a secret only when asked for."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from hive_inspector.core.database.values import CellKind, size_text
from hive_inspector.core.language import tr
from hive_inspector.gui.models.fields_model import kind_line
from hive_inspector.gui.pages.browse.cell.hex_viewer import HexViewer
from hive_inspector.gui.pages.browse.cell.image_viewer import ImageViewer
from hive_inspector.gui.pages.browse.cell.json_viewer import JsonViewer
from hive_inspector.gui.pages.browse.cell.tabs import ViewTabs
from hive_inspector.gui.pages.browse.cell.text_viewer import TextViewer
from hive_inspector.gui.pages.browse.cell.views import View
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.help_button import HelpButton
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.markdown_view import MOST_CHARACTERS, MarkdownView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from hive_inspector.core.browsing.jsontree import JsonTree
    from hive_inspector.core.browsing.rows import Field
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.pages.browse.cell.presenter import Extent
    from hive_inspector.gui.pages.browse.cell.reading import Hits, Picture
    from hive_inspector.gui.theme.theme import Theme


class CellViewer(QWidget):
    """Shows a field.

    Signals:
        reveal_asked: The secret in sight is to be shown.
        copy_asked: The value in sight is to be copied.
        text_copy_asked: A text that is to be copied: a path, some bytes.
        view_chosen: The `View` that the user turned to.
        end_neared: The user came to the end of what is here of a long text.
        start_neared: The user came to its start.
        jump_asked: An offset in bytes from which on a long text is to be shown.
        bytes_asked: The offset of bytes that came into sight.
        search_asked: Words that the document is to be searched for.
    """

    reveal_asked = Signal()
    copy_asked = Signal()
    text_copy_asked = Signal(str)
    view_chosen = Signal(object)
    end_neared = Signal()
    start_neared = Signal()
    jump_asked = Signal(object)
    bytes_asked = Signal(object)
    search_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = ElidedLabel("", "strong", self)
        self._kind = label("", "small", self, wrap=True)
        self._time = label("", "small", self, wrap=True)
        self.reveal = QPushButton(tr("Reveal"), self)
        self.reveal.setToolTip(tr("Show this secret until you leave the row"))
        self._masking = HelpButton(
            theme, "masking", tr("Help about what is masked"), self, is_of_part=False
        )
        self.copy = IconButton(theme, "copy", tr("Copy value"), self)
        self.wrap = IconButton(theme, "wrap", tr("Wrap long lines"), self)
        self.tabs = ViewTabs(self)
        self._stack = QStackedWidget(self)
        self.text_viewer = TextViewer(theme, self._stack)
        self.json = JsonViewer(theme, self._stack)
        self.markdown = MarkdownView(theme, self._stack)
        self.hex = HexViewer(theme, self._stack)
        self.image = ImageViewer(theme, self._stack)
        self._note = label("", "small", self, wrap=True)
        self._pages: dict[View, QWidget] = {
            View.TEXT: self.text_viewer,
            View.JSON: self.json,
            View.MARKDOWN: self.markdown,
            View.HEX: self.hex,
            View.IMAGE: self.image,
        }
        self._set_up()
        self._wire()
        self._lay_out()
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def view(self) -> View:
        """How the cell is shown."""
        return next(
            view for view, page in self._pages.items() if page is self._stack.currentWidget()
        )

    def show_nothing(self) -> None:
        """There is no current cell."""
        self.hide()
        self._clear()
        self.text_viewer.text.show_text("")

    def show_field(self, field: Field, views: tuple[View, ...], view: View) -> None:
        """Say what the cell is, offer these ways to show it, and turn to one; all are empty yet."""
        self._clear()
        self._name.setText(field.name)
        self._kind.setText(kind_line(field))
        self.text_viewer.text.setPlaceholderText(
            "NULL" if field.kind is CellKind.NULL else tr("Empty text")
        )
        _say(self._time, _time_line(field))
        for part in (self.reveal, self._masking):
            part.setVisible(field.masked)
        self.copy.setVisible(not field.masked)
        if view is not View.TEXT:
            self.text_viewer.text.show_text("")
        self.tabs.show_views(views, view)
        self._turn_to(view)
        self.wrap.setVisible(view is View.TEXT and not field.masked)
        self.show()

    def show_text(self, text: str) -> None:
        """Show a text from its start."""
        self.text_viewer.text.show_text(text)

    def add_below(self, text: str, dropped: int) -> None:
        """Add text at the end; the first characters, so many of them, go."""
        self.text_viewer.text.add_below(text)
        if dropped:
            self.text_viewer.text.drop_above(dropped)

    def add_above(self, text: str, dropped: int) -> None:
        """Add text at the start; the last characters, so many of them, go."""
        self.text_viewer.text.add_above(text)
        if dropped:
            self.text_viewer.text.drop_below(dropped)

    def show_extent(self, extent: Extent | None) -> None:
        """Say which part of a long text this is; None where it is all of it."""
        self.text_viewer.show_extent(extent)

    def show_text_problem(self, error: InspectorError) -> None:
        """Say why the text does not go on."""
        self.text_viewer.show_problem(error)

    def show_markdown(self, text: str) -> None:
        """Show Markdown."""
        self.markdown.show_markdown(text)
        cut = tr(
            "The first {size} are shown; see Text for all of it.", size=size_text(MOST_CHARACTERS)
        )
        _say(self._note, cut if len(text) > MOST_CHARACTERS else "")

    def show_json_loading(self) -> None:
        """The document is being read."""
        self.json.show_loading()

    def show_json(self, tree: JsonTree) -> None:
        """Show a document."""
        self.json.show_tree(tree)

    def show_json_problem(self, error: InspectorError) -> None:
        """Say why there is no document."""
        self.json.show_problem(error)

    def show_hits(self, hits: Hits) -> None:
        """Say where the words stand in the document."""
        self.json.show_hits(hits.words, hits.nodes, are_more=hits.are_more)

    def show_bytes(self, size: int, start: bytes) -> None:
        """Show a cell of that size byte by byte, of which the first ones are here."""
        self.hex.show_bytes(size, start)

    def put_bytes(self, offset: int, data: bytes) -> None:
        """Bytes that were asked for."""
        self.hex.rows.put_piece(offset, data)

    def show_picture(self, picture: Picture, note: str) -> None:
        """Show a picture."""
        self.image.show_picture(picture, note)

    def show_picture_problem(self, error: InspectorError) -> None:
        """Say why there is none."""
        self.image.show_problem(error)

    def stop(self) -> None:
        """Stop every timer."""
        self.json.stop()

    def _clear(self) -> None:
        """Leave nothing of the cell before in any of the views; the text is replaced, and keeps its place if equal."""
        self.text_viewer.show_extent(None)
        self.json.show_tree(None)
        self.markdown.show_markdown("")
        self.hex.show_bytes(0, b"")
        self.image.clear()
        _say(self._note, "")

    def _turn_to(self, view: View) -> None:
        self._stack.setCurrentWidget(self._pages[view])
        self.wrap.setVisible(view is View.TEXT)
        self._note.setVisible(view is View.MARKDOWN and bool(self._note.text()))

    @Slot(object)
    def _on_view_chosen(self, view: View) -> None:
        self._turn_to(view)
        self.view_chosen.emit(view)

    @Slot(bool)
    def _on_wrap(self, is_wrapped: bool) -> None:  # noqa: FBT001 - what the signal carries
        self.text_viewer.text.set_wrapped(is_wrapped=is_wrapped)

    @Slot()
    def _restyle(self) -> None:
        self.reveal.setIcon(self._theme.icon("eye"))

    def _set_up(self) -> None:
        self.wrap.setCheckable(True)
        self.wrap.setChecked(True)
        self.markdown.setAccessibleName(tr("Value of the cell as Markdown"))

    def _wire(self) -> None:
        self.reveal.clicked.connect(self.reveal_asked)
        self.copy.clicked.connect(self.copy_asked)
        self.wrap.toggled.connect(self._on_wrap)
        self.tabs.view_chosen.connect(self._on_view_chosen)
        self.text_viewer.text.end_neared.connect(self.end_neared)
        self.text_viewer.text.start_neared.connect(self.start_neared)
        self.text_viewer.jump_asked.connect(self.jump_asked)
        self.json.search_asked.connect(self.search_asked)
        self.json.copy_asked.connect(self.text_copy_asked)
        self.hex.piece_asked.connect(self.bytes_asked)
        self.hex.copy_asked.connect(self.text_copy_asked)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._name)
        head.addStretch(1)
        for part in (self.reveal, self._masking, self.wrap, self.copy):
            head.addWidget(part)
        order = (self.reveal, self._masking, self.wrap, self.copy, self.tabs)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        column.addLayout(head)
        column.addWidget(self._kind)
        column.addWidget(self._time)
        column.addWidget(self.tabs)
        for page in self._pages.values():
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)
        column.addWidget(self._note)


def _say(where: QLabel, words: str) -> None:
    where.setText(words)
    where.setVisible(bool(words))


def _time_line(field: Field) -> str:
    return (
        tr(
            "{local_time} local time · {time_format}",
            local_time=field.local_time,
            time_format=field.time_format,
        )
        if field.local_time
        else ""
    )

"""The current cell: which way it is shown, and what of it is read when the user looks for more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.database.values import CellKind, size_text, utf8
from hive_inspector.core.language import tr
from hive_inspector.gui.pages.browse.cell.reading import (
    FIRST_BYTES,
    PIECE_BYTES,
    BytesWork,
    CellAddress,
    Hits,
    ImageWork,
    JsonWork,
    NextPieceWork,
    Picture,
    PieceWork,
    SearchWork,
)
from hive_inspector.gui.pages.browse.cell.views import View, best_view, fitting_views, sniffed

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from hive_inspector.core.browsing.cellkinds import Sniffed
    from hive_inspector.core.browsing.cellpieces import Piece
    from hive_inspector.core.browsing.jsontree import JsonTree
    from hive_inspector.core.browsing.rows import Field
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.tasks import TaskRunner

    _TakePiece: TypeAlias = Callable[[Piece], None]

_MOST_PIECES = 4
"""Pieces of a long text that are kept; 256 KB."""
_HEX_PIECE = 16 * 1024


@dataclass(frozen=True, slots=True)
class Extent:
    """Which part of a long text is here, in bytes."""

    start: int
    end: int
    size: int


class CellScreen(Protocol):
    """What the presenter tells the viewer."""

    def show_nothing(self) -> None:
        """There is no current cell."""

    def show_field(self, field: Field, views: tuple[View, ...], view: View) -> None:
        """Say what the cell is, offer these ways to show it, and turn to one; all are empty yet."""

    def show_text(self, text: str) -> None:
        """Show a text from its start."""

    def add_below(self, text: str, dropped: int) -> None:
        """Add text at the end; the first characters, so many of them, go."""

    def add_above(self, text: str, dropped: int) -> None:
        """Add text at the start; the last characters, so many of them, go."""

    def show_extent(self, extent: Extent | None) -> None:
        """Say which part of a long text this is; None where it is all of it."""

    def show_text_problem(self, error: InspectorError) -> None:
        """Say why the text does not go on."""

    def show_markdown(self, text: str) -> None:
        """Show Markdown."""

    def show_json_loading(self) -> None:
        """The document is being read."""

    def show_json(self, tree: JsonTree) -> None:
        """Show a document."""

    def show_json_problem(self, error: InspectorError) -> None:
        """Say why there is no document."""

    def show_hits(self, hits: Hits) -> None:
        """Say where the words stand in the document."""

    def show_bytes(self, size: int, start: bytes) -> None:
        """Show a cell of that size byte by byte, of which the first ones are here."""

    def put_bytes(self, offset: int, data: bytes) -> None:
        """Bytes that were asked for."""

    def show_picture(self, picture: Picture, note: str) -> None:
        """Show a picture."""

    def show_picture_problem(self, error: InspectorError) -> None:
        """Say why there is none."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A piece of the text that is here."""

    start: int
    end: int
    characters: int


class CellPresenter:
    """Decides what the viewer of the current cell shows."""

    def __init__(self, tasks: TaskRunner, screen: CellScreen) -> None:
        self._tasks = tasks
        self._screen = screen
        self._cell: CellAddress | None = None
        self._field: Field | None = None
        self._found: Sniffed | None = None
        self._view = View.TEXT
        self._filled: set[View] = set()
        self._chosen: dict[tuple[str, str], View] = {}
        self._pieces: list[_Shown] = []
        self._is_reading = False
        self._tree: JsonTree | None = None

    def show(self, cell: CellAddress, field: Field) -> None:
        """Show a cell that was read with its row."""
        if (cell, field) == (self._cell, self._field):
            return
        self._forget_work()
        self._cell, self._field, self._found = cell, field, sniffed(field)
        views = fitting_views(field, self._found)
        self._view = best_view(views, self._found, self._chosen.get(self._column))
        self._screen.show_field(field, views, self._view)
        self._fill()

    def show_nothing(self) -> None:
        """There is no current cell."""
        self._forget_work()
        self._cell = self._field = self._found = None
        self._screen.show_nothing()

    def turn_to(self, view: View) -> None:
        """The user wants to see the cell another way, and other cells of its column too."""
        if self._cell is not None and view is not self._view:
            self._chosen[self._column] = self._view = view
            self._fill()

    def read_below(self) -> None:
        """The user came to the end of what is here of a long text."""
        cell, field = self._cell, self._field
        if cell is None or field is None or self._is_reading or not field.cut:
            return
        if not self._pieces:
            self._read(NextPieceWork(cell), self._take_second)
        elif self._pieces[-1].end < (field.size or 0):
            self._read(PieceWork(cell, self._pieces[-1].end), self._take_below)

    def read_above(self) -> None:
        """The user came to the start of what is here of a long text."""
        if self._cell is None or self._is_reading or not self._pieces:
            return
        first = self._pieces[0].start
        if first > 0:
            start = max(0, first - PIECE_BYTES)
            self._read(PieceWork(self._cell, start, first - start), self._take_above)

    def jump(self, offset: int) -> None:
        """The user wants to see a long text from about there."""
        if self._cell is not None and self._field is not None and self._field.cut:
            self._is_reading = False
            self._read(PieceWork(self._cell, offset), self._take_jump)

    def read_bytes(self, offset: int) -> None:
        """Bytes came into sight that are not here."""
        if self._cell is not None:
            self._tasks.submit(
                BytesWork(self._cell, offset, _HEX_PIECE),
                on_result=partial(self._take_bytes, self._cell, offset),
                on_failure=self._not_read,
                key="browse.bytes",
            )

    def search(self, words: str) -> None:
        """Look for words in the document."""
        if self._tree is None:
            return
        if not words:
            self._screen.show_hits(Hits("", (), are_more=False))
            return
        self._tasks.submit(
            SearchWork(self._tree, words), on_result=self._take_hits, key="browse.json.search"
        )

    @property
    def _column(self) -> tuple[str, str]:
        return (self._cell.table.name, self._cell.column) if self._cell else ("", "")

    def _fill(self) -> None:
        """Put the cell into the view that is turned to, once."""
        if self._view in self._filled or self._field is None:
            return
        self._filled.add(self._view)
        {
            View.TEXT: self._fill_text,
            View.JSON: self._fill_json,
            View.MARKDOWN: self._fill_markdown,
            View.HEX: self._fill_hex,
            View.IMAGE: self._fill_image,
        }[self._view](self._field)

    def _fill_text(self, field: Field) -> None:
        text = "" if field.kind is CellKind.NULL else field.text
        if isinstance(field.content, bytes):
            text = field.content.decode("utf-8", "replace")
        self._screen.show_text(text)
        is_cut = field.cut
        self._screen.show_extent(Extent(0, FIRST_BYTES, field.size or 0) if is_cut else None)

    def _fill_json(self, _field: Field) -> None:
        if self._cell is None:
            return
        self._screen.show_json_loading()
        self._tasks.submit(
            JsonWork(self._cell),
            on_result=partial(self._take_tree, self._cell),
            on_failure=partial(self._no_tree, self._cell),
            key="browse.json",
        )

    def _fill_markdown(self, field: Field) -> None:
        text = field.content if isinstance(field.content, str) else field.text
        self._screen.show_markdown(text)

    def _fill_hex(self, field: Field) -> None:
        content = field.content
        if content is not None:
            start = utf8(content) if isinstance(content, str) else content
            is_exact = isinstance(content, bytes)  # a text may be stored as UTF-16
            self._screen.show_bytes(field.size or 0, start if is_exact else b"")

    def _fill_image(self, _field: Field) -> None:
        image = self._found.image if self._found else None
        if self._cell is None or image is None:
            return
        self._tasks.submit(
            ImageWork(self._cell, image.format),
            on_result=partial(self._take_picture, self._cell, image.format),
            on_failure=partial(self._no_picture, self._cell),
            key="browse.picture",
        )

    def _read(self, work: PieceWork | NextPieceWork, take: _TakePiece) -> None:
        self._is_reading = True
        self._tasks.submit(
            work,
            on_result=partial(self._take, work.cell, take),
            on_failure=self._not_read,
            key="browse.piece",
        )

    def _take(self, cell: CellAddress, take: _TakePiece, piece: Piece) -> None:
        self._is_reading = False
        if cell is self._cell and self._field is not None:
            take(piece)
            size = self._field.size or 0
            self._screen.show_extent(Extent(self._pieces[0].start, self._pieces[-1].end, size))

    def _take_second(self, piece: Piece) -> None:
        text = self._field.text if self._field else ""
        self._pieces = [_Shown(0, piece.start, len(text))]
        self._take_below(piece)

    def _take_below(self, piece: Piece) -> None:
        self._pieces.append(_shown(piece))
        dropped = self._pieces.pop(0).characters if len(self._pieces) > _MOST_PIECES else 0
        self._screen.add_below(piece.text, dropped)

    def _take_above(self, piece: Piece) -> None:
        self._pieces.insert(0, _shown(piece))
        dropped = self._pieces.pop().characters if len(self._pieces) > _MOST_PIECES else 0
        self._screen.add_above(piece.text, dropped)

    def _take_jump(self, piece: Piece) -> None:
        self._pieces = [_shown(piece)]
        self._screen.show_text(piece.text)

    def _not_read(self, error: InspectorError) -> None:
        self._is_reading = False
        self._screen.show_text_problem(error)

    def _take_bytes(self, cell: CellAddress, offset: int, data: bytes) -> None:
        if cell is self._cell:
            self._screen.put_bytes(offset, data)

    def _take_tree(self, cell: CellAddress, tree: JsonTree) -> None:
        if cell is self._cell:
            self._tree = tree
            self._screen.show_json(tree)

    def _no_tree(self, cell: CellAddress, error: InspectorError) -> None:
        if cell is self._cell:
            self._screen.show_json_problem(error)

    def _take_hits(self, hits: Hits) -> None:
        if self._tree is not None:
            self._screen.show_hits(hits)

    def _take_picture(self, cell: CellAddress, format_name: str, picture: Picture) -> None:
        if cell is self._cell and self._field is not None:
            size = size_text(self._field.size or 0)
            note = tr(
                "{format_name} · {width:,} × {height:,} pixels · {size}",
                format_name=format_name,
                width=picture.width,
                height=picture.height,
                size=size,
            )
            self._screen.show_picture(picture, note)

    def _no_picture(self, cell: CellAddress, error: InspectorError) -> None:
        if cell is self._cell:
            self._screen.show_picture_problem(error)

    def _forget_work(self) -> None:
        self._filled.clear()
        self._pieces.clear()
        self._is_reading = False
        self._tree = None


def _shown(piece: Piece) -> _Shown:
    return _Shown(piece.start, piece.end, len(piece.text))

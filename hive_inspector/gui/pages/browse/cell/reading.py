"""What workers do for the current cell: a piece of it read, JSON parsed and searched, a picture unpacked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader

from hive_inspector.core.browsing.cellpieces import CellPieces, Piece, open_cell
from hive_inspector.core.browsing.jsonb import NoJsonbError, to_json
from hive_inspector.core.browsing.jsontree import JsonProblem, JsonTree, parse
from hive_inspector.core.database.values import CellKind, size_text, visible_text
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.progress import Progress

FIRST_BYTES = 64 * 1024
"""How much of a cell is read with its row."""
PIECE_BYTES = 64 * 1024
"""How much more of it is read at a time."""
MOST_JSON_BYTES = 32 * 1024 * 1024
MOST_IMAGE_BYTES = 64 * 1024 * 1024
MOST_PIXELS = 100_000_000
LONGEST_SIDE = 2048
"""Pixels; a larger picture is made smaller as it is unpacked."""
MOST_HITS = 1000
_FORMATS = {
    "PNG": b"png",
    "JPEG": b"jpeg",
    "GIF": b"gif",
    "WebP": b"webp",
    "BMP": b"bmp",
}
"""The only readers of Qt that are used, so that no drawing with addresses in it is ever rendered."""


@dataclass(frozen=True, slots=True)
class CellAddress:
    """Where the current cell lies, and whether the user asked to see its secret."""

    database: Database
    table: Table
    key: RowKey
    column: str
    reveal: bool = False


@dataclass(frozen=True, slots=True)
class PieceWork:
    """Reads a part of a text."""

    cell: CellAddress
    start: int
    """Where it begins, in bytes."""
    count: int = PIECE_BYTES

    def __call__(self, token: CancelToken, progress: Progress) -> Piece:  # noqa: ARG002
        """Work on a worker thread."""
        with (
            self.cell.database.reading(token) as connection,
            _opened(self.cell, connection) as cell,
        ):
            return _visible(cell.text(self.start, self.count))


@dataclass(frozen=True, slots=True)
class NextPieceWork:
    """Reads what follows the part of a text that was read with its row."""

    cell: CellAddress

    def __call__(self, token: CancelToken, progress: Progress) -> Piece:  # noqa: ARG002
        """Work on a worker thread."""
        with (
            self.cell.database.reading(token) as connection,
            _opened(self.cell, connection) as cell,
        ):
            return _visible(cell.text(cell.text(0, FIRST_BYTES).end, PIECE_BYTES))


@dataclass(frozen=True, slots=True)
class BytesWork:
    """Reads bytes of a cell."""

    cell: CellAddress
    offset: int
    count: int

    def __call__(self, token: CancelToken, progress: Progress) -> bytes:  # noqa: ARG002
        """Work on a worker thread."""
        with (
            self.cell.database.reading(token) as connection,
            _opened(self.cell, connection) as cell,
        ):
            return cell.read(self.offset, self.count)


@dataclass(frozen=True, slots=True)
class JsonWork:
    """Reads a JSON text, or SQLite's binary form of one, as a tree."""

    cell: CellAddress

    def __call__(self, token: CancelToken, progress: Progress) -> JsonTree:  # noqa: ARG002
        """Work on a worker thread."""
        with (
            self.cell.database.reading(token) as connection,
            _opened(self.cell, connection) as cell,
        ):
            if cell.size > MOST_JSON_BYTES:
                raise JsonProblem(
                    tr(
                        "This JSON is too large to be shown as a tree: it has {size}.",
                        size=size_text(cell.size),
                    ),
                    tr("Read it as text; a tree takes {size}.", size=size_text(MOST_JSON_BYTES)),
                    0,
                )
            text = _json_of(cell)
        return parse(text, token)


@dataclass(frozen=True, slots=True)
class Hits:
    """Where words stand in a JSON document."""

    words: str
    nodes: tuple[int, ...]
    are_more: bool


@dataclass(frozen=True, slots=True)
class SearchWork:
    """Looks for words in a JSON document."""

    tree: JsonTree
    words: str

    def __call__(self, token: CancelToken, progress: Progress) -> Hits:  # noqa: ARG002
        """Work on a worker thread."""
        found = tuple(islice(self.tree.search(self.words, token), MOST_HITS + 1))
        return Hits(self.words, found[:MOST_HITS], len(found) > MOST_HITS)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, made smaller where it is large."""

    image: QImage
    width: int
    """Pixels that it has in the file."""
    height: int


@dataclass(frozen=True, slots=True)
class ImageWork:
    """Unpacks a picture."""

    cell: CellAddress
    format: str
    """As `cellkinds` calls it."""

    def __call__(self, token: CancelToken, progress: Progress) -> Picture:  # noqa: ARG002
        """Work on a worker thread."""
        with (
            self.cell.database.reading(token) as connection,
            _opened(self.cell, connection) as cell,
        ):
            if cell.size > MOST_IMAGE_BYTES:
                raise _too_large(size_text(cell.size))
            data = cell.read(0, cell.size)
        return unpacked(data, self.format)


def unpacked(data: bytes, format_name: str) -> Picture:
    """The picture that these bytes are.

    Raises:
        UsageProblem: They are not, or it is too large.
    """
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(_FORMATS.get(format_name, b"png")))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        raise _too_large(
            tr("{width:,} × {height:,} pixels", width=size.width(), height=size.height())
        )
    if max(size.width(), size.height()) > LONGEST_SIDE:
        reader.setScaledSize(_fitted(size))
    image = reader.read()
    if image.isNull():
        raise UsageProblem(
            tr("This picture cannot be shown: it is damaged or cut off."), tr("Look at it as Hex.")
        )
    shown = size if size.isValid() else image.size()
    return Picture(image, shown.width(), shown.height())


def _fitted(size: QSize) -> QSize:
    factor = LONGEST_SIDE / max(size.width(), size.height())
    return QSize(max(1, round(size.width() * factor)), max(1, round(size.height() * factor)))


def _too_large(size: str) -> UsageProblem:
    return UsageProblem(
        tr("This picture is too large to be shown: it has {size}.", size=size),
        tr(
            "Pictures are shown up to {size} and {most_pixels:,} pixels.",
            size=size_text(MOST_IMAGE_BYTES),
            most_pixels=MOST_PIXELS,
        ),
    )


def _json_of(cell: CellPieces) -> str:
    if cell.kind is CellKind.TEXT:
        return cell.text(0, max(cell.size, 1)).text
    try:
        return to_json(cell.read(0, cell.size))
    except NoJsonbError as error:
        raise UsageProblem(
            tr("These bytes are no JSON after all."), tr("Look at them as Hex.")
        ) from error


def _visible(piece: Piece) -> Piece:
    return Piece(visible_text(piece.text), piece.start, piece.end)


def _opened(cell: CellAddress, connection: ReadConnection) -> AbstractContextManager[CellPieces]:
    return open_cell(connection, cell.table, cell.key, cell.column, reveal=cell.reveal)

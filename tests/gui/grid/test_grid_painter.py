"""What is really drawn, heard from a painter that writes down what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QRect

from hive_inspector.core.database.values import CellKind, CellText, display
from hive_inspector.gui.cells import BLOB, MASKED, NULL, NUMBER, PLAIN, shown_row
from hive_inspector.gui.widgets.grid_painter import (
    PADDING,
    CellMetrics,
    ColumnBand,
    Frame,
    GridPainter,
    RowBand,
)
from hive_inspector.gui.widgets.grid_view import grid_colours

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from hive_inspector.gui.theme.theme import Theme


@dataclass
class Notes:
    """Stands in for a QPainter."""

    pen: Any = None
    texts: list[tuple[int, int, str, Any]] = field(default_factory=list)
    fills: list[tuple[QRect, QColor]] = field(default_factory=list)
    rects: list[QRect] = field(default_factory=list)

    def setFont(self, font: Any) -> None: ...  # noqa: N802

    def setPen(self, pen: Any) -> None:  # noqa: N802
        self.pen = pen

    def drawText(self, x: int, y: int, text: str) -> None:  # noqa: N802
        self.texts.append((x, y, text, self.pen))

    def fillRect(self, rect: QRect, colour: QColor) -> None:  # noqa: N802
        self.fills.append((QRect(rect), colour))

    def drawLine(self, *_: int) -> None: ...  # noqa: N802

    def drawRect(self, rect: QRect) -> None:  # noqa: N802
        self.rects.append(QRect(rect))


AREA = QRect(0, 0, 300, 100)
COLUMNS = (ColumnBand(0, 0, 100), ColumnBand(1, 100, 200))


@pytest.fixture
def painter(theme: Theme) -> GridPainter:
    return GridPainter(grid_colours(theme.tokens), theme.mono_font(12))


def drawn(painter: GridPainter, *rows: RowBand, **more: Any) -> Notes:
    notes = Notes()
    empty_text = more.pop("empty_text", "")
    settings: dict[str, Any] = {"selected": (), "current": None, "focused": False} | more
    frame = Frame(AREA, COLUMNS, rows, 24, **settings)
    painter.draw(notes, frame, empty_text)  # type: ignore[arg-type]
    return notes


def test_every_cell_in_sight_is_drawn_in_its_row(painter: GridPainter) -> None:
    rows = [
        RowBand(4, 0, (("4", "four"), bytes([NUMBER, PLAIN]))),
        RowBand(5, 24, (("5", "five"), bytes([NUMBER, PLAIN]))),
    ]
    texts = drawn(painter, *rows).texts
    assert [text for _, _, text, _ in texts] == ["4", "5", "four", "five"]
    assert all(0 < y < 24 for _, y, text, _ in texts if text in {"4", "four"})
    assert all(24 < y < 48 for _, y, text, _ in texts if text in {"5", "five"})


def test_numbers_end_at_the_right_edge_and_texts_begin_at_the_left(
    painter: GridPainter, theme: Theme
) -> None:
    row = RowBand(0, 0, (("123", "abc"), bytes([NUMBER, PLAIN])))
    number, text = drawn(painter, row).texts
    width = CellMetrics(theme.mono_font(12)).width("123")
    assert number[0] + width == pytest.approx(100 - PADDING, abs=1)
    assert text[0] == 100 + PADDING


def test_what_is_no_value_is_dim(painter: GridPainter) -> None:
    dim, plain = painter.colours.dim, painter.colours.text
    for mark, colour in ((NULL, dim), (BLOB, dim), (MASKED, dim), (PLAIN, plain), (NUMBER, plain)):
        row = RowBand(0, 0, (("x", "y"), bytes([mark, PLAIN])))
        assert drawn(painter, row).texts[0][3] == colour


@pytest.mark.parametrize("text", ["a" * 300, "ß" * 300, "漢字" * 100, "عربي " * 60])
def test_a_long_text_ends_in_an_ellipsis_inside_its_cell(
    painter: GridPainter, theme: Theme, text: str
) -> None:
    row = RowBand(0, 0, ((text, text), bytes([PLAIN, PLAIN])))
    metrics = CellMetrics(theme.mono_font(12))
    for (_, _, shown, _), column in zip(drawn(painter, row).texts, COLUMNS, strict=True):
        assert shown.endswith("…")
        assert metrics.width(shown) <= column.width - 2 * PADDING


def test_a_text_that_fits_is_not_cut(theme: Theme) -> None:
    metrics = CellMetrics(theme.mono_font(12))
    for text in ("", "a", "abcdefgh", "größe"):
        assert metrics.fitted(text, metrics.width(text)) == text


def test_a_column_without_room_draws_nothing_outside(theme: Theme) -> None:
    metrics = CellMetrics(theme.mono_font(12))
    assert len(metrics.fitted("abc", 1)) <= 1


def test_a_row_on_its_way_has_bars_and_no_text(painter: GridPainter) -> None:
    notes = drawn(painter, RowBand(0, 0, None))
    assert notes.texts == []
    bars = [rect for rect, colour in notes.fills if colour == painter.colours.waiting]
    assert len(bars) == len(COLUMNS)
    assert all(rect.right() < 100 for rect in bars[:1])


def test_a_row_that_cannot_be_read_says_so_once(painter: GridPainter) -> None:
    told = RowBand(0, 0, None, is_unreadable=True, problem="These rows could not be read.")
    silent = RowBand(1, 24, None, is_unreadable=True)
    notes = drawn(painter, told, silent)
    assert [text for *_, text, _ in notes.texts if text] == ["These rows could not be read."]
    assert notes.texts[0][3] == painter.colours.problem


def test_the_current_cell_has_a_ring_and_its_row_a_tint(painter: GridPainter) -> None:
    row = RowBand(0, 24, (("1", "x"), bytes([NUMBER, PLAIN])))
    current = QRect(100, 24, 200, 24)
    for focused in (True, False):
        notes = drawn(painter, row, current=current, focused=focused)
        assert all(current.contains(rect) for rect in notes.rects)
        assert notes.rects
        tints = [rect for rect, colour in notes.fills if colour == painter.colours.current_row]
        assert tints == [QRect(0, 24, 300, 24)]


def test_without_rows_it_says_so(painter: GridPainter) -> None:
    assert [text for *_, text, _ in drawn(painter, empty_text="No rows.").texts] == ["No rows."]


def test_every_kind_of_cell_has_its_mark() -> None:
    cells = [display(value) for value in ("a", 1, 1.5, None, b"x")]
    secret = CellText("••••••••", CellKind.TEXT, cut=False, masked=True)
    texts, marks = shown_row([*cells, secret])
    assert list(marks) == [PLAIN, NUMBER, NUMBER, NULL, BLOB, MASKED]
    assert texts == tuple(cell.text for cell in [*cells, secret])

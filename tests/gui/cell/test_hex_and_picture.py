from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from hive_inspector.core.errors import UsageProblem
from hive_inspector.gui.models.hex_model import PIECE, HexModel
from hive_inspector.gui.pages.browse.cell.hex_viewer import HexViewer
from hive_inspector.gui.pages.browse.cell.reading import LONGEST_SIDE, unpacked
from hive_inspector.gui.widgets.picture_view import PictureView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme

DATA = bytes(range(256)) * 200


@pytest.fixture
def model(qapp: object) -> Iterator[HexModel]:
    owner = QObject()
    yield HexModel(owner)
    owner.deleteLater()


def line(model: HexModel, row: int) -> tuple[str, str, str]:
    offset, digits, characters = (model.index(row, column).data() for column in range(3))
    return offset, digits, characters


def test_each_row_says_where_it_stands_and_what_it_holds(model: HexModel) -> None:
    model.show(len(DATA), DATA)
    assert model.rowCount() == len(DATA) // 8
    assert line(model, 8) == ("0040", "40 41 42 43  44 45 46 47", "@ABCDEFG")
    assert line(model, 31) == ("00f8", "f8 f9 fa fb  fc fd fe ff", "········")


@pytest.mark.parametrize("row_bytes", [4, 8, 16])
def test_rows_of_any_width_hold_the_same_bytes(model: HexModel, row_bytes: int) -> None:
    model.show(len(DATA), DATA)
    model.set_row_bytes(row_bytes)
    found = b"".join(bytes.fromhex(line(model, row)[1]) for row in range(model.rowCount()))
    assert found == DATA


def test_bytes_out_of_sight_are_asked_for_and_shown_when_they_come(
    model: HexModel, qtbot: QtBot
) -> None:
    size = 400 * 1024 * 1024
    model.show(size, b"")
    row = model.rowCount() - 1
    with qtbot.waitSignal(model.piece_asked) as heard:
        assert line(model, row)[1] == ""
    (offset,) = heard.args
    assert offset <= size - 8 < offset + PIECE
    model.put_piece(offset, bytes(PIECE - 8) + b"the last")
    assert line(model, row)[2] == "the last"


def test_memory_stays_bounded_however_far_one_scrolls(model: HexModel) -> None:
    model.show(400 * 1024 * 1024, b"")
    for number in range(200):
        model.put_piece(number * PIECE, bytes(PIECE))
        line(model, number * PIECE // 8)
    assert len(model._data) <= 16
    assert len(model._pieces) <= 16


def test_selected_rows_are_copied_as_lines(theme: Theme, qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    viewer = HexViewer(theme, host)
    viewer.resize(330, 300)
    host.resize(340, 320)
    with qtbot.waitActive(host):
        host.show()
        host.activateWindow()
    viewer.show_bytes(len(DATA), DATA)
    viewer.selectRow(64 // viewer.rows.row_bytes)
    viewer.setFocus()
    qtbot.waitUntil(lambda: viewer.hasFocus() and viewer.isActiveWindow())
    with qtbot.waitSignal(viewer.copy_asked) as heard:
        QTest.keyClick(viewer, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert heard.args[0].startswith("00000040  40 41 42 43")


def encoded(image: QImage, kind: str) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(kind.encode())).write(image)
    return bytes(held.data())


def picture(width: int, height: int) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor("#336699"))
    return made


@pytest.mark.parametrize("kind", ["PNG", "BMP", "JPEG"])
def test_a_picture_is_unpacked(kind: str) -> None:
    found = unpacked(encoded(picture(40, 30), kind), kind)
    assert (found.width, found.height) == (40, 30)
    assert abs(found.image.pixelColor(5, 5).blue() - 0x99) < 4


def test_a_large_picture_is_made_smaller_and_says_its_size() -> None:
    found = unpacked(encoded(picture(5000, 50), "PNG"), "PNG")
    assert (found.width, found.height) == (5000, 50)
    assert found.image.width() == LONGEST_SIDE


def test_a_picture_that_claims_to_be_enormous_is_not_unpacked() -> None:
    data = bytearray(encoded(picture(10, 10), "PNG"))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = crc32(data[12:29]).to_bytes(4, "big")
    with pytest.raises(UsageProblem, match="too large"):
        unpacked(bytes(data), "PNG")


@pytest.mark.parametrize("damaged", [b"", b"\x89PNG\r\n\x1a\n", encoded(picture(9, 9), "PNG")[:60]])
def test_a_damaged_picture_says_so(damaged: bytes) -> None:
    with pytest.raises(UsageProblem, match="damaged"):
        unpacked(damaged, "PNG")


def test_a_drawing_is_never_rendered() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="x"/></svg>'
    with pytest.raises(UsageProblem):
        unpacked(svg, "SVG")


def test_a_picture_is_scaled_down_to_the_room_and_never_enlarged(
    theme: Theme, qtbot: QtBot
) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    view = PictureView(theme, host)
    view.resize(200, 100)
    view.show_image(picture(400, 400))
    assert view._place().size().toTuple() == (100, 100)
    view.show_image(picture(20, 10))
    assert view._place().size().toTuple() == (20, 10)
    view.grab()

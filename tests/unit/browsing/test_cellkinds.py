"""What a cell holds, told by its first bytes. The pictures are made by Qt, whose writers are not ours."""

from __future__ import annotations

import struct

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from hive_inspector.core.browsing.cellkinds import Content, Image, sniff, sniff_image
from hive_inspector.core.database.values import CellKind
from hive_inspector.core.hive.catalogue import Trait


def picture(form: str, width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(form.encode())).write(image)
    return bytes(buffer.data().data())


def content_of(text: str, *traits: Trait) -> Content:
    data = text.encode()
    return sniff(CellKind.TEXT, data, len(data), traits=traits).content


@pytest.mark.parametrize(
    ("form", "name"), [("PNG", "PNG"), ("JPG", "JPEG"), ("BMP", "BMP"), ("WEBP", "WebP")]
)
@pytest.mark.parametrize(("width", "height"), [(1, 1), (300, 7), (17, 700)])
def test_pictures_are_known_and_measured(form: str, name: str, width: int, height: int) -> None:
    data = picture(form, width, height)
    assert sniff_image(data) == Image(name, width, height)
    assert sniff(CellKind.BLOB, data, len(data)).content is Content.IMAGE


@pytest.mark.parametrize(
    ("start", "image"),
    [
        (b"GIF89a" + struct.pack("<HH", 12, 34), Image("GIF", 12, 34)),
        (b"GIF87a", Image("GIF", None, None)),
        (b"\x89PNG\r\n\x1a\n", Image("PNG", None, None)),
        (b"\xff\xd8\xff\xff\xe0\x00\x02", Image("JPEG", None, None)),
        (
            b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x0b\x08" + struct.pack(">HH", 5, 9),
            Image("JPEG", 9, 5),
        ),
        (
            b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\x0f\0\0\x1f\0\0",
            Image("WebP", 16, 32),
        ),
        (
            b"RIFF\0\0\0\0WEBPVP8L" + b"\0\0\0\0\x2f" + struct.pack("<I", 9 | 19 << 14),
            Image("WebP", 10, 20),
        ),
        (b"RIFF\0\0\0\0WEBPVP8 ", Image("WebP", None, None)),
        (
            b"BM" + b"\0" * 12 + b"\x28\0\0\0" + struct.pack("<ii", 3, -4),
            Image("BMP", 3, 4),
        ),
        (b"BMW is a car", None),
        (b"\x00\x01\x02", None),
    ],
)
def test_headers_are_read_as_their_specifications_say(start: bytes, image: Image | None) -> None:
    assert sniff_image(start) == image


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", ' {"a": 1}', "[1, 2", "[-0.5]", "[true", "[[1]]", '\n[{"a":1}]', "[", "{"],
)
def test_objects_and_lists_are_json(text: str) -> None:
    assert content_of(text) is Content.JSON


@pytest.mark.parametrize("text", ["[1] Miller 2019", "{curly} words", "[link](there)", "plain"])
def test_a_text_that_only_begins_with_a_bracket_is_text(text: str) -> None:
    assert content_of(text) is Content.TEXT


def test_what_the_catalogue_knows_of_a_column_counts() -> None:
    assert content_of("{curly}", Trait.JSON) is Content.JSON
    assert content_of("plain", Trait.JSON) is Content.TEXT
    assert content_of("# Title", Trait.MARKDOWN) is Content.MARKDOWN
    assert content_of('{"a": 1}', Trait.MARKDOWN) is Content.JSON


def test_a_drawing_is_told_from_other_text_wherever_it_is_kept() -> None:
    drawing = '<?xml version="1.0"?>\n<!-- by hand -->\n<svg xmlns="http://www.w3.org/2000/svg">'
    assert content_of(drawing) is Content.SVG
    assert content_of("<svgish>") is Content.TEXT
    assert sniff(CellKind.BLOB, drawing.encode(), 99).content is Content.SVG


def test_numbers_nothing_and_other_bytes() -> None:
    assert sniff(CellKind.INTEGER, b"", 0).content is Content.NUMBER
    assert sniff(CellKind.REAL, b"", 0).content is Content.NUMBER
    assert sniff(CellKind.NULL, b"", 0).content is Content.NOTHING
    assert sniff(CellKind.TEXT, b"", 0).content is Content.NOTHING
    assert sniff(CellKind.BLOB, b"\x01\x02", 2).content is Content.BLOB
    assert sniff(CellKind.BLOB, b"\x2b\x13\x31", 3).content is Content.JSONB


def test_text_of_utf16_is_read_as_such() -> None:
    data = '{"a": 1}'.encode("utf-16-le")
    assert sniff(CellKind.TEXT, data, len(data), encoding="utf-16-le").content is Content.JSON

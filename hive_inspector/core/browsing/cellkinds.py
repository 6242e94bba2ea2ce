"""What a cell's content is, going by its first bytes: which of the ways to show it fit.

Pictures are known by their first bytes and measured from their headers, so that nobody has to unpack one to learn that
it is too large to be shown. Sources: the formats' own specifications (PNG ISO/IEC 15948, JPEG ITU-T T.81, GIF89a, the
WebP container specification, BITMAPINFOHEADER).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.jsonb import looks_like_jsonb
from hive_inspector.core.database.values import CellKind
from hive_inspector.core.hive.catalogue import Trait

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

SNIFFED_BYTES = 64 * 1024
"""How much of a cell has to be looked at; a photograph may carry that much before its size is told."""


class Content(Enum):
    """What a cell holds, where its storage class does not tell."""

    NOTHING = "nothing"
    """NULL, or a text or blob of no bytes."""
    NUMBER = "number"
    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    JSONB = "binary json"
    IMAGE = "image"
    SVG = "svg"
    """A drawing as text, which is shown as text: rendering one can reach for files and addresses."""
    BLOB = "blob"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture."""

    format: str
    """`PNG`, `JPEG`, `GIF`, `WebP` or `BMP`."""
    width: int | None
    """Pixels; None where the header does not tell."""
    height: int | None


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a cell turned out to hold."""

    content: Content
    image: Image | None = None


def sniff(
    kind: CellKind,
    start: bytes,
    size: int,
    *,
    traits: Collection[Trait] = (),
    encoding: str = "utf-8",
) -> Sniffed:
    """What a cell holds.

    Args:
        kind: Its storage class.
        start: Its first bytes, `SNIFFED_BYTES` or all of them; of numbers and NULL, none.
        size: Bytes that it has in all.
        traits: What the catalogue knows of its column.
        encoding: How the file encodes text.
    """
    if kind in {CellKind.INTEGER, CellKind.REAL}:
        return Sniffed(Content.NUMBER)
    if not size:
        return Sniffed(Content.NOTHING)
    image = sniff_image(start)
    if image is not None:
        return Sniffed(Content.IMAGE, image)
    if kind is CellKind.TEXT:
        return Sniffed(_content_of_text(start.decode(encoding, "replace"), traits))
    if looks_like_jsonb(start, size):
        return Sniffed(Content.JSONB)
    return Sniffed(Content.SVG if _SVG.match(start.decode("utf-8", "replace")) else Content.BLOB)


def sniff_image(start: bytes) -> Image | None:
    """The picture that begins with these bytes, or None where they are no picture's."""
    for magic, measure in _IMAGES:
        if magic.match(start):
            return measure(start)
    return None


def _content_of_text(start: str, traits: Collection[Trait]) -> Content:
    if _JSON.match(start) and (_JSON_GOES_ON.match(start) or Trait.JSON in traits):
        return Content.JSON
    if _SVG.match(start):
        return Content.SVG
    return Content.MARKDOWN if Trait.MARKDOWN in traits else Content.TEXT


_JSON = re.compile(r"[\s\ufeff]*[{\[]")
_JSON_GOES_ON = re.compile(
    r'[\s\ufeff]*(?:\{\s*(?:"|\}|$)|\[\s*(?:["{\[\]]|-?\d[\d.eE+-]*\s*(?:,|$|\]\s*(?:[,\]]|$))|true|false|null|$))',
    re.ASCII,
)
"""What tells an object or list from a text that begins with a bracket, such as `[1] Miller 2019`."""
_SVG = re.compile(
    r"(?>\s*(?:<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE svg[^>]*>))*+\s*<svg[\s>]", re.DOTALL
)
"""Atomic: with a way back into a comment, 24 empty ones took 3.5 s (measured)."""


def _png(start: bytes) -> Image:
    has_header = start[12:16] == b"IHDR" and len(start) >= _PNG_HEADER
    return _image("PNG", start[16:20], start[20:24], "big") if has_header else _unmeasured("PNG")


def _gif(start: bytes) -> Image:
    return _image("GIF", start[6:8], start[8:10], "little")


def _bmp(start: bytes) -> Image:
    image = _image("BMP", start[18:22], start[22:26], "little")
    if image.height is None or image.height < _TOP_DOWN:
        return image
    return Image("BMP", image.width, 2**32 - image.height)


def _webp(start: bytes) -> Image:
    form = start[12:16]
    if form == b"VP8X" and len(start) >= _WEBP_HEADER:
        return Image("WebP", _little(start[24:27]) + 1, _little(start[27:30]) + 1)
    if form == b"VP8L" and len(start) >= _WEBP_LOSSLESS_HEADER:
        packed = _little(start[21:25])
        return Image("WebP", (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1)
    if form == b"VP8 " and len(start) >= _WEBP_HEADER:
        return Image("WebP", _little(start[26:28]) & 0x3FFF, _little(start[28:30]) & 0x3FFF)
    return _unmeasured("WebP")


def _jpeg(start: bytes) -> Image:
    """The size stands in the frame header, behind segments that have their length in front."""
    place = 2
    while place + 9 <= len(start) and start[place] == _JPEG_MARK:
        marker = start[place + 1]
        if marker == _JPEG_MARK:
            place += 1
        elif marker in _JPEG_FRAMES:
            return _image("JPEG", start[place + 7 : place + 9], start[place + 5 : place + 7], "big")
        else:
            place += 2 + int.from_bytes(start[place + 2 : place + 4], "big")
    return _unmeasured("JPEG")


def _image(name: str, width: bytes, height: bytes, order: str) -> Image:
    if not height:
        return _unmeasured(name)
    number = _little if order == "little" else _big
    return Image(name, number(width), number(height))


def _unmeasured(name: str) -> Image:
    return Image(name, None, None)


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _big(data: bytes) -> int:
    return int.from_bytes(data, "big")


_PNG_HEADER = 24
_WEBP_HEADER = 30
_WEBP_LOSSLESS_HEADER = 25
_TOP_DOWN = 2**31
"""A BMP's height from here on is a negative number: the rows run from the top."""
_JPEG_MARK = 0xFF
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_IMAGES: tuple[tuple[re.Pattern[bytes], Callable[[bytes], Image]], ...] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), _png),
    (re.compile(rb"\xff\xd8\xff"), _jpeg),
    (re.compile(rb"GIF8[79]a"), _gif),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), _webp),
    (re.compile(rb"BM....\x00\x00\x00\x00....[\x28\x34\x38\x6c\x7c]\x00\x00\x00", re.DOTALL), _bmp),
)

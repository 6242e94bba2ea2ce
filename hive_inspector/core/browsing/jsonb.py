"""SQLite's binary JSON as JSON text, whatever SQLite is here: it knows the form since 3.45.

Source: sqlite.org/jsonb.html. An element is a header of 1 to 9 bytes (type and size) and its content; objects and
arrays contain elements.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LITERALS = ("null", "true", "false")
_TEXTS = (7, 8, 9, 10)
_ARRAY, _OBJECT = 11, 12
_SIZE_BYTES = {12: 1, 13: 2, 14: 4, 15: 8}
"""How many bytes of size follow a header whose upper half is this; a smaller half is the size itself."""


class NoJsonbError(ValueError):
    """These bytes are no binary JSON."""


def looks_like_jsonb(data: bytes, size: int) -> bool:
    """Whether a blob may be an object or array of binary JSON, going by its first bytes.

    Args:
        data: The first 9 bytes or more.
        size: Bytes of the whole blob, which its outermost element has to fill exactly.
    """
    try:
        kind, start, length = _header(data, 0)
    except NoJsonbError:
        return False
    return kind in {_ARRAY, _OBJECT} and start + length == size


def to_json(data: bytes) -> str:
    """The text of binary JSON.

    Raises:
        NoJsonbError: The bytes are none.
    """
    pieces: list[str] = []
    open_ends: list[tuple[int, str]] = []
    place, count = 0, 0
    counts: list[int] = []
    while True:
        kind, start, size = _header(data, place)
        end = start + size
        if end > (open_ends[-1][0] if open_ends else len(data)):
            raise NoJsonbError
        in_object = bool(open_ends) and open_ends[-1][1] == "}"
        if in_object and count % 2 == 0 and kind not in _TEXTS:
            raise NoJsonbError
        pieces.append(_before(count, in_object=in_object))
        count += 1
        if kind in {_ARRAY, _OBJECT}:
            pieces.append("{" if kind == _OBJECT else "[")
            open_ends.append((end, "}" if kind == _OBJECT else "]"))
            counts.append(count)
            place, count = start, 0
        else:
            pieces.append(_leaf(kind, data[start:end]))
            place = end
        while open_ends and place == open_ends[-1][0]:
            _require_pairs(count, open_ends[-1][1])
            pieces.append(open_ends.pop()[1])
            count = counts.pop()
        if not open_ends:
            break
    if place != len(data):
        raise NoJsonbError
    return "".join(pieces)


def _before(count: int, *, in_object: bool) -> str:
    """What stands before the next element of a container that has so many."""
    if count and in_object and count % 2:
        return ":"
    return "," if count else ""


def _require_pairs(count: int, closing: str) -> None:
    if closing == "}" and count % 2:
        raise NoJsonbError


def _header(data: bytes, place: int) -> tuple[int, int, int]:
    """Type, start and size of the content of the element at a place."""
    if place >= len(data):
        raise NoJsonbError
    kind, size = data[place] & 0x0F, data[place] >> 4
    start = place + 1
    if size in _SIZE_BYTES:
        stop = start + _SIZE_BYTES[size]
        if stop > len(data):
            raise NoJsonbError
        return kind, stop, int.from_bytes(data[start:stop], "big")
    return kind, start, size


def _leaf(kind: int, content: bytes) -> str:
    if kind < len(_LITERALS):
        return _LITERALS[kind]
    try:
        return _WRITERS[kind](content.decode("utf-8", "surrogateescape"))
    except (KeyError, ValueError) as error:
        raise NoJsonbError from error


def _number(text: str) -> str:
    """A number as JSON has it; nothing else may pass, for the text is put into a document as it is."""
    if not _JSON_NUMBER.fullmatch(text):
        raise NoJsonbError
    return text


def _whole_number(text: str) -> str:
    """A number as JSON5 has it, perhaps in hexadecimal."""
    return str(int(text, 0))


def _real_number(text: str) -> str:
    """A number as JSON5 has it, perhaps without digits before or behind the point, or beyond what a float holds."""
    number = float(text)
    if math.isnan(number):
        raise NoJsonbError
    return repr(number) if math.isfinite(number) else ("9e999" if number > 0 else "-9e999")


def _quoted(text: str) -> str:
    """A text that stands between its quotes as it is, with JSON's own escapes at most."""
    quoted = f'"{text}"'
    if not isinstance(json.loads(quoted), str):
        raise NoJsonbError
    return quoted


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _from_json5(text: str) -> str:
    return _escaped(_ESCAPE.sub(_meant, text))


def _meant(match: re.Match[str]) -> str:
    """What an escape of JSON5 stands for."""
    escape = match.group(1)
    if escape[0] in "xu":
        return chr(int(escape[1:], 16))
    return "" if escape[0] in "\r\n\u2028\u2029" else _ESCAPES.get(escape, escape)


_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|\r\n|.)", re.DOTALL)
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}
_WRITERS: dict[int, Callable[[str], str]] = {
    3: _number,
    4: _whole_number,
    5: _number,
    6: _real_number,
    7: _quoted,
    8: _quoted,
    9: _from_json5,
    10: _escaped,
}

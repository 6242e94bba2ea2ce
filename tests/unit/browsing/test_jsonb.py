"""Binary JSON as text. The samples are put together by hand from sqlite.org/jsonb.html."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.core.browsing.jsonb import NoJsonbError, looks_like_jsonb, to_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


def element(kind: int, content: bytes) -> bytes:
    """An element with the shortest header that its size allows."""
    size = len(content)
    if size <= 11:
        return bytes([size << 4 | kind]) + content
    for half, width in ((12, 1), (13, 2), (14, 4)):
        if size < 256**width:
            return bytes([half << 4 | kind]) + size.to_bytes(width, "big") + content
    raise AssertionError


def encoded(value: Any) -> bytes:
    """A value as binary JSON; a second implementation, in the other direction."""
    match value:
        case None:
            return element(0, b"")
        case bool():
            return element(1 if value else 2, b"")
        case int():
            return element(3, str(value).encode())
        case float():
            return element(5, repr(value).encode())
        case str():
            return element(10, value.encode())
        case list():
            return element(11, b"".join(map(encoded, value)))
        case _:
            pairs = (encoded(key) + encoded(one) for key, one in value.items())
            return element(12, b"".join(pairs))


@given(value=VALUES)
def test_every_document_comes_back(value: Any) -> None:
    data = encoded(value)
    assert json.loads(to_json(data)) == value
    assert looks_like_jsonb(data, len(data)) is isinstance(value, list | dict)


@given(data=st.binary(max_size=60))
def test_bytes_are_binary_json_or_refused(data: bytes) -> None:
    try:
        text = to_json(data)
    except NoJsonbError:
        return
    json.loads(text)


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        (4, b"0x1F", 31),
        (4, b"-0x10", -16),
        (6, b".5", 0.5),
        (6, b"5.", 5.0),
        (7, b"plain", "plain"),
        (8, b"a\\nb\\u00e4", "a\nb\u00e4"),
        (9, b"\\x41\\'\\v\\0\\\n!\\u00e9\\q", "A'\v\0!\u00e9q"),
        (10, b'"quoted" \\ \x01', '"quoted" \\ \x01'),
    ],
)
def test_each_way_to_write_a_value_is_understood(
    kind: int, content: bytes, expected: object
) -> None:
    assert json.loads(to_json(element(kind, content))) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x13",
        b"\xc3",
        element(11, b"\x13")[:-1],
        element(3, b"1") + b"\x00",
        element(12, element(7, b"a")),
        element(13, b""),
        element(4, b"zz"),
        element(6, b"zz"),
        element(11, b"\xf3"),
    ],
)
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(NoJsonbError):
        to_json(data)


def test_depth_is_no_obstacle() -> None:
    data = b""
    for _ in range(2_000):
        data = element(11, data)
    assert to_json(data) == "[" * 2_000 + "]" * 2_000


def test_a_blob_that_only_begins_like_it_is_not_taken_for_it() -> None:
    data = element(11, element(3, b"1"))
    assert looks_like_jsonb(data, len(data))
    assert not looks_like_jsonb(data, len(data) + 1)
    assert not looks_like_jsonb(b"", 0)
    assert not looks_like_jsonb(element(7, b"text"), 5)

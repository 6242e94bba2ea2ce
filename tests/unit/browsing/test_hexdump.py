"""Bytes as rows of sixteen."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.core.browsing.hexdump import hex_rows, hex_text


@given(data=st.binary(max_size=200), offset=st.integers(0, 2**40))
def test_no_byte_is_lost(data: bytes, offset: int) -> None:
    rows = hex_rows(data, offset)
    assert bytes.fromhex("".join(row.digits for row in rows)) == data
    assert [row.offset for row in rows] == list(range(offset, offset + len(data), 16))
    assert "".join(row.characters for row in rows) == "".join(
        chr(byte) if 32 <= byte < 127 else "·" for byte in data
    )


@pytest.mark.skipif(shutil.which("hexdump") is None, reason="hexdump is not installed")
def test_the_text_reads_like_that_of_hexdump() -> None:
    data = bytes(range(1, 41))
    plain = subprocess.run(["hexdump", "-C"], input=data, capture_output=True, check=True).stdout
    ours = hex_text(hex_rows(data)).splitlines()
    theirs = plain.decode().splitlines()[:-1]
    assert [line[:58].rstrip() for line in ours] == [line[:58].rstrip() for line in theirs]

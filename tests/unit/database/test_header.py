"""The header's fields, against files that SQLite made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database import header
from tests.support.databases import item_statements, make_database

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("page_size", [512, 4096, 65536])
@pytest.mark.parametrize("wal", [False, True])
def test_what_sqlite_wrote_is_read(tmp_path: Path, page_size: int, *, wal: bool) -> None:
    statements = (f"PRAGMA page_size = {page_size}", "VACUUM", *item_statements())
    path = make_database(tmp_path / "one.db", *statements)
    if wal:
        make_database(path, "SELECT 1", wal=True)
    found = header.parse(path.read_bytes()[: header.SIZE])
    assert found.page_size == page_size
    assert found.uses_wal is wal
    assert not found.newer_to_write
    assert found.expected_bytes == path.stat().st_size


def test_a_count_of_pages_that_is_out_of_date_is_not_believed(tmp_path: Path) -> None:
    """Versions before 3.7.0 left it behind, which the two change counters tell."""
    content = bytearray(make_database(tmp_path / "one.db").read_bytes())
    content[24:28] = b"\0\0\0\7"
    found = header.parse(bytes(content[: header.SIZE]))
    assert found.page_count is None
    assert found.expected_bytes is None


def test_a_short_text_in_another_script_is_a_text() -> None:
    with pytest.raises(Exception, match="This is a text file"):
        header.parse("Bienenstöcke".encode())

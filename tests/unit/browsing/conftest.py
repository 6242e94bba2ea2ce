"""A file for each test of browsing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing import (
    found,
    indexed,
    order,
    pace,
    primarykeys,
    rowids,
    scanning,
    selection,
)
from tests.support.browsed import BrowsedFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def browsed(tmp_path: Path) -> Iterator[BrowsedFile]:
    with BrowsedFile(tmp_path / "browsed.db") as file:
        yield file


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anchors every four rows and no table that counts as small, so that a few rows show what millions would."""
    monkeypatch.setattr(rowids, "ANCHOR_STEP", 4)
    monkeypatch.setattr(primarykeys, "ANCHOR_STEP", 4)
    monkeypatch.setattr(order, "SMALL_TABLE", 0)


@pytest.fixture
def few_rows_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps so small that a few rows show what millions would."""
    monkeypatch.setattr(indexed, "ANCHOR_STEP", 3)
    monkeypatch.setattr(scanning, "FIRST_ROWS", 4)
    monkeypatch.setattr(selection, "FIRST_ROWS", 4)
    monkeypatch.setattr(pace, "_EVERY_S", 0.0)
    monkeypatch.setattr(found, "MOST_NAMES", 5)


@pytest.fixture
def thousand(browsed: BrowsedFile) -> BrowsedFile:
    """A thousand rows, every third of them missing."""
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT, n INTEGER)")
    browsed.insert("t", [(i, f"word {i % 10}", i % 7 or None) for i in range(1, 1_500)])
    browsed.raw.execute("DELETE FROM t WHERE id % 3 = 0")
    return browsed

"""A file for each test of browsing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing import order, primarykeys, rowids
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

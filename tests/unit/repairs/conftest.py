"""Demos of every lineage, made once."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.repaired import defective

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bool], Path]:
    """Makes a demo of a lineage, with defects or without, or the one that was made before."""
    folder = tmp_path_factory.mktemp("demos")

    def demo(lineage: str, with_defects: bool) -> Path:
        path = folder / f"{lineage}-{with_defects}.db"
        return path if path.exists() else defective(path, lineage, with_defects=with_defects)

    return demo


@pytest.fixture
def copy_of(demos: Callable[[str, bool], Path], tmp_path: Path) -> Callable[..., Path]:
    """A copy of such a demo that may be changed."""

    def copied(lineage: str, *, with_defects: bool = True) -> Path:
        path = tmp_path / "hive.db"
        shutil.copy(demos(lineage, with_defects), path)
        path.chmod(0o600)
        return path

    return copied

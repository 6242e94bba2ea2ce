"""Small demos that several tests look at and none changes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.demo.making import make_demo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A small demo of a lineage, with the usual defects or without; made when first asked for."""
    folder = tmp_path_factory.mktemp("demos")

    @cache
    def made(lineage: str, *, with_defects: bool = False) -> Path:
        path = folder / f"{lineage}{'-defects' if with_defects else ''}.db"
        make_demo(path, lineage=lineage, with_defects=with_defects)
        return path

    return made

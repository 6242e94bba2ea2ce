"""No bundle of any lineage tells a planted secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.demo.groundwork import demo_lineages
from tests.support.planted_bundle import assert_a_bundle_tells_nothing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("lineage", demo_lineages())
def test_no_planted_secret_is_in_a_bundle(lineage: str, tmp_path: Path) -> None:
    assert_a_bundle_tells_nothing(lineage, tmp_path)

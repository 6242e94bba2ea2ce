"""No bundle of any lineage tells a planted secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.demo.groundwork import demo_lineages
from tests.faults.counting import part
from tests.support.planted_bundle import assert_a_bundle_tells_nothing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("lineage", part(demo_lineages()[::-1], 1))
def test_no_planted_secret_is_in_a_bundle(lineage: str, tmp_path: Path) -> None:
    """Another one is in the tests of bundles."""
    assert_a_bundle_tells_nothing(lineage, tmp_path)

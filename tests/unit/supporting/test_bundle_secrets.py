"""Hundreds of secrets in every column, in the schema, the settings, the records and the log: a bundle has none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.planted import Planter
from tests.support.planted_bundle import assert_a_bundle_tells_nothing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.no_cover
def test_no_planted_secret_is_in_a_bundle(tmp_path: Path) -> None:
    """Every lineage is in `make faults`."""
    assert_a_bundle_tells_nothing("hybrid", tmp_path)


def test_a_planted_secret_would_be_found() -> None:
    planter = Planter()
    word = planter.word()
    for data in (
        word.encode(),
        json.dumps({"a": word.upper()}).encode(),
        word.encode().hex().encode(),
    ):
        assert planter.found_in(b"before " + data + b" behind") == [word]

"""Every target reads its seeds, and bits of them, in the normal run too; `make fuzz` goes on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database import sealing
from hive_inspector.core.database.first_contact import FirstContact
from tests.fuzz.targets import TARGETS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tests.fuzz import targets

    monkeypatch.setattr(FirstContact, "make", lambda *_arguments, **_more: frozenset())
    monkeypatch.setattr(sealing, "key_of", lambda _password, _salt: bytes(32))
    monkeypatch.setattr(targets, "_folder", lambda: tmp_path)


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_its_seeds_and_pieces_of_them(name: str) -> None:
    target = TARGETS[name]
    for seed in target.seeds():
        for content in (seed, seed[: len(seed) // 2], seed[::-1], seed + seed, b""):
            target.read(content)

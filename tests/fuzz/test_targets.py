"""Every target reads its seeds, and bits of them, in the normal run too; `make fuzz` goes on from there."""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database import sealing
from hive_inspector.core.database.first_contact import FirstContact
from tests.fuzz.targets import TARGETS

if TYPE_CHECKING:
    from pathlib import Path


FOUND = {
    # a schema table of which SQLite says that no memory is enough for it
    "opening": (
        r"""c-rlgO-lkn7{{O4^(Bq45b63HHAIx|)vAxSwC?J@q|#~CjTTBNCiUv6=+Lo`(g*2_bPT%KtQj4IUZ7L@WBxP41ONZP"""
        r"""Gc#60^SOtogR2Xd<1R?R7#tu1Ktw1EpM>W6fWh}fAlGFZGvgz$2WGQ%u@T78R3fo9VME^=4TmL@6r1o^r6vwhvCtxo"""
        r"""N;bM#><+H`JiU_%s(q}OMh!VuO~a{Uv5oG56xmKB*rng^d1If4=1GpOHXK4#FH;MBG<0D~i?j}w$tq>Ac}ON<C%1=%"""
        r"""GZqaJCi~p&oO_&0^9WlhY82S~p2)GON+#A#wWgSDJfe0MU9_oXqizT}nkJGfilf=nIVM%a8G4DV_mE5`=z|O=z+Rv$"""
        r"""mfv#sRiEV$YywPgVp16HQ;`1~ZWqX}_%X9*&O(rcLEj5*Y1NVy%l#jgg{Q?*Tu5Tiz+T0);=dD@lPNwLh%pY!v8}@R"""
        r"""4KqkQ76"""
    ),
    # twenty bytes: a size of pages, and no more of a header
    "pages and logs": r"""c-jkQU}R))P*7lCFt2B8VqoB4U;qFXG6Ea""",
}
"""What a run found, packed, by target."""


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


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_once_is_read_now(name: str) -> None:
    TARGETS[name].read(zlib.decompress(base64.b85decode(FOUND[name])))

"""Dataclasses as JSON and back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.support.bundle.packing import Packing

if TYPE_CHECKING:
    from collections.abc import Mapping


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Known:
    id: str


@dataclass(frozen=True)
class Clock:
    pass


@dataclass(frozen=True)
class Thing:
    name: str
    colour: Colour
    known: Known
    clock: Clock
    inner: tuple[Thing, ...] = ()
    moment: datetime | None = None
    amounts: Mapping[str, int] = field(default_factory=dict)
    place: Path | None = None


class Stranger:
    pass


KNOWN = Known("k")
PACKING = Packing((Thing, Colour), {Known: {"k": KNOWN}}, {Clock: Clock})
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_what_is_packed_comes_back_equal() -> None:
    inner = Thing("i", Colour.RED, KNOWN, Clock(), moment=MOMENT)
    thing = Thing("ü", Colour.RED, KNOWN, Clock(), (inner, inner), amounts={"a": 1})
    again = PACKING.unpacked(json.loads(json.dumps(PACKING.packed(thing))))
    assert again == thing
    assert again.known is KNOWN


def test_of_a_path_only_is_told_that_there_is_one() -> None:
    packed = PACKING.packed(Thing("", Colour.RED, KNOWN, Clock(), place=Path("/home/anna")))
    assert "anna" not in json.dumps(packed)
    assert PACKING.unpacked(packed).place == Path()


def test_what_is_not_listed_is_not_packed() -> None:
    with pytest.raises(TypeError):
        PACKING.packed(Stranger())


@pytest.mark.parametrize(
    "content",
    [
        {"is": "Stranger"},
        {"is": "Thing"},
        {"is": "Colour", "name": "GREEN"},
        {"is": "Known", "id": "other"},
        {"is": "datetime", "at": "yesterday"},
        {"is": "Colour"},
        {"is": ["Thing"]},
    ],
)
def test_what_packing_does_not_make_is_refused(content: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PACKING.unpacked([content])


def test_fields_of_a_later_version_are_passed_over() -> None:
    packed = {**PACKING.packed(Thing("a", Colour.RED, KNOWN, Clock())), "later": 1}
    assert PACKING.unpacked(packed).name == "a"

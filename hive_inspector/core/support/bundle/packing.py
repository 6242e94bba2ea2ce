"""Frozen dataclasses as JSON and back, so that a page can show what a bundle holds as it shows what a file holds.

A dataclass is an object whose `is` names its type; only types that are listed can be made again. What the program has
anyway (the definition of a check, of a measure) is written by its id and looked up when it is read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path, PurePath
from typing import Any

from hive_inspector.core.support.bundle.declared import Declared

KIND = "is"
"""Names the type of an object."""
_MOST_NUMBER = 2**63
"""What SQLite's numbers are below."""
_YEARS = range(1900, 9000)
"""Years that every calendar here can count with, whatever the zone."""


class Packing:
    """Which types there are, and how what the program has anyway is referred to."""

    def __init__(
        self,
        types: Collection[type],
        looked_up: Mapping[type, Mapping[str, object]],
        made_anew: Mapping[type, Callable[[], object]] | None = None,
    ) -> None:
        """Set it up.

        Args:
            types: Dataclasses and enums that may be written and made again.
            looked_up: Types with an attribute `id`, and all that there is of each by that id.
            made_anew: Types of which nothing is written.
        """
        self._types = {one.__name__: one for one in (*types, *looked_up, *(made_anew or {}))}
        self._looked_up = looked_up
        self._made_anew = made_anew or {}
        self.declared = Declared(tuple(self._types.values()))

    def packed(self, value: object) -> Any:
        """A value as JSON.

        Raises:
            TypeError: It has a type that is not listed.
        """
        kind = type(value)
        if value is None or (
            isinstance(value, str | int | float | bool) and not isinstance(value, Enum)
        ):
            return value
        if isinstance(value, list | tuple):
            return [self.packed(one) for one in value]
        if isinstance(value, Mapping):
            return {str(name): self.packed(one) for name, one in value.items()}
        if isinstance(value, datetime):
            return {KIND: "datetime", "at": value.isoformat()}
        if isinstance(value, PurePath):
            return {KIND: "path"}
        if self._types.get(kind.__name__) is not kind:
            raise TypeError(f"{kind.__name__} cannot be packed")
        return {KIND: kind.__name__, **self._content(value)}

    def unpacked(self, content: object) -> Any:
        """What was packed; lists become tuples. Every field of what is made has the type that it declares.

        Raises:
            ValueError: It is not what `packed` makes.
        """
        if isinstance(content, list):
            return tuple(self.unpacked(one) for one in content)
        if not isinstance(content, dict):
            return _sound(content)
        name = content.get(KIND)
        if name is None:
            return {key: self.unpacked(value) for key, value in content.items()}
        if name == "datetime":
            return _moment(str(content["at"]))
        if name == "path":
            return Path()
        kind = self._types.get(str(name))
        if kind is None:
            raise ValueError(f"{name} is not known")
        try:
            return self._made(kind, content)
        except (TypeError, KeyError) as error:
            raise ValueError(f"{name} is not as it should be: {error}") from error

    def _content(self, value: Any) -> dict[str, object]:
        if type(value) in self._made_anew:
            return {}
        if type(value) in self._looked_up:
            return {"id": value.id}
        if isinstance(value, Enum):
            return {"name": value.name}
        if not is_dataclass(value):
            raise TypeError(f"{type(value).__name__} cannot be packed")
        return {
            one.name: self.packed(getattr(value, one.name)) for one in fields(value) if one.init
        }

    def _made(self, kind: type, content: dict[str, object]) -> object:
        if kind in self._made_anew:
            return self._made_anew[kind]()
        if kind in self._looked_up:
            return self._looked_up[kind][str(content["id"])]
        if issubclass(kind, Enum):
            return kind[str(content["name"])]
        if not is_dataclass(kind):
            raise ValueError(f"{kind.__name__} cannot be made")
        known = {one.name for one in fields(kind) if one.init}
        values = {n: self.unpacked(v) for n, v in content.items() if n in known}
        self.declared.require(kind, values)
        return kind(**values)


def _sound(value: object) -> object:
    """A single value that everything behind can work with."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number is not finite")
    if isinstance(value, int) and abs(value) >= _MOST_NUMBER:
        raise ValueError("a number is too large")
    if isinstance(value, str):
        value.encode("utf-8")
    return value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or moment.year not in _YEARS:
        raise ValueError(f"{text} is not a moment")
    return moment

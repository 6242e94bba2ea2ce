"""Whether a value is what the field of a dataclass declares: a bundle may come from anybody, and pages trust types."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Collection

_NAMES: dict[str, Any] = {
    "Mapping": Mapping,
    "Sequence": Sequence,
    "datetime": datetime,
    "Path": Path,
}
"""What modules import for their annotations alone."""


class Declared:
    """The declared types of some dataclasses."""

    def __init__(self, known: Collection[type]) -> None:
        """Set it up.

        Args:
            known: Every type that an annotation may name.
        """
        self._names = _NAMES | {one.__name__: one for one in known}
        self._hints: dict[type, Mapping[str, Any]] = {}

    def of(self, kind: type) -> Mapping[str, Any]:
        """The types of a dataclass's fields, by name."""
        found = self._hints.get(kind)
        if found is None:
            found = self._hints[kind] = get_type_hints(kind, localns=self._names)
        return found

    def require(self, kind: type, values: Mapping[str, object]) -> None:
        """Make sure that values are what the fields of a dataclass are to hold.

        Raises:
            ValueError: One of them is not.
        """
        hints = self.of(kind)
        for name, value in values.items():
            if not fits(value, hints[name]):
                raise ValueError(f"{name} of {kind.__name__} is not as it should be")


def fits(value: object, hint: Any) -> bool:
    """Whether a value has a type, all that it holds included."""
    origin, inside = get_origin(hint), get_args(hint)
    if hint is Any or hint is object:
        return True
    if origin in (Union, types.UnionType):
        return any(fits(value, one) for one in inside)
    if origin is tuple:
        return isinstance(value, tuple) and _all_fit(value, inside)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(
            fits(name, inside[0]) and fits(one, inside[1]) for name, one in value.items()
        )
    if hint is None or hint is type(None):
        return value is None
    if hint in (int, float) and isinstance(value, bool):
        return False
    if hint is float:
        return isinstance(value, int | float)
    return isinstance(value, hint)


def _all_fit(values: tuple[object, ...], inside: tuple[Any, ...]) -> bool:
    if len(inside) == 2 and inside[1] is Ellipsis:  # noqa: PLR2004 - `tuple[X, ...]`
        return all(fits(one, inside[0]) for one in values)
    return len(values) == len(inside) and all(map(fits, values, inside))

"""What the program is built on: libraries of others, with the version that runs and the licence that it comes under."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from hive_inspector.core.resources import resource_text


@dataclass(frozen=True, slots=True)
class Component:
    """A library."""

    title: str
    version: str
    licence: str
    """As SPDX writes it."""
    why: str
    """What it is used for, in a few words."""


def components() -> tuple[Component, ...]:
    """All of them, those that the program uses itself before what these need in turn. Reads files."""
    told = json.loads(resource_text("dependencies.json"))
    found = [
        Component(
            one["title"], _version_of(one["name"], one["versions"]), one["licence"], one["why"]
        )
        for one in told
    ]
    return tuple(sorted(found, key=_place_of))


def _version_of(name: str, listed: list[str]) -> str:
    """The installed one; where the package left no trace of it, those that it can be."""
    try:
        return version(name)
    except PackageNotFoundError:
        return " or ".join(listed)


def _place_of(one: Component) -> tuple[bool, str]:
    return one.why.startswith("for "), one.title.lower()

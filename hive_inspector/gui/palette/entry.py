"""One thing that the palette leads to. Whoever has something to offer makes these; nobody else needs to be known."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.cancellation import CancelToken


class Group(Enum):
    """Under which heading it stands, in the order of those that fit equally well."""

    RECENT = mark("Recent")
    ACTIONS = mark("Actions")
    PAGES = mark("Pages")
    TABLES = mark("Tables")
    COLUMNS = mark("Columns")
    FINDINGS = mark("Findings")
    QUERIES = mark("Queries")
    FILES = mark("Recent files")
    SETTINGS = mark("Settings")
    HELP = "Help"


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """A line of the palette."""

    title: str
    """What is searched; with nothing in it that acts or hides, in one line."""
    detail: str
    """What it is, or where it leads."""
    icon: str
    """The icon below `resources/icons`."""
    group: Group
    run: Callable[[], object] = field(compare=False, repr=False)
    """Goes there; called on the window's thread."""
    keys: str = ""
    """The keys that do the same, as the system writes them."""


Offer: TypeAlias = "Callable[[CancelToken], tuple[PaletteEntry, ...]]"
"""Makes entries on a worker thread, of what was taken on the window's thread."""


def shown(name: str) -> str:
    """A name from a file, as the palette may show it."""
    return " ".join(visible_text(name).splitlines())

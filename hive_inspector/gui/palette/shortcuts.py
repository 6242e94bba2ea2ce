"""The keys of every action, part by part, as the list of them shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.language import tr
from hive_inspector.gui.palette.acts import keyed_acts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.page import Page
    from hive_inspector.gui.palette.acts import Act


@dataclass(frozen=True, slots=True)
class KeyedPart:
    """A part of the window and what keys do there."""

    title: str
    acts: tuple[Act, ...]


def shortcuts_of(
    window: QWidget, pages: Sequence[Page], front: Page | None
) -> tuple[KeyedPart, ...]:
    """What keys do everywhere, on the page in front, and on the others; a page without keys is left out."""
    parts = [KeyedPart(tr("Everywhere"), keyed_acts(window, is_window=True))]
    order = sorted(pages, key=lambda page: page is not front)
    parts += [KeyedPart(page.title, keyed_acts(page.widget)) for page in order]
    return tuple(part for part in parts if part.acts)

"""A state of a page that is worth a picture of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Scene:
    """What a user would do to get there."""

    name: str
    """Part of the picture's name."""
    steps: Callable[[], Iterator[None]]
    """Does one thing after the other; between them what was begun comes to rest."""
    dialog: Callable[[], QWidget | None] = lambda: None
    """What is to be painted instead of the window, if it is there."""
    leave: Callable[[], None] = lambda: None
    """Puts away what the next scene does not expect."""

"""What the window asks of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class PageBody(Protocol):
    """What one page of an open file shows and does."""

    @property
    def widget(self) -> QWidget:
        """What fills the window when the page is shown."""

    def activate(self) -> None:
        """The page is shown now: load what is not loaded yet, measure while it lasts."""

    def deactivate(self) -> None:
        """Another page is shown now: measure no more."""

    def reload(self) -> None:
        """The user asked for the present state of the file."""

    def close(self) -> None:
        """The file is being closed: stop every timer; results arrive no more."""


class Page(PageBody, Protocol):
    """One page of an open file, with its place in the navigation."""

    @property
    def id(self) -> str:
        """Its name on the command line and in what is remembered, e.g. `browse`."""

    @property
    def title(self) -> str:
        """Its name on screen."""

    @property
    def icon(self) -> str:
        """The icon below `resources/icons` that stands for it."""

"""What the window is asked to do, as the command line hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.settings import ThemeMode

if TYPE_CHECKING:
    from pathlib import Path


PAGES = ("overview", "browse", "query", "schema", "migrations", "health", "statistics", "support")
"""Names of the window's pages, in the order of its navigation."""


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """Open the window."""

    path: Path | None = None
    """The database; None for the user's own, or the start page where there is none."""
    demo: bool = False
    """The demo install instead of a path."""
    page: str | None = None
    """The page to start on, one of `PAGES`; None for the one that the file was left on."""
    theme: ThemeMode | None = None
    """None for what the user chose last."""
    writable: bool = False
    verbose: bool = False
    """Log to the terminal as well."""
    separate: bool = False
    """A program of its own, even where one runs that could take the file."""
    bare: bool = False
    """The start page, even where the user has a database of their own."""


@dataclass(frozen=True, slots=True)
class PictureSize:
    """How large a picture of the window is, in logical pixels, and how fine."""

    width: int
    height: int
    scale: float = 1.0


GALLERY_SIZES = (PictureSize(1024, 640), PictureSize(1440, 900), PictureSize(1440, 900, 2.0))


@dataclass(frozen=True, slots=True)
class GalleryRequest:
    """Paint every page into picture files."""

    folder: Path
    path: Path | None = None
    """The database; None with `demo` false paints the start page alone."""
    demo: bool = False
    themes: tuple[ThemeMode, ...] = (ThemeMode.LIGHT, ThemeMode.DARK)
    sizes: tuple[PictureSize, ...] = GALLERY_SIZES
    verbose: bool = False

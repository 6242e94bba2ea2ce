"""`gallery`: every page of the window as pictures."""

from __future__ import annotations

import os
import re
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from hive_inspector.cli.command import Command, add_database, file_path
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.locations import database_path
from hive_inspector.core.requests import GALLERY_SIZES, GalleryRequest, PictureSize
from hive_inspector.core.settings import ThemeMode

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path

    from hive_inspector.cli.session import Session

DESCRIPTION = """\
Every page of the window, loaded, as PNG files named by page, theme and size. Needs no display.

Without options in both themes and at 1024x640, 1440x900, and 1440x900 at twice the scale."""

_SIZE = re.compile(r"(\d{2,5})x(\d{2,5})", re.ASCII)
_SMALLEST, _LARGEST = 200, 8000
_THEMES = {"light": ThemeMode.LIGHT, "dark": ThemeMode.DARK}


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "folder", metavar="FOLDER", type=file_path, help="where the pictures go; made if missing"
    )
    add_database(parser)
    parser.add_argument("--demo", action="store_true", help="of the demo instead of a database")
    parser.add_argument("--theme", choices=tuple(_THEMES), help="one theme instead of both")
    parser.add_argument(
        "--size",
        metavar="WxH",
        type=picture_size,
        action="append",
        help="of the window in pixels; may be given several times",
    )
    parser.add_argument(
        "--scale",
        metavar="F",
        type=picture_scale,
        help="pixels of the picture to one of the window",
    )


def _run(arguments: Namespace, session: Session) -> int:
    if arguments.demo and arguments.database:
        raise UsageProblem("Both a database and --demo were given.", "Choose one of them.")
    request = GalleryRequest(
        folder=arguments.folder,
        path=None if arguments.demo else _database(arguments, session),
        demo=arguments.demo,
        themes=(_THEMES[arguments.theme],) if arguments.theme else tuple(_THEMES.values()),
        sizes=_sizes(arguments),
        verbose=session.verbose,
    )
    return session.launchers.paint_gallery(request)


def _database(arguments: Namespace, session: Session) -> Path | None:
    """The database that was named, or the user's own, or none: then only the start page can be painted."""
    if arguments.database is not None:
        named: Path = arguments.database
        return named
    expected = database_path(session.environ, session.home)
    return expected if os.path.lexists(expected) else None


def _sizes(arguments: Namespace) -> tuple[PictureSize, ...]:
    if arguments.size is None and arguments.scale is None:
        return GALLERY_SIZES
    scale = arguments.scale or 1.0
    sizes = arguments.size or [(size.width, size.height) for size in GALLERY_SIZES]
    return tuple(dict.fromkeys(PictureSize(width, height, scale) for width, height in sizes))


def picture_size(text: str) -> tuple[int, int]:
    """An argument such as 1440x900."""
    match = _SIZE.fullmatch(text)
    sides = (int(match[1]), int(match[2])) if match else (0, 0)
    if not all(_SMALLEST <= side <= _LARGEST for side in sides):
        raise ArgumentTypeError(
            f"{text!r} is not a size such as 1440x900, from {_SMALLEST} to {_LARGEST} pixels a side"
        )
    return sides


def picture_scale(text: str) -> float:
    """An argument such as 2 or 1.5."""
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.5 <= scale <= 4:  # noqa: PLR2004 - what screens have, and a little room
        raise ArgumentTypeError(f"{text!r} is not a scale from 0.5 to 4")
    return scale


COMMAND = Command(
    name="gallery",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)

"""What the window itself offers: its actions, its pages, what can be pressed on the page in front, the recent files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.guidance import read_piece, topics
from hive_inspector.core.language import tr
from hive_inspector.core.paths import shown_path
from hive_inspector.gui.languages import spoken_language
from hive_inspector.gui.palette.acts import buttons_in_sight, keyed_acts, window_acts
from hive_inspector.gui.palette.entry import Group, PaletteEntry, shown
from hive_inspector.gui.widgets.help_button import ask_for_help

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.settings import RecentFile
    from hive_inspector.gui.page import Page
    from hive_inspector.gui.palette.acts import Act
    from hive_inspector.gui.palette.entry import Offer

_HERE = tr("In the window")


def offer_actions(window: QWidget, front: Page | None, *, left_out: str = "") -> Offer:
    """What can be done now: in the window, by keys and by the buttons in sight on the page in front.

    Args:
        window: The window.
        front: The page in front; None for the start page.
        left_out: The title of the action that opens the palette itself.
    """
    found: dict[str, PaletteEntry] = {}
    parts: list[tuple[str, str, Iterable[Act]]] = [(_HERE, "menu", window_acts(window))]
    if front is not None:
        acts = (*keyed_acts(front.widget), *buttons_in_sight(front.widget))
        parts.append((front.title, front.icon, acts))
    for detail, icon, listed in parts:
        for act in listed:
            if act.is_enabled and act.title != left_out:
                found.setdefault(act.title, _entry_of(act, detail, icon))
    return partial(_as_they_are, tuple(found.values()))


def offer_pages(pages: Sequence[Page], turn_to: Callable[[str], object]) -> Offer:
    """The pages of the open file, with the keys that lead to them."""
    return partial(
        _as_they_are,
        tuple(
            PaletteEntry(
                page.title,
                tr("Page"),
                page.icon,
                Group.PAGES,
                partial(turn_to, page.id),
                f"Ctrl+{number}",
            )
            for number, page in enumerate(pages, start=1)
        ),
    )


def offer_recent(
    files: Sequence[RecentFile], is_open: str, open_path: Callable[[str], object]
) -> Offer:
    """The files that were opened lately, without the one that is open."""
    return partial(
        _as_they_are,
        tuple(
            PaletteEntry(
                shown(Path(one.path).name),
                shown(shown_path(Path(one.path).parent)),
                "database",
                Group.FILES,
                partial(open_path, one.path),
            )
            for one in files
            if one.path != is_open
        ),
    )


def offer_help(window: QWidget) -> Offer:
    """Every piece of help."""
    return partial(_help, partial(ask_for_help, window))


def _help(show: Callable[[str], None], _token: CancelToken) -> tuple[PaletteEntry, ...]:
    pieces = [read_piece(topic, spoken_language()) for topic in topics()]
    return tuple(
        PaletteEntry(
            tr("Help: {one_title}", one_title=one.title),
            "",
            "help",
            Group.HELP,
            partial(show, one.topic),
        )
        for one in pieces
    )


def _entry_of(act: Act, detail: str, icon: str) -> PaletteEntry:
    keys = act.keys[0] if act.keys else ""
    return PaletteEntry(shown(act.title), detail, icon, Group.ACTIONS, act.run, keys)


def _as_they_are(
    entries: tuple[PaletteEntry, ...], _token: CancelToken
) -> tuple[PaletteEntry, ...]:
    return entries

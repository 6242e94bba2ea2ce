"""The palette and the list of shortcuts, as pictures show them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.gui.frame.help_panel import HelpPanel
from hive_inspector.gui.frame.shortcuts_dialog import ShortcutsDialog
from hive_inspector.gui.scene import Scene
from hive_inspector.gui.widgets.help_button import ask_for_help

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hive_inspector.gui.frame.palette_view import PaletteView
    from hive_inspector.gui.palette.palette import Palette


def window_scenes(
    palette: Palette, view: PaletteView, show_shortcuts: Callable[[], None]
) -> tuple[Scene, ...]:
    """The palette at rest, with letters typed and with letters that nothing has; the list of shortcuts; help."""
    return (
        Scene("palette", partial(_typing, palette, view, ""), leave=view.close_again),
        Scene("palette_typed", partial(_typing, palette, view, "mess"), leave=view.close_again),
        Scene("palette_none", partial(_typing, palette, view, "zqxj"), leave=view.close_again),
        Scene(
            "shortcuts", partial(_listing, view, show_shortcuts), dialog=partial(_dialog_over, view)
        ),
        Scene("help", partial(_helping, view, "migrations"), leave=partial(_help_gone, view)),
    )


def _typing(palette: Palette, view: PaletteView, text: str) -> Iterator[None]:
    palette.open()
    yield
    view.field.setText(text)
    view.typed.emit(text)
    yield


def _listing(view: PaletteView, show_shortcuts: Callable[[], None]) -> Iterator[None]:
    show_shortcuts()
    yield
    while _dialog_over(view) is None:  # pages are still made for it
        yield


def _helping(view: PaletteView, topic: str) -> Iterator[None]:
    ask_for_help(view.window(), topic)
    yield


def _help_gone(view: PaletteView) -> None:
    panel = view.window().findChild(HelpPanel)
    if panel is not None:
        panel.left.emit()


def _dialog_over(view: PaletteView) -> ShortcutsDialog | None:
    dialogs = view.window().findChildren(ShortcutsDialog)
    return dialogs[-1] if dialogs else None

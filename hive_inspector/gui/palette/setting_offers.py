"""What can be chosen about the program, each setting by its name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.preferences import PREFERENCES
from hive_inspector.gui.palette.entry import Group, PaletteEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.preferences import Value
    from hive_inspector.gui.palette.entry import Offer


def offer_settings(chosen: Mapping[str, Value], show: Callable[[str], object]) -> Offer:
    """The settings, with what is chosen now.

    Args:
        chosen: The value of each preference, by its id.
        show: Leads to a setting, by its id.
    """
    return partial(_settings, dict(chosen), show)


def _settings(
    chosen: Mapping[str, Value], show: Callable[[str], object], _token: CancelToken
) -> tuple[PaletteEntry, ...]:
    from hive_inspector.gui.languages import choice_text  # not needed before somebody searches

    return tuple(
        PaletteEntry(
            one.title,
            f"{one.group} · {choice_text(one, chosen[one.id])}",
            "settings",
            Group.SETTINGS,
            partial(show, one.id),
        )
        for one in PREFERENCES
    )

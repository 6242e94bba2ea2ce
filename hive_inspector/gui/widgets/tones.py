"""Which colour a tone has when a widget draws by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from hive_inspector.gui.theme.tokens import Tokens


def tone_colour(tokens: Tokens, tone: Tone) -> str:
    """The colour of a tone as text or line; neutral is dim."""
    return {
        Tone.NEUTRAL: tokens.dim,
        Tone.INFORMATION: tokens.information,
        Tone.OK: tokens.ok,
        Tone.WARNING: tokens.warning,
        Tone.PROBLEM: tokens.problem,
        Tone.ACCENT: tokens.accent,
    }[tone]

"""The tokens as one Qt stylesheet. Widgets ask for a look by a property (`role`, `tone`)."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from string import Template
from typing import TYPE_CHECKING

from hive_inspector.core.resources import resource_text
from hive_inspector.gui.theme import tokens as measures

if TYPE_CHECKING:
    from hive_inspector.gui.theme.tokens import Tokens

_TONES = ("information", "ok", "warning", "problem", "accent")


def stylesheet_of(tokens: Tokens, mono_family: str, *, is_compact: bool = False) -> str:
    """The stylesheet of the whole application in one theme, with rows of the usual height or compact ones."""
    names = {field.name: str(getattr(tokens, field.name)) for field in fields(tokens)}
    names |= {f"{tone}_tint": tokens.tint(getattr(tokens, tone)) for tone in _TONES}
    names |= {
        "hover": tokens.hover,
        "pressed": tokens.pressed,
        "outline": tokens.outline,
        "track": tokens.track,
        "accent_hover": measures.mix(tokens.text, tokens.accent_shape, 0.12),
        "mono": mono_family,
        "card_radius": str(measures.CARD_RADIUS),
        "control_radius": str(measures.CONTROL_RADIUS),
        "title": str(measures.SIZE_TITLE),
        "heading": str(measures.SIZE_HEADING),
        "text_size": str(measures.SIZE_TEXT),
        "small": str(measures.SIZE_SMALL),
        "tiny": str(measures.SIZE_TINY),
        "row": str(measures.ROW_HEIGHT - (measures.COMPACT_BY if is_compact else 0)),
        "header_gap": "2" if is_compact else "4",
    }
    return _template().substitute(names)


@cache
def _template() -> Template:
    """Read once, so that switching the theme waits for no disk."""
    return Template(resource_text("stylesheet.qss"))

"""The colours and measures that everything on screen is drawn with.

A widget never names a colour of its own. That keeps the two themes equal in what they say, and lets one test prove
that every text can be read on every ground it stands on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

SPACE = 4
"""Every distance is a multiple of this many logical pixels."""
CARD_RADIUS = 10
CONTROL_RADIUS = 6
ROW_HEIGHT = 24
SMALL_ROW_HEIGHT = 20
"""Of rows with small texts."""
COMPACT_BY = 4
"""By how much rows are lower where the user wants more of them."""
LOWEST_ROW = 18
"""What a row of small texts needs in any case."""

SIZE_TITLE = 22
SIZE_HEADING = 15
SIZE_TEXT = 13
SIZE_SMALL = 12
SIZE_TINY = 11


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme's colours, each as `#rrggbb`."""

    background: str
    panel: str
    raised: str
    line: str
    text: str
    dim: str
    accent: str
    """The accent as text."""
    accent_shape: str
    """The accent as a shape: a bar, a line, a filled button."""
    on_accent: str
    """Text on a ground of `accent_shape`."""
    ok: str
    warning: str
    problem: str
    information: str
    selection: str
    series: tuple[str, ...]
    """The lines and areas of charts, in their order."""
    is_dark: bool
    is_high: bool = False
    """Whether the system asks for more contrast than usual: texts stand out by 7 to 1, borders by 3 to 1."""

    def tint(self, colour: str) -> str:
        """A ground that hints at a colour: behind a chip, behind a banner."""
        return mix(colour, self.panel, 0.14 if self.is_dark else 0.1)

    def series_colour(self, slot: int | None) -> str:
        """The colour of a chart's series; without a slot the quiet one of whatever is left over or was before."""
        return self.rest if slot is None else self.series[slot % len(self.series)]

    @property
    def rest(self) -> str:
        """Quieter than every series, and still seen on a panel."""
        return mix(self.dim, self.panel, 0.7)

    @property
    def track(self) -> str:
        """The way along which a gauge or a bar is filled: quieter than what fills it."""
        return mix(self.line, self.panel, 0.35) if self.is_high else self.line

    @property
    def hover(self) -> str:
        """The ground of a raised control under the pointer."""
        return mix(self.text, self.raised, 0.05)

    @property
    def pressed(self) -> str:
        """The ground of a raised control that is held down."""
        return mix(self.text, self.raised, 0.08)

    @property
    def outline(self) -> str:
        """The border of a field or button, a little stronger than the line between areas."""
        return self.line if self.is_high else mix(self.text, self.line, 0.1)


def mix(colour: str, ground: str, share: float) -> str:
    """A colour laid over a ground, opaque by `share` of 1."""
    parts = (
        round(int(colour[at : at + 2], 16) * share + int(ground[at : at + 2], 16) * (1 - share))
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)


DARK = Tokens(
    background="#14161a",
    panel="#1b1e24",
    raised="#22262e",
    line="#2d323c",
    text="#e6e8ec",
    dim="#a0a7b3",
    accent="#f2a93b",
    accent_shape="#f2a93b",
    on_accent="#14161a",
    ok="#4cc38a",
    warning="#f5c451",
    problem="#f5847d",
    information="#6ea8fe",
    selection="#2b3a55",
    series=("#f2a93b", "#6ea8fe", "#4cc38a", "#c58af9", "#f2726b"),
    is_dark=True,
)

LIGHT = Tokens(
    background="#f6f7f9",
    panel="#ffffff",
    raised="#f0f2f5",
    line="#dfe3e8",
    text="#1c2026",
    dim="#5b6370",
    accent="#8f5300",
    accent_shape="#b97300",
    on_accent="#14161a",
    ok="#157049",
    warning="#7d5900",
    problem="#b8312a",
    information="#1f5fbf",
    selection="#dbe8fc",
    series=("#c97c10", "#2f6fd0", "#1f9a63", "#8d4fd1", "#d1483f"),
    is_dark=False,
)

DARK_HIGH = replace(
    DARK,
    background="#000000",
    panel="#08090b",
    raised="#15171b",
    line="#8d949f",
    text="#ffffff",
    dim="#d5dae1",
    accent="#ffc04d",
    accent_shape="#ffb347",
    ok="#6fe0aa",
    warning="#ffd866",
    problem="#ffaca7",
    information="#a9ccff",
    selection="#16305f",
    is_high=True,
)

LIGHT_HIGH = replace(
    LIGHT,
    background="#ffffff",
    panel="#ffffff",
    raised="#f2f4f7",
    line="#646b76",
    text="#000000",
    dim="#2d333c",
    accent="#5c3400",
    accent_shape="#7d4a00",
    on_accent="#ffffff",
    ok="#08432a",
    warning="#4d3500",
    problem="#7d1510",
    information="#0e3573",
    selection="#d3e3fd",
    is_high=True,
)

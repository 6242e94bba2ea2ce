"""A short word on a coloured ground: a state, a count, a kind."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from hive_inspector.gui.widgets.looks import PlainLabel, restyle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Tone(Enum):
    """What a colour says; the words beside it say it too."""

    NEUTRAL = "neutral"
    INFORMATION = "information"
    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"
    ACCENT = "accent"


class Chip(PlainLabel):
    """A pill with a word in it."""

    def __init__(self, text: str, tone: Tone = Tone.NEUTRAL, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "chip")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_tone(tone)

    def set_tone(self, tone: Tone) -> None:
        """Say it in another tone."""
        restyle(self, tone=tone.value)

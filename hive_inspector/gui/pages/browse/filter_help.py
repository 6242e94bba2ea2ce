"""How filters are written, by examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_SMALL
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.popover import Popover

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme

EXAMPLES = (
    ("migrat", tr("contains this text")),
    ("=assistant    <>assistant", tr("is exactly this, is anything else")),
    ("msg_*    *.json", tr("begins with, ends with")),
    (">10    <=2.5    1..9", tr("compares with a number or a text")),
    ("null    !null", tr("has no value, has one")),
    ("today    7d    2025-09", tr("a time: today, the last 7 days, that month")),
    (">2025-09-01    2025-09-01..2025-09-07", tr("after a day, between two days")),
    ("/time ?out/i", tr("a regular expression; i for either case")),
    ("!draft", tr("everything that the filter does not find")),
    ('"null"', tr("the text in the quotation marks, taken literally")),
)
"""What can be typed, and what it finds."""
HELP_LINE = tr("text   =x   <>x   x*   >1   1..9   null   today   7d   /regex/   (F1 for more)")
"""The same, as short as a tooltip should be."""
_NOTE = tr(
    "Case does not matter for a–z in texts and with *. Filters of several columns have to "
    "match together, unless you choose OR. Secrets cannot be searched. Enter applies at once, "
    "Esc clears, Ctrl+F goes to the current column."
)


class FilterHelp(Popover):
    """Shows the examples."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(tr("How to write filters"), parent)
        self._theme = theme
        self._texts = [label(text, "", self) for text, _ in EXAMPLES]
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(label(tr("How to write filters"), "strong", self))
        rows = QGridLayout()
        rows.setHorizontalSpacing(20)
        rows.setVerticalSpacing(4)
        for at, (text, (_, meaning)) in enumerate(zip(self._texts, EXAMPLES, strict=True)):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            rows.addWidget(text, at, 0)
            rows.addWidget(label(meaning, "dim", self), at, 1)
        column.addLayout(rows)
        note = label(_NOTE, "small", self, wrap=True)
        note.setMaximumWidth(520)
        column.addWidget(note)
        theme.changed.connect(self._restyle)
        self._restyle()

    @Slot()
    def _restyle(self) -> None:
        for text in self._texts:
            text.setFont(self._theme.mono_font(SIZE_SMALL))

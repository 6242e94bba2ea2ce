"""A number with its name above and what there is to say about it below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label, restyle
from hive_inspector.gui.widgets.sparkline import Sparkline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme

_COURSE_WIDTHS, _COURSE_HEIGHT = (28, 80), 36


class NumberCard(QFrame):
    """A small card; made once and given new numbers."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = title
        self._value = label("", "title", self)
        self._note = ElidedLabel("", "tiny", self)
        self.course: Sparkline | None = None
        """How the number came about over time, where that is shown."""
        column = QVBoxLayout()
        column.setSpacing(1)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addWidget(self._value)
        self._row.addStretch(0)
        column.addWidget(ElidedLabel(title, "small", self))
        column.addLayout(self._row)
        column.addWidget(self._note)
        column.setContentsMargins(14, 10, 14, 10)
        self.setLayout(column)
        self._value.setMinimumHeight(
            _COURSE_HEIGHT
        )  # so that no card grows when its course arrives
        self._theme: Theme | None = None
        self._slot = 1
        self.set_waiting()

    @property
    def value_text(self) -> str:
        """The number as it is shown."""
        return self._value.text()

    @property
    def note_text(self) -> str:
        """What is said below it."""
        return self._note.text()

    def set_waiting(self) -> None:
        """The number is being read."""
        self._show("…", "", "dim")

    def set_value(
        self, value: str, note: str = "", explanation: str = "", *, is_partial: bool = False
    ) -> None:
        """The number, a few words about it, and the whole story for whoever hovers; partial if the words warn."""
        note_tone = "warning" if is_partial else "neutral"
        self._show(value, note, "neutral", explanation, note_tone=note_tone)

    def set_absent(self, explanation: str, note: str = tr("not in this database")) -> None:
        """There is no such number, and why in a few words."""
        self._show("–", note, "dim", explanation)

    def set_unreadable(self, explanation: str) -> None:
        """The number could not be read."""
        self._show("–", tr("could not be read"), "dim", explanation, note_tone="problem")

    def set_course(
        self,
        theme: Theme,
        values: Sequence[float | None],
        names: Sequence[str],
        value_text: Callable[[float], str],
        slot: int = 1,
    ) -> None:
        """Draw how the number came about; fewer than two values, and nothing but zeros, draw nothing.

        Args:
            theme: Whose colours the line has.
            values: At equal distances in time, the newest last.
            names: What each of them is, e.g. its day.
            value_text: How one of them is told.
            slot: Which of the theme's series colours the line has.
        """
        if self.course is None:
            self.course = Sparkline(theme, self, value_text=value_text)
            self.course.setFixedHeight(_COURSE_HEIGHT)
            self.course.setMinimumWidth(_COURSE_WIDTHS[0])
            self.course.setMaximumWidth(_COURSE_WIDTHS[1])
            theme.changed.connect(self._colour_course)
            self._row.addWidget(self.course, 1, Qt.AlignmentFlag.AlignBottom)
        self._theme, self._slot = theme, slot
        self._colour_course()
        self.course.set_points(values, names=names)
        measured = [value for value in values if value is not None]
        self.course.setVisible(len(measured) > 1 and any(measured))

    @Slot()
    def _colour_course(self) -> None:
        if self.course is not None and self._theme is not None:
            self.course.set_colour(self._theme.tokens.series_colour(self._slot))

    def minimumSizeHint(self) -> QSize:
        """Room for a million and its note."""
        return QSize(132, super().minimumSizeHint().height())

    def _show(
        self, value: str, note: str, tone: str, explanation: str = "", *, note_tone: str = "neutral"
    ) -> None:
        self._value.setText(value)
        self._note.setText(note)
        restyle(self._value, tone=tone)
        restyle(self._note, tone=note_tone)
        self.setToolTip(explanation)
        said = tr("being read") if value == "…" else ", ".join(filter(None, (value, note)))
        self.setAccessibleName(f"{self._title}: {said}")
        self.setAccessibleDescription(explanation)

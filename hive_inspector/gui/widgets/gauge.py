"""A reading on an arc: where it stands between nothing and too much, and in a word what that means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_HEADING, SIZE_SMALL, SIZE_TEXT, SIZE_TINY
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.gauge_places import (
    COURSE_HEIGHT,
    FLAT_HEIGHT,
    TALL_HEIGHT,
    Places,
    flat,
    tall,
)
from hive_inspector.gui.widgets.sparkline import Sparkline
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme

_START_DEGREES = 216.0
"""Where the arc begins, counted against the clock from three o'clock; it ends at the mirror image."""
_SWEEP_DEGREES = 252.0
_VALUE_SIZES = (16, SIZE_HEADING, SIZE_TEXT, SIZE_TINY)
"""The value takes the first size in which it fits into its place."""
_WORD_GAP = 4


@dataclass(frozen=True, slots=True)
class GaugeReading:
    """What a gauge shows at one moment."""

    value: str
    """The number with its unit, short enough to stand inside the arc."""
    caption: str = ""
    """What the number is measured by, below the arc."""
    fraction: float = 0.0
    """How far the arc is filled, from 0 to 1."""
    tone: Tone = Tone.NEUTRAL
    word: str = ""
    """What the tone says, in a word."""
    marks: tuple[float, ...] = ()
    """Where limits lie on the arc, from 0 to 1."""
    explanation: str = ""
    """The whole story, for whoever hovers."""


class Gauge(QFrame):
    """A card with an arc; made once and given new readings. Nothing in it moves by itself."""

    def __init__(
        self,
        title: str,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        course_text: Callable[[float], str] | None = None,
    ) -> None:
        """Make one that waits for its first reading.

        Args:
            title: What is measured.
            theme: Whose colours it has.
            parent: The widget it belongs to.
            course_text: How a value of the last minutes is told; with it, a line below the arc shows them.
        """
        super().__init__(parent)
        self.course: Sparkline | None = None
        """How it went in the last minutes."""
        self._title = title
        self._theme = theme
        self._reading: GaugeReading | None = None
        self._is_flat = False
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()
        if course_text is not None:
            self.course = Sparkline(theme, self, value_text=course_text)
            self.course.setAccessibleName(tr("{title}: the last minutes", title=title))
        theme.changed.connect(self.update)

    @property
    def reading(self) -> GaugeReading | None:
        """What is shown; None before the first reading."""
        return self._reading

    def set_flat(self, is_flat: bool) -> None:  # noqa: FBT001 - as Qt's own setters
        """Take less height: a small arc with the words beside it."""
        if is_flat != self._is_flat:
            self._is_flat = is_flat
            self._place_course()
            self.updateGeometry()
            self.update()

    def set_reading(self, reading: GaugeReading | None) -> None:
        """Show a reading, or with None that there is none yet."""
        if reading != self._reading:
            self._reading = reading
            self._tell()
            self.update()

    def set_course(
        self, values: Sequence[float | None], slots: int, limits: Sequence[float] = ()
    ) -> None:
        """Show how it went, where there is a line for that.

        Args:
            values: At equal distances, the newest last; None where nothing was measured.
            slots: How many of them the line has room for.
            limits: Where it is worth a look.
        """
        if self.course is not None:
            tone = self._reading.tone if self._reading else Tone.NEUTRAL
            calm = tone in {Tone.OK, Tone.NEUTRAL}
            self.course.set_colour("" if calm else tone_colour(self._theme.tokens, tone))
            self.course.set_limits(limits)
            self.course.set_points(values, slots=slots)

    def _tell(self) -> None:
        reading = self._reading
        parts = (reading.value, reading.word, reading.caption) if reading else (tr("measuring"),)
        self.setAccessibleName(": ".join((self._title, ", ".join(filter(None, parts)))))
        explanation = reading.explanation if reading else ""
        self.setAccessibleDescription(explanation)
        self.setToolTip(explanation)

    def sizeHint(self) -> QSize:
        """As wide as in the drawing."""
        return QSize(185, self._least_height)

    def minimumSizeHint(self) -> QSize:
        """Room for the arc and a caption."""
        return QSize(138, self._least_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The line keeps its place."""
        super().resizeEvent(event)
        self._place_course()

    def _place_course(self) -> None:
        if self.course is not None:
            place = self._places().course
            self.course.setVisible(not place.isEmpty())
            self.course.setGeometry(place)

    @property
    def _least_height(self) -> int:
        if self._is_flat:
            return FLAT_HEIGHT
        return TALL_HEIGHT + (COURSE_HEIGHT if self.course is not None else 0)

    def _places(self) -> Places:
        return (flat if self._is_flat else tall)(self.width(), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, the title with the word, the arc, the value and the caption."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places = self._places()
        self._paint_header(painter, places.title)
        self._paint_arc(painter, places)
        self._paint_texts(painter, places)
        painter.end()

    def _paint_header(self, painter: QPainter, area: QRectF) -> None:
        tokens = self._theme.tokens
        word = self._reading.word if self._reading is not None else ""
        room = area.width()
        if self._reading is not None and word:
            font = self._theme.ui_font(SIZE_TINY, QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(QColor(tone_colour(tokens, self._reading.tone)))
            alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, alignment, word)
            room -= QFontMetricsF(font).horizontalAdvance(word) + _WORD_GAP
        font = self._theme.ui_font(SIZE_SMALL, QFont.Weight.Medium)
        title = QFontMetricsF(font).elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(QColor(tokens.dim))
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)

    def _paint_arc(self, painter: QPainter, places: Places) -> None:
        tokens, area, thickness = self._theme.tokens, places.arc, places.thickness
        _draw_arc(painter, area, thickness, tokens.track, 1.0)
        if self._reading is None:
            return
        if self._reading.fraction > 0:
            colour = tone_colour(tokens, self._reading.tone)
            _draw_arc(painter, area, thickness, colour, min(self._reading.fraction, 1.0))
        for mark in self._reading.marks:
            _draw_mark(painter, area, thickness, tokens.panel, mark)

    def _paint_texts(self, painter: QPainter, places: Places) -> None:
        tokens = self._theme.tokens
        value = self._reading.value if self._reading else "…"
        painter.setFont(self._value_font(value, places.value.width()))
        painter.setPen(QColor(tokens.text if self._reading else tokens.dim))
        painter.drawText(places.value, places.value_alignment, value)
        if self._reading is not None:
            font = self._theme.ui_font(SIZE_TINY)
            painter.setFont(font)
            painter.setPen(QColor(tokens.dim))
            caption = QFontMetricsF(font).elidedText(
                self._reading.caption, Qt.TextElideMode.ElideRight, places.caption.width()
            )
            painter.drawText(places.caption, places.caption_alignment, caption)

    def _value_font(self, value: str, room: float) -> QFont:
        fonts = [self._theme.ui_font(size, QFont.Weight.DemiBold) for size in _VALUE_SIZES]
        fitting = (f for f in fonts if QFontMetricsF(f).horizontalAdvance(value) <= room)
        return next(fitting, fonts[-1])


def _draw_arc(
    painter: QPainter, area: QRectF, thickness: float, colour: str, fraction: float
) -> None:
    pen = QPen(QColor(colour), thickness)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    half = thickness / 2
    ring = area.adjusted(half, half, -half, -half)
    # Qt counts sixteenths of a degree; a minus turns with the clock.
    painter.drawArc(ring, round(_START_DEGREES * 16), round(-_SWEEP_DEGREES * fraction * 16))


def _draw_mark(
    painter: QPainter, area: QRectF, thickness: float, colour: str, fraction: float
) -> None:
    """A cut through the arc where a limit lies."""
    painter.save()
    painter.translate(area.center())
    painter.rotate(-_START_DEGREES + _SWEEP_DEGREES * fraction)
    painter.setPen(QPen(QColor(colour), 2))
    outside = area.width() / 2
    painter.drawLine(QPointF(outside - thickness - 1, 0), QPointF(outside + 1, 0))
    painter.restore()

"""Where the parts of a gauge stand: the arc above its line, or in less height both beside the words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt

TALL_HEIGHT, COURSE_HEIGHT = 140, 32
"""Of the arc with what belongs to it, and of the line below."""
FLAT_HEIGHT = 76
_PADDING = 14.0
_TITLE_PADDING = 11.0
"""Less, for the longest title with its word."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ARC = 92.0
_SMALL_ARC = 46.0
_BESIDE_ARC = 12.0
_SMALL_COURSE = 62
_LEAST_VALUE = 66
"""Room that a value is left beside the line."""


@dataclass(frozen=True, slots=True)
class Places:
    """Areas in logical pixels from the top left of the gauge."""

    title: QRectF
    """With the word at its right end."""
    arc: QRectF
    thickness: float
    value: QRectF
    value_alignment: Qt.AlignmentFlag
    caption: QRectF
    caption_alignment: Qt.AlignmentFlag
    course: QRect
    """Empty where there is no room for the line."""


def tall(width: int, height: int) -> Places:
    """The value inside the arc, the line of the last minutes below."""
    arc = QRectF((width - _ARC) / 2, 38.0, _ARC, _ARC)
    thickness = 8.0
    room = thickness + 7
    course = QRect(
        int(_PADDING), TALL_HEIGHT - 4, width - 2 * int(_PADDING), height - TALL_HEIGHT - 4
    )
    return Places(
        title=QRectF(_TITLE_PADDING, 12, width - 2 * _TITLE_PADDING, 18),
        arc=arc,
        thickness=thickness,
        value=arc.adjusted(room, 4, -room, 4),
        value_alignment=Qt.AlignmentFlag.AlignCenter,
        caption=QRectF(6, TALL_HEIGHT - 27, width - 12, 16),
        caption_alignment=Qt.AlignmentFlag.AlignCenter,
        course=course,
    )


def flat(width: int, _height: int) -> Places:
    """A small arc on the left; title, value with the line beside it, and caption on the right."""
    left = _PADDING + _SMALL_ARC + _BESIDE_ARC
    room = width - left - _PADDING
    has_course = room >= _LEAST_VALUE + _SMALL_COURSE
    value_room = room - _SMALL_COURSE if has_course else room
    return Places(
        title=QRectF(left, 10, room, 16),
        arc=QRectF(_PADDING, (FLAT_HEIGHT - _SMALL_ARC) / 2 + 3, _SMALL_ARC, _SMALL_ARC),
        thickness=6.0,
        value=QRectF(left, 26, value_room, 22),
        value_alignment=_LEFT,
        caption=QRectF(left, 49, room, 16),
        caption_alignment=_LEFT,
        course=QRect(int(left + value_room), 27, _SMALL_COURSE, 21) if has_course else QRect(),
    )

"""Places in a text as Python counts them and as Qt does, to whom a character beyond U+FFFF is two."""

from __future__ import annotations

_WIDE = "\uffff"


def units_of(text: str, place: int) -> int:
    """Where Qt says that a place is."""
    before = text[:place]
    if before.isascii():
        return len(before)
    return len(before) + sum(one > _WIDE for one in before)


def place_of(text: str, units: int) -> int:
    """Where Python says that a place of Qt's is; within a character it is its beginning."""
    if text[:units].isascii():
        return min(units, len(text))
    seen = 0
    for place, one in enumerate(text):
        seen += 2 if one > _WIDE else 1
        if seen > units:
            return place
    return len(text)

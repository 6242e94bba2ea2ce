"""How large everything is drawn: as the font of the system asks for, or as the user chose.

Every measure of the window is in logical pixels and fits the others, so the window is magnified as a whole: texts,
icons, rows and gaps alike. What the system asks for by the resolution of its fonts (`Xft.dpi`, the scale of a screen)
Qt follows by itself; what is looked at here is the size of the system's font in points.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtGui import QFontDatabase

if TYPE_CHECKING:
    from collections.abc import Mapping

SCALE_KEY = "QT_SCALE_FACTOR"
_USUAL_POINTS = {"win32": 9.0, "darwin": 13.0}
"""What each system comes with, see its interface guidelines."""
_USUAL_OF_DESKTOPS = {"GNOME": 11.0, "Unity": 11.0}
_USUAL_ELSEWHERE = 10.0
"""KDE's; Xfce and Qt without a desktop have 9 or 10."""
_STEP = 0.05
_LEAST_FACTOR = 1.15
"""Fonts that are a little larger are a matter of taste."""
_MOST = 3.0


def chosen_scale(percent: int) -> float | None:
    """What a choice of `core.preferences.TEXT_SIZE` magnifies by; None where the system decides."""
    return percent / 100 if percent else None


def system_scale() -> float:
    """What the system's own font asks for; an application has to exist."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    return scale_of(font.pointSizeF(), sys.platform, os.environ)


def scale_of(points: float, platform: str, environ: Mapping[str, str]) -> float:
    """What a system's font asks for.

    Args:
        points: Its size; -1 where it is given in pixels, which tells nothing.
        platform: As `sys.platform` has it.
        environ: Tells the desktop.
    """
    factor = points / _usual_points(platform, environ)
    if factor < _LEAST_FACTOR:
        return 1.0
    return min(round(factor / _STEP) * _STEP, _MOST)


def _usual_points(platform: str, environ: Mapping[str, str]) -> float:
    if platform in _USUAL_POINTS:
        return _USUAL_POINTS[platform]
    desktops = environ.get("XDG_CURRENT_DESKTOP", "").split(":")
    known = (_USUAL_OF_DESKTOPS[one] for one in desktops if one in _USUAL_OF_DESKTOPS)
    return next(known, _USUAL_ELSEWHERE)

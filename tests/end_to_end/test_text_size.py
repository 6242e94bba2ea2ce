"""A system whose font is twice as large has a window that is twice as large."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.conftest import Screen

ASKED = """
from hive_inspector.gui.composition import make_application
print(make_application().devicePixelRatio())
"""


@pytest.mark.parametrize(("points", "scale"), [(10, "1.0"), (20, "2.0")])
def test_the_font_of_the_desktop_is_followed(
    screen: Screen, tmp_path: Path, points: int, scale: str
) -> None:
    font = f"Noto Sans,{points},-1,5,50,0,0,0,0,0"
    (tmp_path / "kdeglobals").write_text(f"[General]\nfont={font}\n", encoding="utf-8")
    environ = {name: value for name, value in os.environ.items() if name != "QT_SCALE_FACTOR"}
    environ |= {
        "DISPLAY": screen.display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_QPA_PLATFORMTHEME": "kde",
        "KDE_SESSION_VERSION": "5",
        "XDG_CURRENT_DESKTOP": "KDE",
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", ASKED], env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == scale

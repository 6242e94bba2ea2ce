"""Everything grows with the font of the system, or as the user chose."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from hive_inspector.gui.text_size import scale_of

GNOME = {"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}
KDE = {"XDG_CURRENT_DESKTOP": "KDE"}
ASKED = """
import os, sys
from hive_inspector.gui.composition import make_application
application = make_application(int(sys.argv[1]))
print(application.devicePixelRatio(), os.environ.get("QT_SCALE_FACTOR"))
"""


@pytest.mark.parametrize(
    ("points", "platform", "environ", "scale"),
    [
        (9.0, "win32", {}, 1.0),
        (18.0, "win32", {}, 2.0),
        (13.0, "darwin", {}, 1.0),
        (11.0, "linux", GNOME, 1.0),
        (22.0, "linux", GNOME, 2.0),
        (10.0, "linux", KDE, 1.0),
        (20.0, "linux", KDE, 2.0),
        (9.0, "linux", {}, 1.0),
        (11.0, "linux", {}, 1.0),
        (12.5, "linux", {}, 1.25),
        (-1.0, "linux", {}, 1.0),
        (400.0, "linux", {}, 3.0),
    ],
)
def test_the_window_grows_as_the_font_of_the_system_has_grown(
    points: float, platform: str, environ: dict[str, str], scale: float
) -> None:
    assert scale_of(points, platform, environ) == pytest.approx(scale)


@pytest.mark.parametrize(
    ("chosen", "given", "told"),
    [("200", "", "2.0 None"), ("0", "", "1.0 None"), ("200", "1.5", "1.5 1.5")],
)
def test_what_was_chosen_goes_before_the_system_but_not_before_the_command_line(
    chosen: str, given: str, told: str
) -> None:
    """Other programs that are started from this one do not grow with it."""
    environ = {name: value for name, value in os.environ.items() if name != "QT_SCALE_FACTOR"}
    environ |= {"QT_QPA_PLATFORM": "offscreen"} | ({"QT_SCALE_FACTOR": given} if given else {})
    command = [sys.executable, "-c", ASKED, chosen]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.split() == told.split()

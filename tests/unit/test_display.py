"""Whether there is a screen is told from the environment."""

from __future__ import annotations

import pytest

from hive_inspector.core.display import has_display


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_a_display_is_found(environ: dict[str, str], platform: str, expected: bool) -> None:
    assert has_display(environ, platform) is expected

"""Whether there is a screen is told from the environment."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.display import display_answers, has_display

if TYPE_CHECKING:
    from pathlib import Path


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


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"DISPLAY": ""},
        {"DISPLAY": "nonsense"},
        {"DISPLAY": ":99999"},
        {"DISPLAY": "unix:99999.0"},
        {"DISPLAY": "127.0.0.1:58999"},
        {"DISPLAY": "127.0.0.1:99999"},
        {"WAYLAND_DISPLAY": "wayland-99", "XDG_RUNTIME_DIR": "/nowhere"},
    ],
)
def test_a_display_that_nobody_serves_does_not_answer(environ: dict[str, str]) -> None:
    assert not display_answers(environ, "linux")


def test_a_wayland_display_that_listens_answers(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "w-0"))
        server.listen()
        environ = {"WAYLAND_DISPLAY": "w-0", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert display_answers(environ, "linux")


def test_an_x_display_of_another_machine_answers_on_its_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1] - 6000
        assert display_answers({"DISPLAY": f"127.0.0.1:{number}"}, "linux")


def test_where_a_screen_is_taken_for_granted_nobody_is_asked() -> None:
    assert display_answers({}, "darwin")
    assert display_answers({"QT_QPA_PLATFORM": "offscreen"}, "linux")

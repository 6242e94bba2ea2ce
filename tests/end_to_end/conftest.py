"""An X server for the test, and the program on it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SCREEN = (1440, 900)
_TURNS_AT_REST = 5
PATIENCE_S = 60.0


class Screen:
    """An X server and the mouse and keyboard on it."""

    def __init__(self, display: str) -> None:
        self.display = display

    def do(self, *arguments: str | int) -> str:
        """One xdotool command; returns what it prints."""
        command = ["xdotool", *map(str, arguments)]
        environment = os.environ | {"DISPLAY": self.display}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    def click(self, rectangle: list[int]) -> None:
        """Press the left button in the middle of a rectangle."""
        x, y, width, height = rectangle
        self.do("mousemove", x + width // 2, y + height // 2, "click", 1)

    def key(self, *names: str) -> None:
        """Press keys, each given by its X name, e.g. `ctrl+c`."""
        self.do("key", *names)

    def type(self, text: str) -> None:
        """Type a text."""
        self.do("type", text)


class Program:
    """The running program; asked through its ear, driven through the screen."""

    def __init__(self, process: subprocess.Popen[str], screen: Screen) -> None:
        self.process = process
        self.screen = screen

    def ask(self, question: str, **details: Any) -> Any:
        """Ask the program and wait for its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"ask": question, **details}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the program ended"
        return json.loads(answer)

    def wait_for(self, what: Callable[[], Any], described: str) -> Any:
        """Ask again and again until the answer is true; an answer takes a turn of the program's event loop."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if answer := what():
                return answer
        names = self.ask("names")
        pytest.fail(f"{described} did not come within {PATIENCE_S} s; on the screen: {names}")

    def click(self, name: str) -> None:
        """Click the control of that accessible name, as soon as it is there and moves no more."""
        place = self.wait_for(lambda: self._resting_place(name), f"“{name}”")
        self.screen.click(place)

    def _resting_place(self, name: str) -> Any:
        """Where it is, if it is at the same place some turns of the program's event loop later."""
        places = [self.ask("where", name=name) for _ in range(_TURNS_AT_REST)]
        return places[0] if all(place == places[0] for place in places) else None

    def cell(self, table: str, row: int, column: int) -> str:
        """The text of a cell, as soon as it has one."""
        return str(
            self.wait_for(
                lambda: (self.ask("cell", table=table, row=row, column=column) or {}).get("text"),
                f"the cell {row}, {column} of “{table}”",
            )
        )

    def close(self) -> int:
        """End the program as Ctrl+C in its terminal does; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_S)


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """An X server of our own, ended with the tests."""
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        pytest.skip("needs Xvfb and xdotool (packaging/system-libraries.txt)")
    reader, writer = os.pipe()
    size = f"{SCREEN[0]}x{SCREEN[1]}x24"
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(writer,), stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        with os.fdopen(reader) as answer:
            display = answer.readline().strip()
        yield Screen(f":{display}")
        server.terminate()


@pytest.fixture
def program(screen: Screen, tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Starts the program with the given arguments; each is ended with the test."""
    started: list[Program] = []
    environment = os.environ | {
        "DISPLAY": screen.display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_SCALE_FACTOR": "1",
        "HOME": str(tmp_path / "home"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }

    def start(*arguments: str) -> Program:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.end_to_end.driver", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        started.append(Program(process, screen))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.communicate()

"""The command line run in this process, with a home folder of its own."""

from __future__ import annotations

import io
import json
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.cli.main import main
from hive_inspector.cli.session import Launchers
from hive_inspector.core.logs import release_logs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hive_inspector.core.requests import GalleryRequest, WindowRequest

    Terminal = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def error_lines(self) -> list[str]:
        return self.err.splitlines()


@dataclass
class CommandLine:
    """Runs commands and remembers what they asked of the window."""

    capture: pytest.CaptureFixture[str]
    home: Path
    windows: list[WindowRequest] = field(default_factory=list)
    galleries: list[GalleryRequest] = field(default_factory=list)

    def __call__(self, *words: object) -> Run:
        launchers = Launchers(self._open_window, self._paint)
        code = main([str(word) for word in words], launchers)
        captured = self.capture.readouterr()
        return Run(code, captured.out, captured.err)

    def _open_window(self, request: WindowRequest) -> int:
        self.windows.append(request)
        return 0

    def _paint(self, request: GalleryRequest) -> int:
        self.galleries.append(request)
        return 0


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CommandLine]:
    home = tmp_path / "home"
    home.mkdir()
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(home))
    for variable in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(home / variable.lower()))
    for variable in ("HIVE_DB_PATH", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    yield CommandLine(capsys, home)
    release_logs()


class _Typed(io.TextIOWrapper):
    """What somebody types on a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Lets standard input be a terminal on which somebody answers."""
    with ExitStack() as closing:

        def type_there(answer: str) -> None:
            content = closing.enter_context(tempfile.TemporaryFile())
            content.write(answer.encode())
            content.seek(0)
            monkeypatch.setattr(sys, "stdin", closing.enter_context(_Typed(content)))
            monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

        yield type_there

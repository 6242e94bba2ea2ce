"""The program as a process: starts fast, loads little, and ends in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.settings import load_settings
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0
STARTS = """
import sys
from hive_inspector.core.requests import WindowRequest
from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui.app import run_window
from pathlib import Path
request = WindowRequest(path=Path(sys.argv[1]), theme=ThemeMode.LIGHT, verbose=True)
sys.exit(run_window(request))
"""


def run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    return done.stdout


def test_charts_and_the_driver_are_not_loaded_before_the_window_is_painted(qapp: object) -> None:
    code = """
import sys
from hive_inspector.core.settings import Settings
from hive_inspector.gui.composition import Program, make_application
application = make_application()
program = Program(application, Settings(), None)
program.window.show()
application.processEvents()
print(sorted({"numpy", "pyqtgraph", "peewee", "playhouse", "psutil", "rich"} & set(sys.modules)))
program.shutdown()
"""
    assert run(code).strip() == "[]"


@pytest.fixture
def process(tmp_path: Path, own_folders: Path) -> Iterator[subprocess.Popen[str]]:
    """The program, started on a file as from a terminal."""
    file = make_lineage_file(tmp_path / "hive-ai.db", "core-013")
    process = subprocess.Popen(
        [sys.executable, "-c", STARTS, str(file)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    yield process
    process.kill()
    process.communicate()


def wait_for(process: subprocess.Popen[str], file: Path) -> None:
    """Wait until the program has the file open."""
    end = time.monotonic() + PATIENCE_S
    descriptors = Path(f"/proc/{process.pid}/fd")
    while time.monotonic() < end and process.poll() is None:
        try:
            if file in {descriptor.readlink() for descriptor in descriptors.iterdir()}:
                return
        except FileNotFoundError:  # one of them was closed meanwhile
            continue
    pytest.fail("the program did not open the file")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_in_order(
    process: subprocess.Popen[str], tmp_path: Path, own_folders: Path, number: signal.Signals
) -> None:
    wait_for(process, tmp_path / "hive-ai.db")
    process.send_signal(number)
    said, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    settings = load_settings(own_folders / "xdg_config_home" / "hive-inspector")
    assert settings.geometry
    assert (own_folders / "xdg_state_home" / "hive-inspector" / "hive-inspector.log").exists()


SHARES = """
import sys
from hive_inspector.core import handover
from hive_inspector.core.requests import WindowRequest
from hive_inspector.gui.app import run_window
from pathlib import Path
handover.PATIENCE_S = float(sys.argv[2])
sys.exit(run_window(WindowRequest(path=Path(sys.argv[1]))))
"""


@pytest.fixture
def starts(own_folders: Path) -> Iterator[Callable[[Path, float], subprocess.Popen[str]]]:
    """Starts the program on a file, to wait so long for one that runs; whatever runs at the end is ended."""
    started: list[subprocess.Popen[str]] = []

    def start(file: Path, patience_s: float) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", SHARES, str(file), str(patience_s)],
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                text=True,
                env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a_second_start_hands_its_file_over_and_one_that_hangs_is_not_waited_for(
    starts: Callable[[Path, float], subprocess.Popen[str]], tmp_path: Path
) -> None:
    one, two, three = (
        make_lineage_file(tmp_path / name, "core-013") for name in ("one.db", "two.db", "three.db")
    )
    first = starts(one, PATIENCE_S)
    wait_for(first, one)
    second = starts(two, PATIENCE_S)
    assert second.wait(timeout=PATIENCE_S) == 0
    wait_for(first, two)
    first.send_signal(signal.SIGSTOP)
    third = starts(three, 0.1)
    wait_for(third, three)
    first.send_signal(signal.SIGCONT)
    for process in (first, third):
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE_S) == 0

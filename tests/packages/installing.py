"""The packages that `make package` left in dist/, put into clean places and used there."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import venv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hive_inspector

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).resolve().parents[2]
DIST = PROJECT / "dist"
BUNDLE = DIST / "hive-inspector"
PATIENCE_S = 300
NEEDS_PACKAGES = [
    pytest.mark.skipif("HIVE_INSPECTOR_PACKAGES" not in os.environ, reason="needs `make package`"),
    pytest.mark.timeout(900),
]


class Installed:
    """The program in a clean place: a home of its own, no variable that leads back to the checkout."""

    def __init__(self, program: Path, home: Path) -> None:
        home.mkdir()
        self.program = program
        self.home = home
        self.environment = {
            "HOME": str(home),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
        }

    def __call__(self, *words: object) -> str:
        done = subprocess.run(
            [self.program, *map(str, words)],
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode in {0, 1}, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    def start(self, *words: object) -> subprocess.Popen[bytes]:
        """The window, as a desktop starts it."""
        return subprocess.Popen(
            [self.program, *map(str, words)], cwd=self.home, env=self.environment
        )


def wheel() -> Path:
    return DIST / f"hive_inspector-{hive_inspector.__version__}-py3-none-any.whl"


def package() -> Path:
    (found,) = DIST.glob(f"hive-inspector_{hive_inspector.__version__}_*.deb")
    return found


def install_wheel(place: Path) -> Path:
    """Into a virtual environment that holds nothing else but what the wheel needs, from the lock."""
    venv.create(place / "venv", with_pip=True)
    pip: list[str | Path] = [
        *(place / "venv/bin/python", "-m", "pip", "install", "--quiet", "--no-deps")
    ]
    locked: list[str | Path] = ["--require-hashes", "-r", PROJECT / "packaging/requirements.txt"]
    subprocess.run([*pip, *locked], check=True)
    subprocess.run([*pip, wheel()], check=True)
    return place / "venv/bin/hive-inspector"


def install_deb(place: Path) -> Path:
    """By dpkg, into a system's tree of its own; what the package depends on is this system's."""
    root = place / "root"
    for folder in ("updates", "info"):
        (root / "var/lib/dpkg" / folder).mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    dpkg(root, "--install", package())
    return root / "usr/bin/hive-inspector"


def dpkg(root: Path, *words: str | Path) -> None:
    """Run it on a tree."""
    forced = ["--force-depends", "--force-not-root", "--force-script-chrootless"]
    subprocess.run(
        ["dpkg", f"--root={root}", f"--log={root.parent / 'dpkg.log'}", *forced, *words],
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"},
    )


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Look again and again until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(f"waited for {what}")
        time.sleep(0.05)


def needs(program: str) -> pytest.MarkDecorator:
    """Skip a test where the system lacks a program."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"needs {program}")

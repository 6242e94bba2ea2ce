"""The core and the command line load neither Qt nor numpy, seen by a fresh interpreter and not by a linter."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import hive_inspector

_HEAVY = ("PySide6", "shiboken6", "pyqtgraph", "numpy")
_PACKAGE = Path(hive_inspector.__file__).parent
_BEFORE_THE_WINDOW = (
    "hive_inspector.__main__",
    "hive_inspector.cli.main",
    "hive_inspector.gui.app",
)
_MOST_AT_START = 155
"""Of the program's own modules; each costs about a millisecond before anything is seen."""
_LOOK = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*sorted(sys.modules))
"""


def modules_below(*folders: str) -> list[str]:
    """Names of all modules in these folders of the package."""
    names = []
    for folder in folders:
        for file in sorted((_PACKAGE / folder).rglob("*.py")):
            parts = file.relative_to(_PACKAGE.parent).with_suffix("").parts
            names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def loaded_by(*names: str) -> set[str]:
    """The top-level packages that a fresh interpreter has after importing these modules."""
    return {name.partition(".")[0] for name in modules_after(*names)}


def modules_after(*names: str) -> set[str]:
    """All modules that a fresh interpreter has after importing these."""
    command = [sys.executable, "-W", "error", "-c", _LOOK, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("folder", ["core", "cli"])
def test_every_module_runs_without_qt_and_numpy(folder: str) -> None:
    names = modules_below(folder)
    assert names
    loaded = loaded_by(*names)
    assert "hive_inspector" in loaded
    assert not loaded.intersection(_HEAVY)


@pytest.mark.skipif(find_spec("hive_inspector.cli.main") is None, reason="no command line yet")
def test_the_command_line_starts_without_qt_and_numpy() -> None:
    assert not loaded_by("hive_inspector.cli.main").intersection(_HEAVY)


def test_the_version_costs_nothing_to_ask() -> None:
    assert "peewee" not in loaded_by("hive_inspector")


def test_the_look_sees_what_it_looks_for() -> None:
    assert "PySide6" in loaded_by("PySide6.QtCore")


def test_before_the_window_is_seen_only_what_it_shows_is_loaded() -> None:
    loaded = modules_after(*_BEFORE_THE_WINDOW)
    foreign = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names
    late = {"numpy", "pyqtgraph", "cryptography", "sqlparse", "rich", "pyarrow", "peewee", "psutil"}
    assert foreign & late == set()
    own = {name for name in loaded if name.startswith("hive_inspector.")}
    features = (
        "browsing",
        "console",
        "migrations",
        "repairs",
        "statistics",
        "schema",
        "support",
        "demo",
    )
    assert not [
        name for name in own if name.split(".")[1:3] in [["core", room] for room in features]
    ]
    assert len(own) <= _MOST_AT_START

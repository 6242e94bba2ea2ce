"""The library of charts is loaded with the page that draws them, and with nothing else."""

from __future__ import annotations

import os
import subprocess
import sys

_LOOK = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(f"hive_inspector.gui.{name}")
print(*sorted({"numpy", "pyqtgraph"} & set(sys.modules)))
"""


def loaded_by(*names: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _LOOK, *names],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    return done.stdout.strip()


def test_the_window_and_the_overview_with_its_activity_load_no_library_of_charts() -> None:
    assert loaded_by("app", "file_pages", "pages.overview.page", "statistics_source") == ""


def test_the_page_of_statistics_loads_it() -> None:
    assert loaded_by("pages.statistics.page") == "numpy pyqtgraph"

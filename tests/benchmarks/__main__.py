"""Runs every measurement and prints the table: `make bench`.

`--large FILE` names a database with five million messages, which takes minutes to make; without it one is made in the
folder `.bench` of the checkout and kept there for the next run. `--readme` writes the table into the README.
"""

from __future__ import annotations

import argparse
import platform
import re
import sqlite3
import sys
import tempfile
from pathlib import Path

from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.demo.sizes import DemoSize
from tests.benchmarks import (
    browse_figures,
    cell_figures,
    choosing_figures,
    core_figures,
    migration_figures,
    window_figures,
)
from tests.benchmarks.measuring import Figure, table_of

PROJECT = Path(__file__).resolve().parents[2]
KEPT = PROJECT / ".bench"
BETWEEN_MARKS = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)


def main() -> int:
    """Measure, print, and say by the exit code whether every bound is kept."""
    arguments = _parse()
    medium = arguments.medium or _kept(DemoSize.MEDIUM)
    large = arguments.large or _kept(DemoSize.LARGE)
    figures = measure(medium, large)
    table = f"{_machine()}\n\n{table_of(figures)}\n"
    sys.stdout.write(table)
    if arguments.readme:
        _write_into_readme(table)
    return 0 if all(figure.holds for figure in figures) else 1


def measure(medium: Path, large: Path) -> list[Figure]:
    """All figures."""
    with tempfile.TemporaryDirectory() as folder:
        return [
            *core_figures.queries_through_the_pool(medium),
            *core_figures.opening(medium),
            *core_figures.migrating(Path(folder)),
            *migration_figures.proving(medium, Path(folder)),
            *core_figures.ten_workers(medium),
            *core_figures.memory_of_status(medium),
            *browse_figures.selecting(large),
            *cell_figures.huge_cell(Path(folder)),
            *cell_figures.profiling(large),
            *cell_figures.exporting(large),
            *cell_figures.hearing_of_changes(Path(folder)),
            *window_figures.first_rows(medium),
            *window_figures.scrolling(large),
            *choosing_figures.choosing(large),
            *choosing_figures.changes(Path(folder)),
        ]


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--medium", type=Path)
    parser.add_argument("--large", type=Path)
    parser.add_argument("--readme", action="store_true")
    return parser.parse_args()


def _kept(size: DemoSize) -> Path:
    path = KEPT / f"{size.value}.db"
    if not path.exists():
        KEPT.mkdir(exist_ok=True)
        sys.stderr.write(f"Making {path.name}; it is kept for the next run.\n")
        make_demo(path, size=size)
    return path


def _machine() -> str:
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}, medians "
        "where not said otherwise; the medium demo, and the large one (5,000,000 messages) where rows are scrolled."
    )


def _write_into_readme(table: str) -> None:
    readme = PROJECT / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(
        BETWEEN_MARKS.sub(lambda marks: marks[1] + table + marks[2], text), encoding="utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())

"""Runs every measurement and prints the table: `make bench`.

`--large FILE` names a database with five million messages, which takes minutes to make; without it one is made in the
folder `.bench` of the checkout and kept there for the next run. `--only PART` measures one part, and may be given
several times. `--write` writes the table into docs/figures.md.
"""

from __future__ import annotations

import argparse
import platform
import re
import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.demo.sizes import DemoSize
from tests.benchmarks import (
    browse_figures,
    bundle_figures,
    cell_figures,
    charts_figures,
    choosing_figures,
    console_figures,
    core_figures,
    health_figures,
    installs_figures,
    jump_figures,
    migration_figures,
    palette_figures,
    query_figures,
    schema_figures,
    start_figures,
    statistics_figures,
    support_figures,
    watch_figures,
    window_figures,
)
from tests.benchmarks.measuring import Figure, table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROJECT = Path(__file__).resolve().parents[2]
KEPT = PROJECT / ".bench"
BETWEEN_MARKS = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Material:
    """What is measured on; a database is made only when a part asks for it."""

    folder: Path
    """For files that are made on the way."""
    given_medium: Path | None
    given_large: Path | None

    @property
    def medium(self) -> Path:
        """The medium demo."""
        return self.given_medium or _kept(DemoSize.MEDIUM)

    @property
    def large(self) -> Path:
        """The demo with five million messages."""
        return self.given_large or _kept(DemoSize.LARGE)


def main() -> int:
    """Measure, print, and say by the exit code whether every bound is kept."""
    arguments = _parse()
    with tempfile.TemporaryDirectory() as folder:
        material = Material(Path(folder), arguments.medium, arguments.large)
        figures = measure(material, arguments.only or tuple(PARTS))
    table = f"{_machine()}\n\n{table_of(figures)}\n"
    sys.stdout.write(table)
    if arguments.write:
        _write_down(table)
    return 0 if all(figure.holds for figure in figures) else 1


def measure(material: Material, parts: Sequence[str]) -> list[Figure]:
    """The figures of some parts, in the order of `PARTS`."""
    return [figure for name, part in PARTS.items() if name in parts for figure in part(material)]


def _core(material: Material) -> list[Figure]:
    return [
        *core_figures.queries_through_the_pool(material.medium),
        *core_figures.opening(material.medium),
        *core_figures.migrating(material.folder),
        *core_figures.ten_workers(material.medium),
        *core_figures.memory_of_status(material.medium),
    ]


def _migrations(material: Material) -> list[Figure]:
    return migration_figures.proving(material.medium, material.folder)


def _browse(material: Material) -> list[Figure]:
    return [
        *jump_figures.jumping(material.large, material.folder),
        *browse_figures.selecting(material.large),
    ]


def _cells(material: Material) -> list[Figure]:
    return [
        *cell_figures.huge_cell(material.folder),
        *cell_figures.profiling(material.large),
        *cell_figures.exporting(material.large),
        *cell_figures.hearing_of_changes(material.folder),
    ]


def _start(material: Material) -> list[Figure]:
    return start_figures.starting(material.medium)


def _window(material: Material) -> list[Figure]:
    return [
        *window_figures.switching(material.large),
        *window_figures.scrolling(material.large),
        *window_figures.memory(material.large),
    ]


def _statistics(material: Material) -> list[Figure]:
    return statistics_figures.statistics(material.medium, material.large)


def _charts(material: Material) -> list[Figure]:
    return charts_figures.charts(material.medium)


def _watching(material: Material) -> list[Figure]:
    return watch_figures.watching(material.medium, material.folder)


def _choosing(material: Material) -> list[Figure]:
    return [
        *choosing_figures.choosing(material.large),
        *choosing_figures.changes(material.folder),
    ]


def _health(material: Material) -> list[Figure]:
    return health_figures.checking(material.medium)


def _console(material: Material) -> list[Figure]:
    return [
        *console_figures.console(material.large, material.folder),
        *query_figures.querying(material.large),
    ]


def _bundle(material: Material) -> list[Figure]:
    return bundle_figures.bundling(material.medium, material.folder)


def _schema(_material: Material) -> list[Figure]:
    return schema_figures.drawing()


def _palette(_material: Material) -> list[Figure]:
    return palette_figures.finding()


def _support(material: Material) -> list[Figure]:
    return [
        *support_figures.backing_up(material.medium, material.folder),
        *installs_figures.comparing(material.medium, material.folder),
        *installs_figures.importing(material.folder),
    ]


PARTS: dict[str, Callable[[Material], list[Figure]]] = {
    "core": _core,
    "migrations": _migrations,
    "browse": _browse,
    "cells": _cells,
    "start": _start,
    "window": _window,
    "choosing": _choosing,
    "statistics": _statistics,
    "charts": _charts,
    "watching": _watching,
    "health": _health,
    "console": _console,
    "schema": _schema,
    "palette": _palette,
    "bundle": _bundle,
    "support": _support,
}
"""The parts of the table, in its order."""


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--medium", type=Path)
    parser.add_argument("--large", type=Path)
    parser.add_argument("--only", action="append", choices=tuple(PARTS))
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    if arguments.only and arguments.write:
        parser.error("--write writes the whole table, so it cannot go with --only")
    return arguments


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


def _write_down(table: str) -> None:
    figures = PROJECT / "docs" / "figures.md"
    text = figures.read_text(encoding="utf-8")
    figures.write_text(
        BETWEEN_MARKS.sub(lambda marks: marks[1] + table + marks[2], text), encoding="utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())

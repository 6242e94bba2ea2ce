"""Scenes for the matrices, and the table of what came of them, summed up over all tests and workers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.counts.recording import record
from tests.faults.counting import IS_FULL, PROPERTY, Tally, areas, table
from tests.faults.scene import Scene, Victims
from tests.support.migrated import migrated, move
from tests.support.users_rows import AT_5

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILLED = 5
"""The version at which rows are put into the files."""


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Callable[[str], Tally]:
    """Makes a count of cases that stands in the table at the end."""
    return lambda area: Tally(request, area)


@pytest.fixture(scope="session")
def victims() -> Iterator[Victims]:
    """One process for all tests of a worker."""
    with Victims() as process:
        yield process


@pytest.fixture
def at(victims: Victims, tmp_path: Path) -> Callable[..., Scene]:
    """Makes a scene: a file at some version with rows in it, and what is to be done to it."""

    def make(version: int, operation: str, *, prepare: bool = True, **about: Any) -> Scene:
        path = tmp_path / "scene" / "hive.db"
        path.parent.mkdir()
        if version >= FILLED:
            move(migrated(path, FILLED, AT_5), FILLED, version)
        else:
            migrated(path, version, AT_5[:1] if version else ())
        scene = Scene(path, victims, operation, about)
        facts = scene.prepare() if prepare else {}
        assert facts.get("passed", True), facts["reason"]
        return scene

    return make


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: pytest.ExitCode
) -> None:
    """The table; of a full run, what was counted is put on record as well."""
    found = [
        (*value, report.duration, outcome != "passed")
        for outcome in ("passed", "failed", "error")
        for report in terminalreporter.stats.get(outcome, [])
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    if not found:
        return
    terminalreporter.section("faults")
    for line in table((area, counts, seconds) for area, counts, seconds, _ in found):
        terminalreporter.line(line)
    came_to_its_end = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    if came_to_its_end and is_whole_run(terminalreporter.config):
        record("faults", areas(found))


def is_whole_run(config: pytest.Config) -> bool:
    """Whether `make faults` runs, and all of it."""
    folder = Path(__file__).parent
    is_asked_for = any(
        (config.invocation_params.dir / one).resolve() == folder for one in config.args
    )
    chosen = (config.getoption(name) for name in ("keyword", "markexpr", "deselect", "lf"))
    return IS_FULL and is_asked_for and not any(chosen)

"""Prints what came of the matrices, summed up over all tests and workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.counting import PROPERTY, Tally, table

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Callable[[str], Tally]:
    """Makes a count of cases that stands in the table at the end."""
    return lambda area: Tally(request, area)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table."""
    found = [
        (*value, report.duration)
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    if found:
        terminalreporter.section("faults")
        for line in table(found):
            terminalreporter.line(line)

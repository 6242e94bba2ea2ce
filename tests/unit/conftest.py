"""What is traced where it is measured how much of the core its tests reach."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

LONG = ("migrations", "schema", "statistics")
"""Where the cases of a test take long, and go the same ways: under a tracer they take twice as long."""
TRACED = 3
"""How many of them are."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the further cases of such a test run as all tests do that are not measured."""
    here = Path(__file__).parent
    long = tuple(here / name for name in LONG)
    cases: Counter[tuple[Path, str]] = Counter()
    for item in items:
        if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
            continue
        if any(item.path.is_relative_to(folder) for folder in long):
            test = (item.path, item.originalname)
            cases[test] += 1
            if cases[test] > TRACED:
                item.add_marker(pytest.mark.no_cover)

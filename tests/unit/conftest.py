"""What is traced where it is measured how much of the core its tests reach."""

from __future__ import annotations

from collections import Counter

import pytest

TRACED = 3
"""How many cases of one test: the others go the same ways once more, which takes twice as long under a tracer."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the further cases of a test run as all tests do that are not measured."""
    cases: Counter[tuple[str, str]] = Counter()
    for item in items:
        if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
            test = (str(item.path), item.originalname)
            cases[test] += 1
            if cases[test] > TRACED:
                item.add_marker(pytest.mark.no_cover)

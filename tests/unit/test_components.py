"""The libraries that the About box names."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from hive_inspector.core import components as module
from hive_inspector.core.components import components
from hive_inspector.core.resources import resource_text

if TYPE_CHECKING:
    import pytest


def test_each_is_told_with_the_version_that_runs() -> None:
    listed = json.loads(resource_text("dependencies.json"))
    told = {one.title: one for one in components()}
    assert set(told) == {one["title"] for one in listed}
    for one in listed:
        try:
            runs = version(one["name"])
        except PackageNotFoundError:  # what only older Pythons or other systems need
            runs = " or ".join(one["versions"])
        assert (told[one["title"]].version, told[one["title"]].licence) == (runs, one["licence"])


def test_without_a_trace_of_a_package_its_versions_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_package(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(module, "version", no_package)
    listed = json.loads(resource_text("dependencies.json"))
    told = {one.title: one.version for one in components()}
    assert told == {one["title"]: " or ".join(one["versions"]) for one in listed}

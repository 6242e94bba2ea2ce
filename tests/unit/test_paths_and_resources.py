"""Where the program's own things are, and what it tells about itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core import resources
from hive_inspector.core.errors import EnvironmentProblem, InspectorError, Refusal, UsageProblem
from hive_inspector.core.paths import app_paths
from hive_inspector.core.progress import silent
from hive_inspector.core.resources import (
    migrations_folder,
    resource_bytes,
    resource_path,
    resource_text,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_the_programs_folders_are_the_users_and_not_made_by_looking(own_folders: Path) -> None:
    paths = app_paths()
    for folder in (paths.settings, paths.cache, paths.state, paths.demo, paths.private_copies):
        assert folder.is_relative_to(own_folders)
        assert "hive-inspector" in folder.parts
    assert not own_folders.exists()


def test_resources_lie_beside_the_package_in_a_checkout() -> None:
    path = resource_path("lineages/core-013.json")
    assert json.loads(resource_text("lineages/core-013.json"))["version"] == 13
    assert resource_bytes("lineages/core-013.json") == path.read_bytes()
    assert migrations_folder().name == "migrations"


def test_resources_lie_inside_the_package_once_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    (tmp_path / "_migrations").mkdir()
    assert migrations_folder() == tmp_path / "_migrations"


@pytest.mark.parametrize("kind", [EnvironmentProblem, UsageProblem, Refusal])
def test_a_problem_carries_what_the_user_is_told(kind: type[InspectorError]) -> None:
    problem = kind("It is so.", "Do this.", "detail")
    assert (str(problem), problem.message, problem.hint, problem.detail) == (
        "It is so.",
        "It is so.",
        "Do this.",
        "detail",
    )
    assert kind("It is so.", "Do this.").detail == ""


def test_nobody_need_listen_to_progress() -> None:
    silent(1, None, "step")

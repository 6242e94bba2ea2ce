"""Which language is spoken: what the environment says, then what was chosen, then what the system prefers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core import settings
from hive_inspector.core.languages import (
    CONTEXTS,
    FOLDER_VARIABLE,
    ROOMS,
    VARIABLE,
    catalogues,
    context_of,
    first_known,
    wanted_language,
)
from tests.architecture.test_imports import modules_below

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def _nobody_asks() -> Sequence[str]:
    pytest.fail("the system is asked")


def _found(folder: Path, *codes: str) -> dict[str, Path]:
    return {code: folder / code for code in codes}


def _choose(folder: Path, language: object) -> None:
    document = {"preferences": {"language": language}}
    (folder / settings.FILE_NAME).write_text(json.dumps(document), encoding="utf-8")


def test_catalogues_are_found_in_a_folder_of_translators(tmp_path: Path) -> None:
    for name in ("hive_inspector_de.qm", "hive_inspector_pt_BR.qm", "hive_inspector_de.ts", "x.qm"):
        (tmp_path / name).touch()
    found = catalogues({FOLDER_VARIABLE: str(tmp_path)})
    assert {code: path for code, path in found.items() if path.parent == tmp_path} == {
        "de": tmp_path / "hive_inspector_de.qm",
        "pt_BR": tmp_path / "hive_inspector_pt_BR.qm",
    }


def test_without_catalogues_nothing_is_asked(tmp_path: Path) -> None:
    assert wanted_language({}, {}, _nobody_asks, tmp_path) == "en"


def test_the_environment_is_heard_first(tmp_path: Path) -> None:
    _choose(tmp_path, "fr")
    found = _found(tmp_path, "de", "fr")
    assert wanted_language({VARIABLE: "de"}, found, _nobody_asks, tmp_path) == "de"
    assert wanted_language({VARIABLE: "xx"}, found, _nobody_asks, tmp_path) == "xx"


@pytest.mark.parametrize("chosen", ["fr", "en"])
def test_then_what_was_chosen(tmp_path: Path, chosen: str) -> None:
    _choose(tmp_path, chosen)
    assert (
        wanted_language({VARIABLE: " "}, _found(tmp_path, "fr"), _nobody_asks, tmp_path) == chosen
    )


@pytest.mark.parametrize("chosen", ["system", "gone", 7, None, ["de"]])
def test_then_what_the_system_prefers(tmp_path: Path, chosen: object) -> None:
    _choose(tmp_path, chosen)
    found = _found(tmp_path, "de")
    assert wanted_language({}, found, lambda: ["de-Latn-AT", "de-AT"], tmp_path) == "de"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"preferences": 1}', "\0", "[" * 5000])
def test_settings_that_are_not_understood_choose_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / settings.FILE_NAME).write_text(text, encoding="utf-8")
    assert wanted_language({}, _found(tmp_path, "de"), lambda: ["de"], tmp_path) == "de"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (["pt-Latn-BR", "pt-BR", "pt"], "pt_BR"),
        (["pt-PT", "pt"], "en"),
        (["fr", "de"], "de"),
        (["en-GB", "de"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_first_known_language_of_a_list_is_taken(
    tmp_path: Path, wanted: list[str], code: str
) -> None:
    assert first_known(wanted, _found(tmp_path, "de", "pt_BR")) == code


def test_every_heading_has_modules_and_every_module_a_heading() -> None:
    modules = [name.removeprefix("hive_inspector.") for name in modules_below("core", "gui")]
    assert {context_of(module) for module in modules} == set(CONTEXTS)
    for room in ROOMS:
        assert any(f"{module}.".startswith(f"{room}.") for module in modules), room
    assert context_of("gui.pages.browse.view") == "Browse"
    assert context_of("gui.frame.actions") == "The window"
    assert context_of("__main__") == "The program"


def test_what_is_chosen_is_read_from_the_settings_file_of_the_settings(tmp_path: Path) -> None:
    assert settings.FILE_NAME == "settings.json"
    _choose(tmp_path, "de")
    assert wanted_language({}, _found(tmp_path, "de"), _nobody_asks, tmp_path) == "de"

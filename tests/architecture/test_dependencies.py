"""What the program stands on is listed, pinned, licensed, needed, and none of it is known to be bad."""

from __future__ import annotations

import importlib.util
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import TYPE_CHECKING, Any

import pytest

from tests.architecture.listed import (
    LOCKS,
    PACKAGING,
    PROJECT,
    Dependency,
    imported,
    listed,
    locked,
)

if TYPE_CHECKING:
    from types import ModuleType

LISTED = listed()
BY_NAME = {one.name: one for one in LISTED}
RUNTIME = [one for one in LISTED if one.group == "runtime"]
_WORDS_OF = {
    "MIT": "MIT",
    "BSD-2-Clause": "BSD",
    "BSD-3-Clause": "BSD",
    "Apache-2.0": "Apache",
    "MPL-2.0": "Mozilla",
}
_ROW = re.compile(r"^\| (?P<name>[^|]+?) \| (?P<why>[^|]+?) \|$", re.MULTILINE)


def installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:  # of another system, another Python, or only for packaging
        return None


def said_of_licence(about: Distribution) -> list[str]:
    told = about.metadata
    said = [told[name] for name in ("License-Expression", "License") if name in told]
    return said + [one for one in told.get_all("Classifier") or [] if one.startswith("License")]


def licences_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("licences", PACKAGING / "licences.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_list_names_everything_once() -> None:
    assert len(BY_NAME) == len(LISTED)
    assert {one.group for one in LISTED} == set(LOCKS)
    assert all(one.licence and one.why for one in LISTED)


@pytest.mark.parametrize("group", LOCKS)
def test_a_lock_pins_what_is_listed_and_nothing_else(group: str) -> None:
    pinned = {name: {one.version for one in lines} for name, lines in locked(LOCKS[group]).items()}
    assert {name: set(BY_NAME[name].versions) for name in pinned} == pinned
    assert {one.name for one in LISTED if one.group == group} <= set(pinned)


@pytest.mark.parametrize("group", LOCKS)
def test_every_pinned_package_has_hashes(group: str) -> None:
    assert not [
        name for name, lines in locked(LOCKS[group]).items() for one in lines if not one.hashes
    ]


def test_what_runs_is_locked_for_development_as_well() -> None:
    runtime, development = locked(LOCKS["runtime"]), locked(LOCKS["development"])
    assert {name: development[name] for name in runtime} == runtime


def is_refused(one: Dependency, version: str, marker: str) -> bool:
    """Whether a version is pinned for a Python with which it is known to be bad."""
    return any(
        version == bad.version and f">= '{bad.before_python}'" not in marker for bad in one.refused
    )


def test_no_version_that_is_known_to_be_bad_is_pinned() -> None:
    for lock in LOCKS.values():
        for name, lines in locked(lock).items():
            assert not [
                line for line in lines if is_refused(BY_NAME[name], line.version, line.marker)
            ]


def test_a_bad_version_would_be_seen() -> None:
    qt = BY_NAME["pyside6-essentials"]
    assert is_refused(qt, "6.12.0", "")
    assert is_refused(qt, "6.12.0", "python_full_version < '3.12'")
    assert not is_refused(qt, "6.12.0", "python_full_version >= '3.12'")
    assert not is_refused(qt, "6.11.3", "")


def test_what_is_installed_is_what_is_listed() -> None:
    for one in LISTED:
        about = installed(one.name)
        if about is None or one.group == "packaging":  # which has an environment of its own
            continue
        assert about.version in one.versions
        assert not [
            bad
            for bad in one.refused
            if about.version == bad.version and sys.version_info < as_numbers(bad.before_python)
        ]


def as_numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_the_licence_is_what_the_package_says() -> None:
    for one in LISTED:
        about = installed(one.name)
        said = said_of_licence(about) if about is not None else []
        if any(said):  # else it says nothing but in the text of its licence
            require_licence(one, said)


def require_licence(one: Dependency, said: list[str]) -> None:
    """Hold the licence of the list against what a package says."""
    exact = any(one.licence in (words, *words.split(" OR ")) for words in said)
    assert exact or any(_WORDS_OF.get(one.licence, "?") in words for words in said), said


def test_nothing_is_imported_that_is_not_listed() -> None:
    known = {module for one in RUNTIME for module in one.imports} | {
        "pyarrow"
    }  # offered, not required
    assert set(imported("hive_inspector", "migrations")) <= known
    packing = {"PyInstaller"}  # which runs the .spec files and the program's start in a bundle
    everything = {module for one in LISTED for module in one.imports} | packing
    assert set(imported("hive_inspector", "migrations", "tests", "packaging")) <= everything


def test_nothing_is_listed_that_is_not_needed() -> None:
    of_the_program = set(imported("hive_inspector", "migrations"))
    of_all = set(imported("hive_inspector", "migrations", "tests", "packaging"))
    for one in LISTED:
        assert one.imports or one.needed_by or one.named_in, one.name
        is_ours = one.group == "runtime" and not one.needed_by
        found = of_the_program if is_ours else of_all
        assert set(one.imports) <= found, one.name
        if one.named_in:
            file, words = one.named_in
            assert words in (PROJECT / file).read_text(encoding="utf-8"), one.name
        for name in one.needed_by:
            require(one.name, name)


def require(name: str, by: str) -> None:
    """Hold what a package says it requires against the list."""
    assert by in BY_NAME
    about = installed(by)
    if about is not None and BY_NAME[by].group != "packaging":
        names = [
            re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0].lower() for one in about.requires or ()
        ]
        assert name in [re.sub(r"[-_.]+", "-", one) for one in names], (name, by)


def test_what_is_asked_for_is_what_our_code_uses() -> None:
    """Of the packages that the .in file names, none is there for another package's sake."""
    named = (PACKAGING / "requirements.in").read_text(encoding="utf-8")
    asked = {match.lower() for match in re.findall(r"^([A-Za-z][\w-]+)", named, re.MULTILINE)}
    assert all(BY_NAME[name].imports for name in asked)


def test_the_page_on_architecture_gives_the_reasons_of_the_list() -> None:
    page = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = page.partition("## Dependencies\n")[2]
    told = {match["name"].lower(): match["why"] for match in _ROW.finditer(section)}
    told = {name: why for name, why in told.items() if name in BY_NAME}
    named = (PACKAGING / "requirements.in").read_text(encoding="utf-8").lower()
    asked = {
        one.name: one.why for one in RUNTIME if re.search(rf"^{one.name}\b", named, re.MULTILINE)
    }
    assert set(told) == set(asked)
    assert not {name: why for name, why in asked.items() if not told[name].startswith(why)}


def test_the_licence_texts_are_those_of_the_installed_packages() -> None:
    script: Any = licences_script()
    for entry in script.runtime():
        name, (newest, *_) = entry["name"], entry["versions"]
        kept = (PACKAGING / "licences" / f"{name}.txt").read_text(encoding="utf-8")
        assert len(kept) > 500
        about = installed(name)
        if about is not None and about.version == newest:  # another Python has another version
            assert script.text_of(entry) == kept


def test_what_else_a_bundle_holds_has_its_text() -> None:
    script: Any = licences_script()
    kept = (PACKAGING / "licences/OF_A_BUNDLE.txt").read_text(encoding="utf-8")
    assert script.bundled_list() == kept
    for one in script.bundled():
        text = (PACKAGING / "licences" / f"{one['name']}.txt").read_text(encoding="utf-8")
        assert text.startswith(f"{one.get('title', one['name'])}: {one['licence']}\n")
        assert one.get("copyright", "") in text
        assert len(text) > 100
        if "text" not in one:
            assert script.bundled_text(one) == text
        assert one["files"] or one["inside"]


def test_the_texts_for_qt_are_there() -> None:
    folder = PACKAGING / "licences"
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (folder / "LGPL-3.0.txt").read_text("utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in (folder / "GPL-3.0.txt").read_text("utf-8")
    notice = (folder / "pyside6-essentials.txt").read_text("utf-8")
    assert "LGPL-3.0.txt" in notice
    assert "GPL-3.0.txt" in notice


def test_the_window_is_told_what_is_listed() -> None:
    script: Any = licences_script()
    told = (PROJECT / "resources" / "dependencies.json").read_text(encoding="utf-8")
    assert script.told(script.runtime()) == told

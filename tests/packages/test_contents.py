"""What a bundle holds: no more than it needs, nothing without a licence, and all that is no code."""

from __future__ import annotations

import ast
import sys
import tomllib
from fnmatch import fnmatch
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING, Any

from tests.packages.installing import BUNDLE, NEEDS_PACKAGES, PROJECT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = NEEDS_PACKAGES
INSIDE = BUNDLE / "_internal"
PACKAGING = PROJECT / "packaging"
OURS = ("hive_inspector", "licences")
OF_PYINSTALLER = ("_pyi_rth_utils", "_sysconfigdata")
MODULES_OF = {
    name: [one.lower().replace("_", "-") for one in found]
    for name, found in packages_distributions().items()
}


def listed(file: str, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((PACKAGING / file).read_text(encoding="utf-8"))[key]
    return found


def runtime() -> set[str]:
    return {
        one["name"]
        for one in listed("dependencies.toml", "dependency")
        if one["group"] == "runtime"
    }


def files() -> list[Path]:
    return [file for file in BUNDLE.rglob("*") if file.is_file() and not file.is_symlink()]


def test_it_is_slim() -> None:
    assert sum(file.stat().st_size for file in files()) <= 120_000_000
    names = " ".join(file.name for file in files())
    unused = ("Qt6Qml", "Qt6Quick", "Qt6Network", "openblas", "libreadline", "libstdc++", "libssl")
    assert not any(name in names for name in unused)


def test_every_file_is_of_something_that_is_listed() -> None:
    others = listed("bundled.toml", "bundled")
    unknown = []
    for file in files():
        inside = file.relative_to(INSIDE if file.is_relative_to(INSIDE) else BUNDLE)
        top = inside.parts[0].partition(".")[0]
        known = top in OURS or _is_of_a_package(inside) or _is_of(others, inside)
        if not known:
            unknown.append(str(inside))
    assert unknown == []


def _is_of_a_package(inside: Path) -> bool:
    top = inside.parts[0]
    if top.endswith(".dist-info"):
        name = top.removesuffix(".dist-info").rpartition("-")[0]
        return name.lower().replace("_", "-") in runtime()
    module = top.partition(".")[0]
    return bool(runtime().intersection(MODULES_OF.get(module, ())))


def _is_of(others: list[dict[str, Any]], inside: Path) -> bool:
    return any(fnmatch(inside.as_posix(), pattern) for one in others for pattern in one["files"])


def test_everything_listed_is_there_on_linux() -> None:
    names = [
        file.relative_to(INSIDE if file.is_relative_to(INSIDE) else BUNDLE).as_posix()
        for file in files()
    ]
    for one in listed("bundled.toml", "bundled"):
        for pattern in one["files"]:
            assert any(fnmatch(name, pattern) for name in names), (one["name"], pattern)


def test_every_module_is_pythons_or_of_a_listed_package() -> None:
    toc = ast.literal_eval((PROJECT / "build/work/linux/PYZ-00.toc").read_text(encoding="utf-8"))
    tops = {name.partition(".")[0] for name, _, _ in toc[1]} - sys.stdlib_module_names
    unknown = {
        name
        for name in tops
        if name not in OURS
        and not name.startswith(OF_PYINSTALLER)
        and not runtime().intersection(MODULES_OF.get(name, ()))
    }
    assert unknown == set()


def test_models_keep_the_words_that_are_shown() -> None:
    toc = ast.literal_eval((PROJECT / "build/work/linux/PYZ-00.toc").read_text(encoding="utf-8"))
    kinds = {name: kind for name, _, kind in toc[1]}
    assert kinds["hive_inspector.core.hive.models.conversations"] == "PYMODULE"
    assert kinds["hive_inspector.gui.composition"] == "PYMODULE-2"


def test_every_licence_text_comes_along() -> None:
    kept = {file.name: file.read_bytes() for file in (PACKAGING / "licences").iterdir()}
    brought = {file.name: file.read_bytes() for file in (INSIDE / "licences").iterdir()}
    assert brought == kept
    expected = runtime() | {one["name"] for one in listed("bundled.toml", "bundled")}
    assert {f"{name}.txt" for name in expected} <= set(kept)


def test_all_that_is_no_code_comes_along() -> None:
    for folder, name in (("migrations", "_migrations"), ("resources", "_resources")):
        expected = {
            file.relative_to(PROJECT / folder).as_posix(): file.read_bytes()
            for file in (PROJECT / folder).rglob("*")
            if file.is_file() and "__pycache__" not in file.parts
        }
        place = INSIDE / "hive_inspector" / name
        brought = {path: (place / path).read_bytes() for path in expected}
        assert brought == expected

"""What people install is described truly: the manual, the desktop's files, the tables that are left out."""

from __future__ import annotations

import ast
import configparser
import importlib.util
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

import hive_inspector
from hive_inspector.cli.commands import COMMANDS

if TYPE_CHECKING:
    from types import ModuleType

PROJECT = Path(__file__).resolve().parents[2]
PACKAGING = PROJECT / "packaging"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def _loaded(path: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A script of packaging/, which are no package."""
    file = PACKAGING / path
    monkeypatch.syspath_prepend(str(file.parent))
    specification = importlib.util.spec_from_file_location(f"packaging_{file.stem}", file)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # its own way to keep capitals
    parser.read(PACKAGING / "linux/hive-inspector.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_manual_has_every_command_and_every_option(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _loaded("linux/manual.py", monkeypatch).man_page("2026-01-02").replace("\\-", "-")
    assert re.findall(r"^\.SS (\S+)$", page, re.MULTILINE) == [command.name for command in COMMANDS]
    for command in COMMANDS:
        section = page.split(f"\n.SS {command.name}\n")[1].split("\n.S")[0]
        options = set(re.findall(r"(?<![\w-])--[a-z-]+", command.load().parser().format_help()))
        assert {option for option in options if option not in section} == set()
    assert not re.findall(r"^[.'](?!TH|SH|SS|TP|B |nf|fi|ad|nh)", page, re.MULTILINE)
    assert page.isascii()


def test_the_desktop_opens_what_the_program_opens(entry: configparser.SectionProxy) -> None:
    known = ET.parse(PACKAGING / "linux/hive-inspector.mime.xml").getroot()
    names = {kind.get("type") for kind in known.iter(f"{MIME}mime-type")}
    names |= {alias.get("type") for alias in known.iter(f"{MIME}alias")}
    assert set(entry["MimeType"].rstrip(";").split(";")) <= names
    patterns = {glob.get("pattern") for glob in known.iter(f"{MIME}glob")}
    assert {"*.db", "*.sqlite", "*.hivebundle"} <= patterns
    assert entry["Exec"].split()[0] == entry["Icon"] == "hive-inspector"


def test_the_window_says_which_entry_it_belongs_to(entry: configparser.SectionProxy) -> None:
    code = (PROJECT / "hive_inspector/gui/composition.py").read_text(encoding="utf-8")
    assert f'setDesktopFileName("{entry["StartupWMClass"]}")' in code


def test_the_software_centre_is_told_of_this_version() -> None:
    described = ET.parse(PACKAGING / "linux/ai.hive.Inspector.metainfo.xml").getroot()
    newest = described.find("releases/release")
    assert newest is not None
    assert newest.get("version") == hive_inspector.__version__
    licence = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert described.findtext("project_license") == licence["license"]


def test_the_bundle_has_every_module(monkeypatch: pytest.MonkeyPatch) -> None:
    named = set(_loaded("bundle/contents.py", monkeypatch).MODULES)
    assert {f"hive_inspector.cli.{command.module}" for command in COMMANDS} <= named
    assert "hive_inspector.core.database.peeking_helper" in named


@pytest.mark.parametrize("system", ["linux", "windows", "macos"])
def test_each_spec_packs_what_the_list_of_contents_says(system: str) -> None:
    file = PACKAGING / f"bundle/{system}.spec"
    tree = ast.parse(file.read_text(encoding="utf-8"), file.name)
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "contents"
    }
    expected = {"PROGRAM", "PROJECT", "DATA", "WITH_METADATA", "MODULES", "NOT_NEEDED"}
    expected |= {"OPTIMIZED", "is_needed", "compiled"}
    assert used - {"without_hooks"} == expected  # which has been tried on Linux alone


def test_only_docstrings_that_nobody_reads_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    contents = _loaded("bundle/contents.py", monkeypatch)
    models = "hive_inspector.core.hive.models.conversations"
    found = [(models, "a", "PYMODULE-2"), ("hive_inspector.gui.app", "b", "PYMODULE-2")]
    assert contents.compiled(found) == [(models, "a", "PYMODULE"), found[1]]
    readers = {
        file.relative_to(PROJECT).as_posix()
        for file in (PROJECT / "hive_inspector").rglob("*.py")
        if "__doc__" in file.read_text(encoding="utf-8")
    }
    assert (
        readers
        == {
            "hive_inspector/core/hive/models/base.py",
            "hive_inspector/core/migrations/scripts/loading.py",  # of scripts, compiled when they are read
        }
    )


def test_the_package_tells_of_every_licence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING / "linux"))
    told = _loaded("linux/deb.py", monkeypatch).copyright_file()
    assert (PROJECT / "LICENSE").read_text(encoding="utf-8") in told
    kept = {file.stem for file in (PACKAGING / "licences").iterdir()}
    assert kept - set(re.findall(r"^  (\S+): \S", told, re.MULTILINE)) == {
        "GPL-3.0",
        "LGPL-3.0",
        "OF_A_BUNDLE",
    }
    notice = (PACKAGING / "licences/pyside6-essentials.txt").read_text(encoding="utf-8")
    for promise in ("shared libraries", "source code", "reverse engineering", "LGPL-3.0.txt"):
        assert promise in notice


def test_no_spec_claims_to_be_tried_that_is_not() -> None:
    for system in ("windows", "macos"):
        first = (PACKAGING / f"bundle/{system}.spec").read_text(encoding="utf-8").splitlines()[0]
        assert "Not tried" in first


def test_tables_of_languages_are_taken_out_and_the_others_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    icu = _loaded("bundle/icu.py", monkeypatch)
    head = b"\x20\x00\xda\x27" + bytes(8) + b"CmnD" + bytes(16)
    names = [
        b"icudt73l/coll/root.res",
        b"icudt73l/coll/sv.res",
        b"icudt73l/nfc.nrm",
        b"icudt73l/sv_SE.res",
    ]
    tables = [
        icu.Table(name, bytes([number]) * (16 * (number + 1))) for number, name in enumerate(names)
    ]
    library = b"\x7fELF" + bytes(60) + icu.packed(head, tables) + bytes(64)
    found_head, found = icu.unpacked(library)
    assert found_head == head
    assert [table.name for table in found] == names
    assert [table.content for table in found[:-1]] == [table.content for table in tables[:-1]]
    assert [name for name in names if icu.is_kept(name.decode())] == [names[0], names[2]]


def test_the_lock_names_no_index() -> None:
    for lock in PACKAGING.glob("requirements*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text, lock.name
        pinned = re.findall(r"^[a-z0-9-]+(?:\[[a-z,]+\])?==", text, re.MULTILINE | re.IGNORECASE)
        assert len(re.findall(r"^[^\s#]", text, re.MULTILINE)) == len(pinned), lock.name


def test_a_bundle_has_qts_texts_in_the_languages_of_the_program_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contents = _loaded("bundle/contents.py", monkeypatch)
    monkeypatch.setattr(contents, "QT_TEXTS", ("/translations/qtbase_de.qm",))
    folder = "PySide6/Qt/translations"
    assert contents.is_needed(f"{folder}/qtbase_de.qm")
    assert not contents.is_needed(f"{folder}/qtbase_fr.qm")
    assert not contents.is_needed(f"{folder}/qt_help_de.qm")

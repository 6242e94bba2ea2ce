"""The Debian package as a desktop meets it: what it needs, what it brings, and that nothing of it stays behind."""

from __future__ import annotations

import configparser
import gzip
import os
import re
import shutil
import struct
import subprocess
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.packages.installing import (
    BUNDLE,
    NEEDS_PACKAGES,
    dpkg,
    install_deb,
    needs,
    package,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = NEEDS_PACKAGES
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
IN_EVERY_BUNDLE = ("ld-linux", "linux-vdso")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is in it, unpacked."""
    place = tmp_path_factory.mktemp("content")
    subprocess.run(["dpkg-deb", "--extract", package(), place], check=True)
    return place


@pytest.fixture(scope="module")
def share(content: Path) -> Path:
    return content / "usr/share"


def field(name: str) -> str:
    told = subprocess.run(
        ["dpkg-deb", "--field", package(), name], capture_output=True, text=True, check=True
    )
    return told.stdout.strip()


def test_the_program_is_found_by_its_name(content: Path) -> None:
    link = content / "usr/bin/hive-inspector"
    assert link.resolve().is_relative_to(content / "usr/lib/hive-inspector")
    assert os.access(link, os.X_OK)


def test_the_entry_of_the_desktop_is_complete(share: Path) -> None:
    file = share / "applications/hive-inspector.desktop"
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]  # its own way to keep capitals
    entry.read(file, encoding="utf-8")
    told = entry["Desktop Entry"]
    assert (told["Type"], told["Icon"], told["Terminal"]) == (
        "Application",
        "hive-inspector",
        "false",
    )
    assert told["Exec"] == "hive-inspector %f"
    for key in ("Categories", "Keywords", "MimeType"):
        assert told[key].endswith(";"), key
    if shutil.which("desktop-file-validate"):
        subprocess.run(["desktop-file-validate", file], check=True)


def test_there_is_an_icon_in_every_size(share: Path) -> None:
    icons = share / "icons/hicolor"
    for size in ICON_SIZES:
        picture = (icons / f"{size}x{size}/apps/hive-inspector.png").read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert struct.unpack_from(">II", picture, 16) == (size, size)
    drawing = ET.parse(icons / "scalable/apps/hive-inspector.svg").getroot()
    assert drawing.tag.endswith("svg")


@needs("update-mime-database")
def test_the_system_learns_the_kinds_of_files(share: Path, tmp_path: Path) -> None:
    kinds = tmp_path / "mime"
    shutil.copytree(share / "mime", kinds)
    subprocess.run(["update-mime-database", kinds], check=True)
    patterns = (kinds / "globs2").read_text(encoding="utf-8").splitlines()
    assert "50:application/x-hive-bundle:*.hivebundle" in patterns
    for suffix in ("db", "sqlite", "sqlite3"):
        assert any(line.endswith(f":application/vnd.sqlite3:*.{suffix}") for line in patterns)


@needs("appstreamcli")
def test_software_centres_take_the_description(share: Path) -> None:
    description = share / "metainfo/ai.hive.Inspector.metainfo.xml"
    subprocess.run(["appstreamcli", "validate", "--no-net", description], check=True)


@needs("groff")
def test_the_manual_is_laid_out_without_a_warning(share: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.1"
    page.write_bytes(gzip.decompress((share / "man/man1/hive-inspector.1.gz").read_bytes()))
    laid = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", page], capture_output=True, text=True, check=True
    )
    assert laid.stderr == ""
    shown = re.sub(r".\x08", "", laid.stdout)  # bold is a letter twice, one over the other
    for part in ("NAME", "SYNOPSIS", "COMMANDS", "EXIT STATUS", "ENVIRONMENT"):
        assert part in shown


def test_every_licence_has_its_place(share: Path, content: Path) -> None:
    told = (share / "doc/hive-inspector/copyright").read_text(encoding="utf-8")
    folder = content / "usr/lib/hive-inspector/_internal/licences"
    assert f"/{folder.relative_to(content)}" in told
    listed = [line.strip().partition(":")[0] for line in told.splitlines() if line[:2] == "  "]
    assert len(listed) > 40
    assert [name for name in listed if not (folder / f"{name}.txt").exists()] == []


@needs("readelf")
def test_what_it_needs_of_the_system_is_said() -> None:
    said = {
        name.split(" ")[0].partition(":")[0]
        for kind in ("Depends", "Recommends")
        for name in field(kind).replace(" | ", ", ").split(", ")
    }
    missing = {library: _package_of(library) for library in _needed_beside()}
    missing = {library: owner for library, owner in missing.items() if owner and owner not in said}
    assert missing == {}


def _needed_beside() -> set[str]:
    """The libraries that the bundle's name and that are not in it."""
    needed: set[str] = set()
    there: set[str] = set()
    for file in BUNDLE.rglob("*"):
        if file.is_file() and _is_compiled(file):
            there.add(file.name)
            for kind, name in _named_in(file):
                (there if kind == "SONAME" else needed).add(name)
    return {name for name in needed - there if not name.startswith(IN_EVERY_BUNDLE)}


def _is_compiled(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"


def _named_in(file: Path) -> Iterator[tuple[str, str]]:
    told = subprocess.run(["readelf", "-d", file], capture_output=True, text=True, check=True)
    for line in told.stdout.splitlines():
        for kind in ("NEEDED", "SONAME"):
            if f"({kind})" in line:
                yield kind, line.partition("[")[2].rstrip("]")


def _package_of(library: str) -> str:
    """The package that owns it here; empty where this system has none."""
    told = subprocess.run(
        ["dpkg", "--search", f"*/{library}"], capture_output=True, text=True, check=False
    )
    return told.stdout.partition(":")[0].split(",")[0]


def test_nothing_of_it_stays_behind(tmp_path: Path) -> None:
    root = install_deb(tmp_path).parents[2]
    dpkg(root, "--purge", "hive-inspector")
    left = [
        file
        for file in root.rglob("*")
        if not file.is_dir() and not file.is_relative_to(root / "var/lib/dpkg")
    ]
    assert left == []
    assert not (root / "usr").exists()

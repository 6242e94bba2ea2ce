"""The packages of `make package`, installed into clean places and used there. Made and run by that command only."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import venv
from contextlib import closing
from pathlib import Path

import pytest

import hive_inspector

PROJECT = Path(__file__).resolve().parents[2]
DIST = PROJECT / "dist"
PATIENCE_S = 150
pytestmark = [
    pytest.mark.skipif("HIVE_INSPECTOR_PACKAGES" not in os.environ, reason="needs `make package`"),
    pytest.mark.timeout(600),
]


class Installed:
    """The program in a clean place: a home of its own, no variable that leads back to the checkout."""

    def __init__(self, program: Path, home: Path) -> None:
        home.mkdir()
        self._program = program
        self.home = home
        self._environment = {
            "HOME": str(home),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
        }

    def __call__(self, *words: object) -> str:
        done = subprocess.run(
            [self._program, *map(str, words)],
            cwd=self.home,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode in {0, 1}, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout


@pytest.fixture(scope="module", params=["wheel", "deb"])
def installed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Installed:
    place = tmp_path_factory.mktemp(request.param)
    install = {"wheel": _install_wheel, "deb": _install_deb}[request.param]
    return Installed(install(place), place / "home")


def _install_wheel(place: Path) -> Path:
    """Into a virtual environment that holds nothing else but what the wheel needs, from the lock."""
    venv.create(place / "venv", with_pip=True)
    pip: list[str | Path] = [
        place / "venv/bin/python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
    ]
    locked: list[str | Path] = ["--require-hashes", "-r", PROJECT / "packaging/requirements.txt"]
    subprocess.run([*pip, *locked], check=True)
    wheel = DIST / f"hive_inspector-{hive_inspector.__version__}-py3-none-any.whl"
    subprocess.run([*pip, wheel], check=True)
    return place / "venv/bin/hive-inspector"


def _install_deb(place: Path) -> Path:
    """By dpkg, into a system's tree of its own; what the package depends on is this system's."""
    root = place / "root"
    for folder in ("updates", "info"):
        (root / "var/lib/dpkg" / folder).mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    (package,) = DIST.glob(f"hive-inspector_{hive_inspector.__version__}_*.deb")
    forced = ["--force-depends", "--force-not-root", "--force-script-chrootless"]
    log = f"--log={place / 'dpkg.log'}"
    subprocess.run(
        ["dpkg", f"--root={root}", log, *forced, "--install", package],
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"},
    )
    return root / "usr/bin/hive-inspector"


@pytest.fixture(scope="module")
def demo(installed: Installed) -> Path:
    path = installed.home / "demo.db"
    installed("demo", path, "--size", "small")
    return path


def test_it_tells_its_version(installed: Installed) -> None:
    assert hive_inspector.__version__ in installed("--version")


def test_the_demo_is_made_and_recognised(installed: Installed, demo: Path) -> None:
    told = json.loads(installed("status", demo, "--json"))
    assert (told["lineage"], told["version"]) == ("core", 13)
    assert [one["state"] for one in told["migrations"]] == ["applied"] * 13


def test_its_tables_are_those_of_the_file(installed: Installed, demo: Path) -> None:
    told = json.loads(installed("tables", demo, "--json"))
    with closing(sqlite3.connect(demo)) as plain:
        expected = {
            name: plain.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in plain.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            )
        }
    rows = {table["name"]: table["rows"] for table in told["tables"]}
    assert {name: rows[name] for name in expected if name in rows} == {
        name: count for name, count in expected.items() if name in rows
    }
    assert "messages" in rows


def test_helper_processes_start(installed: Installed, demo: Path) -> None:
    asked = installed("query", demo, "SELECT count(*) AS n FROM messages", "--json")
    with closing(sqlite3.connect(demo)) as plain:
        expected = plain.execute("SELECT count(*) FROM messages").fetchone()
    assert tuple(json.loads(asked)["outcomes"][0]["rows"][0]) == expected
    found = installed(
        "rows", demo, "messages", "--filter", "content", "/^(a|b)+.*(c|d)+$/", "--json"
    )
    assert json.loads(found)["table"] == "messages"


def test_a_backup_is_encrypted_and_a_migration_rehearsed(installed: Installed, demo: Path) -> None:
    told = json.loads(installed("rollback", demo, "--to", "12", "--rehearse", "--json"))
    assert told["outcome"] == "rehearsed"
    installed("backup", demo, "--to", installed.home / "copy.db", "--json")
    assert (installed.home / "copy.db").exists()


def test_every_page_is_painted(installed: Installed, demo: Path) -> None:
    folder = installed.home / "pictures"
    installed("gallery", folder, demo, "--theme", "light", "--size", "1280x800")
    pages = {
        "overview",
        "browse",
        "query",
        "schema",
        "migrations",
        "health",
        "statistics",
        "support",
    }
    painted = [file.stem for file in folder.glob("*.png")]
    assert {page for page in pages if any(page in name for name in painted)} == pages
    assert all(file.stat().st_size > 10_000 for file in folder.glob("*.png"))


def test_the_desktop_finds_what_it_needs(tmp_path: Path) -> None:
    (package,) = DIST.glob(f"hive-inspector_{hive_inspector.__version__}_*.deb")
    subprocess.run(["dpkg-deb", "--extract", package, tmp_path], check=True)
    share = tmp_path / "usr/share"
    assert (share / "applications/hive-inspector.desktop").exists()
    assert (share / "mime/packages/hive-inspector.xml").exists()
    assert (share / "man/man1/hive-inspector.1.gz").exists()
    assert (share / "icons/hicolor/scalable/apps/hive-inspector.svg").exists()
    assert (share / "icons/hicolor/256x256/apps/hive-inspector.png").stat().st_size > 1_000
    assert (tmp_path / "usr/bin/hive-inspector").resolve().is_relative_to(tmp_path / "usr/lib")
    if shutil.which("appstreamcli"):
        description = share / "metainfo/ai.hive.Inspector.metainfo.xml"
        subprocess.run(["appstreamcli", "validate", "--no-net", description], check=True)


def test_the_bundle_is_slim() -> None:
    folder = DIST / "hive-inspector"
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    assert sum(file.stat().st_size for file in files) <= 120_000_000
    names = " ".join(file.name for file in files)
    assert not any(unused in names for unused in ("Qt6Qml", "Qt6Quick", "Qt6Network", "openblas"))


def test_the_sdist_builds_the_same_wheel(tmp_path: Path) -> None:
    sdist = DIST / f"hive_inspector-{hive_inspector.__version__}.tar.gz"
    shutil.unpack_archive(sdist, tmp_path)
    (source,) = tmp_path.iterdir()
    build: list[str | Path] = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        "wheel",
        "-d",
        tmp_path / "dist",
    ]
    subprocess.run(build, check=True, cwd=source, capture_output=True)
    (made,) = (tmp_path / "dist").glob("*.whl")
    first = DIST / made.name
    assert _members(made) == _members(first)


def _members(wheel: Path) -> dict[str, int]:
    import zipfile

    with zipfile.ZipFile(wheel) as file:
        return {info.filename: info.CRC for info in file.infolist()}

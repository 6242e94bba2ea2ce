"""The packages of `make package`, installed into clean places and used there. Made and run by that command only."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing, suppress
from pathlib import Path

import pytest

import hive_inspector
from tests.packages.installing import (
    DIST,
    NEEDS_PACKAGES,
    PATIENCE_S,
    PROJECT,
    Installed,
    install_deb,
    install_wheel,
    wait_until,
    wheel,
)

pytestmark = NEEDS_PACKAGES


@pytest.fixture(scope="module", params=["wheel", "deb"])
def installed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Installed:
    place = tmp_path_factory.mktemp(request.param)
    install = {"wheel": install_wheel, "deb": install_deb}[request.param]
    return Installed(install(place), place / "home")


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


def test_a_file_is_moved_back_and_forward(installed: Installed, demo: Path) -> None:
    file = installed.home / "moved.db"
    shutil.copyfile(demo, file)
    assert (
        json.loads(installed("rollback", file, "--to", "12", "--rehearse", "--json"))["outcome"]
        == "rehearsed"
    )
    installed("rollback", file, "--to", "12", "--yes")
    assert json.loads(installed("status", file, "--json"))["version"] == 12
    assert json.loads(installed("migrate", file, "--rehearse", "--json"))["outcome"] == "rehearsed"
    installed("migrate", file, "--yes")
    assert json.loads(installed("status", file, "--json"))["version"] == 13


def test_a_file_is_checked_and_a_bundle_made_and_read(installed: Installed, demo: Path) -> None:
    results = json.loads(installed("check", demo, "--deep", "--json"))["checks"]
    assert {one["state"] for one in results} <= {"passed", "failed", "skipped"}
    bundle = installed.home / "support.zip"
    parts = json.loads(installed("bundle", demo, "--to", bundle, "--json"))["parts"]
    assert len(zipfile.ZipFile(bundle).namelist()) >= len(parts) > 5
    assert all(not part["problem"] for part in parts)


def test_a_backup_is_encrypted_and_opened(installed: Installed, demo: Path) -> None:
    backup = installed.home / "copy.db.enc"
    with_password = {**installed.environment, "HIVE_INSPECTOR_PASSWORD": "quite a long one"}
    encrypted: list[str | Path] = ["backup", demo, "--to", backup, "--encrypt"]
    opened: list[str | Path] = ["status", backup, "--json"]
    for words in (encrypted, opened):
        command = [installed.program, *words]
        done = subprocess.run(command, env=with_password, capture_output=True, check=False)
        assert done.returncode in {0, 1}, done.stderr
    assert json.loads(done.stdout)["version"] == 13
    assert b"SQLite format 3" not in backup.read_bytes()[:4096]


@pytest.mark.skipif(sys.platform != "linux", reason="sees open files by /proc")
def test_a_window_that_runs_takes_the_next_file(installed: Installed, demo: Path) -> None:
    with installed.start() as window:
        try:
            socket = installed.home / ".local/state/hive-inspector/window.socket"
            wait_until(socket.exists, "the window to listen")
            _hand_over(installed, demo)
            wait_until(lambda: demo in _open_files(window.pid), "the demo to be open in the window")
        finally:
            window.send_signal(signal.SIGINT)
        assert window.wait(PATIENCE_S) == 0


def _hand_over(installed: Installed, file: Path) -> None:
    """Start it with a file until a start ends by itself; one that is not answered in a second stays, and is ended."""
    for _ in range(10):
        with installed.start(file) as second:
            try:
                assert second.wait(30) == 0
            except subprocess.TimeoutExpired:
                second.send_signal(signal.SIGINT)
            else:
                return
    pytest.fail("no start handed its file over")


def _open_files(pid: int) -> set[Path]:
    found = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            found.add(link.readlink())
    return found


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


def test_the_sdist_builds_the_same_wheel(tmp_path: Path) -> None:
    sdist = DIST / f"hive_inspector-{hive_inspector.__version__}.tar.gz"
    shutil.unpack_archive(sdist, tmp_path, filter="data")
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
    assert _members(made) == _members(wheel())


def test_the_wheel_has_what_is_no_code() -> None:
    inside = set(_members(wheel()))
    for folder, name in (("migrations", "_migrations"), ("resources", "_resources")):
        files = [file for file in (PROJECT / folder).rglob("*") if file.is_file()]
        expected = {
            f"hive_inspector/{name}/{file.relative_to(PROJECT / folder).as_posix()}"
            for file in files
            if "__pycache__" not in file.parts
        }
        assert expected
        assert expected <= inside


def test_the_wheel_runs_by_its_module_as_well(installed: Installed) -> None:
    python = installed.program.with_name("python")
    if not python.exists():
        pytest.skip("the package holds no Python that can be called")
    words: list[str | Path] = [python, "-m", "hive_inspector", "--version"]
    done = subprocess.run(
        words, env=installed.environment, cwd=installed.home, capture_output=True, check=True
    )
    assert hive_inspector.__version__ in done.stdout.decode()


def _members(wheel: Path) -> dict[str, int]:
    with zipfile.ZipFile(wheel) as file:
        return {info.filename: info.CRC for info in file.infolist()}

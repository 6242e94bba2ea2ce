"""The file that an export makes: complete or not there, never in the place of the database."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.export import Format, export, running
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import newfiles
from hive_inspector.core.database.newfiles import complete_file
from hive_inspector.core.errors import EnvironmentProblem, InspectorError, Refusal, UsageProblem
from tests.support.databases import open_folder, without_privileges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.browsing.export.conftest import Exporter

PROJECT = Path(__file__).resolve().parents[4]
EVERY_FORMAT = pytest.mark.parametrize("of", list(Format))


def left(folder: Path) -> set[str]:
    """The names in a folder besides the database and the test's home."""
    return {
        path.name
        for path in folder.iterdir()
        if not path.name.startswith("source.db") and path.name != "home"
    }


def write(path: Path, content: bytes = b"new", *, replace: bool = False) -> None:
    database = path.parent / "source.db"
    with complete_file(path, database, replace=replace) as file:
        file.write(content)


def test_a_file_is_its_owners_alone_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "x.csv").stat().st_mode) == 0o600
    assert left(tmp_path) == {"x.csv"}


def test_nothing_is_replaced_unless_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"old")
    with pytest.raises(Refusal, match=r"There is already a file .*x\.csv"):
        write(path)
    assert path.read_bytes() == b"old"
    write(path, replace=True)
    assert path.read_bytes() == b"new"
    assert left(tmp_path) == {"x.csv"}


def test_what_appears_meanwhile_is_not_replaced_either(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with (
        pytest.raises(Refusal, match="There is already a file"),
        complete_file(path, tmp_path / "source.db", replace=False) as file,
    ):
        file.write(b"new")
        path.write_bytes(b"of somebody else")
    assert path.read_bytes() == b"of somebody else"
    assert left(tmp_path) == {"x.csv"}


def test_a_file_system_without_links_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(source: object, destination: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", none)
    write(tmp_path / "x.csv")
    assert left(tmp_path) == {"x.csv"}


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "real" / "x.csv")
    write(tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real" / "x.csv").read_bytes() == b"new"


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
def test_the_database_and_what_lies_beside_it_are_never_replaced(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"source.db{suffix}"
    if not suffix:
        path.write_bytes(b"database")
    with pytest.raises(Refusal, match="This is the database itself"):
        write(path, replace=True)
    assert path.exists() is not suffix.startswith("-")


def test_the_database_under_another_name_is_not_replaced_either(exporter: Exporter) -> None:
    exporter.fill([(1, 2)])
    database = exporter.browsed.path
    (exporter.folder / "alias").symlink_to(database)
    os.link(database, exporter.folder / "hard")
    for name in ("alias", "hard", "source.db"):
        with pytest.raises(Refusal, match="This is the database itself"):
            exporter.run(Format.CSV, path=exporter.folder / name)
    assert exporter.browsed.plain("SELECT * FROM t") == [(1, 2)]


def test_places_that_are_none_are_said(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for path, message in (
        (tmp_path / "missing" / "x.csv", "There is no folder"),
        (tmp_path / "folder", "is not a file"),
        (tmp_path / "pipe", "is not a file"),
        (tmp_path / ("x" * 300), "cannot be the name of a file"),
    ):
        with pytest.raises(UsageProblem, match=message):
            write(path, replace=True)


def test_a_folder_that_cannot_be_written_is_said() -> None:
    with open_folder() as folder:
        closed = folder / "closed"
        closed.mkdir(mode=0o555)
        with without_privileges(), pytest.raises(EnvironmentProblem) as caught:
            write(closed / "x.csv")
    assert "cannot be written: its folder is read-only" in caught.value.message


def test_an_unknown_failure_is_told_with_its_details(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(descriptor: int) -> None:
        raise OSError(errno.EIO, "the disk is broken")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(EnvironmentProblem, match="could not be written") as caught:
        write(tmp_path / "x.csv")
    assert "the disk is broken" in caught.value.detail
    assert left(tmp_path) == set()


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes, which is what a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@EVERY_FORMAT
def test_a_full_disk_leaves_nothing_and_the_file_before_as_it_was(
    exporter: Exporter, of: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newfiles, "_BUFFER", 4_096)
    exporter.fill([(os.urandom(300), os.urandom(300).hex()) for _ in range(2_000)])
    request = exporter.request(of)
    request.path.write_bytes(b"before")
    with (
        exporter.browsed.reading() as connection,
        room_for(100_000),
        pytest.raises(EnvironmentProblem, match="There is no room left to write"),
    ):
        export(connection, request)
    assert request.path.read_bytes() == b"before"
    assert left(exporter.folder) == {request.path.name}


@EVERY_FORMAT
def test_a_cancel_leaves_nothing_and_the_file_before_as_it_was(
    exporter: Exporter, of: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_REPORT_EVERY_S", 0.0)
    exporter.fill([(i, "x" * 100) for i in range(5_000)])
    request = exporter.request(of)
    request.path.write_bytes(b"before")
    token = CancelToken()
    with pytest.raises(Cancelled), exporter.browsed.database.reading(token) as connection:
        export(connection, request, lambda done, total, step: token.cancel())
    assert request.path.read_bytes() == b"before"
    assert left(exporter.folder) == {request.path.name}


@EVERY_FORMAT
def test_a_damaged_page_leaves_nothing(exporter: Exporter, of: Format) -> None:
    exporter.fill([(i, "x" * 500) for i in range(2_000)])
    request = exporter.request(of)
    exporter.browsed.close()
    content = bytearray(exporter.browsed.path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4_096] = b"\xff" * 4_096
    exporter.browsed.path.write_bytes(content)
    exporter.browsed._database = None
    with pytest.raises(InspectorError), exporter.browsed.reading() as connection:
        export(connection, request)
    exporter.browsed.close()
    assert left(exporter.folder) == set()


def test_a_kill_leaves_the_file_before_as_it_was(exporter: Exporter) -> None:
    exporter.fill([(i, "x" * 100) for i in range(5_000)])
    script = (
        "import os, sys; from pathlib import Path\n"
        "from hive_inspector.core.database.newfiles import complete_file\n"
        "with complete_file(Path(sys.argv[1]), Path(sys.argv[2]), replace=True) as file:\n"
        "    file.write(b'x' * 5_000_000)\n"
        "    os._exit(9)\n"
    )
    path = exporter.folder / "x.csv"
    path.write_bytes(b"before")
    done = subprocess.run(
        [sys.executable, "-c", script, str(path), str(exporter.browsed.path)],
        check=False,
        cwd=PROJECT,
    )
    assert done.returncode == 9
    assert path.read_bytes() == b"before"
    assert all(name.startswith(".") for name in left(exporter.folder) - {"x.csv"})

"""Checks of what a demo cannot hold: the disk, the library, links, permissions."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.health.checks import filesystem
from hive_inspector.core.health.checks.catalogue import checks_named
from hive_inspector.core.health.checks.check import State
from hive_inspector.core.health.findings import Severity
from tests.support.checked import results_of, surroundings

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.health.checks.check import CheckResult, Surroundings

MB = 1024 * 1024


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    make_demo(path, lineage="desktop")
    return path


@pytest.fixture
def path(demo: Path, tmp_path: Path) -> Path:
    made = tmp_path / "folder" / "hive.db"
    made.parent.mkdir()
    shutil.copy(demo, made)
    made.chmod(0o600)
    return made


def only(path: Path, check: str, around: Surroundings | None = None) -> CheckResult:
    (result,) = results_of(path, checks_named([check]), around).values()
    return result


@pytest.mark.parametrize(
    ("version", "is_known_bad"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
    ],
)
def test_a_library_with_the_bug_is_named(
    path: Path, version: tuple[int, ...], *, is_known_bad: bool
) -> None:
    result = only(path, "sqlite_version", replace(surroundings(path), sqlite_version=version))

    assert bool(result.findings) == is_known_bad
    assert result.state is State.PASSED


@pytest.mark.parametrize(
    ("free", "severity"),
    [(100 * MB, Severity.PROBLEM), (300 * MB, None), (None, None)],
)
def test_little_room_is_a_problem(path: Path, free: int | None, severity: Severity | None) -> None:
    result = only(path, "disk_room", replace(surroundings(path), free_bytes=free))

    assert [one.severity for one in result.findings] == ([severity] if severity else [])
    assert (result.state is State.SKIPPED) == (free is None)


def test_less_room_than_two_copies_is_a_warning(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filesystem, "DISK_ROOM_BYTES", 1)
    around = replace(surroundings(path), free_bytes=path.stat().st_size)

    (finding,) = only(path, "disk_room", around).findings
    assert finding.severity is Severity.WARNING


def test_a_link_is_a_notice_and_what_lies_beside_it_a_warning(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    (notice,) = only(link, "symlink").findings
    assert (notice.severity, notice.objects) == (Severity.NOTICE, (str(path),))

    (tmp_path / "link.db-wal").write_bytes(b"something")
    (warning,) = only(link, "symlink").findings
    assert (warning.severity, warning.objects) == (Severity.WARNING, ("link.db-wal",))
    assert only(path, "symlink").findings == ()


@pytest.mark.parametrize(
    ("mode", "severity"),
    [(0o600, None), (0o640, None), (0o644, Severity.WARNING), (0o666, Severity.PROBLEM)],
)
def test_who_else_may_read_or_write_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, severity: Severity | None
) -> None:
    monkeypatch.setattr(filesystem, "is_reachable", lambda _folder: True)
    path.chmod(mode)

    findings = only(path, "file_permissions").findings
    assert [one.severity for one in findings] == ([severity] if severity else [])


def test_a_closed_folder_hides_an_open_file(path: Path) -> None:
    path.chmod(0o644)
    path.parent.chmod(0o700)

    assert only(path, "file_permissions").findings == ()


def test_what_a_crash_leaves_beside_a_file_is_named(path: Path) -> None:
    (path.parent / "hive.db-mj12AB34CD").touch()
    (path.parent / "other.db-mj12AB34CD").touch()
    (path.parent / "hive.db-shm").touch()

    found = {name for one in only(path, "leftover_files").findings for name in one.objects}
    assert found == {"hive.db-mj12AB34CD", "hive.db-shm"}

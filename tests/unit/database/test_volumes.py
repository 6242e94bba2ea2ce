"""Files on a network are known by the kind of their volume."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from typing import cast

import psutil
import pytest

from hive_inspector.core.database.volumes import is_local

MOUNTS = [
    SimpleNamespace(mountpoint="/", fstype="ext4"),
    SimpleNamespace(mountpoint="/home/user/share", fstype="cifs"),
    SimpleNamespace(mountpoint="/home/user/ssh", fstype="fuse.sshfs"),
    SimpleNamespace(mountpoint="/home/user/share/back", fstype="tmpfs"),
]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/user/.hive/hive-ai.db", True),
        ("/home/user/shared/hive-ai.db", True),
        ("/home/user/share/deep/hive-ai.db", False),
        ("/home/user/ssh/hive-ai.db", False),
        ("/home/user/share/back/hive-ai.db", True),
    ],
)
def test_the_nearest_volume_decides(
    path: str, monkeypatch: pytest.MonkeyPatch, *, expected: bool
) -> None:
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: MOUNTS)
    monkeypatch.setattr(psutil, "WINDOWS", False)
    assert is_local(Path(path)) is expected


@pytest.mark.parametrize(
    ("path", "expected"), [(r"C:\Users\a\hive.db", True), (r"\\server\share\hive.db", False)]
)
def test_a_share_of_windows_is_known_by_its_name(
    path: str, monkeypatch: pytest.MonkeyPatch, *, expected: bool
) -> None:
    monkeypatch.setattr(psutil, "WINDOWS", True)
    assert is_local(cast("Path", PureWindowsPath(path))) is expected


def test_the_disk_of_the_tests_is_looked_up(tmp_path: Path) -> None:
    assert isinstance(is_local(tmp_path), bool)

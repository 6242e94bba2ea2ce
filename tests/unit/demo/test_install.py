"""The demo that `--demo` opens: made once, complete, shared, and made anew when its content changes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.demo import install
from hive_inspector.core.demo.install import demo_install
from hive_inspector.core.demo.sizes import DemoSize
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.paths import app_paths
from hive_inspector.core.progress import silent
from tests.support.demos import ask, one

_ROOT = Path(install.__file__).resolve().parents[3]
_INSTALL_ELSEWHERE = """
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.demo import install
from hive_inspector.core.demo.sizes import DemoSize
from hive_inspector.core.progress import silent
install._SIZE = DemoSize.SMALL
print(install.demo_install(CancelToken(), silent))
"""


@pytest.fixture(autouse=True)
def small_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo install that is made in half a second."""
    monkeypatch.setattr(install, "_SIZE", DemoSize.SMALL)


def test_it_is_a_hybrid_with_defects_in_the_cache_folder() -> None:
    path = demo_install(CancelToken(), silent)
    assert path.name == "hive-ai.db"
    assert app_paths().demo in path.parents
    assert one(path, "SELECT count(*) FROM stage_outputs") > 0
    assert ask(path, "PRAGMA foreign_key_check(messages)") != []


def test_it_is_made_once() -> None:
    reports: list[str] = []
    first = demo_install(CancelToken(), silent)
    made = first.stat()
    again = demo_install(CancelToken(), lambda _done, _total, step: reports.append(step))
    assert (again, again.stat().st_ino, reports) == (first, made.st_ino, [])


def test_it_is_made_anew_when_the_content_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    old = demo_install(CancelToken(), silent)
    monkeypatch.setattr(install, "CONTENT_VERSION", install.CONTENT_VERSION + 1)
    new = demo_install(CancelToken(), silent)
    assert new != old
    assert new.exists()
    assert not old.exists()


def test_a_cancel_leaves_nothing_and_the_next_start_makes_it() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        demo_install(token, silent)
    assert list(app_paths().demo.iterdir()) == []
    assert demo_install(CancelToken(), silent).exists()


def test_what_a_killed_process_left_is_removed_and_what_a_running_one_makes_is_not() -> None:
    home = app_paths().demo
    gone, running = home / "making-999999999-abc", home / f"making-{os.getppid()}-abc"
    for folder in (gone, running):
        folder.mkdir(parents=True)
        (folder / "hive-ai.db").write_bytes(b"half")
    demo_install(CancelToken(), silent)
    assert not gone.exists()
    assert running.exists()


def test_whoever_is_second_takes_the_firsts() -> None:
    folder = app_paths().demo / f"version-{install.CONTENT_VERSION}"

    def be_slower(done: int, total: int | None, step: str) -> None:
        if step == "Planting defects" and not folder.exists():
            folder.mkdir()
            (folder / "hive-ai.db").write_bytes(b"the first one's")

    path = demo_install(CancelToken(), be_slower)
    assert path.read_bytes() == b"the first one's"
    assert [found.name for found in app_paths().demo.iterdir()] == [folder.name]


def test_two_processes_at_once_end_with_one_whole_demo() -> None:
    command = [sys.executable, "-c", _INSTALL_ELSEWHERE]
    environment = {**os.environ, "PYTHONPATH": os.fspath(_ROOT)}
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(2)
    ]
    paths = {process.communicate()[0].strip() for process in running}
    assert [process.returncode for process in running] == [0, 0]
    assert paths == {os.fspath(demo_install(CancelToken(), silent))}
    assert len(list(app_paths().demo.iterdir())) == 1
    assert one(demo_install(CancelToken(), silent), "PRAGMA integrity_check") == "ok"


def test_a_cache_folder_that_cannot_be_written_is_told(own_folders: Path) -> None:
    own_folders.mkdir(parents=True, exist_ok=True)
    cache = own_folders / "xdg_cache_home"
    cache.write_bytes(b"a file where a folder should be")
    with pytest.raises(EnvironmentProblem, match="cannot be made") as caught:
        demo_install(CancelToken(), silent)
    assert "hive-inspector demo" in caught.value.hint

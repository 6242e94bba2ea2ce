"""An import killed at any moment: the new file is there in full or not at all, and the sources are as they were."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.databases import contents, plain
from tests.support.imported import conversation, imported, make_old

if TYPE_CHECKING:
    from pathlib import Path

_VICTIMS = """
import json, os, signal, sys
from pathlib import Path
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.supporting.older_installs import import_into

source, target = Path(sys.argv[1]), Path(sys.argv[2])

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def victim(moment):
    heard = 0
    def progress(done, total, step):
        nonlocal heard
        heard += 1
        if heard == moment:
            die()
    link = os.link
    if moment == "before it is named":
        os.link = die
    if moment == "after it is named":
        os.link = lambda *names: (link(*names), die())
    import_into(source, target, token=CancelToken(), progress=progress)
    os._exit(0)

def case(moment):
    child = os.fork()
    if not child:
        try:
            victim(moment)
        finally:
            os._exit(9)
    _, status = os.waitpid(child, 0)
    there = target.exists()
    if there:
        target.rename(target.with_name(f"made-{moment}.db"))
    print(json.dumps([moment, os.waitstatus_to_exitcode(status), there]), flush=True)
    return os.WIFSIGNALED(status)

moment = 1
while case(moment):
    moment += 2
case("before it is named")
case("after it is named")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the victims are forked")
def test_a_kill_at_any_moment_leaves_no_half_file(tmp_path: Path) -> None:
    folder = tmp_path / ".hive-ai"
    folder.mkdir()
    make_old(folder / "hive-ai-knowledge.db", *conversation("c1"), *conversation("c2"))
    before = contents(folder)

    run = subprocess.run(
        [sys.executable, "-c", _VICTIMS, str(folder), str(tmp_path / "new.db")],
        capture_output=True,
        text=True,
        check=True,
        timeout=150,
    )

    *steps, whole, unnamed, named = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(steps) > 10
    assert {(code, there) for _, code, there in steps} == {(-9, False)}
    assert whole[1:] == [0, True]
    assert unnamed[1:] == [-9, False]
    assert named[1:] == [-9, True]
    for path in tmp_path.glob("made-*.db"):
        assert plain(path, "PRAGMA integrity_check") == [("ok",)]
        assert plain(path, "SELECT id FROM conversations ORDER BY id") == [("c1",), ("c2",)]
    assert contents(folder) == before
    assert imported(folder, tmp_path / "new.db").adds_up
    assert not list(tmp_path.glob(".new.db.*"))

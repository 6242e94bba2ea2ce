"""Nothing goes over a network, nobody else can read what is made, and nothing temporary is left behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import hive_inspector
from hive_inspector.cli.commands import COMMANDS
from hive_inspector.core.paths import app_paths
from tests.faults import tracing
from tests.faults.counting import IS_FULL
from tests.support.databases import leave_wal, make_database
from tests.support.imported import conversation, make_old
from tests.support.migrated import migrated, move
from tests.support.users_rows import AT_5

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.counting import Tally

ROOT = Path(__file__).parents[2]
PATIENCE_S = 300.0
_IMPORTS = re.compile(
    r"^\s*(?:import|from)\s+(socket|ssl|http|urllib\.request|ftplib|smtplib|asyncio|xmlrpc|socketserver|requests"
    r"|httpx|aiohttp|urllib3|PySide6\.Qt(?:Network|WebEngine\w*|WebSockets))\b",
    re.MULTILINE,
)
OF_ONE_COMPUTER = {"core/handover.py", "gui/handover.py"}
"""Speak to the program that the same user runs already, through a file in the user's own folder."""
MAY_USE_SOCKETS = {"cli/asking.py", "gui/interrupts.py", "core/display.py"} | OF_ONE_COMPUTER
"""Besides, a pair of connected sockets, which no address leads to; and whether the screen that DISPLAY names answers,
which Qt then draws on: on another machine only where the user has named one."""
_REACHED = re.compile(r"AF_INET6?\b")
UMASKS = (0o000, 0o022, 0o077)


@dataclass(frozen=True)
class Desk:
    """A user's folders, and files to work with."""

    home: Path
    work: Path

    @property
    def hive(self) -> Path:
        return self.work / "hive.db"

    def commands(self) -> list[list[str]]:
        """Command lines that have every command do what it is for."""
        hive, work = str(self.hive), self.work
        return [
            ["status", hive],
            ["check", hive],
            ["stats", hive],
            ["tables", hive],
            ["rows", hive, "users", "--format", "csv"],
            ["query", hive, "SELECT count(*) FROM users"],
            ["compare", hive, str(work / "other.db"), "--report", str(work / "report.md")],
            ["migrate", hive, "--yes"],
            ["rollback", hive, "--to", "12", "--yes"],
            ["repair", hive, "analyze", "--yes"],
            ["backup", hive, "--gzip"],
            ["restore", hive],
            ["bundle", hive, "--to", str(work / "bundle.zip")],
            ["import", str(work / "old"), str(work / "imported.db")],
            ["demo", str(work / "demo.db"), "--size", "small"],
            ["status", hive, "--verbose"],
        ]

    def gallery(self) -> list[str]:
        """The one command that needs Qt."""
        pictures = str(self.work / "pictures")
        return ["gallery", pictures, str(self.hive), "--theme", "dark", "--size", "400x300"]

    def window(self) -> list[str]:
        return [str(self.hive), "--page", "overview"]


@pytest.fixture
def desk(tmp_path: Path, own_folders: Path) -> Desk:
    work = tmp_path / "work"
    work.mkdir(mode=0o700)
    move(migrated(work / "hive.db", 5, AT_5), 5, 12)
    migrated(work / "other.db", 12)
    (work / "old").mkdir(mode=0o700)
    make_old(work / "old" / "hive-ai-knowledge.db", *conversation("c1"))
    for file in work.rglob("*.db"):
        file.chmod(0o600)
    return Desk(own_folders, work)


def run_trapped(
    desk: Desk, script: Any, *around: str, umask: int = 0o022
) -> tuple[list[str], list[int]]:
    """What was attempted, and the exit codes."""
    report = desk.work.parent / "report.json"
    done = subprocess.run(
        [*around, sys.executable, "-m", "tests.support.trapped", str(report), json.dumps(script)],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        umask=umask,
        timeout=PATIENCE_S,
        check=False,
    )
    assert report.exists(), f"it ended with {done.returncode}: {done.stderr}"
    told = json.loads(report.read_text())
    report.unlink()
    assert "Traceback" not in done.stderr, done.stderr
    return told["attempts"], told["codes"]


def require_private(desk: Desk, begins: set[Path]) -> int:
    """Everything made since then is its owner's alone; how much that is."""
    made = [one for top in (desk.home, desk.work) for one in top.rglob("*") if one not in begins]
    own = [one for one in made if desk.home not in one.parents or app_folder(one)]
    shared = {str(one): stat.filemode(one.stat().st_mode) for one in own if is_shared(one)}
    assert not shared
    return len(own)


def app_folder(path: Path) -> bool:
    """Whether it lies in a folder of the program's own; what Qt and fontconfig keep is theirs."""
    paths = app_paths()
    tops = {paths.settings, paths.cache, paths.state}
    return path in tops or bool(tops & set(path.parents))


def is_shared(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


def require_nothing_temporary() -> None:
    paths = app_paths()
    for folder in (paths.private_copies, paths.drafts):
        assert not folder.is_dir() or not list(folder.iterdir())


@pytest.mark.timeout(400)
@pytest.mark.parametrize("umask", UMASKS if IS_FULL else UMASKS[:1])
def test_every_command_keeps_to_itself(
    desk: Desk, umask: int, tally: Callable[[str], Tally]
) -> None:
    tallied = tally("commands watched for networks and open files")
    begins = {one for top in (desk.home, desk.work) for one in top.rglob("*")}
    script = desk.commands()
    assert {words[0] for words in script} | {"gallery"} == {one.name for one in COMMANDS}
    attempts, codes = run_trapped(desk, script, umask=umask)
    assert attempts == []
    failed = [words for words, code in zip(script, codes, strict=True) if code not in {0, 1}]
    assert not failed
    assert require_private(desk, begins) > 12
    require_nothing_temporary()
    tallied.add("nothing sent, nothing open to others", len(script))


@pytest.mark.timeout(400)
def test_a_session_of_the_window_keeps_to_itself(desk: Desk, tally: Callable[[str], Tally]) -> None:
    tallied = tally("commands watched for networks and open files")
    begins = {one for top in (desk.home, desk.work) for one in top.rglob("*")}
    scripts: list[Any] = [{"window": desk.window()}]
    if IS_FULL:
        scripts.append([desk.gallery()])
    for script in scripts:
        attempts, codes = run_trapped(desk, script, umask=0)
        assert (attempts, codes) == ([], [0])
        require_private(desk, begins)
        require_nothing_temporary()
        tallied.add("nothing sent, nothing open to others")


@pytest.mark.skipif(not IS_FULL or not tracing.IS_THERE, reason="needs strace, and `make faults`")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["commands", "gallery", "window"])
def test_no_process_of_ours_asks_the_system_for_a_network(
    desk: Desk, kind: str, tally: Callable[[str], Tally]
) -> None:
    script = scripts_of(desk)[kind]
    log = desk.work.parent / "strace.log"
    around = ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=%network"]
    attempts, codes = run_trapped(desk, script, *around)
    assert attempts == []
    assert set(codes) <= {0, 1}
    text = log.read_text(errors="replace")
    assert "socketpair(" in text or "AF_UNIX" in text or kind != "window"
    assert [line for line in text.splitlines() if _REACHED.search(line)] == []
    tally("programs and helpers traced for networks (strace)").add("nothing sent", len(codes))


def scripts_of(desk: Desk) -> dict[str, Any]:
    return {
        "commands": desk.commands(),
        "gallery": [desk.gallery()],
        "window": {"window": desk.window()},
    }


def can_do_without_network() -> bool:
    if shutil.which("unshare") is None:
        return False
    return (
        subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not IS_FULL, reason="needs unshare, and `make faults`")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["commands", "gallery", "window"])
def test_all_of_it_works_without_any_network(
    desk: Desk, kind: str, tally: Callable[[str], Tally]
) -> None:
    if not can_do_without_network():
        pytest.skip("this system gives no namespace without a network")
    attempts, codes = run_trapped(desk, scripts_of(desk)[kind], "unshare", "-rn")
    assert attempts == []
    assert set(codes) <= {0, 1}
    tally("without any network (unshare)").add("done", len(codes))


def test_no_module_imports_what_reaches_a_network() -> None:
    top = Path(hive_inspector.__file__).parent
    found = {
        (str(path.relative_to(top)), name)
        for path in top.rglob("*.py")
        for name in _IMPORTS.findall(path.read_text(encoding="utf-8"))
    }
    assert found == {(path, "socket") for path in MAY_USE_SOCKETS}
    for path in OF_ONE_COMPUTER:
        text = (top / path).read_text(encoding="utf-8")
        assert text.count("socket.socket(") == text.count("socket.socket(socket.AF_UNIX, ")


HOLDING = """
import sys, time
from pathlib import Path
from hive_inspector.core.database.newfiles import complete_file
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
database = open_database(DatabaseTarget(Path(sys.argv[1])))
with complete_file(Path(sys.argv[2]), Path(sys.argv[1]), replace=True) as file:
    file.write(b"half of it")
    file.flush()
    print("ready", flush=True)
    time.sleep(600)
"""


def left_by_a_kill(path: Path, export: Path) -> None:
    """A program that reads from a private copy, writes a file, and is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(path), str(export)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.mark.parametrize("starts", ["command", "window"] if IS_FULL else ["command"])
def test_what_a_kill_left_is_gone_after_the_next_start(
    desk: Desk, starts: str, tally: Callable[[str], Tally]
) -> None:
    crashed = leave_wal(
        make_database(desk.work / "crashed.db", wal=True), "DELETE FROM item", shm=False
    )
    export = desk.work / "export.csv"
    export.write_bytes(b"old")
    left_by_a_kill(crashed, export)
    (copies,) = app_paths().private_copies.iterdir()
    assert (copies / crashed.name).is_file()
    assert len(list(desk.work.glob(".export.csv.*.part"))) == 1
    script: Any = [["tables", str(desk.hive)]] if starts == "command" else {"window": desk.window()}
    attempts, codes = run_trapped(desk, script)
    assert (attempts, codes) == ([], [0])
    require_nothing_temporary()
    assert not list(desk.work.glob(".*.part"))
    assert export.read_bytes() == b"old"
    tally("kill -9 with temporary copies open").add("gone after the next start")

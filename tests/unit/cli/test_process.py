"""What only a process of its own shows: signals, pipes, terminals, memory, and what is never loaded."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest

from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Mapping

if sys.platform == "win32":
    pytest.skip("signals and terminals of POSIX", allow_module_level=True)

import pty

ROOT = Path(__file__).resolve().parents[3]
ENDLESS = (
    "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    " SELECT count(*) FROM n"
)
MANY_ROWS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
    " INSERT INTO t SELECT i, printf('%200d', i) FROM n"
)
MEMORY_BOUND = 25 * 1024 * 1024
"""Bytes that `status` may take beyond what the interpreter and the libraries take by being loaded."""


def start(
    *words: object, stdout: int | IO[bytes] = subprocess.PIPE, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "hive_inspector", *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
    )


def on_a_terminal(columns: int, *words: object) -> str:
    """What a command writes to a terminal of that width."""
    master, slave = pty.openpty()
    environment = {"TERM": "xterm-256color", "COLUMNS": str(columns)}
    environment |= {"NO_COLOR": ""}
    with os.fdopen(slave, "wb") as stdout:
        process = start(*words, stdout=stdout, env=environment)
    pieces = []
    while piece := read_from(master):
        pieces.append(piece)
    os.close(master)
    process.communicate()
    return b"".join(pieces).decode()


def read_from(master: int) -> bytes:
    try:
        return os.read(master, 65_536)
    except OSError:  # the other end was closed
        return b""


def test_the_window_is_never_loaded_by_a_command(tmp_path: Path) -> None:
    path = make_file(tmp_path / "x.db", ["CREATE TABLE t (a)", "INSERT INTO t VALUES (1)"])
    script = (
        "import sys; from hive_inspector.__main__ import main;"
        f" main(['status', {str(path)!r}]); main(['rows', {str(path)!r}, 't']);"
        " print([n for n in ('PySide6', 'shiboken6', 'pyqtgraph', 'numpy', 'rich')"
        " if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False
    )
    assert done.stdout.splitlines()[-1] == b"[]"
    assert done.stderr == b""


def test_without_qt_the_window_says_what_is_missing(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['PySide6'] = None; from hive_inspector.__main__ import main;"
        " sys.exit(main([]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "DISPLAY": ":0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.startswith(b"The window's library Qt cannot be loaded: ")
    assert len(done.stderr.splitlines()) == 2


def test_a_command_without_standard_output_does_its_work(tmp_path: Path) -> None:
    path = make_file(tmp_path / "x.db", ["CREATE TABLE t (a)"])
    words = f"{sys.executable} -m hive_inspector status {path} >&- 2>&-"
    assert subprocess.run(["/bin/sh", "-c", words], cwd=ROOT, check=False).returncode == 0


def test_ctrl_c_ends_a_statement_that_would_run_for_ever(tmp_path: Path) -> None:
    path = make_file(tmp_path / "x.db", [ENDLESS])
    environment = {"XDG_STATE_HOME": str(tmp_path / "state")}
    process = start("rows", path, "v", "--verbose", env=environment)
    assert process.stderr is not None
    while b"Running rows" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    assert err.splitlines()[-1] == b"Cancelled."
    assert b"Traceback" not in err


def test_a_reader_that_goes_away_ends_a_command_quietly(tmp_path: Path) -> None:
    path = make_file(tmp_path / "x.db", ["CREATE TABLE t (a, b)", MANY_ROWS])
    process = start("rows", path, "t", "--limit", 20_000, "--format", "csv")
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == b"a,b\n"
    process.stdout.close()
    with closing(process.stderr):
        told = process.stderr.read()
    assert (process.wait(timeout=60), told) == (0, b"")


def test_bytes_that_are_no_text_leave_as_they_are_in_csv(tmp_path: Path) -> None:
    statements = ["CREATE TABLE t (a)", "INSERT INTO t VALUES (CAST(x'61FFC3BC' AS TEXT))"]
    path = make_file(tmp_path / "x.db", statements)
    process = start("rows", path, "t", "--format", "csv", env={"PYTHONIOENCODING": "ascii"})
    out, err = process.communicate()
    assert (out, err) == (b"a\na\xff\xc3\xbc\n", b"")


def test_a_terminal_sees_colours_and_nothing_that_a_stranger_wrote_acts_on_it(
    tmp_path: Path,
) -> None:
    statements = ["CREATE TABLE t (a)", "INSERT INTO t VALUES ('\x1b]0;title\x07\x9b31m')"]
    path = make_file(tmp_path / "x.db", statements)
    status = on_a_terminal(120, "status", path)
    assert "\x1b[1m" in status
    for format_ in ("table", "csv", "json"):
        seen = on_a_terminal(120, "rows", path, "t", "--format", format_)
        assert "title" in seen
        assert not any(act in seen for act in ("\x1b]", "\x07", "\x9b"))


def test_a_terminal_too_narrow_for_a_table_sees_its_cells_one_below_the_other(
    tmp_path: Path,
) -> None:
    statements = ["CREATE TABLE t (first_column, second)", "INSERT INTO t VALUES ('one', 'two')"]
    path = make_file(tmp_path / "x.db", [*statements, "INSERT INTO t VALUES ('three', 'four')"])
    narrow = on_a_terminal(12, "rows", path, "t")
    broad = on_a_terminal(80, "rows", path, "t")
    assert len(narrow.split("\r\n\r\n")) == 2
    assert len(broad.splitlines()) == 3


def test_status_takes_little_memory(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "core-013")
    told = measured(
        "from hive_inspector.__main__ import main; import io, contextlib\n"
        f"with contextlib.redirect_stdout(io.StringIO()): main(['status', {str(path)!r}, '--json'])"
    )
    libraries = [name for name in told["modules"] if name.split(".")[0] != "hive_inspector"]
    bare = measured(
        "import importlib, contextlib\n"
        f"for name in {libraries!r}:\n"
        "    with contextlib.suppress(ImportError): importlib.import_module(name)"
    )
    assert told["peak"] - bare["peak"] < MEMORY_BOUND


def measured(script: str) -> dict[str, Any]:
    """Peak resident bytes of a process that runs a script, and the modules that it loaded."""
    report = (
        "\nimport json, resource, sys\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "unit = 1 if sys.platform == 'darwin' else 1024\n"
        "names = [name for name in sys.modules if name != '__main__']\n"
        "print(json.dumps({'peak': peak * unit, 'modules': names}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script + report], cwd=ROOT, capture_output=True, check=True
    )
    return dict(json.loads(done.stdout))

"""What only a process and a terminal show of `migrate`: the question, and Ctrl+C at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.migrated import migrated
from tests.support.runs import fetched
from tests.support.scripts import scripts_with

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform == "win32":
    pytest.skip("signals and terminals of POSIX", allow_module_level=True)

import pty

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 60
PROGRAM = ("-m", "hive_inspector")
DEAF = """
import signal, sys, threading
from hive_inspector.__main__ import main
threading.Thread(target=threading.Event().wait, daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
sys.exit(main())
"""
"""The program with a main thread that no signal wakes from its waiting: another thread receives all of them."""
SLOW = """import pathlib
    if database.value("SELECT count(*) FROM users"):
        pathlib.Path(__file__).with_name("begun").touch()
        while True:
            pass"""


class Terminal:
    """A terminal with a command on it."""

    def __init__(self, home: Path, *words: object, program: tuple[str, ...] = PROGRAM) -> None:
        self._master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, *program, *map(str, words)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env={**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home), "TERM": "dumb"},
        )
        os.close(slave)
        self.said = ""

    def read_until(self, text: str) -> None:
        """Where the command ends instead, the terminal's end is gone, and reading it is an input/output error."""
        while text not in self.said:
            piece = self._read()
            assert piece, f"it ended with {self.process.wait(PATIENCE_S)}: {self.said}"
            self.said += piece.decode()

    def answer(self, text: str) -> None:
        os.write(self._master, text.encode())

    def read_to_the_end(self) -> int:
        while piece := self._read():
            self.said += piece.decode()
        return self.process.wait(PATIENCE_S)

    def _read(self) -> bytes:
        try:
            return os.read(self._master, 65_536)
        except OSError:  # the other end was closed
            return b""

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)


@pytest.fixture
def at_12(tmp_path: Path) -> Path:
    return migrated(tmp_path / "hive.db", 12, ["INSERT INTO users (id) VALUES ('u')"])


@pytest.fixture
def terminal(tmp_path: Path, at_12: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path, "migrate", at_12)
    yield made
    made.close()


def test_it_asks_after_the_rehearsal_and_goes_on_with_a_yes(
    terminal: Terminal, at_12: Path
) -> None:
    terminal.read_until("[y/N] ")
    assert "The rehearsal on a copy passed" in terminal.said
    content = at_12.read_bytes()
    terminal.answer("y\n")
    assert terminal.read_to_the_end() == 0
    assert "Done in " in terminal.said
    assert at_12.read_bytes() != content


def test_ctrl_c_at_the_question_changes_nothing(terminal: Terminal, at_12: Path) -> None:
    content = at_12.read_bytes()
    terminal.read_until("[y/N] ")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.read_to_the_end() == 130
    assert "Cancelled." in terminal.said
    assert at_12.read_bytes() == content


def test_ctrl_c_that_does_not_end_the_reading_ends_the_question(
    tmp_path: Path, at_12: Path
) -> None:
    content = at_12.read_bytes()
    made = Terminal(tmp_path, "migrate", at_12, program=("-c", DEAF))
    try:
        made.read_until("[y/N] ")
        made.process.send_signal(signal.SIGINT)
        assert made.read_to_the_end() == 130
    finally:
        made.close()
    assert at_12.read_bytes() == content


def test_ctrl_c_in_the_middle_of_a_rehearsal_changes_nothing(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 13, ["INSERT INTO users (id) VALUES ('u')"])
    scripts_with(tmp_path / "s", up=SLOW)
    content = path.read_bytes()
    made = Terminal(tmp_path, "migrate", path, "--scripts", tmp_path / "s", "--yes")
    try:
        while not (tmp_path / "s" / "begun").exists():
            assert made.process.poll() is None
        made.process.send_signal(signal.SIGINT)
        assert made.read_to_the_end() == 130
    finally:
        made.close()
    assert path.read_bytes() == content
    assert not (tmp_path / "backups").exists()


def test_where_nobody_reads_the_change_is_made_all_the_same(tmp_path: Path, at_12: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "hive_inspector", "migrate", at_12, "--yes"],
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)},
        timeout=PATIENCE_S,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
    assert fetched(at_12, "SELECT max(version) FROM schema_migrations") == [(13,)]

"""The soak in a few seconds: everything is done once beside programs that write; nothing is timed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.counts.recording import FOLDER


@pytest.mark.timeout(900)  # a machine that does ten other things
def test_everything_is_done_once_beside_programs_that_write() -> None:
    before = {file.name: file.read_bytes() for file in FOLDER.glob("*.json")}
    command = [sys.executable, "-m", "tests.soak", "--short", "--seed", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "readings: leases" in done.stdout
    assert {file.name: file.read_bytes() for file in FOLDER.glob("*.json")} == before

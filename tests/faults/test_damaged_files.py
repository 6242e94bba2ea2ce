"""Whatever is wrong with a file, checking it comes to an end with a verdict: no crash, no hang, no traceback.

All of it with `make faults`: 100 truncations, 200 header flips, 500 random flips, 60 zeroed pages, 200 noisy spots.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.demo.making import make_demo
from tests.faults import damaging
from tests.faults.counting import part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.faults.counting import Tally

PATIENCE_S = 60.0
"""How long one file may take on a busy computer; a sound one takes a tenth of a second."""


class CheckVictim:
    """The process that damages and checks."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def check(self, how: str) -> dict[str, Any]:
        """What came of one file."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(how + "\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE_S)
        assert ready, f"{how}: no verdict within {PATIENCE_S:.0f} s"
        line = self._process.stdout.readline()
        assert line, f"{how}: the process ended with {self._process.wait()}"
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def victim(sound: Path, made: Path) -> Iterator[CheckVictim]:
    command = [sys.executable, "-m", "tests.faults.check_victim", str(sound), str(made)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield CheckVictim(process)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "sound.db"
    make_demo(path, lineage="knowledge")
    return path


WAYS: dict[str, tuple[Callable[[int], list[str]], int]] = {
    "truncations": (lambda size: damaging.truncations(size, 100), 20),
    "header flips": (lambda _size: damaging.header_flips(), 20),
    "random flips": (lambda size: damaging.random_flips(size, 500), 20),
    "zeroed pages": (lambda size: damaging.zeroed_pages(size, 60), 10),
    "noisy spots": (lambda size: damaging.random_spots(size, 200), 10),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_damaged_file_gets_a_verdict(
    sound: Path, tmp_path: Path, tally: Callable[[str], Tally], way: str
) -> None:
    cases, most = WAYS[way]
    counted = tally(f"checks, {way}")
    with victim(sound, tmp_path / "damaged.db") as process:
        for how in part(cases(sound.stat().st_size), most):
            answer = process.check(how)
            assert "raised" not in answer, f"{how}: {answer['raised']}"
            if "refused" in answer:
                assert answer["refused"], how
                assert answer["hint"], how
                counted.add("refused with a sentence")
                continue
            assert answer["complete"], how
            assert not answer["traceback"], how
            is_found = answer["states"].get("failed", 0) > 0
            counted.add("told by a check" if is_found else "not seen by any check")

"""Whatever a file was made for, everything done with it ends in time with a result or a sentence, and leaves no trace.

`make faults` does all of it to each of the more than 800 files; the normal run to some of each family.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.counting import Tally, part
from tests.faults.hostile.corpus import corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE_S = 170.0
"""How long one file may take on a busy computer; most take a second, some reach the deadline of many steps."""
MOST = {"code": 4, "exhaust": 2, "spoof": 5, "shadow": 4, "master": 4, "values": 2}
"""Cases of each family in the normal run."""
LEAST = 800
FAMILIES = tuple(MOST)


class Victim:
    """The process that makes and visits files."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def visit(self, name: str) -> dict[str, Any]:
        """What came of one case."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(name) + "\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE_S)
        assert ready, f"{name}: no end within {PATIENCE_S:.0f} s"
        line = self._process.stdout.readline()
        assert line, f"{name}: the process ended with {self._process.wait()}"
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def victim(folder: Path) -> Iterator[Victim]:
    command = [sys.executable, "-m", "tests.faults.hostile.victim", str(folder)]
    home = {name: str(folder / "home") for name in ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **home, "XDG_CONFIG_HOME": str(folder / "home")},
    ) as process:
        try:
            yield Victim(process)
        finally:
            process.kill()


def test_there_are_enough_of_them() -> None:
    counted = Counter(case.family for case in corpus())

    assert set(counted) == set(FAMILIES)
    assert counted.total() >= LEAST
    assert len({case.name for case in corpus()}) == counted.total()


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("family", FAMILIES)
def test_everything_done_with_a_hostile_file_ends_well(
    tmp_path: Path, tally: Callable[[str], Tally], family: str
) -> None:
    counted = tally(f"hostile files, {family}")
    cases = [case for case in corpus() if case.family == family]
    faults: list[str] = []
    with victim(tmp_path) as process:
        for case in part(cases, MOST[family]):
            answer = process.visit(case.name)
            faults += [f"{case.name}: {fault}" for fault in answer["faults"]]
            for outcome, steps in answer["steps"].items():
                counted.add(f"steps {outcome}", steps)
            counted.add("files")
    assert not faults, "\n".join(faults)

"""The programs that write while the window is driven, and how fast they are."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.soak.tally import Slot, Tally

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

WRITERS = 2
RATE = 400.0
"""Commits a second of all writers together."""
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the writers did for a while."""

    commits: int
    seconds: float
    refused: int
    slowest_ms: float

    @property
    def rate(self) -> float:
        """Commits a second."""
        return self.commits / self.seconds


class Crew:
    """The writers of one file, from their first commit until they have ended."""

    def __init__(self, database: Path, folder: Path) -> None:
        self._database = database
        self._tallies = [Tally(folder / f"writer-{number}") for number in range(WRITERS)]
        self._processes: list[subprocess.Popen[bytes]] = []
        self._folder = folder
        self._began = (0, 0, 0.0)

    def __enter__(self) -> Self:
        for number in range(WRITERS):
            told = self._folder / f"writer-{number}"
            words = (str(self._database), str(told), str(number), str(RATE / WRITERS))
            command = [sys.executable, "-m", "tests.soak.writer", *words]
            self._processes.append(subprocess.Popen(command))
        end = time.monotonic() + _PATIENCE_S
        while not all(tally[Slot.COMMITS] for tally in self._tallies):
            if time.monotonic() > end or any(one.poll() is not None for one in self._processes):
                raise TimeoutError("the writers did not begin")
            time.sleep(0.01)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for tally in self._tallies:
            tally[Slot.STOP] = 1
        for process in self._processes:
            process.wait(_PATIENCE_S)
        for tally in self._tallies:
            tally.close()

    @property
    def is_well(self) -> bool:
        """Whether all of them go on writing."""
        return all(process.poll() is None for process in self._processes)

    def begin(self) -> None:
        """A stretch begins."""
        for tally in self._tallies:
            tally[Slot.SLOWEST_US] = 0
        self._began = (self._sum(Slot.COMMITS), self._sum(Slot.REFUSED), time.perf_counter())

    def end(self) -> Stretch:
        """It is over."""
        commits, refused, began = self._began
        return Stretch(
            commits=self._sum(Slot.COMMITS) - commits,
            seconds=time.perf_counter() - began,
            refused=self._sum(Slot.REFUSED) - refused,
            slowest_ms=max(tally[Slot.SLOWEST_US] for tally in self._tallies) / 1000,
        )

    def _sum(self, slot: Slot) -> int:
        return sum(tally[slot] for tally in self._tallies)

"""A screen of our own, seen from outside: what a user sees, at the moment when it is seen.

Xvfb keeps its picture in a file (`-fbdir`, in the format of xwd) that is looked at here every few milliseconds. The
program that draws is measured as it is, without a hook in it, so that the same is asked of the checkout and a bundle.
"""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Picture = NDArray[np.uint32]

SIZE = (1440, 900)
LOOK_EVERY_S = 0.002
STILL_S = 1.0
"""After this time without a change on the screen, and with next to no work, the program has shown all that it will."""
IDLE_CPU_S = 0.1
"""What a program that has nothing to do may take of a processor meanwhile: it blinks, and looks at the file."""
MB = 1024 * 1024
PATIENCE_S = 60.0
SEEN_STEP = 4
"""Every so many rows of pixels are looked at; a line of text has more."""
PAINTED_SHARE = 0.2
"""A window that covers less of the screen is not the program's."""
SAME_SHARE = 0.002
"""So much of what is looked at may differ and be the same: a clock, a blinking cursor."""
_HEADER = struct.Struct(">25I")
_HEADER_BYTES, _OFFSET_X, _BYTES_PER_LINE, _COLOURS = 0, 6, 12, 19
_COLOUR_BYTES = 12


@dataclass(frozen=True, slots=True)
class Sight:
    """What was on the screen from a moment on."""

    after_s: float
    """Since the process was started."""
    cpu_s: float
    """Of a processor, taken by the process until then."""
    picture: Picture


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process and its helpers take, in MB."""

    resident: float
    """RSS of the window's process: with the pages of libraries that others use as well."""
    private: float
    """USS of the window's process: what would be free if it ended."""
    helpers: float
    """USS of the processes that it started."""


@dataclass(frozen=True, slots=True)
class Start:
    """A start of the program that was watched until nothing changed any more."""

    sights: tuple[Sight, ...]
    memory: Memory
    """After it had rested."""

    @property
    def painted(self) -> Sight:
        """When the window was there."""
        return next(sight for sight in self.sights if _covered(sight.picture) >= PAINTED_SHARE)

    def settled(self, left: float, top: float, right: float, bottom: float) -> Sight:
        """When a part of the screen showed what it goes on to show.

        Args:
            left: Of the screen's width, 0 to 1.
            top: Of its height.
            right: Of its width.
            bottom: Of its height.
        """
        height, width = self.sights[-1].picture.shape
        part = np.s_[
            int(top * height) : int(bottom * height), int(left * width) : int(right * width)
        ]
        at_last = self.sights[-1].picture[part]
        found = self.sights[-1]
        for sight in reversed(self.sights):
            if np.mean(sight.picture[part] != at_last) > SAME_SHARE:
                break
            found = sight
        return found


def is_possible() -> bool:
    """Whether there is a server that keeps its picture in a file."""
    return shutil.which("Xvfb") is not None


@contextmanager
def screen() -> Iterator[Screen]:
    """A screen that nobody else draws on."""
    with tempfile.TemporaryDirectory() as folder:
        reader, writer = os.pipe()
        size = f"{SIZE[0]}x{SIZE[1]}x24"
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-nolisten", "tcp"]
        with subprocess.Popen(
            [*command, "-fbdir", folder], pass_fds=(writer,), stderr=subprocess.DEVNULL
        ) as server:
            os.close(writer)
            with os.fdopen(reader) as answer:
                display = f":{answer.readline().strip()}"
            try:
                with closing(Screen(display, Path(folder) / "Xvfb_screen0")) as shown:
                    yield shown
            finally:
                server.terminate()


class Screen:
    """The picture of a server, and programs that draw on it."""

    def __init__(self, display: str, file: Path) -> None:
        self._display = display
        with file.open("rb") as opened:
            self._map = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        header = _HEADER.unpack_from(self._map)
        self._first = header[_HEADER_BYTES] + _COLOUR_BYTES * header[_COLOURS]
        self._line = header[_BYTES_PER_LINE]

    def close(self) -> None:
        """Look at it no more."""
        self._map.close()

    def start(
        self,
        command: Sequence[str | Path],
        environment: Mapping[str, str],
        folder: Path,
        *,
        rest_s: float = 0.0,
    ) -> Start:
        """Start a program, watch until it has shown everything, weigh it and end it.

        Args:
            command: The program and its arguments.
            environment: Without the variables of the screen.
            folder: Where it runs.
            rest_s: How long to leave it alone before it is weighed.

        Raises:
            TimeoutError: It showed nothing, or never came to rest.
        """
        drawn_by = {**environment, "DISPLAY": self._display, "QT_QPA_PLATFORM": "xcb"}
        started = time.monotonic()
        with subprocess.Popen(
            command, env=drawn_by, cwd=folder, stderr=subprocess.DEVNULL
        ) as process:
            try:
                sights = self._watch(psutil.Process(process.pid), started)
                time.sleep(rest_s)
                return Start(sights, memory_of(process.pid))
            finally:
                process.terminate()

    def _watch(self, process: psutil.Process, started: float) -> tuple[Sight, ...]:
        sights: list[Sight] = []
        before, worked_s, still_since = self._picture(), 0.0, started
        is_painted = False
        while not (is_painted and time.monotonic() > still_since + STILL_S):
            if time.monotonic() > started + PATIENCE_S:
                raise TimeoutError("the program showed nothing, or never came to rest")
            time.sleep(LOOK_EVERY_S)
            now, picture, used_s = time.monotonic(), self._picture(), _cpu_of(process)
            if not np.array_equal(picture, before):
                before, worked_s, still_since = picture, used_s, now
                sights.append(Sight(now - started, used_s, picture))
                is_painted = is_painted or _covered(picture) >= PAINTED_SHARE
            elif used_s > worked_s + IDLE_CPU_S:
                worked_s, still_since = used_s, now
        return tuple(sights)

    def _picture(self) -> Picture:
        pixels = np.frombuffer(self._map, np.uint8, self._line * SIZE[1], self._first)
        lines = pixels.reshape(SIZE[1], self._line)[::SEEN_STEP, : SIZE[0] * 4]
        return np.ascontiguousarray(lines).view(np.uint32)


def memory_of(pid: int) -> Memory:
    """What a process and those that it started take now."""
    process = psutil.Process(pid)
    own = process.memory_full_info()
    helpers = 0
    for child in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            helpers += child.memory_full_info().uss
    return Memory(own.rss / MB, own.uss / MB, helpers / MB)


def _cpu_of(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


def _covered(picture: Picture) -> float:
    """How much of the screen has been drawn on: it is black at first."""
    return float(np.mean((picture & 0xFFFFFF) != 0))

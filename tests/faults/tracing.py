"""Harm done to a process from without, at its system calls, by `strace`."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

IS_THERE = shutil.which("strace") is not None
WRITES = "pwrite64"
FLUSHES = "fdatasync"
CHANGES = "pwrite64,fdatasync,ftruncate,unlink"


def record(process: int, about: Mapping[str, Any]) -> subprocess.Popen[str]:
    """Let `strace` write down what a process does to files, with every byte.

    Args:
        process: The number of a process that waits.
        about: `calls`, and `log`, the file that it is written to.
    """
    return _started(
        ["-y", "-xx", "-s", "10000000", "-o", about["log"], "-e", f"trace={about['calls']}"],
        process,
    )


def attach(process: int, about: Mapping[str, Any]) -> subprocess.Popen[str]:
    """Let `strace` do something to a process at the n-th of its system calls that concern some files.

    Args:
        process: The number of a process that waits.
        about: `paths` of the files concerned, `calls`, `harm` (`signal=KILL`, `error=ENOSPC`) and `at`, the n.
    """
    paths = [part for path in about["paths"] for part in ("-P", path)]
    what = f"inject={about['calls']}:{about['harm']}:when={about['at']}"
    return _started(
        ["-o", about.get("log", "/dev/null"), *paths, "-e", f"trace={about['calls']}", "-e", what],
        process,
    )


def _started(words: Sequence[str], process: int) -> subprocess.Popen[str]:
    command = ["strace", "-f", *words, "-p", str(process)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    if "attached" not in said:
        raise RuntimeError(f"strace did not attach: {said}")
    return tracer

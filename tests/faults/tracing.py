"""Harm done to a process from without, at its system calls, by `strace`."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

IS_THERE = shutil.which("strace") is not None
WRITES = "pwrite64"
FLUSHES = "fdatasync"
CHANGES = "pwrite64,fdatasync,ftruncate,unlink"


def attach(process: int, about: Mapping[str, Any]) -> subprocess.Popen[str]:
    """Let `strace` do something to a process at the n-th of its system calls that concern some files.

    Args:
        process: The number of a process that waits.
        about: `paths` of the files concerned, `calls`, `harm` (`signal=KILL`, `error=ENOSPC`) and `at`, the n.
    """
    paths = [part for path in about["paths"] for part in ("-P", path)]
    tracer = subprocess.Popen(
        [
            *("strace", "-f", "-o", about.get("log", "/dev/null"), *paths),
            *(
                "-e",
                f"trace={about['calls']}",
                "-e",
                f"inject={about['calls']}:{about['harm']}:when={about['at']}",
            ),
            *("-p", str(process)),
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    if "attached" not in said:
        raise RuntimeError(f"strace did not attach: {said}")
    return tracer

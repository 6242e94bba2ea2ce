"""What `make demo` runs: the window on the demo install, or pictures of it where there is no screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hive_inspector.core.display import display_answers

GALLERY = Path("gallery")


def show() -> int:
    """Show the demo one way or the other; returns the exit code."""
    program = [sys.executable, "-m", "hive_inspector"]
    if display_answers(os.environ, sys.platform):
        return subprocess.run([*program, "--demo"], check=False).returncode
    print("There is no screen, so every page is painted into a picture instead.", flush=True)
    code = subprocess.run([*program, "gallery", str(GALLERY), "--demo"], check=False).returncode
    if code == 0:
        print(f"The pictures are in {GALLERY.resolve()}.")
    return code


if __name__ == "__main__":
    sys.exit(show())

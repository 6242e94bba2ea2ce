"""Pins the newest packages that the .in files allow, with hashes and without naming an index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PACKAGING = Path(__file__).resolve().parent
OPTIONS = (
    *("--quiet", "--universal", "--python-version=3.11", "--generate-hashes", "--upgrade"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
)


def main() -> None:
    """Write the .txt file of every .in file anew."""
    for wanted in sorted(PACKAGING.glob("requirements*.in")):
        compile_lock = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS]
        target = wanted.with_suffix(".txt").name
        subprocess.run([*compile_lock, wanted.name, "-o", target], check=True, cwd=PACKAGING)


if __name__ == "__main__":
    main()

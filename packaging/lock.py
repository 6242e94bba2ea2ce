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
    """Write requirements.txt and requirements-dev.txt anew."""
    for name in ("requirements", "requirements-dev"):
        subprocess.run(
            [
                sys.executable,
                "-m",
                "uv",
                "pip",
                "compile",
                *OPTIONS,
                f"{name}.in",
                "-o",
                f"{name}.txt",
            ],
            check=True,
            cwd=PACKAGING,
        )


if __name__ == "__main__":
    main()

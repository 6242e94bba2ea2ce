"""Writes the README's table of promises anew, from what the full runs counted: `python -m tests.counts`."""

from __future__ import annotations

from tests.counts.promises import write_into_readme

if __name__ == "__main__":
    write_into_readme()

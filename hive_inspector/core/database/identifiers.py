"""Names of tables and columns as SQL text."""

from __future__ import annotations


def quoted(name: str) -> str:
    """The name as a quoted SQL identifier, whatever characters it has."""
    return '"' + name.replace('"', '""') + '"'


_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def folded(name: str) -> str:
    """The name as SQLite compares names: only ASCII letters without case, so `É` and `é` stay two names."""
    return name.lower() if name.isascii() else name.translate(_ASCII_LOWER)

"""Names of tables and columns as SQL text."""

from __future__ import annotations


def quoted(name: str) -> str:
    """The name as a quoted SQL identifier, whatever characters it has."""
    return '"' + name.replace('"', '""') + '"'

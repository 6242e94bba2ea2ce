"""Names of tables and columns as SQL text."""

from __future__ import annotations

import re

from hive_inspector.core.database.keywords import KEYWORDS


def quoted(name: str) -> str:
    """The name as a quoted SQL identifier, whatever characters it has."""
    return '"' + name.replace('"', '""') + '"'


def quoted_where_needed(name: str) -> str:
    """The name as a person would write it: quoted only where SQLite would not read it as this name otherwise."""
    is_plain = _PLAIN.fullmatch(name) and name.upper() not in KEYWORDS
    return name if is_plain else quoted(name)


_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def folded(name: str) -> str:
    """The name as SQLite compares names: only ASCII letters without case, so `É` and `é` stay two names."""
    return name.lower() if name.isascii() else name.translate(_ASCII_LOWER)

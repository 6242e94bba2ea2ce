"""Secrets inside a longer value: a password in an address, a key in the JSON of a setting.

Only columns are looked at where such values are usual. A filter cannot look so closely: what it leaves out is every
text that `tells_a_secret` finds, and some more.
"""

from __future__ import annotations

import re

_NAMES = ("key", "token", "secret", "password", "passwd", "pwd", "credential", "signature")
"""How a parameter or a member ends that is taken for a secret, in the singular."""
_NAME = f"(?:{'|'.join(_NAMES)})s?"

_LONGEST = 4096
"""Characters that are looked at."""
_USER = re.compile(r"://[^\s/?#@:]*:[^\s/?#@]+@")
_PARAMETER = re.compile(rf"[?&;#][\w.%-]{{0,64}}?{_NAME}=[^&\s]", re.ASCII | re.IGNORECASE)
_MEMBER = re.compile(rf'"[^"\\]{{0,64}}?{_NAME}"\s*:\s*"[^"]', re.ASCII | re.IGNORECASE)

_MAY_TELL = (
    "%://%:%@%",
    *(f"%://%{name}{end}=%" for name in _NAMES for end in ("", "s")),
    *(f'%{name}{end}"%:%"%' for name in _NAMES for end in ("", "s")),
)
"""Patterns of LIKE, one of which fits every text that tells a secret, up to its first NUL."""


def tells_a_secret(value: object) -> bool:
    """Whether a text has `scheme://user:password@host` inside, `?api_key=…` of an address, or `"apiKey": "…"`."""
    if not isinstance(value, str):
        return False
    text = value[:_LONGEST]
    _, is_address, rest = text.partition("://")
    if is_address and (_USER.search(text) or _PARAMETER.search(rest)):
        return True
    return _MEMBER.search(text) is not None


def may_tell_sql(column: str) -> str:
    """That a column, given as SQL, holds a text that tells a secret, or looks much like it."""
    patterns = " OR ".join(f"{column} LIKE '{pattern}'" for pattern in _MAY_TELL)
    holds_nul = f"instr(CAST({column} AS BLOB), x'00')"
    return f"(typeof({column}) = 'text' AND ({patterns} OR {holds_nul}))"

"""What looks like a secret in running text: in a log, a message, a statement that is remembered.

Cells are judged by where they stand (`core.hive.privacy`). Text has no column, so here counts only what it looks like:
keys, addresses of people, passwords inside addresses of machines, and what is assigned to a name that tells.
"""

from __future__ import annotations

import re

MASK_TEXT = "••••••••"
"""What stands in place of a secret, whatever its length."""
PERSON_TEXT = "[e-mail]"

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_KEY = re.compile(
    rf"(?P<id>{_UUID})"
    r"|(?:sk|pk|rk|ghp|gho|ghs|glpat|hf|npm|xox[abposr])[-_][A-Za-z0-9_-]{8,}"
    r"|(?:AKIA|AIza|eyJ)[A-Za-z0-9_.-]{12,}"
    r"|[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){3,}"
    r"|(?<![A-Za-z0-9])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{20,}"
)
"""What only keys look like; identifiers of Hive's rows are told apart."""
_PERSON = re.compile(r"[\w.%+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_USER = re.compile(r"(?<=://)[^\s/?#@]{0,200}:[^\s/?#@]{1,200}@")
_ASSIGNED = re.compile(
    r"(?P<name>(?:key|token|secret|password|passwd|pwd|passphrase|credential|signature|authorization)s?"
    r"[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:bearer\s{1,3})?)(?P<value>[^\s\"',;&]{1,500})",
    re.IGNORECASE,
)


def without_keys(text: str) -> str:
    """The text with dots for what only keys look like."""
    return _KEY.sub(lambda found: found[0] if found["id"] else MASK_TEXT, text)


def without_secrets(text: str) -> str:
    """The text with dots for keys, passwords, and the addresses of people."""
    text = _USER.sub(f"{MASK_TEXT}@", text)
    text = _ASSIGNED.sub(rf"\g<name>{MASK_TEXT}", text)
    return _PERSON.sub(PERSON_TEXT, without_keys(text))

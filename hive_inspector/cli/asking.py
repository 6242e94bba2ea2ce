"""Whether a change may be made: the user's leave, given beforehand or when asked."""

from __future__ import annotations

import sys

NOBODY = "Nobody can be asked whether to go on, as this is no terminal; add --yes to go on without asking."
DECLINED = "It was not confirmed."


def can_ask() -> bool:
    """Whether there is a terminal to ask on."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()

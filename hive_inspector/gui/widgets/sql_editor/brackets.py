"""Which bracket belongs to which, and what a line is commented out by. Texts in, places out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.sqltext import TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

REACH = 20_000
"""Characters on either side in which the other bracket is looked for."""
_REMARK = "-- "


def partner_of(text: str, place: int) -> tuple[int, int] | None:
    """The bracket at a place, or directly before it, and the one that belongs to it; None where there is none.

    Brackets in texts, names and comments are none.
    """
    opened: list[int] = []
    pairs: dict[int, int] = {}
    for token in tokens(text):
        if token.kind is not TokenKind.OPERATOR:
            continue
        if token.text == "(":
            opened.append(token.start)
        elif token.text == ")" and opened:
            start = opened.pop()
            pairs[start], pairs[token.start] = token.start, start
    for at in (place, place - 1):
        if at in pairs:
            return at, pairs[at]
    return None


def toggled(lines: Sequence[str]) -> list[str]:
    """The lines commented out, or, where all of them are, not any more."""
    written = [line for line in lines if line.strip()]
    if written and all(line.lstrip().startswith("--") for line in written):
        return [_uncommented(line) for line in lines]
    indent = min((len(line) - len(line.lstrip()) for line in written), default=0)
    return [line[:indent] + _REMARK + line[indent:] if line.strip() else line for line in lines]


def _uncommented(line: str) -> str:
    before, mark, behind = line.partition("--")
    return before + behind.removeprefix(" ") if mark and not before.strip() else line

"""A remark about a file's health, and how several of them are put in order and in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


LISTED = 3
"""Names that are told one by one."""


class Severity(IntEnum):
    """How much a remark matters; the higher, the worse."""

    NOTICE = 1
    """Good to know; nothing is wrong."""
    WARNING = 2
    """Works, but is not as it should be."""
    PROBLEM = 3
    """Something fails, or data is at risk."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that the user should know about a file."""

    severity: Severity
    title: str
    """What is so, in a few words."""
    detail: str
    """The cause or the consequence, in a sentence."""
    next_step: str = ""
    """What to do about it, in a sentence, or empty where nothing has to be done."""


def worst_first(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Remarks by falling severity, otherwise in the order given."""
    return tuple(sorted(remarks, key=lambda remark: -remark.severity))


def headline(remarks: Sequence[Remark]) -> str:
    """The verdict in a few words; it claims no more than was looked at."""
    problems = sum(remark.severity is Severity.PROBLEM for remark in remarks)
    warnings = sum(remark.severity is Severity.WARNING for remark in remarks)
    if problems:
        return (
            "1 problem needs attention" if problems == 1 else f"{problems} problems need attention"
        )
    if warnings:
        return "1 thing to look at" if warnings == 1 else f"{warnings} things to look at"
    return "Nothing wrong at first sight"


def listed(names: Sequence[str], limit: int = LISTED) -> str:
    """Names as `a`, `a and b`, `a, b and c`, or `a, b, c and 4 more`."""
    if len(names) > limit:
        return f"{', '.join(names[:limit])} and {len(names) - limit} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def counted(count: int, noun: str, plural: str = "") -> str:
    """A number with its noun, as `1 table` or `3 tables`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"

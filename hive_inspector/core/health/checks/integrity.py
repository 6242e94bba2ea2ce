"""SQLite's own checks of a file's structure, with their messages put into words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.health.checks.check import Check, Cost
from hive_inspector.core.health.findings import DAMAGE, Finding, Severity, evidence
from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.health.checks.check import CheckContext

MOST_MESSAGES = 1_000
"""Messages that SQLite is asked for; a damaged file has more than anybody reads."""
SALVAGE_REPAIR = "salvage"
REINDEX_REPAIR = "reindex"
VACUUM_REPAIR = "vacuum"


@dataclass(frozen=True, slots=True)
class Kind:
    """What messages of one sort mean."""

    name: str
    pattern: re.Pattern[str]
    """The first group is the object concerned, where the message names one."""
    severity: Severity
    title: str
    meaning: str
    advice: str
    repair: str | None


_KINDS = (
    Kind(
        "index",
        re.compile(
            r"(?:row \d+ missing from index|wrong # of entries in index|non-unique entry in index"
            r"|rowid not at end-of-record for row \d+ of index|values differ from index) (.*)",
            re.DOTALL,
        ),
        Severity.PROBLEM,
        tr("An index does not fit its table"),
        tr("What is looked up by it may not be found, though the rows themselves are there."),
        tr("Building the indexes anew mends it."),
        REINDEX_REPAIR,
    ),
    Kind(
        "values",
        re.compile(
            r"(?:NULL value in|non-\w+ value in|TEXT value in|NUMERIC value in|CHECK constraint failed in) (.*)",
            re.DOTALL,
        ),
        Severity.WARNING,
        tr("Rows break a rule of their table"),
        tr("They were written while the rule did not hold, or before it was made."),
        tr("Look at the rows; copying them into a table made anew would be refused."),
        None,
    ),
    Kind(
        "unused_pages",
        re.compile(r"(?:Page \d+: never used|Page \d+ is never used)(.*)", re.DOTALL),
        Severity.WARNING,
        tr("Pages of the file belong to nothing"),
        tr(
            "They take room and hold nothing that can be reached; something may have been lost "
            "with them."
        ),
        tr("Compacting the file removes them."),
        VACUUM_REPAIR,
    ),
)
_BROKEN = Kind(
    "structure",
    re.compile(r"(.*)", re.DOTALL),
    Severity.PROBLEM,
    tr("The file is damaged"),
    tr("Pages of it are not what SQLite wrote there; rows on them cannot be read, or are wrong."),
    tr(
        "Keep this file as it is and look for a backup; salvage brings what is left into a new "
        "file."
    ),
    SALVAGE_REPAIR,
)
_HEADING = re.compile(r"\*\*\* in database .* \*\*\*\s*")


def find_damage(context: CheckContext) -> tuple[Finding, ...]:
    """`PRAGMA integrity_check`: every page, every row, every entry of every index."""
    findings = _ask(context, "integrity", f"PRAGMA integrity_check({MOST_MESSAGES})")
    context.shared["integrity"] = not findings
    return findings


def find_damage_quickly(context: CheckContext) -> tuple[Finding, ...]:
    """`PRAGMA quick_check`: every page and row; whether indexes fit is left out.

    Where the full check has just found nothing, it has answered this one too.
    """
    if context.shared.get("integrity"):
        return ()
    return _ask(context, "quick_integrity", f"PRAGMA quick_check({MOST_MESSAGES})")


def _ask(context: CheckContext, check: str, statement: str) -> tuple[Finding, ...]:
    messages = list(_messages(context, statement))
    if messages == ["ok"]:
        return ()
    by_kind: dict[Kind, list[str]] = {}
    for message in messages:
        by_kind.setdefault(kind_of(message), []).append(message)
    return tuple(
        _finding(check, kind, told, DAMAGE if _BROKEN in by_kind else kind.name)
        for kind, told in by_kind.items()
    )


def _messages(context: CheckContext, statement: str) -> Iterator[str]:
    """What SQLite says, line by line; damage that it stumbles over itself is the last of it."""
    try:
        for (told,) in context.connection.stream(statement):
            lines = _HEADING.sub("", str(told)).splitlines()
            yield from (line for line in lines if line.strip())
    except DatabaseDamaged as error:
        yield str(error.__cause__ or error.message)


def kind_of(message: str) -> Kind:
    """What a message of SQLite's means; whatever is not known means damage."""
    return next((kind for kind in _KINDS if kind.pattern.fullmatch(message)), _BROKEN)


def _finding(check: str, kind: Kind, messages: list[str], cause: str) -> Finding:
    """A finding for all messages of a kind. In a damaged file the others tell no more than what the damage did."""
    matches = [kind.pattern.fullmatch(message) for message in messages]
    names = () if kind is _BROKEN else tuple(dict.fromkeys(m[1] for m in matches if m and m[1]))
    at_least = tr("at least ") if len(messages) >= MOST_MESSAGES else ""
    places = plural(
        len(messages),
        "SQLite names {at_least}{count:,} place",
        "SQLite names {at_least}{count:,} places",
        at_least=at_least,
    )
    where = (
        tr("{places}, of {names}.", places=places, names=listed(names)) if names else f"{places}."
    )
    return Finding(
        id=f"{check}:{kind.name}",
        check=check,
        severity=kind.severity,
        title=kind.title,
        detail=f"{where} {kind.meaning}",
        advice=kind.advice,
        objects=names,
        repair=kind.repair,
        evidence=evidence(
            (tr("SQLite says"),), ((message,) for message in messages), len(messages)
        ),
        cause=cause,
        is_consequence=cause == DAMAGE and kind is not _BROKEN,
    )


CHECKS = (
    Check(
        "integrity",
        tr("Integrity"),
        tr("Whether every page, row and index entry is what SQLite wrote."),
        Cost.THOROUGH,
        find_damage,
    ),
    Check(
        "quick_integrity",
        tr("Integrity without indexes"),
        tr("Whether every page and row is what SQLite wrote; indexes are not compared."),
        Cost.THOROUGH,
        find_damage_quickly,
    ),
)

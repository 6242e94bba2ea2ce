"""What a check found: one thing that the user should know about a file, with what it rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence


class Severity(StrEnum):
    """How much a finding matters, the worst first. The values stand in the output of commands."""

    PROBLEM = "problem"
    """Something fails, or data is at risk."""
    WARNING = "warning"
    """Works, but is not as it should be."""
    NOTICE = "notice"
    """Good to know; nothing is wrong. A check with nothing but notices has passed."""

    @property
    def word(self) -> str:
        """What it is called."""
        return _WORDS[self]


_WORDS = {
    Severity.PROBLEM: tr("Problem"),
    Severity.WARNING: tr("Warning"),
    Severity.NOTICE: tr("Notice"),
}


_ORDER = tuple(Severity)

DAMAGE = "damage"
"""The cause of what is found because pages of the file are not what SQLite wrote."""

EVIDENCE_ROWS = 20
"""Rows of evidence that a finding carries; the rest is counted."""
EVIDENCE_TEXT = 120
"""Characters of a cell of evidence."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A small table that shows what a finding rests on. It never holds a secret."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """At most `EVIDENCE_ROWS`, each cell at most `EVIDENCE_TEXT` characters."""
    total: int
    """How many rows there are in all."""


_LONGEST_FILTER = 900
"""Characters of a filter that is written for somebody, below what Browse takes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows are that a finding is about, as Browse can be asked for them."""

    table: str
    filters: tuple[tuple[str, str], ...] = ()
    """Columns, and what to type into Browse's filter row under each; none where no filter tells the rows apart."""


def one_of(values: Sequence[str]) -> str:
    """What to type into a filter for the cells that are one of these; of many, of the first."""
    if len(values) == 1:
        return f'="{values[0].replace(chr(34), chr(34) * 2)}"'
    pattern = ""
    for value in values:
        escaped = re.escape(value).replace("\\-", "-")
        longer = f"{pattern}|{escaped}" if pattern else escaped
        if len(longer) > _LONGEST_FILTER:
            break
        pattern = longer
    return f"/^({pattern})$/"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is so."""

    id: str
    """Stable while the same thing is so: the check's id, or that with what it is about, as `orphans:messages`."""
    check: str
    """Id of the check that found it."""
    severity: Severity
    title: str
    """What is so, in a few words, without a full stop."""
    detail: str
    """The cause or the consequence, in a sentence or two."""
    advice: str = ""
    """What to do about it, in a sentence; empty where nothing has to be done."""
    rows: int | None = None
    """How many rows are affected; None where rows are not what it is about."""
    objects: tuple[str, ...] = ()
    """Tables, columns as `table.column`, indexes, or files that it is about."""
    repair: str | None = None
    """Id of the repair that mends it; None where the program cannot."""
    evidence: Evidence | None = None
    places: tuple[Place, ...] = ()
    """Where its rows are, the most of them first; empty where it is not about rows."""
    cause: str = ""
    """What it shares with findings of other checks that come from the same thing; empty where it stands for itself."""
    is_consequence: bool = False
    """Whether it tells what a check could not do because of that, and another finding tells the thing itself."""


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by falling severity, otherwise in the order given."""
    return tuple(sorted(findings, key=lambda finding: _ORDER.index(finding.severity)))


def is_well(findings: Iterable[Finding]) -> bool:
    """Whether nothing is worse than a notice."""
    return all(finding.severity is Severity.NOTICE for finding in findings)


def one_a_cause(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Of findings with one cause the worst, of those one that tells the thing itself; in the order given otherwise."""
    kept: dict[str | int, Finding] = {}
    for number, finding in enumerate(findings):
        key = finding.cause or number
        if key not in kept or _weight(finding) < _weight(kept[key]):
            kept[key] = finding
    return tuple(kept.values())


def _weight(finding: Finding) -> tuple[int, bool]:
    return _ORDER.index(finding.severity), finding.is_consequence


def count_of(findings: Iterable[Finding], severity: Severity) -> int:
    """How many things of a severity there are: what comes from one cause is one thing, whatever it stopped."""
    return sum(finding.severity is severity for finding in one_a_cause(findings))


def headline(findings: Collection[Finding]) -> str:
    """The verdict in a few words; it claims no more than was looked at."""
    problems = count_of(findings, Severity.PROBLEM)
    warnings = count_of(findings, Severity.WARNING)
    if problems:
        return plural(
            problems, "{count} problem needs attention", "{count} problems need attention"
        )
    if warnings:
        return plural(warnings, "{count} thing to look at", "{count} things to look at")
    return tr("Nothing wrong at first sight")


def evidence(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]], total: int) -> Evidence:
    """Evidence cut to its size; NULL becomes an empty cell."""
    kept: list[tuple[str, ...]] = []
    for row in rows:
        if len(kept) == EVIDENCE_ROWS:
            break
        kept.append(tuple(_cell(value) for value in row))
    return Evidence(columns, tuple(kept), total)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= EVIDENCE_TEXT else f"{text[: EVIDENCE_TEXT - 1]}…"

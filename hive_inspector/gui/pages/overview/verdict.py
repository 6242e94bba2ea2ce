"""What the verdict says of a file: from the first look at once, from the checks as soon as they ran."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hive_inspector.core.database.snapshot import Schema
from hive_inspector.core.health.checks.check import Cost, State
from hive_inspector.core.health.first_look import FirstLook, first_look_remarks
from hive_inspector.core.health.remarks import Remark, Severity, headline, worst_first
from hive_inspector.gui.pages.overview.shown import is_hive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.health.findings import Finding
    from hive_inspector.gui.checkup import Checkup
    from hive_inspector.gui.pages.overview.work import Findings

_NOTHING_FOUND = "No problem found"


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One thing to know."""

    remark: Remark
    finding: str = ""
    """The id of the finding that it tells; empty where the first look told it."""
    action: str = ""
    """What leads to it, as a link says it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a file stands."""

    headline: str
    basis: str
    """What it rests on, in a sentence."""
    lines: tuple[VerdictLine, ...]
    """The worst first."""
    assurances: tuple[str, ...] = ()
    """What is well."""


def verdict_of(look: Findings, checkup: Checkup) -> Verdict:
    """The verdict as it can be given now.

    Args:
        look: What the first look found.
        checkup: The checks, which may not have run yet.
    """
    if not checkup.results:
        lines = tuple(map(VerdictLine, look.remarks))
        return Verdict(headline(look.remarks), _first_basis(look), lines, look.assurances)
    lines = tuple(_checked_lines(look, checkup))
    worst = max((line.remark.severity for line in lines), default=Severity.NOTICE)
    title = headline([line.remark for line in lines])
    return Verdict(
        _NOTHING_FOUND if worst is Severity.NOTICE else title,
        _checked_basis(checkup),
        lines,
        look.assurances,
    )


def _checked_lines(look: Findings, checkup: Checkup) -> Iterator[VerdictLine]:
    lines = [VerdictLine(remark) for remark in _untold(look)]
    lines += [
        VerdictLine(_remark_of(one), one.id, "Repair…" if one.repair else "Details")
        for one in checkup.findings
    ]
    order = worst_first(line.remark for line in lines)
    yield from sorted(lines, key=lambda line: order.index(line.remark))


def _untold(look: Findings) -> tuple[Remark, ...]:
    """What only the first look tells: how the file had to be opened, and which tables cannot be read."""
    unreadable = tuple(replace(one, references=()) for one in look.schema.tables if one.problem)
    return first_look_remarks(FirstLook(look.opening, Schema(unreadable, ())))


def _remark_of(finding: Finding) -> Remark:
    severity = Severity[finding.severity.name]
    return Remark(severity, finding.title, finding.detail, finding.advice)


def _first_basis(look: Findings) -> str:
    """What the first look rests on."""
    if is_hive(look.identity):
        return "A first look at schema, migrations, log and references; rows were not checked."
    return "A first look at schema, log and references; rows were not checked."


def _checked_basis(checkup: Checkup) -> str:
    results = checkup.results.values()
    ran = sum(result.state is not State.SKIPPED for result in results)
    thorough = any(result.check.cost is Cost.THOROUGH for result in results)
    rows = "" if thorough else " Not every row was read; Health checks the rest."
    return f"{ran} checks ran.{rows}"

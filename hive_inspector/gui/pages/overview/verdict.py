"""What the verdict says of a file: from the first look at once, from the checks as soon as they ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.health.checks.check import Cost, State
from hive_inspector.core.health.findings import Finding, Severity, headline, one_a_cause
from hive_inspector.core.language import tr
from hive_inspector.gui.pages.overview.shown import is_hive

if TYPE_CHECKING:
    from hive_inspector.gui.checkup import Checkup
    from hive_inspector.gui.pages.overview.work import Findings

_NOTHING_FOUND = tr("No problem found")


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One thing to know."""

    remark: Finding
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
    lines = _checked_lines(checkup)
    notices_only = all(line.remark.severity is Severity.NOTICE for line in lines)
    title = headline([line.remark for line in lines])
    return Verdict(
        _NOTHING_FOUND if notices_only else title,
        _checked_basis(checkup),
        lines,
        look.assurances,
    )


def _checked_lines(checkup: Checkup) -> tuple[VerdictLine, ...]:
    return tuple(
        VerdictLine(one, one.id, tr("Repair…") if one.repair else tr("Details"))
        for one in one_a_cause(checkup.findings)
    )


def _first_basis(look: Findings) -> str:
    """What the first look rests on."""
    if is_hive(look.identity):
        return tr("A first look at schema, migrations, log and references; rows were not checked.")
    return tr("A first look at schema, log and references; rows were not checked.")


def _checked_basis(checkup: Checkup) -> str:
    results = checkup.results.values()
    ran = sum(result.state is not State.SKIPPED for result in results)
    thorough = any(result.check.cost is Cost.THOROUGH for result in results)
    rows = "" if thorough else tr(" Not every row was read; Health checks the rest.")
    return tr("{ran} checks ran.{rows}", ran=ran, rows=rows)

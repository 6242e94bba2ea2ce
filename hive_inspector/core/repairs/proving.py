"""The check that found what a repair mends, run again: on the copy, and on the file afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.checkup import check_file
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.health.checks.catalogue import CHECKS
from hive_inspector.core.health.checks.check import State
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.health.checks.check import CheckResult
    from hive_inspector.core.health.findings import Finding
    from hive_inspector.core.repairs.repair import Repair


@dataclass(frozen=True, slots=True)
class Proof:
    """What a check says after the repair."""

    check: str
    """Its id."""
    title: str
    """As the user knows it."""
    ok: bool
    """Whether it finds nothing any more that the repair mends, or at least less than before."""
    detail: str
    result: CheckResult


def results_of(
    database: Database, repair: Repair, token: CancelToken, progress: Progress = silent
) -> tuple[CheckResult, ...]:
    """What the checks that a repair answers say now.

    Raises:
        InspectorError: What the file declares cannot be read.
        Cancelled: The token was cancelled.
    """
    checks = [check for check in CHECKS if check.id in repair.mends]
    return tuple(check_file(database, checks, token=token, progress=progress)) if checks else ()


def findings_for(results: Sequence[CheckResult], repair: Repair) -> tuple[Finding, ...]:
    """What of it the repair mends."""
    return tuple(
        finding for result in results for finding in result.findings if finding.repair == repair.id
    )


def prove(
    results: Sequence[CheckResult], repair: Repair, before: Sequence[Finding]
) -> tuple[Proof, ...]:
    """What the checks say afterwards, compared with what they found before.

    A check that found something before and cannot be run now, as of a file that is locked, proves nothing.
    """
    return tuple(
        _proof(result, repair, found)
        for result in results
        if (found := [one for one in before if one.check == result.check.id])
        or result.state is not State.SKIPPED
    )


def examination(
    copy: Path, repair: Repair, before: Sequence[Finding], token: CancelToken
) -> Iterator[tuple[str, bool, str]]:
    """The same on the copy of a rehearsal, as its evidence."""
    with open_database(DatabaseTarget(copy), token=token) as database:
        results = results_of(database, repair, token)
    for proof in prove(results, repair, before):
        yield tr("The check “{proof_title}” again", proof_title=proof.title), proof.ok, proof.detail


def _proof(result: CheckResult, repair: Repair, before: list[Finding]) -> Proof:
    if result.state is State.SKIPPED:
        detail = tr("could not be run again: {reason}", reason=result.reason)
        return Proof(result.check.id, result.check.title, ok=False, detail=detail, result=result)
    left = findings_for([result], repair)
    ok, detail = not left, tr("finds nothing any more")
    if left:
        rows, were = _rows(left), _rows(before)
        ok = (len(left), rows) < (len(before), were) or rows < were
        detail = tr("still finds: {title}", title=left[0].title)
        if ok and rows:
            detail = tr(
                "finds {rows:,} rows where there were {were:,}: {title}",
                rows=rows,
                were=were,
                title=left[0].title,
            )
    elif result.findings:
        detail = tr("finds nothing that this repair mends; {title}", title=result.findings[0].title)
    return Proof(result.check.id, result.check.title, ok, detail, result)


def _rows(findings: Sequence[Finding]) -> int:
    return sum(finding.rows or 0 for finding in findings)

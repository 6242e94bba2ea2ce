"""Running checks one after the other: what stops one of them is its own verdict, and not the end of the others."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import (
    DatabaseChanged,
    DatabaseDamaged,
    DatabaseLocked,
    StatementProblem,
)
from hive_inspector.core.errors import EnvironmentProblem, InspectorError
from hive_inspector.core.health.checks.check import CheckResult, Skipped, State, verdict
from hive_inspector.core.health.checks.unread import cause_of
from hive_inspector.core.health.findings import Finding, Severity, worst_first
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.health.checks.check import Check, CheckContext

_NOT_THE_FILE = (DatabaseLocked, DatabaseChanged)
"""What says nothing about the file itself, and passes."""


def run_checks(
    context: CheckContext, checks: Sequence[Check], progress: Progress = silent
) -> Iterator[CheckResult]:
    """Run checks in the order given, and hand out each verdict as it comes.

    Args:
        context: The file.
        checks: Some of `CHECKS`.
        progress: Hears which check runs, and of how many.

    Raises:
        Cancelled: The lease's token was cancelled.
    """
    for done, check in enumerate(checks):
        progress(done, len(checks), check.title)
        if done:
            context = _following(context)
        yield run_check(context, check)
    progress(len(checks), len(checks), "")


def _following(context: CheckContext) -> CheckContext:
    """The newest state; where that cannot be read, the check that is run now says so."""
    try:
        return context.following()
    except InspectorError:
        return context


def run_check(context: CheckContext, check: Check) -> CheckResult:
    """Run one check.

    Raises:
        Cancelled: The lease's token was cancelled.
    """
    context.connection.token.raise_if_cancelled()
    started = time.perf_counter()
    try:
        findings = worst_first(check.run(context))
        state, reason = verdict(findings), ""
    except Skipped as skipped:
        findings, state, reason = (), State.SKIPPED, skipped.reason
    except _NOT_THE_FILE as error:
        findings, state, reason = (), State.SKIPPED, f"{error.message} {error.hint}"
    except InspectorError as error:
        findings, state, reason = (_stopped(check, error),), State.FAILED, ""
    duration_ms = (time.perf_counter() - started) * 1000
    return CheckResult(check, state, findings, reason, duration_ms)


def _stopped(check: Check, error: InspectorError) -> Finding:
    """A check that could not be finished says so; what stood in its way is damage, unless it was the statement."""
    is_damage = isinstance(error, EnvironmentProblem)
    return Finding(
        id=f"{check.id}:unfinished",
        check=check.id,
        severity=Severity.PROBLEM if is_damage else Severity.WARNING,
        title=tr("“{check_title}” could not be finished", check_title=check.title),
        detail=" ".join(filter(None, (error.message, _raw(error)))),
        advice=error.hint,
        repair="salvage" if isinstance(error, DatabaseDamaged) else None,
        cause=cause_of(error),
        is_consequence=is_damage,
    )


def _raw(error: InspectorError) -> str:
    """SQLite's own words, where the message does not have them."""
    cause = str(error.__cause__ or "")
    if not cause or cause in error.message or isinstance(error, StatementProblem):
        return ""
    return tr("SQLite says: {cause}.", cause=cause)

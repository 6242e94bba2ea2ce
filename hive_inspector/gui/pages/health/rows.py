"""From checks and their verdicts to the lines of the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.health.checks.check import State
from hive_inspector.core.health.findings import Severity
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hive_inspector.core.health.checks.check import Check, CheckResult
    from hive_inspector.gui.checkup import Checkup

WAITING = tr("waits")
UNFINISHED = tr("unfinished")
NOT_RUN = tr("not run")
_OF_THE_WHOLE_FILE = frozenset({"integrity", "quick_integrity", "opening"})
_TONES = {
    Severity.PROBLEM: Tone.PROBLEM,
    Severity.WARNING: Tone.WARNING,
    Severity.NOTICE: Tone.INFORMATION,
}
_ICONS = {
    Severity.PROBLEM: "problem",
    Severity.WARNING: "warning",
    Severity.NOTICE: "information",
}


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One line: a check and how it stands."""

    check: Check
    verdict: str
    """In a word or two."""
    tone: Tone
    icon: str
    """What stands for it beside its name; empty where nothing is known yet."""
    rows: str = ""
    """How many rows are affected."""
    took: str = ""
    rank: int = 0
    """Where it belongs when the list is put in order: the worst first."""

    @property
    def spoken(self) -> str:
        """The line as a sentence."""
        affected = tr("{rows} rows", rows=self.rows) if self.rows else ""
        return ", ".join(filter(None, (self.check.title, self.verdict, affected, self.took)))


def tone_of(severity: Severity) -> Tone:
    """How a finding is coloured."""
    return _TONES[severity]


def icon_of(severity: Severity) -> str:
    """What stands beside a finding."""
    return _ICONS[severity]


def check_rows(checks: Iterable[Check], checkup: Checkup) -> tuple[CheckRow, ...]:
    """A line for each check, in the order given."""
    return tuple(check_row(check, checkup) for check in checks)


def check_row(check: Check, checkup: Checkup) -> CheckRow:
    """How one check stands."""
    if check.id in checkup.waiting:
        return CheckRow(check, WAITING, Tone.NEUTRAL, "", rank=3)
    result = checkup.results.get(check.id)
    if result is None:
        return CheckRow(check, NOT_RUN, Tone.NEUTRAL, "", rank=3)
    if result.state is State.SKIPPED:
        return CheckRow(check, tr("skipped"), Tone.NEUTRAL, "", rank=5)
    return _judged(result)


def in_order(rows: Iterable[CheckRow]) -> tuple[CheckRow, ...]:
    """What needs attention first, what could not be asked last."""
    return tuple(sorted(rows, key=lambda row: row.rank))


def summary_of(checks: int, checkup: Checkup) -> str:
    """How the file stands, in a line."""
    ran = [one for one in checkup.results.values() if one.state is not State.SKIPPED]
    if not ran:
        return tr("Not checked yet")
    parts = []
    if checkup.problems:
        parts.append(plural(checkup.problems, "{count:,} problem", "{count:,} problems"))
    if checkup.warnings:
        parts.append(plural(checkup.warnings, "{count:,} warning", "{count:,} warnings"))
    found = tr(" and ").join(parts) or tr("No problem found")
    skipped = len(checkup.results) - len(ran)
    left = checks - len(checkup.results)
    tail = [tr("{count} of {checks} checks ran", count=len(ran), checks=checks)]
    if skipped:
        tail.append(tr("{skipped} do not apply to this file", skipped=skipped))
    if left:
        tail.append(tr("{left} not run yet", left=left))
    return f"{found} · {', '.join(tail)}"


def graded(count: int, severity: Severity) -> str:
    """So many findings of a severity: `3 problems`."""
    match severity:
        case Severity.PROBLEM:
            return plural(count, "{count:,} problem", "{count:,} problems")
        case Severity.WARNING:
            return plural(count, "{count:,} warning", "{count:,} warnings")
        case Severity.NOTICE:
            return plural(count, "{count:,} notice", "{count:,} notices")


def _rank(result: CheckResult, worst: Severity) -> int:
    """Damage before all else: the other verdicts rest on what could still be read."""
    if worst is not Severity.PROBLEM:
        return 2
    return 0 if result.check.id in _OF_THE_WHOLE_FILE else 1


def _judged(result: CheckResult) -> CheckRow:
    took = milliseconds_text(result.duration_ms)
    worst = result.findings[0].severity if result.findings else None
    if worst is None or worst is Severity.NOTICE:
        notices = len(result.findings)
        word = (
            plural(notices, "well, {count:,} notice", "well, {count:,} notices")
            if notices
            else tr("well")
        )
        return CheckRow(result.check, word, Tone.OK, "ok", took=took, rank=4)
    worst_ones = [one for one in result.findings if one.severity is worst]
    is_stopped = all(one.is_consequence for one in worst_ones)
    affected = [one.rows for one in result.findings if one.rows is not None]
    return CheckRow(
        result.check,
        UNFINISHED if is_stopped else graded(len(worst_ones), worst),
        tone_of(worst),
        icon_of(worst),
        rows=f"{sum(affected):,}" if affected else "",
        took=took,
        rank=_rank(result, worst),
    )

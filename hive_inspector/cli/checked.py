"""What `check` tells of a file: the measurements, the verdicts, the findings, as JSON and as text."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.cli.render import Column, Word, facts, heading, table
from hive_inspector.core.checkup import check_file, look_around
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.values import size_text
from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.health.backups import last_backup, read_backup_settings
from hive_inspector.core.health.checks.catalogue import CHECKS, QUICK, checks_named
from hive_inspector.core.health.checks.check import State
from hive_inspector.core.health.findings import (
    Finding,
    Severity,
    count_of,
    is_well,
    one_a_cause,
    worst_first,
)
from hive_inspector.core.health.probes import probe_inside, probe_pool, probe_wal
from hive_inspector.core.hive.wording import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.cli.session import Session
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.health.backups import LastBackup
    from hive_inspector.core.health.checks.check import Check, CheckResult
    from hive_inspector.core.health.probes import Inside

_SEVERITIES = {Severity.PROBLEM: "red", Severity.WARNING: "yellow", Severity.NOTICE: "dim"}
_STATES = {State.PASSED: "green", State.FAILED: "red", State.SKIPPED: "dim"}


@dataclass(frozen=True, slots=True)
class Probes:
    """What was measured."""

    inside: Inside
    pool_size: int
    idle_connections: int
    wal_bytes: int
    backup: LastBackup


@dataclass(frozen=True, slots=True)
class Health:
    """Everything that the command tells."""

    path: str
    probes: Probes
    results: tuple[CheckResult, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing worse than a notice was found."""
        return is_well(self.findings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of all checks, the worst first."""
        return worst_first(finding for result in self.results for finding in result.findings)


def chosen(only: Sequence[str], *, deep: bool) -> tuple[Check, ...]:
    """The checks that the arguments ask for.

    Raises:
        UsageProblem: There is no check of such an id.
    """
    if only:
        return checks_named(only)
    return CHECKS if deep else QUICK


def examine(path: str, database: Database, checks: Sequence[Check], session: Session) -> Health:
    """Measure and check a file.

    Raises:
        EnvironmentProblem: The file cannot be read.
        Cancelled: Ctrl+C.
    """
    probes = _measure(database, session)
    with session.progress("Checking") as progress:
        results = tuple(check_file(database, checks, token=session.token, progress=progress))
    return Health(path, probes, results)


def _measure(database: Database, session: Session) -> Probes:
    pool = probe_pool(database)
    around = look_around(database.real_path)
    with database.reading(session.token) as connection:
        settings = read_backup_settings(connection, read_schema(connection))
    return Probes(
        inside=probe_inside(database, session.token),
        pool_size=pool.size,
        idle_connections=pool.idle,
        wal_bytes=probe_wal(database.real_path),
        backup=last_backup(database.real_path, settings, around.environ, around.home),
    )


def document(health: Health) -> dict[str, object]:
    """The JSON document."""
    return {
        "path": health.path,
        "healthy": health.is_well,
        "probes": _probes(health.probes),
        "checks": [_verdict(result) for result in health.results],
        "findings": [_finding(finding) for finding in health.findings],
    }


def _probes(probes: Probes) -> dict[str, object]:
    file = probes.inside.facts
    made_at = probes.backup.made_at
    return {
        "response_ms": round(probes.inside.response_ms, 3),
        "wal_mode_active": file.journal_mode == "wal",
        "foreign_keys_enabled": probes.inside.ours.foreign_keys,
        "pool_size": probes.pool_size,
        "idle_connections": probes.idle_connections,
        "wal_bytes": probes.wal_bytes,
        "freelist_ratio": _free_share(probes),
        "page_size": file.page_size,
        "page_count": file.page_count,
        "last_backup_at": None if made_at is None else made_at.isoformat(),
    }


def _free_share(probes: Probes) -> float:
    file = probes.inside.facts
    return round(file.freelist_count / file.page_count, 4) if file.page_count else 0.0


def _verdict(result: CheckResult) -> dict[str, object]:
    return {
        "id": result.check.id,
        "title": result.check.title,
        "cost": result.check.cost.value,
        "state": result.state.value,
        "reason": result.reason,
        "duration_ms": round(result.duration_ms, 3),
    }


def _finding(finding: Finding) -> dict[str, object]:
    shown = finding.evidence
    return {
        "id": finding.id,
        "check": finding.check,
        "severity": finding.severity.value,
        "title": finding.title,
        "detail": finding.detail,
        "advice": finding.advice,
        "rows": finding.rows,
        "objects": list(finding.objects),
        "cause": finding.cause,
        "repairable": finding.repair is not None,
        "repair": finding.repair,
        "evidence": None
        if shown is None
        else {"columns": list(shown.columns), "rows": shown.rows, "total": shown.total},
    }


def lines(health: Health) -> Iterator[list[Word]]:
    """The readable text."""
    yield heading(health.path)
    yield from facts(list(_measured(health.probes)))
    yield []
    columns = [Column("Check"), Column("Verdict"), Column("Time", numeric=True), Column("")]
    yield from table(columns, [_line(result) for result in health.results])
    yield []
    findings = health.findings
    if not findings:
        yield heading("Nothing was found.")
        return
    yield heading(_summary(findings))
    for finding in one_a_cause(findings):
        yield from _told(finding)
        same = [one for one in findings if finding.cause and one.cause == finding.cause]
        others = listed(
            tuple(dict.fromkeys(one.check for one in same if one.check != finding.check))
        )
        if others:
            yield [Word(f"{'':9}The same is behind what these say: {others}.", "dim")]
    repairs = dict.fromkeys(finding.repair for finding in findings if finding.repair)
    if repairs:
        yield []
        yield heading("What can be mended here")
        path = shlex.quote(health.path)
        for repair in repairs:
            yield [Word(f"  hive-inspector repair {path} {repair}")]
        yield [Word("  Each is tried on a copy first; --rehearse does no more than that.", "dim")]


def _measured(probes: Probes) -> Iterator[tuple[str, str]]:
    inside, made_at = probes.inside, probes.backup.made_at
    yield "Response", milliseconds_text(inside.response_ms)
    yield "Journal mode", inside.facts.journal_mode
    yield "WAL", size_text(probes.wal_bytes)
    yield "File", f"{size_text(inside.facts.size_bytes)}, {_free_share(probes) * 100:.0f} % free"
    yield (
        "Last backup",
        "none known" if made_at is None else f"{made_at.astimezone():%Y-%m-%d %H:%M}",
    )


def _line(result: CheckResult) -> list[Word]:
    return [
        Word(result.check.id),
        _verdict_word(result),
        Word(milliseconds_text(result.duration_ms), "dim"),
        Word(_said(result), "dim"),
    ]


def _verdict_word(result: CheckResult) -> Word:
    """How many notices there are where nothing is worse: beside one of them "passed" would read as its title's end."""
    if result.state is State.PASSED and result.findings:
        return Word(counted(len(result.findings), "notice"), _STATES[State.PASSED])
    return Word(result.state.value, _STATES[result.state])


def _said(result: CheckResult) -> str:
    """Why it was skipped, or the worst that was found; of a check without findings, what was looked for."""
    if result.reason:
        return result.reason
    if not result.findings:
        return result.check.meaning
    more = len(result.findings) - 1
    return result.findings[0].title + (f", and {more} more" if more else "")


def _summary(findings: Sequence[Finding]) -> str:
    parts = []
    for severity in Severity:
        count = count_of(findings, severity)
        if count:
            parts.append(f"{count} {severity.value}{'' if count == 1 else 's'}")
    return ", ".join(parts)


def _told(finding: Finding) -> Iterator[list[Word]]:
    yield [
        Word(f"{finding.severity.value:9}", _SEVERITIES[finding.severity]),
        Word(finding.title, "bold"),
        Word(f"  [{finding.check}]", "dim"),
    ]
    yield [Word(f"{'':9}{finding.detail}")]
    if finding.advice:
        yield [Word(f"{'':9}{finding.advice}", "dim")]

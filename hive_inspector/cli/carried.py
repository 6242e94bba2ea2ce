"""How a change is told: its plan, its rehearsal, its outcome, and all of that as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hive_inspector.cli.exits import Exit
from hive_inspector.cli.render import Column, Word, facts, heading, table
from hive_inspector.core.database.values import size_text
from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.migrations.running.run import Result
from hive_inspector.core.migrations.scripts.steps import Direction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hive_inspector.core.migrations.planning.losses import CountedLoss
    from hive_inspector.core.migrations.planning.plan import Plan
    from hive_inspector.core.migrations.rehearsing.rehearsal import RehearsalStep
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.core.repairs.proving import Proof


class Tried(Protocol):
    """What came of trying a change: of a migration or of a repair."""

    @property
    def steps(self) -> tuple[RehearsalStep, ...]:
        """The evidence."""

    @property
    def row_deltas(self) -> Mapping[str, int]:
        """Rows more or fewer by table."""

    @property
    def passed(self) -> bool:
        """Whether it was proved."""

    @property
    def reason(self) -> str:
        """Why not, or empty."""

    @property
    def duration_ms(self) -> int:
        """How long it took."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a command tells of a change."""

    from_version: int
    outcome: str
    """`done`, `refused`, `rolled_back`, `not_restored` or `rehearsed`."""
    to_version: int
    """What the file has now; of what was only rehearsed, what it would have."""
    rehearsal: Tried | None = None
    applied: tuple[str, ...] = ()
    restore_point: RestorePoint | None = None
    duration_ms: int = 0
    reason: str = ""
    exit: Exit = Exit.DONE
    proofs: tuple[Proof, ...] | None = None
    """What the checks say after a repair; None where it was none, or it was not made."""
    new_file: Path | None = None
    """What a salvage wrote."""


def document(report: Report) -> dict[str, object]:
    """The JSON document of `migrate`, `rollback` and `repair`."""
    point = report.restore_point
    told: dict[str, object] = {
        "from_version": report.from_version,
        "to_version": report.to_version,
        "rehearsal": _rehearsal_document(report.rehearsal),
        "applied": list(report.applied),
        "restore_point": None if point is None else str(point.path),
        "duration_ms": report.duration_ms,
        "outcome": report.outcome,
        "reason": report.reason,
    }
    if report.proofs is not None:
        told["checks"] = [
            {"id": proof.check, "ok": proof.ok, "detail": proof.detail} for proof in report.proofs
        ]
    if report.new_file is not None:
        told["new_file"] = str(report.new_file)
    return told


def _rehearsal_document(rehearsal: Tried | None) -> dict[str, object]:
    if rehearsal is None:
        return {"steps": [], "row_deltas": {}}
    steps = [
        {
            "what": step.what,
            "ok": step.ok,
            "duration_ms": step.duration_ms,
            "detail": step.detail,
        }
        for step in rehearsal.steps
    ]
    return {"steps": steps, "row_deltas": dict(rehearsal.row_deltas)}


def plan_lines(plan: Plan) -> Iterator[list[Word]]:
    """What a change would mean."""
    if not plan.steps:
        return
    yield heading(_title(plan))
    yield from facts(_plan_facts(plan))
    for obstacle in plan.obstacles:
        yield [Word("  "), Word(obstacle.message, "yellow"), Word(f" {obstacle.hint}", "dim")]
    yield []


def _title(plan: Plan) -> str:
    if plan.direction is Direction.REPAIR:
        return f"Repair: {plan.steps[0].title}"
    verb = "Roll back" if plan.direction is Direction.DOWN else "Migrate"
    return f"{verb} from {plan.from_version} to {plan.to_version}"


def _plan_facts(plan: Plan) -> Iterator[tuple[str, str]]:
    for step in plan.steps:
        yield "Step", f"{step.step.label}: {step.title}"
        for effect in step.effects:
            yield "", effect
    lost = [text for step in plan.steps for text in map(_loss_text, step.losses) if text]
    for text in lost or ["nothing"]:
        yield "Loses", text
    yield "Needs", f"{size_text(plan.bytes_needed)} of free room, about {plan.seconds:.1f} s"
    yield "Restore point", f"in {plan.keeping.folder}"


def _loss_text(loss: CountedLoss) -> str:
    if not loss.is_felt:
        return ""
    rows = "rows that the rehearsal counts" if loss.rows is None else _rows_text(f"{loss.rows:,}")
    return f"{loss.what} ({rows})"


def _rows_text(number: str) -> str:
    """A number of rows, as `1 row`, `+2 rows`."""
    return f"{number} row" if number.lstrip("+-") == "1" else f"{number} rows"


def rehearsal_lines(rehearsal: Tried) -> Iterator[list[Word]]:
    """The evidence of a rehearsal."""
    verdict = "passed" if rehearsal.passed else "did not pass"
    yield heading(f"The rehearsal on a copy {verdict}")
    rows = [
        [
            Word("ok" if step.ok else "FAILED", "green" if step.ok else "red"),
            Word(step.what),
            Word(milliseconds_text(step.duration_ms)),
            Word(step.detail, "dim" if step.ok else "red"),
        ]
        for step in rehearsal.steps
    ]
    yield from table(
        [Column(""), Column("What"), Column("Time", numeric=True), Column("Found")], rows
    )
    for name, delta in rehearsal.row_deltas.items():
        yield [Word("  "), Word(f"{name} {_rows_text(f'{delta:+,}')}")]
    yield []


def outcome_lines(report: Report) -> Iterator[list[Word]]:
    """What came of a change."""
    yield heading(_outcome_text(report))
    if report.reason:
        yield [Word(report.reason)]
    if report.restore_point is not None:
        yield from facts([("Restore point", str(report.restore_point.path))])
    if report.new_file is not None:
        yield from facts([("New file", str(report.new_file))])
    for proof in report.proofs or ():
        word = Word("ok" if proof.ok else "FAILED", "green" if proof.ok else "red")
        yield [word, Word(f" The check “{proof.title}” again: "), Word(proof.detail, "dim")]


def _outcome_text(report: Report) -> str:
    if report.outcome == "rehearsed":
        return "Rehearsed; nothing was changed."
    if report.outcome == Result.REFUSED.value:
        return "Refused; nothing was changed."
    if report.outcome == Result.ROLLED_BACK.value:
        return "Undone; the file is as it was."
    if report.outcome == Result.NOT_RESTORED.value:
        return "Changed, and not as it should be."
    if not report.applied:
        return "Nothing was changed."
    return f"Done in {milliseconds_text(report.duration_ms)}: {', '.join(report.applied)}."

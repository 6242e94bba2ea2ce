"""What a repair would mean, and what came of one, in the words of its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.values import size_text
from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr
from hive_inspector.core.migrations.planning.obstacles import ObstacleKind, Stops
from hive_inspector.core.migrations.running.run import Result
from hive_inspector.core.repairs.repair import Changes
from hive_inspector.gui.widgets.change.lines import Line
from hive_inspector.gui.widgets.change.note_row import Note
from hive_inspector.gui.widgets.change.told import ChangeShown, Ending
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hive_inspector.core.migrations.planning.obstacles import Obstacle
    from hive_inspector.core.repairs.carrying import RepairOutcome, RepairRehearsal
    from hive_inspector.core.repairs.planning import RepairPlan

SWITCH = tr("Switch to Writable")
LOOK_AGAIN = tr("Look again")
_SWITCH_MEANS = tr(
    "Writable lets this page change the file, after saying what and after making a restore "
    "point. Switching changes nothing by itself."
)
_TONES = {Stops.REHEARSAL: Tone.PROBLEM, Stops.RUN: Tone.WARNING, Stops.NOTHING: Tone.NEUTRAL}
_ACTIONS = {
    ObstacleKind.READ_ONLY: SWITCH,
    ObstacleKind.LOCKED: LOOK_AGAIN,
    ObstacleKind.IN_USE: LOOK_AGAIN,
    ObstacleKind.NO_ROOM: LOOK_AGAIN,
}
_SAFETY = {
    Changes.DATABASE: tr("a restore point is made first, and the file can be had back from it"),
    Changes.STORAGE: tr("a restore point is made first, and the file can be had back from it"),
    Changes.FILE: tr("nothing of the content is touched, so no copy is kept"),
    Changes.NOTHING: tr("the damaged file is not touched; a new one is written beside it"),
}
_TABLES_NAMED = 6


def shown_of(plan: RepairPlan, rehearsal: RepairRehearsal | None) -> ChangeShown:
    """Everything that is to be known before a repair.

    Args:
        plan: What was found out about it.
        rehearsal: What came of trying it, where it was tried.
    """
    return ChangeShown(
        title=plan.repair.title,
        lines=tuple(_lines(plan, rehearsal)),
        notes=tuple(map(_note_of, plan.obstacles)),
        can_rehearse=plan.can_rehearse,
        can_run=plan.can_run,
    )


def ending_of(plan: RepairPlan, outcome: RepairOutcome, log: Sequence[str]) -> Ending:
    """What came of a repair, with what the checks say now."""
    if outcome.result is not Result.DONE:
        begun = outcome.result is Result.ROLLED_BACK
        damaged = outcome.result is Result.NOT_RESTORED
        title = tr("Not done, and undone") if begun else tr("Not done")
        text = (
            outcome.reason
            if damaged
            else tr("{reason} The file is as it was.", reason=outcome.reason)
        )
        return Ending(title, Tone.PROBLEM, text, log=tuple(log), chip=tr("not done"))
    tone = Tone.OK if outcome.is_proved else Tone.WARNING
    chip = tr("proved") if outcome.is_proved and outcome.proofs else tr("done")
    text = "\n".join(_ending_lines(plan, outcome))
    done = plan.repair.title[:1].lower() + plan.repair.title[1:]
    title = tr("Done: {done}", done=done)
    new_file = str(plan.target or "") if outcome.report is not None else ""
    return Ending(title, tone, text, outcome.restore_point, chip, tuple(log), new_file)


def _lines(plan: RepairPlan, rehearsal: RepairRehearsal | None) -> Iterator[Line]:
    if plan.title and plan.repair.changes is not Changes.NOTHING:
        yield Line(tr("Wrong"), plan.title, Tone.WARNING)
    yield Line(tr("Repair"), "\n".join(plan.what) or plan.repair.description)
    if rehearsal is not None and rehearsal.of_change is not None:
        yield Line(tr("Rows"), _rows_text(rehearsal.row_deltas, "+,"))
    elif plan.rows:
        yield Line(tr("Rows"), _rows_text(plan.rows, ","))
    yield Line(tr("Safety"), _SAFETY[plan.repair.changes])
    if plan.bytes_needed or plan.seconds:
        seconds = (
            tr("a moment")
            if plan.seconds < 1
            else tr("about {seconds:,.0f} s", seconds=plan.seconds)
        )
        yield Line(
            tr("Needs"),
            tr(
                "{seconds}, {size} of free room", seconds=seconds, size=size_text(plan.bytes_needed)
            ),
        )


def _rows_text(rows: Mapping[str, int], form: str) -> str:
    changed = {name: count for name, count in rows.items() if count}
    if not changed:
        return tr("no table has more or fewer rows afterwards")
    parts = [f"{name} {count:{form}}" for name, count in sorted(changed.items())]
    return listed(parts, _TABLES_NAMED)


def _note_of(obstacle: Obstacle) -> Note:
    action = _ACTIONS.get(obstacle.kind, "")
    hint = _SWITCH_MEANS if action == SWITCH else obstacle.hint
    return Note(_TONES[obstacle.stops], obstacle.message, hint, action)


def _ending_lines(plan: RepairPlan, outcome: RepairOutcome) -> Iterator[str]:
    yield tr("It took {duration}.", duration=milliseconds_text(outcome.duration_ms))
    for proof in outcome.proofs:
        yield tr(
            "{word} “{proof_title}” was checked again and {detail}.",
            word=("✓" if proof.ok else "✗"),
            proof_title=proof.title,
            detail=proof.detail,
        )
    if outcome.restore_point is not None:
        yield tr("A restore point of the file from before is kept.")
    if outcome.report is not None and plan.target is not None:
        whole = sum(table.is_whole for table in outcome.report.tables)
        yield plural(
            whole,
            "The new file is {target}: {count:,} table came back whole.",
            "The new file is {target}: {count:,} tables came back whole.",
            target=plan.target,
        )
        for table in outcome.report.tables:
            if not table.is_whole:
                yield f"{table.name}: {table.text}"

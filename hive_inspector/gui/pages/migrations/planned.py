"""What a change would mean, as the card of the change says it before it is made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hive_inspector.core.database.target import Access
from hive_inspector.core.database.values import size_text
from hive_inspector.core.language import plural, tr
from hive_inspector.core.migrations.planning.obstacles import ObstacleKind, Stops
from hive_inspector.core.migrations.planning.plan import Plan
from hive_inspector.core.migrations.running.adopting import Adoption
from hive_inspector.gui.pages.migrations.changes import Kind
from hive_inspector.gui.pages.migrations.words import (
    counts_text,
    deltas_text,
    duration_guess,
    losses_text,
    moment_text,
    room_text,
)
from hive_inspector.gui.widgets.change.lines import Line
from hive_inspector.gui.widgets.change.note_row import Note
from hive_inspector.gui.widgets.change.told import ChangeShown
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.planning.obstacles import Obstacle
    from hive_inspector.core.migrations.rehearsing.rehearsal import Rehearsal
    from hive_inspector.gui.pages.migrations.changes import Change, Prepared
    from hive_inspector.gui.pages.migrations.work import Counts, Standing

SWITCH = tr("Switch to Writable")
ADOPT = tr("Adopt…")
REPAIR = tr("Repair…")
LOOK_AGAIN = tr("Look again")
UNDERSTOOD = tr("Understood")
SWITCH_MEANS = tr(
    "Writable lets this page change the file, after saying what and after making a restore "
    "point. Switching changes nothing by itself."
)
_TONES = {
    Stops.REHEARSAL: Tone.PROBLEM,
    Stops.RUN: Tone.WARNING,
    Stops.NOTHING: Tone.NEUTRAL,
}
_ACTIONS = {
    ObstacleKind.READ_ONLY: SWITCH,
    ObstacleKind.NO_RECORD: ADOPT,
    ObstacleKind.LOCKED: LOOK_AGAIN,
    ObstacleKind.IN_USE: LOOK_AGAIN,
    ObstacleKind.NO_ROOM: LOOK_AGAIN,
}
_STEPS_NAMED = 4
_EFFECTS_NAMED = 6


def change_of(
    hive: OpenHive, change: Change, prepared: Prepared, rehearsal: Rehearsal | None = None
) -> ChangeShown:
    """What a change would mean.

    Args:
        hive: The file.
        change: What is wanted.
        prepared: What was found out about it.
        rehearsal: What came of trying it, where it was tried.
    """
    if isinstance(prepared, Plan):
        return _of_plan(change, prepared, rehearsal)
    if isinstance(prepared, Adoption):
        return _of_adoption(hive, change, prepared)
    return _of_restore(hive, change, prepared)


def _of_plan(change: Change, plan: Plan, rehearsal: Rehearsal | None) -> ChangeShown:
    start, end = plan.from_version, plan.to_version
    title = {
        Kind.MIGRATE: tr("Migrate from {start} to {end}", start=start, end=end),
        Kind.ROLL_BACK: tr("Roll back from {start} to {end}", start=start, end=end),
    }.get(change.kind, tr("Repair"))
    return ChangeShown(
        title=title,
        lines=tuple(_plan_lines(change, plan, rehearsal)),
        notes=tuple(map(note_of, plan.obstacles)),
        can_rehearse=plan.can_rehearse,
        can_run=plan.can_run,
    )


def _plan_lines(change: Change, plan: Plan, rehearsal: Rehearsal | None) -> Iterator[Line]:
    if change.repair is not None:
        yield Line(tr("Wrong"), change.repair.title, Tone.WARNING)
        yield Line(tr("Repair"), change.repair.description)
    else:
        yield Line(tr("Steps"), _steps_text(plan))
    if change.kind is Kind.ROLL_BACK:
        yield from _effect_lines(plan)
    lost = losses_text(
        rehearsal.losses if rehearsal else (loss for step in plan.steps for loss in step.losses)
    )
    yield Line(tr("Loses"), lost, Tone.NEUTRAL if lost == "nothing" else Tone.WARNING)
    if rehearsal is not None and rehearsal.schema_after:
        yield Line(tr("Rows"), deltas_text(rehearsal.row_deltas))
    else:
        tables = sorted({table for step in plan.steps for table in step.tables})
        yield Line(tr("Touches"), _tables_text(tables))
    needs = tr(
        "{room}, {duration}, no other writer at the end",
        room=room_text(plan.bytes_needed),
        duration=duration_guess(plan.seconds),
    )
    yield Line(tr("Needs"), needs)


def _effect_lines(plan: Plan) -> Iterator[Line]:
    """What goes and comes on the way back; the card of a version tells the way forwards only."""
    effects = [effect for step in plan.steps for effect in step.effects]
    more = len(effects) - _EFFECTS_NAMED
    if more > 0:
        effects = [
            *effects[:_EFFECTS_NAMED],
            plural(more, "And {count:,} further change.", "And {count:,} further changes."),
        ]
    if effects:
        yield Line(tr("Does"), "\n".join(effects))


def _steps_text(plan: Plan) -> str:
    labels = [step.step.label for step in plan.steps]
    if len(labels) > _STEPS_NAMED:
        return f"{len(labels)}: {labels[0]} … {labels[-1]}"
    return "\n".join(labels) or tr("none: the file is there already")


def _tables_text(tables: list[str]) -> str:
    if len(tables) > 2 * _STEPS_NAMED:
        return plural(len(tables), "{count:,} table", "{count:,} tables")
    return ", ".join(tables) or tr("no rows")


def note_of(obstacle: Obstacle) -> Note:
    """What is to be known of an obstacle."""
    action = _ACTIONS.get(obstacle.kind, "")
    hint = SWITCH_MEANS if action == SWITCH else obstacle.hint
    return Note(_TONES[obstacle.stops], obstacle.message, hint, action)


def _of_adoption(hive: OpenHive, change: Change, adoption: Adoption) -> ChangeShown:
    lines = [
        Line(
            tr("Writes"),
            tr("the record of versions 1 to {to}, as Hive would have; no other row", to=change.to),
        ),
        Line(tr("Matches"), "\n".join(adoption.matches)),
        *(
            Line(tr("Differs"), f"{one.object}: {one.detail}", Tone.WARNING)
            for one in adoption.differences
        ),
    ]
    notes = [*_access_notes(hive)]
    if adoption.reason:
        notes.append(
            Note(Tone.PROBLEM, adoption.reason, tr("See what does not match, and mend that first."))
        )
    return ChangeShown(
        title=tr("Record which migrations the file has had"),
        lines=tuple(lines),
        notes=tuple(notes),
        can_rehearse=False,
        can_run=not notes,
    )


def _of_restore(hive: OpenHive, change: Change, counts: Counts) -> ChangeShown:
    point = change.point
    if point is None:
        raise ValueError("a restore without a restore point")
    version = tr("none on record") if point.version is None else str(point.version)
    lines = (
        Line(
            tr("Made"),
            tr(
                "{moment} · {size} · version {version}",
                moment=moment_text(point.made_at),
                size=size_text(point.size),
                version=version,
            ),
        ),
        Line(tr("Rows"), counts_text(counts.now, counts.then)),
        Line(tr("Loses"), tr("everything that was changed in the file since then"), Tone.WARNING),
        Line(tr("First"), tr("a restore point of what the file is now is made, to come back from")),
    )
    notes = tuple(_access_notes(hive))
    return ChangeShown(
        title=tr("Restore “{reason}”", reason=point.reason),
        lines=lines,
        notes=notes,
        can_rehearse=False,
        can_run=not notes,
    )


def news_of(standing: Standing, change: Change | None) -> tuple[Note, ...]:
    """What is to be known of a file beside what the change at hand tells.

    Args:
        standing: The file.
        change: The change at hand.
    """
    notes = [
        Note(Tone.WARNING, repair.title, repair.description, REPAIR, repair.id)
        for repair in standing.repairs
        if change is None or change.repair != repair
    ]
    if change is None:
        notes += map(_lasting_note, standing.obstacles)
    told = [Note(Tone.WARNING, run.text, "", UNDERSTOOD) for run in standing.interrupted]
    return (*told, *notes)


def _lasting_note(obstacle: Obstacle) -> Note:
    """Where nothing is to be rehearsed, a rehearsal is no advice."""
    note = note_of(obstacle)
    if obstacle.kind is ObstacleKind.DRIFT:
        return replace(note, hint=tr("The lines of the versions say what differs."))
    return note


def _access_notes(hive: OpenHive) -> Iterator[Note]:
    if hive.database.target.access is Access.READ_ONLY:
        yield Note(Tone.WARNING, tr("The file is open for reading only."), SWITCH_MEANS, SWITCH)

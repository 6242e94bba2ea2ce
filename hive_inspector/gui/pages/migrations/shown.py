"""From versions, plans and outcomes to what the cards say of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hive_inspector.core.database.times import read_time
from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.status import MigrationState
from hive_inspector.core.migrations.planning.effects import Verb
from hive_inspector.core.migrations.running.run import Result
from hive_inspector.gui.pages.migrations.changes import Kind
from hive_inspector.gui.pages.migrations.step_card import StepShown
from hive_inspector.gui.pages.migrations.versions import differences_of
from hive_inspector.gui.pages.migrations.words import (
    listed_lines,
    losses_text,
    moment_text,
    version_text,
)
from hive_inspector.gui.widgets.change.lines import Line
from hive_inspector.gui.widgets.change.told import Ending
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.migrations.bookkeeping.records import Record
    from hive_inspector.core.migrations.bookkeeping.status import MigrationStatus
    from hive_inspector.core.migrations.planning.losses import CountedLoss
    from hive_inspector.core.migrations.planning.preview import StepPreview
    from hive_inspector.core.migrations.restore_points.restoring import Restored
    from hive_inspector.core.migrations.running.run import Outcome
    from hive_inspector.core.migrations.scripts.script import Script
    from hive_inspector.gui.pages.migrations.changes import Change
    from hive_inspector.gui.pages.migrations.work import Standing

_VERBS = {
    Verb.ADDS: tr("Adds"),
    Verb.DROPS: tr("Drops"),
    Verb.CHANGES: tr("Changes"),
    Verb.WRITES: tr("Writes"),
}
_DIFFERENCES = 4


def step_of(
    standing: Standing,
    status: MigrationStatus,
    story: StepPreview | None,
    losses: Sequence[CountedLoss] | None,
) -> StepShown:
    """What there is to say of a version.

    Args:
        standing: The file.
        status: The version.
        story: What its script does; None while that is not known, or where there is no script.
        losses: What rolling it back would lose of what is in the file; None while that is not known.
    """
    script = next((s for s in standing.scripts if s.version == status.version), None)
    chip, tone = _way_back_chip(script)
    repairs = _repair_of(standing, status)
    return StepShown(
        title=f"{version_text(status.version)} {status.name}".strip(),
        what=script.title if script else "",
        chip=chip,
        tone=tone,
        lines=(
            *_state_lines(standing, status),
            *(_effect_lines(story, script) if story and script else ()),
            *_way_back_lines(script, status, losses),
        ),
        sql=";\n\n".join(story.statements) + ";" if story and story.statements else "",
        repair=repairs,
    )


def _state_lines(standing: Standing, status: MigrationStatus) -> Iterator[Line]:
    if status.note:
        is_grave = status.state is MigrationState.CONFLICT
        yield Line(tr("Note"), status.note, Tone.PROBLEM if is_grave else Tone.WARNING)
    differences = differences_of(standing, status.version)
    for text in differences[:_DIFFERENCES]:
        yield Line(tr("Differs"), text, Tone.WARNING)
    if len(differences) > _DIFFERENCES:
        yield Line(
            "",
            tr("and in {count} more places", count=len(differences) - _DIFFERENCES),
            Tone.WARNING,
        )
    applied = _applied_text(standing, status)
    if applied:
        yield Line(tr("Applied"), applied)


def _applied_text(standing: Standing, status: MigrationStatus) -> str:
    """When, and by whom where this program did it."""
    instant = read_time(status.applied_at)
    text = moment_text(instant.moment) if instant else status.applied_at or ""
    record = _record_of(standing, status)
    if record is None:
        return text
    took = milliseconds_text(record.duration_ms)
    return tr(
        "{text} in {took} by {by}, with Hive Inspector {program_version}",
        text=text,
        took=took,
        by=record.by,
        program_version=record.program_version,
    )


def _record_of(standing: Standing, status: MigrationStatus) -> Record | None:
    """The program's own record of the last time that it applied the version, if nothing happened to it since."""
    of_version = [one for one in standing.records if one.version == status.version]
    last = of_version[-1] if of_version else None
    is_it = last is not None and (last.direction, last.outcome) == ("up", "done")
    return last if is_it and status.applied_at else None


def _effect_lines(story: StepPreview, script: Script) -> Iterator[Line]:
    if story.problem:
        yield Line(tr("Problem"), story.problem, Tone.PROBLEM)
    said: dict[Verb, list[str]] = defaultdict(list)
    for effect in story.effects:
        said[effect.verb].append(effect.what)
    for verb, texts in said.items():
        yield Line(_VERBS[verb], listed_lines(texts))
    if Verb.DROPS not in said and Verb.CHANGES not in said:
        yield Line(_VERBS[Verb.CHANGES], tr("nothing that exists"))
    lost = "\n".join(loss.what for loss in script.loses_up)
    if lost:
        yield Line(tr("Loses"), lost, Tone.WARNING)


def _way_back_lines(
    script: Script | None, status: MigrationStatus, losses: Sequence[CountedLoss] | None
) -> Iterator[Line]:
    if script is None:
        return
    if not script.reversible:
        yield Line(tr("Rolling back"), script.irreversible, Tone.WARNING)
    elif status.state is MigrationState.PENDING:
        lost = ", ".join(loss.what for loss in script.loses_down)
        yield Line(
            tr("Rolling back"), tr("loses {lost}", lost=lost) if lost else tr("loses nothing")
        )
    elif losses is not None:
        text = losses_text(losses)
        yield Line(tr("Rolling back"), tr("loses {text}", text=text))


def _way_back_chip(script: Script | None) -> tuple[str, Tone]:
    if script is None:
        return tr("no script"), Tone.WARNING
    return (tr("reversible"), Tone.OK) if script.reversible else (tr("no way back"), Tone.WARNING)


def _repair_of(standing: Standing, status: MigrationStatus) -> str:
    repair = standing.repair_at(status.version)
    return "" if repair is None else tr("Repair…")


def ending_of(change: Change, outcome: Outcome, log: Sequence[str]) -> Ending:
    """What came of a migration, rollback, repair or adoption."""
    if outcome.result is not Result.DONE:
        if outcome.result is Result.NOT_RESTORED:
            title = tr("Done, but the file is not as it should be")
            return Ending(
                title, Tone.PROBLEM, outcome.reason, chip=tr("not restored"), log=tuple(log)
            )
        begun = outcome.result is Result.ROLLED_BACK
        title = tr("Not done, and undone") if begun else tr("Not done")
        text = tr("{reason} The file is as it was.", reason=outcome.reason)
        return Ending(title, Tone.PROBLEM, text, chip=tr("not done"), log=tuple(log))
    took = milliseconds_text(outcome.duration_ms)
    what = {
        Kind.MIGRATE: tr(
            "Migrated from {from_version} to {to_version}",
            from_version=outcome.from_version,
            to_version=outcome.to_version,
        ),
        Kind.ROLL_BACK: tr(
            "Rolled back from {from_version} to {to_version}",
            from_version=outcome.from_version,
            to_version=outcome.to_version,
        ),
        Kind.REPAIR: tr("Repaired"),
        Kind.ADOPT: tr("Recorded as version {to_version}", to_version=outcome.to_version),
    }[change.kind]
    steps = ", ".join(outcome.applied)
    kept = (
        tr(" What it was before is kept as “{reason}”.", reason=outcome.restore_point.reason)
        if outcome.restore_point
        else ""
    )
    text = tr("{steps} in {took}.{kept}", steps=steps, took=took, kept=kept)
    return Ending(what, Tone.OK, text, outcome.restore_point, log=tuple(log))


def restored_ending(restored: Restored) -> Ending:
    """What came of a restore."""
    took = milliseconds_text(restored.duration_ms)
    text = tr(
        "The file has the content of {moment} again, in {took}. What it was before is kept as "
        "“{reason}”.",
        moment=moment_text(restored.point.made_at),
        took=took,
        reason=restored.before.reason,
    )
    return Ending(
        tr("Restored “{reason}”", reason=restored.point.reason), Tone.OK, text, restored.before
    )

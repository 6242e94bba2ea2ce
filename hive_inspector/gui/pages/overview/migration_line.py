"""From the states of a file's migrations to the dots of its line and the one sentence below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.times import local_time_text, read_time
from hive_inspector.core.hive.bookkeeping import Bookkeeping
from hive_inspector.core.language import plural, tr
from hive_inspector.core.migrations.bookkeeping.status import MigrationState
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.timeline import Shape, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.migrations.bookkeeping.status import MigrationStatus

_LOOKS = {
    MigrationState.APPLIED: (Shape.DISC, Tone.OK),
    MigrationState.PENDING: (Shape.RING, Tone.NEUTRAL),
    MigrationState.CHANGED: (Shape.SQUARE, Tone.WARNING),
    MigrationState.MISSING: (Shape.DIAMOND, Tone.WARNING),
    MigrationState.UNKNOWN: (Shape.DIAMOND, Tone.WARNING),
    MigrationState.CONFLICT: (Shape.TRIANGLE, Tone.PROBLEM),
}
_WORDS = {
    MigrationState.APPLIED: tr("applied"),
    MigrationState.PENDING: tr("pending"),
    MigrationState.CHANGED: tr("applied, then changed"),
    MigrationState.MISSING: tr("on record, no script"),
    MigrationState.UNKNOWN: tr("on record, unknown"),
    MigrationState.CONFLICT: tr("in conflict"),
}
CORE_LINE = frozenset(
    {Bookkeeping.COMPACT, Bookkeeping.EXTENDED, Bookkeeping.UNUSUAL, Bookkeeping.NONE}
)
"""Where states, if there are any, are those of the scripts that this program has."""


@dataclass(frozen=True, slots=True)
class MigrationLine:
    """What the card of migrations shows."""

    steps: tuple[Step, ...]
    """Empty where the file has no line."""
    summary: str
    hint: str = ""
    chip: str = ""
    chip_tone: Tone = Tone.NEUTRAL


def migration_line(
    bookkeeping: Bookkeeping, statuses: Sequence[MigrationStatus], *, is_hive: bool
) -> MigrationLine:
    """The line of a file, or why it has none."""
    if not is_hive:
        return MigrationLine((), tr("No migrations"), tr("Only Hive's own databases record them."))
    if bookkeeping not in CORE_LINE or not statuses:
        return _other_line(bookkeeping, statuses)
    return MigrationLine(
        steps=tuple(map(_step, statuses)),
        summary=_summary(statuses),
        chip=_chip(statuses),
        chip_tone=_chip_tone(statuses),
    )


def version_text(status: MigrationStatus) -> str:
    """A version as Hive's files are numbered: `006`."""
    return f"{status.version:03d}" if isinstance(status.version, int) else status.version


def _other_line(bookkeeping: Bookkeeping, statuses: Sequence[MigrationStatus]) -> MigrationLine:
    if bookkeeping is Bookkeeping.NONE:
        return MigrationLine(
            (),
            tr("No migration line"),
            tr(
                "This kind of Hive database makes its tables when it starts and keeps no record "
                "of versions."
            ),
        )
    entries = plural(len(statuses), "{count:,} entry", "{count:,} entries")
    newest = tr(", the newest {version}", version=version_text(statuses[-1])) if statuses else ""
    return MigrationLine(
        (),
        tr("Recorded in {bookkeeping}", bookkeeping=bookkeeping.value),
        tr(
            "This kind of Hive database keeps a history of its own: {entries}{newest}.",
            entries=entries,
            newest=newest,
        ),
    )


def _step(status: MigrationStatus) -> Step:
    shape, tone = _LOOKS[status.state]
    number = f"{status.version:02d}" if isinstance(status.version, int) else status.version[:4]
    reached = status.state is not MigrationState.PENDING
    return Step(number, shape, tone, _words(status), is_reached=reached)


def _words(status: MigrationStatus) -> str:
    name = status.name.replace("_", " ").strip()
    parts = [f"{version_text(status)} {name}".strip(), _WORDS[status.state]]
    moment = read_time(status.applied_at)
    if moment is not None:
        parts[1] += f" {local_time_text(moment.moment)[:10]}"
    if status.state is MigrationState.APPLIED and not status.reversible:
        parts.append(tr("no way back"))
    text = " · ".join(parts)
    return f"{text}. {status.note}" if status.note else text


def _summary(statuses: Sequence[MigrationStatus]) -> str:
    """The state in one sentence: what does not fit first, then what is pending, then what cannot be undone."""
    odd = {
        MigrationState.CONFLICT: tr("in conflict"),
        MigrationState.MISSING: tr("without a script"),
        MigrationState.UNKNOWN: tr("unknown"),
        MigrationState.CHANGED: tr("changed"),
    }
    parts = [
        tr("{version} is {words}", version=version_text(status), words=words)
        for state, words in odd.items()
        for status in statuses
        if status.state is state
    ]
    if len(parts) > len(odd):
        parts = [tr("{count} versions do not fit", count=len(parts))]
    pending = _count(statuses, MigrationState.PENDING)
    parts.append(
        tr("{pending} pending", pending=pending) if pending else "" if parts else tr("Up to date")
    )
    parts.append(_last_applied(statuses))
    one_way = sum(
        status.state is MigrationState.APPLIED and not status.reversible for status in statuses
    )
    if one_way:
        parts.append(
            plural(
                one_way,
                "{count:,} version cannot be rolled back",
                "{count:,} versions cannot be rolled back",
            )
        )
    return " · ".join(filter(None, parts))


def _last_applied(statuses: Sequence[MigrationStatus]) -> str:
    """When a version was last applied, where the file says so."""
    times = filter(None, (read_time(status.applied_at) for status in statuses))
    newest = max((time.moment for time in times), default=None)
    return "" if newest is None else tr("last applied {time}", time=local_time_text(newest)[:10])


def _chip(statuses: Sequence[MigrationStatus]) -> str:
    known = sum(status.state is not MigrationState.UNKNOWN for status in statuses)
    return tr(
        "{count} of {known} applied", count=_count(statuses, MigrationState.APPLIED), known=known
    )


def _chip_tone(statuses: Sequence[MigrationStatus]) -> Tone:
    states = {status.state for status in statuses}
    if MigrationState.CONFLICT in states:
        return Tone.PROBLEM
    if states & {MigrationState.UNKNOWN, MigrationState.MISSING, MigrationState.CHANGED}:
        return Tone.WARNING
    return Tone.INFORMATION if MigrationState.PENDING in states else Tone.OK


def _count(statuses: Sequence[MigrationStatus], state: MigrationState) -> int:
    return sum(status.state is state for status in statuses)

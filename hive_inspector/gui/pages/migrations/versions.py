"""From where a file stands to the lines of its timeline and the words over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.health.checks.references import broken_references
from hive_inspector.core.hive.bookkeeping import Bookkeeping
from hive_inspector.core.hive.identity import Lineage
from hive_inspector.core.hive.origins import origin_of
from hive_inspector.core.language import plural, tr
from hive_inspector.core.migrations.bookkeeping.status import MigrationState
from hive_inspector.gui.pages.migrations.words import date_text, version_text
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.timeline import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hive_inspector.core.migrations.bookkeeping.status import MigrationStatus
    from hive_inspector.gui.pages.migrations.work import Standing

CORE_LINE = frozenset({Lineage.CORE, Lineage.HYBRID})
_CORE_BOOKS = frozenset({Bookkeeping.COMPACT, Bookkeeping.EXTENDED})
_LOOKS = {
    MigrationState.APPLIED: (Shape.DISC, Tone.OK, tr("matches")),
    MigrationState.PENDING: (Shape.RING, Tone.INFORMATION, tr("ready")),
    MigrationState.CHANGED: (Shape.SQUARE, Tone.WARNING, tr("file changed")),
    MigrationState.MISSING: (Shape.DIAMOND, Tone.WARNING, tr("no script")),
    MigrationState.UNKNOWN: (Shape.DIAMOND, Tone.WARNING, tr("unknown")),
    MigrationState.CONFLICT: (Shape.TRIANGLE, Tone.PROBLEM, tr("conflict")),
}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One line of the timeline."""

    version: int | str
    name: str
    applied: str
    """When, or `pending`."""
    check: str
    """What a look at the file says of it, in a word or two."""
    shape: Shape
    tone: Tone
    note: str
    """What is to be known beyond that, in sentences; may be empty."""
    is_reached: bool
    """Whether the file has it."""

    @property
    def number(self) -> str:
        """The version as it is written."""
        return version_text(self.version)

    @property
    def spoken(self) -> str:
        """The line in one sentence, for whoever cannot see it."""
        words = (f"{self.number} {self.name}".strip(), self.applied, self.check)
        return ", ".join(filter(None, words))


def version_rows(standing: Standing) -> tuple[VersionRow, ...]:
    """The lines of a file's timeline, in order."""
    remarks = _remarks(standing)
    checked = standing.hive.identity.blueprint is not None
    return tuple(_row(status, remarks, is_checked=checked) for status in standing.statuses)


_RECORDS = {
    Bookkeeping.COMPACT.value: tr("schema_migrations (compact)"),
    Bookkeeping.EXTENDED.value: tr("schema_migrations (extended)"),
    Bookkeeping.UNUSUAL.value: tr("schema_migrations (unknown form)"),
}


def subtitle_of(standing: Standing) -> str:
    """What the file is and where it stands: `Hive core · schema_migrations (compact) · at version 12 of 13`."""
    identity = standing.hive.identity
    parts = [identity.lineage.title]
    if identity.lineage is not Lineage.OTHER:
        kept = identity.bookkeeping
        parts.append(
            tr("no record of migrations")
            if kept == Bookkeeping.NONE.value
            else _RECORDS.get(kept, kept)
        )
    if identity.version is not None and identity.known_version is not None:
        newest = standing.scripts[-1].version
        is_newer = identity.version > newest
        parts.append(
            tr(
                "at version {version}, beyond the {newest} that are known",
                version=identity.version,
                newest=newest,
            )
            if is_newer
            else tr("at version {version} of {newest}", version=identity.version, newest=newest)
        )
    loose = len(standing.drifts)
    if loose:
        parts.append(
            plural(loose, "{count:,} difference", "{count:,} differences") + tr(" in the schema")
        )
    return " · ".join(parts)


def pending_of(standing: Standing) -> tuple[int, ...]:
    """Versions that are to come, in order."""
    return tuple(
        status.version
        for status in standing.statuses
        if status.state is MigrationState.PENDING and isinstance(status.version, int)
    )


def recorded_version(standing: Standing) -> int:
    """The version that the file is at, as Hive goes by it; 0 where it records none."""
    return standing.history.newest or 0


def can_go_back(standing: Standing) -> bool:
    """Whether the file has a version of these scripts, on record, that could be rolled back."""
    version = recorded_version(standing)
    return (
        standing.hive.identity.lineage in CORE_LINE
        and standing.history.kind in _CORE_BOOKS
        and 0 < version <= standing.scripts[-1].version
    )


def empty_words(standing: Standing) -> tuple[str, str]:
    """Why the timeline has no lines, and what that means."""
    if standing.hive.identity.lineage is Lineage.OTHER:
        return tr("No migrations"), tr("Only Hive's own databases record them.")
    if standing.history.kind is Bookkeeping.NONE:
        return (
            tr("No record of versions"),
            tr("This kind of Hive database makes its tables when it starts."),
        )
    return tr("Nothing is recorded in {kind}", kind=standing.history.kind.value), tr(
        "The table is empty."
    )


def _row(
    status: MigrationStatus, remarks: Mapping[int | str, str], *, is_checked: bool
) -> VersionRow:
    shape, tone, check = _LOOKS[status.state]
    is_pending = status.state is MigrationState.PENDING
    note = status.note
    if status.state is MigrationState.APPLIED and status.version in remarks:
        shape, tone, check = Shape.SQUARE, Tone.WARNING, remarks[status.version]
    elif status.state is MigrationState.APPLIED and not is_checked:
        check = tr("recorded")
    return VersionRow(
        version=status.version,
        name=status.name,
        applied=tr("pending") if is_pending else date_text(status.applied_at),
        check=check,
        shape=shape,
        tone=tone,
        note=note,
        is_reached=not is_pending,
    )


def _remarks(standing: Standing) -> Mapping[int | str, str]:
    """What is not as it should be, at the version that last shaped the object."""
    version = standing.hive.identity.version or 0
    found: dict[int | str, str] = {}
    for drift in standing.drifts:
        origin = origin_of(drift.object, version)
        if origin is not None:
            found[origin] = tr("drift")
    for broken in broken_references(standing.hive.schema):
        origins = (origin_of(f"{broken.table}.{column}", version) for column in broken.columns)
        found.update((origin, tr("broken reference")) for origin in origins if origin is not None)
    return found


def differences_of(standing: Standing, version: int | str) -> Sequence[str]:
    """What is not as it should be in what a version made or changed, in sentences."""
    at = standing.hive.identity.version or 0
    broken = broken_references(standing.hive.schema)
    told = [
        tr(
            "{table} refers to {target}, which does not exist: writes to it fail.",
            table=one.table,
            target=one.target,
        )
        for one in broken
        if any(origin_of(f"{one.table}.{column}", at) == version for column in one.columns)
    ]
    dangling = {folded(f"{one.table}.{column}") for one in broken for column in one.columns}
    return told + [
        f"{drift.object}: {drift.detail}"
        for drift in standing.drifts
        if origin_of(drift.object, at) == version and folded(drift.object) not in dangling
    ]

"""How a file stands to the scripts: which versions it has, which are to come, and what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.hive.bookkeeping import Bookkeeping
from hive_inspector.core.hive.core_versions import TWICE_NUMBERED
from hive_inspector.core.hive.identity import Lineage
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.records import DONE
from hive_inspector.core.migrations.scripts.steps import Direction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hive_inspector.core.hive.identity import Identity
    from hive_inspector.core.migrations.bookkeeping.history import Entry, History
    from hive_inspector.core.migrations.bookkeeping.records import Record
    from hive_inspector.core.migrations.scripts.script import Script


class MigrationState(Enum):
    """How one version stands. The values are the words of `status --json`."""

    APPLIED = "applied"
    PENDING = "pending"
    CHANGED = "changed"
    """Applied by a script that has been edited since."""
    MISSING = "missing"
    """On record, of a number that the scripts reach, but there is no such script."""
    UNKNOWN = "unknown"
    """On record, of a number beyond the scripts or of another line."""
    CONFLICT = "conflict"
    """Left out, or stopped halfway."""


@dataclass(frozen=True, slots=True)
class MigrationStatus:
    """One version, as the user sees it."""

    version: int | str
    """The number; the text that is on record where that is no number."""
    name: str
    state: MigrationState
    applied_at: str | None = None
    """When, as the file has it."""
    reversible: bool = False
    note: str = ""
    """What the user should know beyond the state, in a sentence or two; may be empty."""
    duration_ms: int | None = None
    """How long it took, where that is on record."""
    by: str = ""
    """Who applied it with this program, as `user@host`; empty where it was not this program."""


_LEFT_OUT = tr(
    "Not on record, although later versions are. Hive goes by the highest number and "
    "would never apply it."
)
_STOPPED = tr(
    "Hive has two scripts with this number and stops at the second, once. Its next start goes "
    "on with the next version."
)
_TWICE = tr("On record twice, in different spellings of the number.")
_NOT_RECORDED = tr("The file has its tables, but no record that it was applied.")
_NEWER = tr("Newer than this program knows; a later Hive made it, or one that was withdrawn.")
_NO_SCRIPT = tr("On record, but there is no script for it.")
_NO_NUMBER = tr("On record under something that is not a version of Hive's.")
_OTHER_LINE = tr("Recorded by another lineage of Hive than the one whose scripts these are.")
_CORE_LINE = frozenset({Lineage.CORE, Lineage.HYBRID})
_CORE_BOOKS = frozenset({Bookkeeping.COMPACT, Bookkeeping.EXTENDED})


def migration_status(
    history: History,
    scripts: Sequence[Script],
    identity: Identity,
    records: Sequence[Record],
    *,
    is_whole: bool,
) -> tuple[MigrationStatus, ...]:
    """The state of every version that the file or the scripts know, in order; see `versions.read_versions`.

    A file of the core line that records nothing is held against what its tables show. A file of another line has only
    what it records itself.

    Args:
        history: Hive's record in the file.
        scripts: The scripts in order.
        identity: What the file was recognised as.
        records: The program's own history of the file: who applied what, with which text of the script.
        is_whole: Whether the objects are all those of the recorded version. Only they tell a file that stopped at 10
            from one that is simply at 10.
    """
    if identity.lineage not in _CORE_LINE:
        return tuple(_strange(entry, _OTHER_LINE) for entry in history.entries)
    if history.newest is None or history.kind not in _CORE_BOOKS:
        unrecorded = _unrecorded(scripts, identity.version or 0)
        return (*unrecorded, *(_strange(entry, _NO_NUMBER) for entry in history.entries))
    sight = _Sight(history, scripts[-1].version, _last_applied(records), is_whole)
    known = [*_known(sight, scripts), *_beyond(history.entries, scripts)]
    nameless = [_strange(e, _NO_NUMBER) for e in history.entries if e.version is None]
    return (*sorted(known, key=_number), *nameless)


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a version is judged by."""

    history: History
    newest_script: int
    records: Mapping[int, Record]
    """What this program applied last, by version."""
    is_whole: bool


def _last_applied(records: Sequence[Record]) -> dict[int, Record]:
    """The last record of each version that this program applied and did not take back."""
    found: dict[int, Record] = {}
    for record in records:
        if record.version is None or record.outcome != DONE:
            continue
        if record.direction == Direction.UP.value:
            found[record.version] = record
        elif record.direction == Direction.DOWN.value:
            found.pop(record.version, None)
    return found


def _unrecorded(scripts: Sequence[Script], shown: int) -> Iterator[MigrationStatus]:
    """A file that has lost its history, or never had one, and whose tables are those of version `shown`."""
    for script in scripts:
        there = script.version <= shown
        yield MigrationStatus(
            version=script.version,
            name=script.name,
            state=MigrationState.CONFLICT if there else MigrationState.PENDING,
            reversible=script.reversible,
            note=_NOT_RECORDED if there else "",
        )


def _known(sight: _Sight, scripts: Sequence[Script]) -> Iterator[MigrationStatus]:
    for script in scripts:
        entries = [entry for entry in sight.history.entries if entry.version == script.version]
        record = sight.records.get(script.version) if entries else None
        state, note = _state(sight, script, entries)
        measured = entries[0].duration_ms if entries else None
        yield MigrationStatus(
            version=script.version,
            name=script.name,
            state=state,
            applied_at=entries[0].applied_at if entries else None,
            reversible=script.reversible,
            note=note,
            duration_ms=record.duration_ms if record and measured is None else measured,
            by=record.by if record else "",
        )


def _state(sight: _Sight, script: Script, entries: Sequence[Entry]) -> tuple[MigrationState, str]:
    newest = sight.history.newest or 0
    if not entries:
        if script.version < newest:
            return MigrationState.CONFLICT, _LEFT_OUT
        doubtful = bool(script.conflict)
        return (MigrationState.CONFLICT if doubtful else MigrationState.PENDING), script.conflict
    if len(entries) > 1:
        return MigrationState.CONFLICT, _TWICE
    if script.version == TWICE_NUMBERED == newest < sight.newest_script and not sight.is_whole:
        return MigrationState.CONFLICT, _STOPPED
    changed = _changed_note(script, entries[0], sight.records.get(script.version))
    if changed:
        return MigrationState.CHANGED, changed
    return MigrationState.APPLIED, script.conflict or _name_note(script, entries[0])


def _changed_note(script: Script, entry: Entry, record: Record | None) -> str:
    """What tells that the script has another text now than when it was applied; empty where nothing does."""
    if script.md5 and entry.checksum and entry.checksum.lower() != script.md5:
        return tr(
            "Hive applied another text: its checksum was {checksum}, now it is {md5}.",
            checksum=entry.checksum,
            md5=script.md5,
        )
    if record is None or record.name != script.path.name:
        return ""
    if record.checksum_normalised == script.sha256_normalised:
        return ""
    return tr(
        "{name} was edited since it was applied on {finished_at}.",
        name=script.path.name,
        finished_at=record.finished_at[:10],
    )


def _name_note(script: Script, entry: Entry) -> str:
    usual = {script.name, script.recorded_as, script.path.stem, "unknown"}
    return (
        ""
        if not entry.name or entry.name in usual
        else tr("On record as “{entry}”.", entry=entry.name)
    )


def _beyond(entries: Iterable[Entry], scripts: Sequence[Script]) -> Iterator[MigrationStatus]:
    """What is on record and no script has."""
    known = {script.version for script in scripts}
    newest = max(known)
    for entry in entries:
        if entry.version is None or entry.version in known:
            continue
        beyond = entry.version > newest
        yield MigrationStatus(
            version=entry.version,
            name=entry.name or "",
            state=MigrationState.UNKNOWN if beyond else MigrationState.MISSING,
            applied_at=entry.applied_at,
            note=_NEWER if beyond else _NO_SCRIPT,
        )


def _strange(entry: Entry, note: str) -> MigrationStatus:
    return MigrationStatus(
        version=entry.version if entry.version is not None else entry.recorded,
        name=entry.name or "",
        state=MigrationState.UNKNOWN,
        applied_at=entry.applied_at,
        note=note,
    )


def _number(status: MigrationStatus) -> int:
    return status.version if isinstance(status.version, int) else 0

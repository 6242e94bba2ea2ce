"""How a file stands to the scripts: which versions it has, which are to come, and what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.hive.bookkeeping import Bookkeeping
from hive_inspector.core.hive.identity import Lineage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hive_inspector.core.hive.identity import Identity
    from hive_inspector.core.migrations.history import Entry, History
    from hive_inspector.core.migrations.scripts import Script


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


STOPS_AT = 10
"""The number that two of Hive's own scripts have (FACTS: `010_remove_local_credit_tracking`, `010_rollback`)."""

_LEFT_OUT = "Not on record, although later versions are. Hive goes by the highest number and would never apply it."
_STOPPED = (
    "Hive has two scripts with this number and stops at the second, once. "
    "Its next start goes on with the next version."
)
_TWICE = "On record twice, in different spellings of the number."
_NOT_RECORDED = "The file has its tables, but no record that it was applied."
_NEWER = "Newer than this program knows; a later Hive made it, or one that was withdrawn."
_NO_SCRIPT = "On record, but there is no script for it."
_NO_NUMBER = "On record under something that is not a version of Hive's."
_OTHER_LINE = "Recorded by another line of Hive than the one whose scripts these are."
_CORE_LINE = frozenset({Lineage.CORE, Lineage.HYBRID})
_CORE_BOOKS = frozenset({Bookkeeping.COMPACT, Bookkeeping.EXTENDED})


def migration_status(
    history: History, scripts: Sequence[Script], identity: Identity
) -> tuple[MigrationStatus, ...]:
    """The state of every version that the file or the scripts know, in order.

    A file of the core line that records nothing is held against what its tables show. A file of another line has only
    what it records itself.
    """
    if identity.lineage not in _CORE_LINE:
        return tuple(_strange(entry, _OTHER_LINE) for entry in history.entries)
    if history.newest is None or history.kind not in _CORE_BOOKS:
        unrecorded = _unrecorded(scripts, identity.version or 0)
        return (*unrecorded, *(_strange(entry, _NO_NUMBER) for entry in history.entries))
    known = [*_known(history, scripts), *_beyond(history.entries, scripts)]
    nameless = [_strange(e, _NO_NUMBER) for e in history.entries if e.version is None]
    return (*sorted(known, key=_number), *nameless)


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


def _known(history: History, scripts: Sequence[Script]) -> Iterator[MigrationStatus]:
    for script in scripts:
        entries = [entry for entry in history.entries if entry.version == script.version]
        state, note = _state(script, entries, history.newest or 0, scripts[-1].version)
        yield MigrationStatus(
            version=script.version,
            name=script.name,
            state=state,
            applied_at=entries[0].applied_at if entries else None,
            reversible=script.reversible,
            note=note,
        )


def _state(
    script: Script, entries: Sequence[Entry], newest: int, newest_script: int
) -> tuple[MigrationState, str]:
    if not entries:
        left_out = script.version < newest
        return (MigrationState.CONFLICT, _LEFT_OUT) if left_out else (MigrationState.PENDING, "")
    if len(entries) > 1:
        return MigrationState.CONFLICT, _TWICE
    if script.version == STOPS_AT == newest < newest_script:
        return MigrationState.CONFLICT, _STOPPED
    return MigrationState.APPLIED, _name_note(script, entries[0])


def _name_note(script: Script, entry: Entry) -> str:
    usual = {script.name, script.recorded_as, "unknown"}
    return "" if not entry.name or entry.name in usual else f"On record as “{entry.name}”."


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

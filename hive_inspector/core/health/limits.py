"""From which value on each measured number is worth a look: defaults with reasons, and what the user made of them.

One `Limit` a gauge. A user's own limits replace the two values and keep everything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from hive_inspector.core.health import thresholds
from hive_inspector.core.health.thresholds import Level
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.health.thresholds import Threshold


class Unit(Enum):
    """What a number counts, and thereby how it is shown and typed."""

    MILLISECONDS = "ms"
    SHARE = "%"
    """From 0 to 1; shown and typed in percent."""
    BYTES = "MB"
    """Shown and typed in megabytes."""
    PER_MINUTE = "a minute"
    ROWS = "rows"
    COPIES = "copies of the file"
    DAYS = "days"
    """In seconds; shown and typed in days."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Two limits on the scale of one number."""

    id: str
    title: str
    unit: Unit
    watch: float
    bad: float | None
    """None where no value is bad in itself."""
    reason: str
    """Why there, in a sentence."""
    falls: bool = False
    """Whether less is worse; a value at a limit has reached it either way."""

    def level(self, value: float) -> Level:
        """What a value means."""
        if self.bad is not None and self._reaches(value, self.bad):
            return Level.BAD
        return Level.WATCH if self._reaches(value, self.watch) else Level.GOOD

    def _reaches(self, value: float, limit: float) -> bool:
        return value <= limit if self.falls else value >= limit


def _from(id_: str, title: str, unit: Unit, threshold: Threshold) -> Limit:
    return Limit(id_, title, unit, threshold.watch, threshold.bad, threshold.reason)


LIMITS = (
    _from("response", tr("Response"), Unit.MILLISECONDS, thresholds.RESPONSE_MS),
    _from("pool", tr("Pool"), Unit.SHARE, thresholds.POOL_SHARE),
    _from("wal", "WAL", Unit.BYTES, thresholds.WAL_BYTES),
    Limit(
        "changes",
        tr("Changes"),
        Unit.PER_MINUTE,
        watch=6_000,
        bad=None,
        reason=tr(
            "Hive commits a few times a second while it works; a hundred a second, for "
            "minutes, is a loop."
        ),
    ),
    _from("free", tr("Free pages"), Unit.SHARE, thresholds.FREE_SHARE),
    Limit(
        "disk",
        tr("Disk room"),
        Unit.COPIES,
        watch=2,
        bad=1,
        reason=tr(
            "A migration or repair keeps a restore point and rehearses on a copy before "
            "it changes the file."
        ),
        falls=True,
    ),
    Limit(
        "backup",
        tr("Last backup"),
        Unit.DAYS,
        watch=thresholds.BACKUP_AGE_UNSET_S.watch,
        bad=None,
        reason=thresholds.BACKUP_AGE_UNSET_S.reason,
    ),
    Limit(
        "backlog",
        tr("Sync backlog"),
        Unit.ROWS,
        watch=100,
        bad=1_000,
        reason=tr(
            "A few entries wait whenever Hive is offline; a hundred mean that sending has "
            "not worked for days."
        ),
    ),
)
"""In the order of the gauges."""
NOTHING: Mapping[str, tuple[float, float | None]] = MappingProxyType({})
"""No limits changed."""
_DEFAULTS = MappingProxyType({limit.id: limit for limit in LIMITS})


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force: the defaults, what the user changed of them for all files, and what for one file."""

    changed: Mapping[str, tuple[float, float | None]]
    """By the limit's id: its `watch` and its `bad`."""
    for_all: Mapping[str, tuple[float, float | None]] = field(default_factory=lambda: NOTHING)
    """The same, of the limits that hold for every file that has none of its own."""

    def of(self, id_: str) -> Limit:
        """The limit of a number."""
        own = self.changed.get(id_) or self.for_all.get(id_)
        limit = _DEFAULTS[id_]
        return limit if own is None else replace(limit, watch=own[0], bad=own[1])

    def is_changed(self, id_: str) -> bool:
        """Whether the user changed it, for this file or for all."""
        return id_ in self.changed or id_ in self.for_all

    def with_limit(self, id_: str, watch: float, bad: float | None) -> Limits:
        """These limits with another one; none of its own if that says the same as holds without."""
        usual = self.set_back().of(id_)
        kept = {name: pair for name, pair in self.changed.items() if name != id_}
        if (watch, bad) != (usual.watch, usual.bad):
            kept[id_] = (watch, bad)
        return replace(self, changed=MappingProxyType(kept))

    def set_back(self) -> Limits:
        """The limits that hold where nothing was changed for one file."""
        return replace(self, changed=NOTHING)

    def over(self, for_all: Limits) -> Limits:
        """The limits of a file, over those for all files."""
        return replace(self, for_all=for_all.changed)

    def remembered(self) -> dict[str, list[float | None]]:
        """As it is kept among the settings."""
        return {id_: [watch, bad] for id_, (watch, bad) in self.changed.items()}


NO_CHANGES = Limits(NOTHING)


def limits_from(remembered: object, for_all: Limits = NO_CHANGES) -> Limits:
    """The limits that were kept; whatever cannot be understood is the default.

    Args:
        remembered: What was kept.
        for_all: Those that hold for every file, where these are the limits of one.
    """
    limits = NO_CHANGES.over(for_all)
    if isinstance(remembered, dict):
        for id_, pair in remembered.items():
            if id_ in _DEFAULTS and _is_pair(pair):
                limits = limits.with_limit(id_, *pair)
    return limits


def _is_pair(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2  # noqa: PLR2004 - watch and bad
        and _is_number(value[0])
        and (value[1] is None or _is_number(value[1]))
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0

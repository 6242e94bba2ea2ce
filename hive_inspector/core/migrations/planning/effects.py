"""What a change does to a schema, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.hive.bookkeeping import is_bookkeeping
from hive_inspector.core.hive.drift import Drift, DriftKind, compare
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hive_inspector.core.database.snapshot import Schema, Table

_NAMED = 4
"""How many objects of a sort are named; of more only the number is told."""
_COLUMN_KINDS = frozenset(
    {
        DriftKind.MISSING_COLUMN,
        DriftKind.EXTRA_COLUMN,
        DriftKind.CHANGED_COLUMN,
        DriftKind.CHANGED_REFERENCE,
    }
)


class Verb(Enum):
    """What a script does to what an effect names."""

    ADDS = "adds"
    DROPS = "drops"
    CHANGES = "changes"
    WRITES = "writes"


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that comes, goes or changes."""

    verb: Verb
    what: str
    """As it stands behind the verb: `the table things (2 columns)`, `rows of things`."""

    @property
    def text(self) -> str:
        """All of it as a sentence."""
        return _SENTENCES[self.verb].format(what=self.what)


_SENTENCES = {
    Verb.ADDS: tr("Adds {what}."),
    Verb.DROPS: tr("Drops {what}."),
    Verb.CHANGES: tr("Changes {what}."),
    Verb.WRITES: tr("Writes {what}."),
}
_SORTS = (
    (Verb.ADDS, DriftKind.EXTRA_VIEW),
    (Verb.ADDS, DriftKind.EXTRA_COLUMN),
    (Verb.ADDS, DriftKind.EXTRA_INDEX),
    (Verb.ADDS, DriftKind.EXTRA_TRIGGER),
    (Verb.DROPS, DriftKind.MISSING_VIEW),
    (Verb.DROPS, DriftKind.MISSING_COLUMN),
    (Verb.DROPS, DriftKind.MISSING_INDEX),
    (Verb.DROPS, DriftKind.MISSING_TRIGGER),
)


def effects_between(
    before: Schema, after: Schema, written: Collection[str] = ()
) -> tuple[Effect, ...]:
    """What came, went and changed.

    Args:
        before: The schema before.
        after: The schema after.
        written: Tables whose rows were written, in lower case.
    """
    drifts = compare(before, after)
    return (
        *_table_effects(drifts, before, after),
        *_sorted_effects(drifts),
        *_changes(drifts),
        *_written(before, after, written),
    )


def touched_columns(before: Schema, after: Schema) -> tuple[str, ...]:
    """Columns that came, went or changed, as `table.column`."""
    drifts = compare(before, after)
    return tuple(dict.fromkeys(d.object for d in drifts if d.kind in _COLUMN_KINDS))


def _table_effects(drifts: tuple[Drift, ...], before: Schema, after: Schema) -> Iterator[Effect]:
    for verb, kind, schema in (
        (Verb.ADDS, DriftKind.EXTRA_TABLE, after),
        (Verb.DROPS, DriftKind.MISSING_TABLE, before),
    ):
        for drift in drifts:
            table = schema.table(drift.object)
            if drift.kind is kind and table is not None:
                yield Effect(
                    verb, tr("the table {table} ({size})", table=table.name, size=_size(table))
                )


def _size(table: Table) -> str:
    indexes = sum(index.origin == "c" for index in table.indexes)
    columns = plural(len(table.columns), "{count:,} column", "{count:,} columns")
    return (
        f"{columns}, {plural(indexes, '{count:,} index', '{count:,} indexes')}"
        if indexes
        else columns
    )


def _sorted_effects(drifts: tuple[Drift, ...]) -> Iterator[Effect]:
    for verb, kind in _SORTS:
        names = [drift.object for drift in drifts if drift.kind is kind]
        if names:
            named = _how_many if len(names) > _NAMED else _which
            yield Effect(verb, named(kind, names))


def _how_many(kind: DriftKind, names: list[str]) -> str:
    match kind:
        case DriftKind.EXTRA_VIEW | DriftKind.MISSING_VIEW:
            return plural(len(names), "{count:,} view", "{count:,} views")
        case DriftKind.EXTRA_COLUMN | DriftKind.MISSING_COLUMN:
            return plural(len(names), "{count:,} column", "{count:,} columns")
        case DriftKind.EXTRA_INDEX | DriftKind.MISSING_INDEX:
            return plural(len(names), "{count:,} index", "{count:,} indexes")
        case _:
            return plural(len(names), "{count:,} trigger", "{count:,} triggers")


def _which(kind: DriftKind, names: list[str]) -> str:
    match kind:
        case DriftKind.EXTRA_VIEW | DriftKind.MISSING_VIEW:
            return plural(
                len(names), "the view {names}", "the views {names}", names=", ".join(names)
            )
        case DriftKind.EXTRA_COLUMN | DriftKind.MISSING_COLUMN:
            return plural(
                len(names), "the column {names}", "the columns {names}", names=", ".join(names)
            )
        case DriftKind.EXTRA_INDEX | DriftKind.MISSING_INDEX:
            return plural(
                len(names), "the index {names}", "the indexes {names}", names=", ".join(names)
            )
        case _:
            return plural(
                len(names), "the trigger {names}", "the triggers {names}", names=", ".join(names)
            )


def _changes(drifts: tuple[Drift, ...]) -> Iterator[Effect]:
    names = dict.fromkeys(d.object for d in drifts if d.kind.value.startswith("changed_"))
    if names:
        how = plural(
            len(names),
            "how {names} is declared",
            "how {names} are declared",
            names=", ".join(names),
        )
        yield Effect(Verb.CHANGES, how)


def _written(before: Schema, after: Schema, written: Collection[str]) -> Iterator[Effect]:
    tables = [before.table(name) for name in sorted(written) if after.table(name)]
    names = [table.name for table in tables if table and not is_bookkeeping(table.name)]
    if names:
        yield Effect(Verb.WRITES, tr("rows of {names}", names=", ".join(names)))

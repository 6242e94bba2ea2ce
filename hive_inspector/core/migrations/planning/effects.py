"""What a change does to a schema, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.hive.bookkeeping import is_bookkeeping
from hive_inspector.core.hive.drift import Drift, DriftKind, compare

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
_SORTS = (
    ("Adds", DriftKind.EXTRA_VIEW, "view"),
    ("Adds", DriftKind.EXTRA_COLUMN, "column"),
    ("Adds", DriftKind.EXTRA_INDEX, "index"),
    ("Adds", DriftKind.EXTRA_TRIGGER, "trigger"),
    ("Drops", DriftKind.MISSING_VIEW, "view"),
    ("Drops", DriftKind.MISSING_COLUMN, "column"),
    ("Drops", DriftKind.MISSING_INDEX, "index"),
    ("Drops", DriftKind.MISSING_TRIGGER, "trigger"),
)


def effects_between(
    before: Schema, after: Schema, written: Collection[str] = ()
) -> tuple[str, ...]:
    """What came, went and changed, in sentences.

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


def _table_effects(drifts: tuple[Drift, ...], before: Schema, after: Schema) -> Iterator[str]:
    for verb, kind, schema in (
        ("Adds", DriftKind.EXTRA_TABLE, after),
        ("Drops", DriftKind.MISSING_TABLE, before),
    ):
        for drift in drifts:
            table = schema.table(drift.object)
            if drift.kind is kind and table is not None:
                yield f"{verb} the table {table.name} ({_size(table)})."


def _size(table: Table) -> str:
    indexes = sum(index.origin == "c" for index in table.indexes)
    columns = _counted(len(table.columns), "column")
    return f"{columns}, {_counted(indexes, 'index')}" if indexes else columns


def _sorted_effects(drifts: tuple[Drift, ...]) -> Iterator[str]:
    for verb, kind, noun in _SORTS:
        names = [drift.object for drift in drifts if drift.kind is kind]
        if not names:
            continue
        if len(names) > _NAMED:
            yield f"{verb} {_counted(len(names), noun)}."
        else:
            yield f"{verb} the {_plural(noun) if len(names) > 1 else noun} {', '.join(names)}."


def _changes(drifts: tuple[Drift, ...]) -> Iterator[str]:
    names = dict.fromkeys(d.object for d in drifts if d.kind.value.startswith("changed_"))
    if names:
        yield f"Changes how {', '.join(names)} {'is' if len(names) == 1 else 'are'} declared."


def _written(before: Schema, after: Schema, written: Collection[str]) -> Iterator[str]:
    tables = [before.table(name) for name in sorted(written) if after.table(name)]
    names = [table.name for table in tables if table and not is_bookkeeping(table.name)]
    if names:
        yield f"Writes rows of {', '.join(names)}."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun if count == 1 else _plural(noun)}"


def _plural(noun: str) -> str:
    return "indexes" if noun == "index" else f"{noun}s"

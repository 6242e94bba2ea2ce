"""Dropping an index that costs more than it gives."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.language import plural, tr
from hive_inspector.core.repairs.catalogue import OVERSIZED_INDEX
from hive_inspector.core.repairs.repair import Work, found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Index
    from hive_inspector.core.migrations.migrator import Migrator, Reader
    from hive_inspector.core.repairs.look import Look
    from hive_inspector.core.repairs.repair import FoundRepair


def find_oversized(look: Look) -> FoundRepair | None:
    """The indexes that the check found; never one that a rule of the table needs."""
    indexes = tuple(_named(look))
    if not indexes:
        return None
    names = tuple(index.name for index in indexes)
    return found(
        OVERSIZED_INDEX,
        plural(
            len(names),
            "{names} holds whole texts.",
            "{names} hold whole texts.",
            names=tr(" and ").join(names),
        ),
        tuple(
            tr("The index {index} of {table} is dropped.", index=index.name, table=index.table)
            for index in indexes
        ),
        Work(change=partial(_drop, names)),
    )


def _named(look: Look) -> Iterator[Index]:
    wanted = {folded(name) for name in look.objects}
    for table in look.schema.tables:
        for index in table.indexes:
            if folded(index.name) in wanted and index.origin == "c" and not index.unique:
                yield index


def _drop(
    names: tuple[str, ...],
    migrator: Migrator,
    database: Reader,  # noqa: ARG001 - the form of a step
    *,
    fake: bool = False,  # noqa: ARG001 - the form of a step
) -> None:
    for name in names:
        migrator.drop_index(name)

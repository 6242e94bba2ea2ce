"""Repairs of what Hive's own migrations leave broken, run like a migration and taking no number in Hive's line.

They have no way back but the restore point, and lose nothing: the rehearsal compares every row with the file as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.errors import Refusal
from hive_inspector.core.hive.blueprints import blueprint, core_blueprint_name
from hive_inspector.core.hive.core_versions import TWICE_NUMBERED
from hive_inspector.core.hive.drift import Drift, DriftKind
from hive_inspector.core.hive.identity import Lineage
from hive_inspector.core.language import plural, tr
from hive_inspector.core.migrations.checking.halfway import lacking_of_version_10
from hive_inspector.core.repairs.catalogue import DANGLING_REFERENCE, HALFWAY_AT_010
from hive_inspector.core.repairs.repair import Work, found

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.snapshot import Column, Index, Schema
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.migrator import Migrator, Reader
    from hive_inspector.core.migrations.scripts.script import Change
    from hive_inspector.core.repairs.repair import FoundRepair

_CORE_LINE = frozenset({Lineage.CORE, Lineage.HYBRID})
_LEFT_BEHIND = ("_backup", "__old", "_old")
"""What a table is called while it is being replaced; a reference that followed the rename keeps that name."""


def find_repairs(hive: OpenHive, *, token: CancelToken | None = None) -> tuple[FoundRepair, ...]:
    """What can be repaired in a file as it is now.

    Raises:
        EnvironmentProblem: The file cannot be read.
        Cancelled: The token was cancelled.
    """
    with hive.database.reading(token) as connection:
        schema = read_schema(connection)
    wanted = [_of_dangling(schema)]
    if hive.identity.lineage in _CORE_LINE and (hive.identity.version or 0) >= TWICE_NUMBERED:
        wanted.append(_of_halfway(lacking_of_version_10(schema)))
    return tuple(repair for repair in wanted if repair is not None)


def _of_dangling(schema: Schema) -> FoundRepair | None:
    broken = _dangling(schema)
    if not broken:
        return None
    table, old, new = broken[0]
    title = tr(
        "{table} refers to {old}, which does not exist: with foreign keys on, no row can "
        "be added to it.",
        table=table,
        old=old,
    )

    def change(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:  # noqa: ARG001 - the form of a step
        for child, gone, meant in broken:
            migrator.retarget(child, gone, meant)

    return _found(
        DANGLING_REFERENCE,
        title,
        tr(
            "The references lead to {new} again, which is what they meant. No row is changed.",
            new=new,
        ),
        change,
    )


def _dangling(schema: Schema) -> tuple[tuple[str, str, str], ...]:
    """Table, the table it refers to and that is gone, and the one that is meant."""
    found = []
    for table in schema.tables:
        for target in dict.fromkeys(one.table for one in table.references):
            meant = _meant(schema, target)
            if table.kind is TableKind.TABLE and schema.table(target) is None and meant:
                found.append((table.name, target, meant))
    return tuple(found)


def _meant(schema: Schema, target: str) -> str:
    for suffix in _LEFT_BEHIND:
        table = schema.table(folded(target).removesuffix(suffix))
        if table is not None and folded(target).endswith(suffix):
            return table.name
    return ""


def _of_halfway(lacking: tuple[Drift, ...]) -> FoundRepair | None:
    if not lacking:
        return None
    listed = ", ".join(drift.object for drift in lacking)

    def change(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:  # noqa: ARG001 - the form of a step
        for drift in sorted(lacking, key=lambda one: one.kind is DriftKind.MISSING_INDEX):
            _add(migrator, database, drift)

    return _found(
        HALFWAY_AT_010,
        plural(
            len(lacking),
            "Version 10 stopped halfway: {listed} is missing.",
            "Version 10 stopped halfway: {listed} are missing.",
            listed=listed,
        ),
        tr(
            "What version 10 should have added is added. Columns begin empty, or with their "
            "default. No row is lost."
        ),
        change,
    )


def _add(migrator: Migrator, database: Reader, drift: Drift) -> None:
    """Add one column or index of version 10; what was added with a table already is left."""
    version = blueprint(core_blueprint_name(TWICE_NUMBERED))
    if drift.kind is DriftKind.MISSING_COLUMN:
        name, _, column = drift.object.partition(".")
        table = version.table(name)
        declared = next(c for c in table.columns if c.name == column) if table else None
        if declared is not None:
            migrator.add_column(name, _declaration(declared))
        return
    if drift.kind is not DriftKind.MISSING_INDEX:
        raise Refusal(
            tr(
                "{object} is otherwise than version 10 has it: {detail}",
                object=drift.object,
                detail=drift.detail,
            ),
            tr("Restore a backup from before version 10."),
        )
    index = next(i for table in version.tables for i in table.indexes if i.name == drift.object)
    _require_unique(database, index)
    migrator.create_index(
        index.name,
        index.table,
        ", ".join(quoted(column.name or "") for column in index.columns),
        unique=index.unique,
        where=index.where or "",
    )


def _require_unique(database: Reader, index: Index) -> None:
    if not index.unique:
        return
    columns = ", ".join(quoted(column.name or "") for column in index.columns)
    condition = f" WHERE {index.where}" if index.where else ""
    twice = database.value(
        f"SELECT count(*) FROM (SELECT 1 FROM {quoted(index.table)}{condition}"
        f" GROUP BY {columns} HAVING count(*) > 1)"
    )
    if isinstance(twice, int) and twice:
        raise Refusal(
            tr(
                "{twice:,} values of {table} ({columns}) stand there more than once.",
                twice=twice,
                table=index.table,
                columns=columns,
            ),
            tr("Decide which rows keep them, then repair."),
        )


def _declaration(column: Column) -> str:
    default = "" if column.default is None else f" DEFAULT {column.default}"
    return f"{quoted(column.name)} {column.type}{default}"


def _found(name: str, title: str, description: str, change: Change) -> FoundRepair:
    return found(name, title, (description,), Work(change=change))

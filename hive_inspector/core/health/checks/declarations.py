"""Checks of what the file declares: against what its version should have, and for what will not bear a rebuild."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.health.checks.check import Check, Cost, Skipped
from hive_inspector.core.health.checks.drifts import drift_findings
from hive_inspector.core.health.checks.references import broken_references
from hive_inspector.core.health.findings import Finding, Severity
from hive_inspector.core.hive.blueprints import blueprint
from hive_inspector.core.hive.catalogue import Trait, column_note
from hive_inspector.core.hive.conformity import drift_of
from hive_inspector.core.hive.drift import DriftKind
from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.health.checks.check import CheckContext
    from hive_inspector.core.hive.drift import Drift
    from hive_inspector.core.hive.identity import Identity


def find_drift(context: CheckContext) -> tuple[Finding, ...]:
    """Differences from the schema that this lineage and version should have, one finding a kind."""
    expected = expected_of(context.identity)
    if not expected:
        raise Skipped(tr("No schema is known that this file should have."))
    return tuple(drift_findings(_new_drifts(context), expected))


def expected_of(identity: Identity) -> str:
    """What a file's schema is compared with, as `version 13`; empty where it is compared with nothing."""
    if identity.blueprint is None:
        return ""
    if identity.version is None or identity.known_version is None:
        return identity.lineage.title
    return tr("version {version}", version=min(identity.version, identity.known_version))


def _new_drifts(context: CheckContext) -> Iterator[Drift]:
    """Differences that no other check tells already, as a broken reference, or an object that cannot be read.

    That an index over whole messages is gone is a repair and no difference.
    """
    broken = {folded(one.table) for one in broken_references(context.schema)}
    needless = _needless_indexes(context)
    unreadable = {folded(table.name) for table in context.schema.tables if table.problem}
    for drift in drift_of(context.identity, context.schema):
        table = folded(drift.object.partition(".")[0])
        told = drift.kind is DriftKind.CHANGED_REFERENCE and table in broken
        told = told or (drift.kind is DriftKind.MISSING_INDEX and drift.object in needless)
        if not told and table not in unreadable:
            yield drift


def _needless_indexes(context: CheckContext) -> frozenset[str]:
    """Indexes of this version over prose, which `oversized_index` tells to drop."""
    name = context.identity.blueprint
    return frozenset(
        index.name
        for table in (blueprint(name).tables if name else ())
        for index in table.indexes
        if any(_is_prose(table.name, column.name) for column in index.columns)
    )


def _is_prose(table: str, column: str | None) -> bool:
    return column is not None and Trait.MARKDOWN in column_note(table, column).traits


def find_unreadable(context: CheckContext) -> tuple[Finding, ...]:
    """Tables and views that SQLite cannot describe."""
    return tuple(_unreadable(table) for table in context.schema.tables if table.problem)


def _unreadable(table: Table) -> Finding:
    noun = tr("View") if table.kind is TableKind.VIEW else tr("Table")
    return Finding(
        id=f"unreadable_objects:{table.name}",
        check="unreadable_objects",
        severity=Severity.WARNING,
        title=tr("{noun} {table} cannot be read", noun=noun, table=table.name),
        detail=table.problem,
        advice=tr("Whatever reads it fails; Hive's own tables are not affected by a view."),
        objects=(table.name,),
    )


def find_quoted_defaults(context: CheckContext) -> tuple[Finding, ...]:
    """Defaults that are texts in double quotes.

    A notice and no more: Hive's own core declares two of them, every SQLite that Hive ships reads them as texts, and
    the program itself writes them as SQLite wants them when it rebuilds a table.
    """
    columns = tuple(
        f"{table.name}.{column.name}"
        for table in context.schema.tables
        if table.kind is TableKind.TABLE
        for column in table.columns
        if (column.default or "").startswith('"')
    )
    if not columns:
        return ()
    return (
        Finding(
            id="quoted_defaults",
            check="quoted_defaults",
            severity=Severity.NOTICE,
            title=plural(
                len(columns),
                "{count:,} default in double quotes",
                "{count:,} defaults in double quotes",
            ),
            detail=(
                tr(
                    "{names}: double quotes mean a name, and SQLite takes them for a text out of "
                    "leniency. A SQLite built without that refuses to make the table anew from "
                    "its own declaration.",
                    names=listed(columns),
                )
            ),
            objects=columns,
        ),
    )


CHECKS = (
    Check(
        "schema_drift",
        tr("Schema"),
        tr("Whether tables, columns and indexes are those of this version of Hive."),
        Cost.QUICK,
        find_drift,
    ),
    Check(
        "unreadable_objects",
        tr("Readable tables and views"),
        tr("Whether SQLite can describe every table and view."),
        Cost.QUICK,
        find_unreadable,
    ),
    Check(
        "quoted_defaults",
        tr("Defaults"),
        tr("Whether a default is a text in double quotes."),
        Cost.QUICK,
        find_quoted_defaults,
    ),
)

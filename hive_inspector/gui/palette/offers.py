"""What every open file offers, made of what is known of it. Runs on a worker thread."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.catalogue import domain_of
from hive_inspector.core.language import tr
from hive_inspector.gui.palette.entry import Group, PaletteEntry, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.health.findings import Finding
    from hive_inspector.gui.palette.entry import Offer

_ICONS = {TableKind.VIEW: "view"}


def offer_tables(schema: Schema, show: Callable[[str], object]) -> Offer:
    """The tables and views of a file."""
    return partial(_tables, schema, show)


def offer_columns(schema: Schema, show: Callable[[str, str], object]) -> Offer:
    """The columns of the tables and views of a file."""
    return partial(_columns, schema, show)


def offer_findings(findings: Sequence[Finding], show: Callable[[str], object]) -> Offer:
    """What checks found so far."""
    return partial(_findings, tuple(findings), show)


def _tables(
    schema: Schema, show: Callable[[str], object], _token: CancelToken
) -> tuple[PaletteEntry, ...]:
    return tuple(
        PaletteEntry(
            shown(table.name),
            f"{_kind(table)} · {_domain(table)}",
            _ICONS.get(table.kind, "table"),
            Group.TABLES,
            partial(show, table.name),
        )
        for table in schema.tables
    )


def _columns(
    schema: Schema, show: Callable[[str, str], object], token: CancelToken
) -> tuple[PaletteEntry, ...]:
    found: list[PaletteEntry] = []
    for table in schema.tables:
        token.raise_if_cancelled()
        name = shown(table.name)
        found += (
            PaletteEntry(
                f"{name}.{shown(column.name)}",
                shown(column.type),
                "columns",
                Group.COLUMNS,
                partial(show, table.name, column.name),
            )
            for column in table.columns
            if not column.hidden
        )
    return tuple(found)


def _findings(
    findings: Sequence[Finding], show: Callable[[str], object], _token: CancelToken
) -> tuple[PaletteEntry, ...]:
    return tuple(
        PaletteEntry(
            shown(finding.title),
            finding.severity.word,
            "health",
            Group.FINDINGS,
            partial(show, finding.id),
        )
        for finding in findings
    )


def _domain(table: Table) -> str:
    domain = domain_of(table.name)
    return tr(domain.value)


def _kind(table: Table) -> str:
    return {TableKind.VIEW: tr("View"), TableKind.VIRTUAL: tr("Virtual table")}.get(
        table.kind, tr("Table")
    )

"""The check for keys that are not encrypted. No part of a key is ever shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.health.checks.scan import read_contents
from hive_inspector.core.health.checks.unread import unread_findings
from hive_inspector.core.health.findings import Finding, Severity, evidence
from hive_inspector.core.hive.privacy import NOT_ENCRYPTED, masks, names_a_secret
from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.health.checks.check import CheckContext
    from hive_inspector.core.health.checks.tablepass import Found
    from hive_inspector.core.hive.privacy import Mask

_MOST_SETTINGS = 10_000
_ENCRYPTED = ("encrypted:", "enc:", "enc1:", "aes:", "gcm:")
"""How a value begins that says itself that it is encrypted."""


def find_plain_secrets(context: CheckContext) -> tuple[Finding, ...]:
    """Settings that are named as a key and not encrypted, and texts anywhere that hold a key of a model provider.

    A licence key is no such key: Hive keeps it readable in several tables, and shows it to its user.
    """
    contents = read_contents(context)
    settings = [
        _plain_settings(table, names)
        for table, mask in _settings_tables(context.schema)
        if (names := _plain_names(context, table, mask))
    ]
    told = {folded(finding.objects[0].partition(".")[0]) for finding in settings}
    texts = [
        _plain_text(table, column, found)
        for (table, column), found in contents.keys.items()
        if folded(table) not in told
    ]
    return (*settings, *texts, *unread_findings("plain_secrets", contents))


def _settings_tables(schema: Schema) -> Iterator[tuple[Table, Mask]]:
    """Tables of settings, with the mask of their values."""
    for table in schema.tables:
        if table.kind is TableKind.TABLE and not table.problem:
            for mask in masks(table.name, [column.name for column in table.columns]):
                if mask.key is not None:
                    yield table, mask


def _plain_names(context: CheckContext, table: Table, mask: Mask) -> tuple[str, ...]:
    encrypted = quoted(mask.encrypted) if mask.encrypted else "NULL"
    rows = context.connection.rows(
        f"SELECT substr({quoted(mask.key or '')}, 1, 200), {encrypted},"
        f" substr({quoted(mask.column)}, 1, 16) FROM {quoted(table.name)} LIMIT {_MOST_SETTINGS}"
    )
    return tuple(str(key) for key, flag, start in rows if _is_plain(str(key), flag, start))


def _is_plain(key: str, flag: Cell, start: Cell) -> bool:
    is_licence = "licen" in folded(key)
    if flag not in NOT_ENCRYPTED or is_licence or not names_a_secret(key):
        return False
    return bool(start) and not str(start).lower().startswith(_ENCRYPTED)


def _plain_settings(table: Table, names: tuple[str, ...]) -> Finding:
    return Finding(
        id=f"plain_secrets:{table.name}",
        check="plain_secrets",
        severity=Severity.WARNING,
        title=plural(
            len(names),
            "{count:,} secret in {table} not encrypted",
            "{count:,} secrets in {table} not encrypted",
            table=table.name,
        ),
        detail=plural(
            len(names),
            "{names}: whoever gets a copy of this file can use it.",
            "{names}: whoever gets a copy of this file can use them.",
            names=listed(names),
        ),
        advice=tr(
            "Enter the key in Hive again, which encrypts it, and let the old one be revoked."
        ),
        rows=len(names),
        objects=tuple(f"{table.name}.{name}" for name in names),
    )


def _plain_text(table: str, column: str, found: Found) -> Finding:
    return Finding(
        id=f"plain_secrets:{table}.{column}",
        check="plain_secrets",
        severity=Severity.WARNING,
        title=plural(
            found.rows,
            "{count:,} text in {table} holds a key",
            "{count:,} texts in {table} hold a key",
            table=table,
        ),
        detail=tr(
            "{table}.{column} holds what looks like the key of a model provider, readable "
            "by whoever has the file.",
            table=table,
            column=column,
        ),
        advice=tr("Let the key be revoked where it was issued, and remove it from the text."),
        rows=found.rows,
        objects=(f"{table}.{column}",),
        evidence=evidence(("rowid",), ((rowid,) for rowid in found.rowids), found.rows),
    )

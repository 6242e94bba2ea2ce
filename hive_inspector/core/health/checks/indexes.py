"""Checks of indexes: too large, of no use, missing, or without the statistics that SQLite chooses them by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.indexing import superfluous_indexes
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.health.checks.check import Check, Cost
from hive_inspector.core.health.findings import Finding, Severity, evidence
from hive_inspector.core.hive.blueprints import blueprint
from hive_inspector.core.hive.links import forward_links
from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.database.snapshot import Index, Schema, Table
    from hive_inspector.core.health.checks.check import CheckContext

OVERSIZED_REPAIR = "drop-oversized-index"
ANALYSE_REPAIR = "analyze"
SAMPLED = 64
"""Rows whose indexed text is measured."""
LONG_TEXT = 120
"""Characters from which on an indexed text is content rather than a name or key.

Names, keys, addresses and digests of 64 hexadecimal digits stay below; messages lie far above.
"""
MANY_ROWS = 1_000
"""From here on statistics change which index SQLite chooses."""
GROWTH = 10
"""How many times more rows than at the last ANALYZE make statistics stale."""


def find_oversized(context: CheckContext) -> tuple[Finding, ...]:
    """Indexes over the text of messages or other long content: they keep all of it a second time."""
    found = []
    for table in _stored(context.schema):
        for index in table.indexes:
            length = _average_length(context, table, index)
            if length >= LONG_TEXT:
                found.append(_oversized(table, index, length))
    return tuple(found)


def _average_length(context: CheckContext, table: Table, index: Index) -> float:
    """Characters that the index keeps of a row, told from the newest rows, or from some where there is no rowid."""
    texts = {folded(c.name) for c in table.columns if _may_be_text(c.type) and not c.hidden}
    names = [c.name for c in index.columns if c.name and folded(c.name) in texts]
    if not names or not table.has_rowid:
        return 0
    lengths = " + ".join(f"ifnull(length({quoted(name)}), 0)" for name in names)
    value = context.connection.value(
        f"SELECT avg({lengths}) FROM (SELECT {', '.join(map(quoted, names))} FROM {quoted(table.name)}"
        f" ORDER BY rowid DESC LIMIT {SAMPLED})"
    )
    return float(value) if isinstance(value, int | float) else 0


def _may_be_text(declared: str) -> bool:
    upper = declared.upper()
    return not any(word in upper for word in ("INT", "REAL", "FLOA", "DOUB", "BOOL", "BLOB"))


def _oversized(table: Table, index: Index, length: float) -> Finding:
    columns = ", ".join(column.name or column.expression for column in index.columns)
    return Finding(
        id=f"oversized_index:{index.name}",
        check="oversized_index",
        severity=Severity.WARNING,
        title=tr("Index {index} keeps whole texts", index=index.name),
        detail=(
            tr(
                "It indexes {table} ({columns}), {length:,.0f} characters a row on average, and "
                "so keeps all of it a second time. No search within texts can use it.",
                table=table.name,
                columns=columns,
                length=length,
            )
        ),
        advice=tr("Dropping it makes the file smaller and writing faster."),
        objects=(index.name,),
        repair=OVERSIZED_REPAIR if index.origin == "c" else None,
    )


def find_useless(context: CheckContext) -> tuple[Finding, ...]:
    """Indexes that another index makes superfluous.

    Whether Hive ever asks for an index cannot be told from the file. What Hive's own schema of this version declares is
    a notice; what somebody added beyond that is a warning.
    """
    own = _declared_by_hive(context)
    pairs = [pair for table in _stored(context.schema) for pair in superfluous_indexes(table)]
    added = [pair for pair in pairs if folded(pair[0].name) not in own]
    native = [pair for pair in pairs if folded(pair[0].name) in own]
    return tuple(
        _useless(pairs, severity, word)
        for pairs, severity, word in (
            (added, Severity.WARNING, "added"),
            (native, Severity.NOTICE, "own"),
        )
        if pairs
    )


def _declared_by_hive(context: CheckContext) -> frozenset[str]:
    """Folded names of the indexes that this version's schema has; for a stranger's file all of its own."""
    name = context.identity.blueprint
    schema = context.schema if name is None else blueprint(name)
    return frozenset(folded(index.name) for table in schema.tables for index in table.indexes)


def _useless(pairs: Sequence[tuple[Index, Index]], severity: Severity, word: str) -> Finding:
    names = tuple(index.name for index, _ in pairs)
    whose = tr("Hive's own schema has them.") if word == "own" else tr("They are not Hive's.")
    return Finding(
        id=f"unused_or_duplicate_index:{word}",
        check="unused_or_duplicate_index",
        severity=severity,
        title=plural(len(names), "{count:,} superfluous index", "{count:,} superfluous indexes"),
        detail=(
            tr(
                "{names}: another index begins with the same columns, so these only take room and "
                "time. {whose}",
                names=listed(names),
                whose=whose,
            )
        ),
        advice="" if word == "own" else tr("Drop them where nothing else needs them."),
        objects=names,
        evidence=evidence(
            (tr("index"), tr("table"), tr("does the same")),
            ((index.name, index.table, other.name) for index, other in pairs),
            len(pairs),
        ),
    )


def find_missing(context: CheckContext) -> tuple[Finding, ...]:
    """Declared references whose column has no index: deleting a row passes over the whole other table.

    Hive's own schemas lack some, more in their first versions; those are a notice. An index that this version declares
    and the file lacks is a warning.
    """
    lacking = list(_without_index(context.schema))
    name = context.identity.blueprint
    native = set(map(folded, lacking if name is None else _without_index(blueprint(name))))
    lost = [column for column in lacking if folded(column) not in native]
    known = [column for column in lacking if folded(column) in native]
    return tuple(
        _missing(columns, severity, word)
        for columns, severity, word in (
            (lost, Severity.WARNING, "lost"),
            (known, Severity.NOTICE, "own"),
        )
        if columns
    )


def _without_index(schema: Schema) -> Iterator[str]:
    """Columns as `table.column`."""
    for table in _stored(schema):
        for link in forward_links(schema, table):
            column = link.columns[0]
            if link.declared and folded(column) not in _leading(table):
                yield f"{table.name}.{column}"


def _leading(table: Table) -> frozenset[str]:
    """Folded names of the columns that rows are found by."""
    firsts = [index.columns[0].name or "" for index in table.indexes if index.columns]
    return frozenset(map(folded, (*firsts, *table.primary_key[:1])))


def _missing(columns: list[str], severity: Severity, word: str) -> Finding:
    return Finding(
        id=f"missing_index:{word}",
        check="missing_index",
        severity=severity,
        title=plural(
            len(columns),
            "{count:,} reference without an index",
            "{count:,} references without an index",
        ),
        detail=(
            tr(
                "{names}: deleting a row that they may refer to, and following them back, passes "
                "over all rows.",
                names=listed(columns),
            )
        ),
        advice=tr("Hive's own schema of this version is so.")
        if word == "own"
        else tr("Add the index."),
        objects=tuple(columns),
    )


def find_stale_statistics(context: CheckContext) -> tuple[Finding, ...]:
    """Large tables that were never ANALYZEd, or have grown many times since.

    Hive never runs ANALYZE itself, so that statistics are missing is a notice; wrong ones are worse than none.
    """
    large = {
        table.name: rows
        for table in _stored(context.schema)
        if table.indexes and (rows := _about_how_many(context, table)) >= MANY_ROWS
    }
    if not large:
        return ()
    analysed = _analysed_rows(context)
    if not analysed:
        return (_never_analysed(large),)
    stale = {
        name: rows
        for name, rows in large.items()
        if folded(name) in analysed and rows > GROWTH * max(1, analysed[folded(name)])
    }
    return (_stale(stale),) if stale else ()


def _about_how_many(context: CheckContext, table: Table) -> int:
    """Rows by the highest rowid, which is found at once; 0 where there is none."""
    if not table.has_rowid:
        return 0
    value = context.connection.value(f"SELECT max(rowid) FROM {quoted(table.name)}")
    return value if isinstance(value, int) else 0


def _analysed_rows(context: CheckContext) -> dict[str, int]:
    """Rows that each table had at its last ANALYZE, by folded name."""
    if context.schema.table("sqlite_stat1") is None:
        return {}
    found: dict[str, int] = {}
    for table, stat in context.connection.stream("SELECT tbl, stat FROM sqlite_stat1"):
        first = str(stat).partition(" ")[0]
        if first.isascii() and first.isdecimal():
            name = folded(str(table))
            found[name] = max(found.get(name, 0), int(first[:18]))
    return found


def _never_analysed(large: dict[str, int]) -> Finding:
    return Finding(
        id="stale_statistics:never",
        check="stale_statistics",
        severity=Severity.NOTICE,
        title=tr("SQLite has no statistics of this file"),
        detail=(
            tr(
                "{names}: ANALYZE was never run, so SQLite guesses which index is best. Hive does "
                "not run it by itself.",
                names=listed(tuple(large)),
            )
        ),
        advice=tr("Running it once takes seconds."),
        objects=tuple(large),
        repair=ANALYSE_REPAIR,
    )


def _stale(stale: dict[str, int]) -> Finding:
    return Finding(
        id="stale_statistics:grown",
        check="stale_statistics",
        severity=Severity.WARNING,
        title=plural(
            len(stale),
            "Statistics of {count:,} table are out of date",
            "Statistics of {count:,} tables are out of date",
        ),
        detail=plural(
            len(stale),
            "{names} has grown more than tenfold since ANALYZE.",
            "{names} have grown more than tenfold since ANALYZE.",
            names=listed(tuple(stale)),
        ),
        advice=tr("Run ANALYZE again."),
        objects=tuple(stale),
        repair=ANALYSE_REPAIR,
    )


def _stored(schema: Schema) -> Iterator[Table]:
    return (t for t in schema.tables if t.kind is TableKind.TABLE and not t.problem)


CHECKS = (
    Check(
        "oversized_index",
        tr("Size of indexes"),
        tr("Whether an index keeps whole messages a second time."),
        Cost.QUICK,
        find_oversized,
    ),
    Check(
        "unused_or_duplicate_index",
        tr("Superfluous indexes"),
        tr("Whether an index does what another does already."),
        Cost.QUICK,
        find_useless,
    ),
    Check(
        "missing_index",
        tr("Missing indexes"),
        tr("Whether every column that refers to another table has an index."),
        Cost.QUICK,
        find_missing,
    ),
    Check(
        "stale_statistics",
        tr("Statistics"),
        tr("Whether SQLite knows how the values of large tables are spread."),
        Cost.QUICK,
        find_stale_statistics,
    ),
)

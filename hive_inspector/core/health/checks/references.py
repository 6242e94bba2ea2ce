"""Checks of what refers to what: declarations that lead nowhere, and rows that name rows that are gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.health.checks.check import Check, Cost, Skipped
from hive_inspector.core.health.findings import (
    EVIDENCE_ROWS,
    Finding,
    Place,
    Severity,
    evidence,
    one_of,
)
from hive_inspector.core.hive.hanging import moved_without
from hive_inspector.core.hive.links import forward_links
from hive_inspector.core.hive.privacy import masks
from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Column, Reference, Schema, Table
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.health.checks.check import CheckContext
    from hive_inspector.core.hive.links import Link

DANGLING_REPAIR = "dangling-reference"
ORPHANS_REPAIR = "quarantine-orphans"
_SET_ASIDE = tr("Set them aside in tables of their own in the same file; nothing is deleted.")
_LEFT = tr(
    "Look at the rows. No repair takes them in hand: they mean something by themselves, or "
    "what they name comes and goes."
)
_ROWS_ASKED = 500
"""Rows of a reference that are asked what they name."""
_MOST_VIOLATIONS = 1_000_000
"""Rows of `PRAGMA foreign_key_check` that are counted."""


@dataclass(frozen=True, slots=True)
class BrokenReference:
    """A declared reference that leads nowhere."""

    table: str
    columns: tuple[str, ...]
    target: str
    """The table referred to."""
    why: str
    """What it refers to, and why that does not do: `backup, a table that does not exist`."""


@dataclass(frozen=True, slots=True)
class LostRows:
    """Rows that name, by one reference, rows that are not there."""

    table: str
    columns: tuple[str, ...]
    """Those of the reference; none where SQLite does not tell them."""
    target: str
    """The table that they refer to."""
    rows: int
    names: tuple[str, ...]
    """What the first of them name; none where it may not be shown or is more than one column."""
    is_mended: bool
    """Whether the repair takes them in hand."""

    @property
    def column(self) -> str:
        """The reference, as `table.column`."""
        return f"{self.table}.{', '.join(self.columns) or '?'}"

    @property
    def place(self) -> Place:
        """Where the rows are; of many that are named, the first as far as a filter holds them."""
        if not self.names:
            return Place(self.table)
        return Place(self.table, ((self.columns[0], one_of(self.names)),))


def find_dangling(context: CheckContext) -> tuple[Finding, ...]:
    """Declared references to a table or column that is not there: every write to their table fails."""
    return tuple(map(_dangling, broken_references(context.schema)))


def broken_references(schema: Schema) -> tuple[BrokenReference, ...]:
    """Every declared reference to a table or column that is not there, in order of the table's name."""
    return tuple(
        BrokenReference(table.name, reference.columns, reference.table, why)
        for table in schema.tables
        for reference in table.references
        if (why := _why_broken(schema, reference))
    )


def reference_count(schema: Schema) -> int:
    """How many references a file declares."""
    return sum(len(table.references) for table in schema.tables)


def _why_broken(schema: Schema, reference: Reference) -> str:
    target = schema.table(reference.table)
    if target is None:
        return tr("{table}, a table that does not exist", table=reference.table)
    to = reference.to or target.primary_key
    known = {folded(column.name) for column in target.columns}
    missing = [name for name in to if folded(name) not in known]
    if missing and not target.problem:
        return tr(
            "{target}.{missing}, a column that does not exist",
            target=target.name,
            missing=missing[0],
        )
    if len(to) != len(reference.columns):
        return tr("{target} by its primary key, which does not fit", target=target.name)
    return (
        ""
        if _is_unique(target, to)
        else tr("{target} ({to}), which is not unique", target=target.name, to=", ".join(to))
    )


def _is_unique(target: Table, to: tuple[str, ...]) -> bool:
    """Whether a foreign key may lead there: to the primary key, or to columns with a unique index over all rows."""
    wanted = {folded(name) for name in to}
    if wanted == {folded(name) for name in target.primary_key} or target.problem:
        return True
    return any(
        index.unique
        and index.where is None
        and {folded(column.name or "") for column in index.columns} == wanted
        for index in target.indexes
    )


def _dangling(broken: BrokenReference) -> Finding:
    column = f"{broken.table}.{', '.join(broken.columns)}"
    return Finding(
        id=f"dangling_references:{column}",
        check="dangling_references",
        severity=Severity.PROBLEM,
        title=tr("Writes to {table} fail", table=broken.table),
        detail=tr("{column} refers to {why}.", column=column, why=broken.why),
        advice=tr("Until that is repaired, every insert fails while foreign keys are on."),
        objects=(column,),
        repair=DANGLING_REPAIR,
    )


def find_violations(context: CheckContext) -> tuple[Finding, ...]:
    """Rows that break a declared reference, as `PRAGMA foreign_key_check` finds them."""
    tables = [table for table in context.schema.tables if table.references]
    if not tables:
        raise Skipped(tr("The file declares no references."))
    lost = [one for table in tables for one in _violations(context, table)]
    return _lost_findings("reference_violations", Severity.PROBLEM, lost)


def _violations(context: CheckContext, table: Table) -> Iterator[LostRows]:
    """A table whose reference leads to nothing is left out: SQLite counts each of its rows, or cannot look."""
    context.move_on()
    broken = [one for one in table.references if _why_broken(context.schema, one)]
    if broken:
        yield from _around_broken(context, table, broken)
        return
    numbers: Counter[int] = Counter()
    shown: dict[int, list[object]] = {}
    parents: dict[int, str] = {}
    statement = f"PRAGMA foreign_key_check({quoted(table.name)})"
    for _, rowid, parent, number in context.connection.stream(statement):
        key = number if isinstance(number, int) else -1
        numbers[key] += 1
        parents.setdefault(key, str(parent))
        if numbers[key] <= _ROWS_ASKED:
            shown.setdefault(key, []).append(rowid)
        if numbers[key] >= _MOST_VIOLATIONS:
            break
    names = _columns_by_number(context, table) if numbers else {}
    links = tuple(forward_links(context.schema, table)) if numbers else ()
    for key, rows in sorted(numbers.items()):
        columns = names.get(key, ())
        missing = _names_at(context, table, columns, shown[key])
        is_mended = any(
            one.columns == columns and _is_mended(context.schema, table, one) for one in links
        )
        yield LostRows(table.name, columns, parents[key], rows, missing, is_mended)


def _names_at(
    context: CheckContext, table: Table, columns: tuple[str, ...], rowids: list[object]
) -> tuple[str, ...]:
    """What some rows name, as far as it may be shown."""
    known = [rowid for rowid in rowids if isinstance(rowid, int)]  # none of tables without rowid
    if not known or not _may_be_shown(table, columns):
        return ()
    places = ", ".join("?" * len(known))
    rows = context.connection.rows(
        f"SELECT DISTINCT {quoted(columns[0])} FROM {quoted(table.name)} WHERE rowid IN ({places})",
        known,
    )
    return tuple(str(name) for (name,) in rows)


def _may_be_shown(table: Table, columns: tuple[str, ...]) -> bool:
    """Whether it is one column, and one that holds no secret."""
    hidden = {folded(mask.column) for mask in masks(table.name, [c.name for c in table.columns])}
    return len(columns) == 1 and folded(columns[0]) not in hidden


def _around_broken(
    context: CheckContext, table: Table, broken: list[Reference]
) -> Iterator[LostRows]:
    """The references of such a table that do lead somewhere, looked at one by one."""
    for link in forward_links(context.schema, table):
        if (
            link.declared
            and not link.problem
            and all(one.columns != link.columns for one in broken)
        ):
            yield from _orphans(context, table, link)


def _columns_by_number(context: CheckContext, table: Table) -> dict[int, tuple[str, ...]]:
    """Names of the columns of each reference, by the number that `PRAGMA foreign_key_list` gives it."""
    names: dict[int, tuple[str, ...]] = {}
    for row in context.connection.rows(f"PRAGMA foreign_key_list({quoted(table.name)})"):
        number = row[0]
        if isinstance(number, int):
            names[number] = (*names.get(number, ()), str(row[3]))
    return names


def find_orphans(context: CheckContext) -> tuple[Finding, ...]:
    """Rows that break a reference that Hive keeps without declaring it."""
    links = [
        (table, link)
        for table in context.schema.tables
        if table.kind is TableKind.TABLE and not table.problem
        for link in forward_links(context.schema, table)
        if not link.declared and not link.problem and _may_match(context.schema, table, link)
    ]
    if not links:
        raise Skipped(tr("No references are known here that the file does not declare itself."))
    lost = [one for table, link in links for one in _orphans(context, table, link)]
    return _lost_findings("orphans", Severity.WARNING, lost)


def _may_match(schema: Schema, table: Table, link: Link) -> bool:
    """Whether the column can name such a row at all: texts and whole numbers are different names.

    Version 6 gave profiles numbers; what named an older profile by a text means none of the new rows.
    """
    target = schema.table(link.table)
    ours = _column(table, link.columns[0])
    theirs = None if target is None else _column(target, link.to[0])
    if ours is None or theirs is None:
        return False
    return _is_number(ours) == _is_number(theirs)


def _is_number(column: Column) -> bool:
    return "INT" in column.type.upper()


def _column(table: Table, name: str) -> Column | None:
    return next((column for column in table.columns if folded(column.name) == folded(name)), None)


def _orphans(context: CheckContext, table: Table, link: Link) -> Iterator[LostRows]:
    context.move_on()
    source, target = quoted(table.name), quoted(link.table)
    named = " AND ".join(f"c.{quoted(column)} IS NOT NULL" for column in link.columns)
    same = " AND ".join(
        f"p.{quoted(to)} = c.{quoted(column)}"
        for column, to in zip(link.columns, link.to, strict=False)
    )
    missing = f"FROM {source} AS c WHERE {named} AND NOT EXISTS (SELECT 1 FROM {target} AS p WHERE {same})"
    rows = context.connection.integer(f"SELECT count(*) {missing}")
    if not rows:
        return
    names: list[tuple[Cell, ...]] = []
    if _may_be_shown(table, link.columns):
        names = context.connection.rows(
            f"SELECT DISTINCT c.{quoted(link.columns[0])} {missing} LIMIT {EVIDENCE_ROWS}"
        )
    yield LostRows(
        table.name,
        link.columns,
        link.table,
        rows,
        tuple(str(name) for (name,) in names),
        _is_mended(context.schema, table, link),
    )


def _is_mended(schema: Schema, table: Table, link: Link) -> bool:
    return moved_without(schema, table, link) is not None


def _lost_findings(check: str, severity: Severity, lost: list[LostRows]) -> tuple[Finding, ...]:
    """One finding for all references that one repair mends, and one for those that it leaves as they are."""
    mended = [one for one in lost if one.is_mended]
    left = [one for one in lost if not one.is_mended]
    return (
        *_lost_finding(check, severity, mended, check, _SET_ASIDE, ORPHANS_REPAIR),
        *_lost_finding(check, severity, left, f"{check}:left" if mended else check, _LEFT, None),
    )


def _lost_finding(
    check: str, severity: Severity, lost: list[LostRows], id_: str, advice: str, repair: str | None
) -> tuple[Finding, ...]:
    if not lost:
        return ()
    lost = sorted(lost, key=lambda one: -one.rows)
    rows = sum(one.rows for one in lost)
    tables = list(dict.fromkeys(one.table for one in lost))
    most = lost[0]
    if len(lost) > 1:
        others = plural(len(lost) - 1, "{count:,} other reference", "{count:,} other references")
        first = tr(
            "{column} names rows of {target} that are not there, and so do {others}.",
            column=most.column,
            target=most.target,
            others=others,
        )
    else:
        first = tr(
            "{column} names rows of {target} that are not there.",
            column=most.column,
            target=most.target,
        )
    if check == "orphans":
        why = tr("They were deleted while foreign keys were off or not declared.")
    else:
        why = tr("They were deleted while foreign keys were off.")
    finding = Finding(
        id=id_,
        check=check,
        severity=severity,
        title=plural(
            rows,
            "{count:,} row of {names} refers to nothing",
            "{count:,} rows of {names} refer to nothing",
            names=listed(tables, 2),
        ),
        detail=f"{first} {why}",
        advice=advice,
        rows=rows,
        objects=tuple(one.column for one in lost),
        repair=repair,
        evidence=evidence(
            (tr("reference"), tr("to rows of"), tr("rows"), tr("names, for one")),
            ((one.column, one.target, f"{one.rows:,}", *one.names[:1]) for one in lost),
            len(lost),
        ),
        places=tuple(one.place for one in lost),
    )
    return (finding,)


CHECKS = (
    Check(
        "dangling_references",
        tr("Reference targets"),
        tr("Whether every declared reference leads to a table and column that exist."),
        Cost.QUICK,
        find_dangling,
    ),
    Check(
        "reference_violations",
        tr("Declared references"),
        tr("Whether every row that a declared reference names is there."),
        Cost.THOROUGH,
        find_violations,
    ),
    Check(
        "orphans",
        tr("Undeclared references"),
        tr("Whether every row that Hive refers to without declaring it is there."),
        Cost.THOROUGH,
        find_orphans,
    ),
)

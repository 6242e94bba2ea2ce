"""Checks of what refers to what: declarations that lead nowhere, and rows that name rows that are gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.health.checks.check import Check, Cost, Skipped
from hive_inspector.core.health.findings import EVIDENCE_ROWS, Finding, Severity, evidence
from hive_inspector.core.hive.links import forward_links
from hive_inspector.core.hive.wording import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Column, Reference, Schema, Table
    from hive_inspector.core.health.checks.check import CheckContext
    from hive_inspector.core.health.findings import Evidence
    from hive_inspector.core.hive.links import Link

DANGLING_REPAIR = "dangling-reference"
ORPHANS_REPAIR = "quarantine-orphans"
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
        return f"{reference.table}, a table that does not exist"
    to = reference.to or target.primary_key
    known = {folded(column.name) for column in target.columns}
    missing = [name for name in to if folded(name) not in known]
    if missing and not target.problem:
        return f"{target.name}.{missing[0]}, a column that does not exist"
    if len(to) != len(reference.columns):
        return f"{target.name} by its primary key, which does not fit"
    return "" if _is_unique(target, to) else f"{target.name} ({', '.join(to)}), which is not unique"


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
        title=f"Writes to {broken.table} fail",
        detail=f"{column} refers to {broken.why}.",
        advice="Until that is repaired, every insert fails while foreign keys are on.",
        objects=(column,),
        repair=DANGLING_REPAIR,
    )


def find_violations(context: CheckContext) -> tuple[Finding, ...]:
    """Rows that break a declared reference, as `PRAGMA foreign_key_check` finds them, one finding a reference."""
    tables = [table for table in context.schema.tables if table.references]
    if not tables:
        raise Skipped("The file declares no references.")
    return tuple(finding for table in tables for finding in _violations(context, table))


def _violations(context: CheckContext, table: Table) -> Iterator[Finding]:
    """A table whose reference leads to nothing is left out: SQLite counts each of its rows, or cannot look."""
    broken = [one for one in table.references if _why_broken(context.schema, one)]
    if broken:
        yield from _around_broken(context, table, broken)
        return
    numbers: Counter[int] = Counter()
    shown: dict[int, list[tuple[object, ...]]] = {}
    statement = f"PRAGMA foreign_key_check({quoted(table.name)})"
    for _, rowid, parent, number in context.connection.stream(statement):
        key = number if isinstance(number, int) else -1
        numbers[key] += 1
        if numbers[key] <= EVIDENCE_ROWS:
            shown.setdefault(key, []).append((rowid, parent))
        if numbers[key] >= _MOST_VIOLATIONS:
            break
    if not numbers:
        return
    names = _columns_by_number(context, table)
    for key, rows in sorted(numbers.items()):
        columns = names.get(key, "?")
        target = str(shown[key][0][1])
        yield _violated(
            table, columns, target, rows, evidence(("row", "refers to"), shown[key], rows)
        )


def _around_broken(
    context: CheckContext, table: Table, broken: list[Reference]
) -> Iterator[Finding]:
    """The references of such a table that do lead somewhere, looked at one by one."""
    for link in forward_links(context.schema, table):
        if (
            link.declared
            and not link.problem
            and all(one.columns != link.columns for one in broken)
        ):
            found = _orphans(context, table, link)
            if found is not None:
                yield found


def _columns_by_number(context: CheckContext, table: Table) -> dict[int, str]:
    """Names of the columns of each reference, by the number that `PRAGMA foreign_key_list` gives it."""
    names: dict[int, str] = {}
    for row in context.connection.rows(f"PRAGMA foreign_key_list({quoted(table.name)})"):
        number, column = row[0], str(row[3])
        if isinstance(number, int):
            names[number] = f"{names[number]}, {column}" if number in names else column
    return names


def _violated(table: Table, columns: str, target: str, rows: int, shown: Evidence) -> Finding:
    column = f"{table.name}.{columns}"
    return Finding(
        id=f"reference_violations:{column}",
        check="reference_violations",
        severity=Severity.PROBLEM,
        title=f"{counted(rows, 'row')} of {table.name} {'refers' if rows == 1 else 'refer'} to nothing",
        detail=f"{column} names rows of {target} that are not there. They were deleted while foreign keys were off.",
        advice="Set them aside in a table of their own; nothing is deleted.",
        rows=rows,
        objects=(column,),
        repair=ORPHANS_REPAIR,
        evidence=shown,
    )


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
        raise Skipped("No references are known here that the file does not declare itself.")
    found = (_orphans(context, table, link) for table, link in links)
    return tuple(finding for finding in found if finding is not None)


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


def _orphans(context: CheckContext, table: Table, link: Link) -> Finding | None:
    source, target = quoted(table.name), quoted(link.table)
    named = " AND ".join(f"c.{quoted(column)} IS NOT NULL" for column in link.columns)
    same = " AND ".join(
        f"p.{quoted(to)} = c.{quoted(column)}"
        for column, to in zip(link.columns, link.to, strict=False)
    )
    missing = f"FROM {source} AS c WHERE {named} AND NOT EXISTS (SELECT 1 FROM {target} AS p WHERE {same})"
    rows = context.connection.integer(f"SELECT count(*) {missing}")
    if not rows:
        return None
    shown = context.connection.rows(
        f"SELECT c.{quoted(link.columns[0])}, count(*) {missing} GROUP BY 1 LIMIT {EVIDENCE_ROWS}"
    )
    kind = "reference_violations" if link.declared else "orphans"
    column = f"{table.name}.{', '.join(link.columns)}"
    return Finding(
        id=f"{kind}:{column}",
        check=kind,
        severity=Severity.PROBLEM if link.declared else Severity.WARNING,
        title=f"{counted(rows, 'row')} of {table.name} {'belongs' if rows == 1 else 'belong'} to nothing",
        detail=f"{column} names rows of {link.table} that are not there.",
        advice="Set them aside in a table of their own; nothing is deleted.",
        rows=rows,
        objects=(column,),
        repair=ORPHANS_REPAIR,
        evidence=evidence((listed(link.columns), "rows"), shown, rows),
    )


CHECKS = (
    Check(
        "dangling_references",
        "Reference targets",
        "Every declared reference leads to a table and column that exist.",
        Cost.QUICK,
        find_dangling,
    ),
    Check(
        "reference_violations",
        "Declared references",
        "Every row that a declared reference names is there.",
        Cost.THOROUGH,
        find_violations,
    ),
    Check(
        "orphans",
        "Undeclared references",
        "Every row that Hive refers to without declaring it is there.",
        Cost.THOROUGH,
        find_orphans,
    ),
)

"""`tables`: everything in a file that holds rows, with how many and how large."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.cli.command import Command, add_database, add_json
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.render import Column, Word, table, write_lines
from hive_inspector.core.browsing.counts import exact_counts
from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.database.sizes import object_sizes
from hive_inspector.core.database.values import size_text
from hive_inspector.core.hive.catalogue import Domain, domain_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping

    from hive_inspector.cli.session import Session
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.hive.opening import OpenHive

DESCRIPTION = """\
Every table, view and virtual table with its number of rows, the bytes that it takes with its indexes, and
the part of Hive that it belongs to.

Not known, and null in JSON: the rows of a view (counting one may take any time), and the bytes of what has
no pages of its own or where SQLite was built without dbstat."""


@dataclass(frozen=True, slots=True)
class TableLine:
    """What the command tells of one table."""

    table: Table
    domain: Domain
    rows: int | None
    bytes: int | None
    problem: str


def _add_arguments(parser: ArgumentParser) -> None:
    add_database(parser)
    add_json(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    with session.opened(arguments.database) as hive:
        lines = read_tables(hive, session)
    if arguments.json:
        session.document({"tables": [_entry(line) for line in lines]})
    else:
        write_lines(sys.stdout, table(_COLUMNS, [_words(line) for line in lines]))
    problems = [line for line in lines if line.problem]
    for line in problems:
        session.remark(f"{line.table.name}: {line.problem}")
    return Exit.PROBLEMS if problems else Exit.DONE


def read_tables(hive: OpenHive, session: Session) -> list[TableLine]:
    """Count and measure every table; by domain in the order of the window, then by name."""
    tables = hive.schema.tables
    with session.progress("Counting tables") as progress:
        counts = {}
        for count in exact_counts(hive.database, tables, session.token):
            counts[count.name] = count
            progress(len(counts), len(tables), "Counting tables")
    sizes = _sizes(hive, session)
    lines = [
        TableLine(
            table=one,
            domain=domain_of(one.name, one.kind),
            rows=counts[one.name].rows if one.name in counts else None,
            bytes=_bytes(one, sizes),
            problem=counts[one.name].problem if one.name in counts else one.problem,
        )
        for one in tables
    ]
    order = list(Domain)
    return sorted(lines, key=lambda line: order.index(line.domain))


def _sizes(hive: OpenHive, session: Session) -> Mapping[str, int]:
    try:
        with hive.database.reading(session.token) as connection:
            return object_sizes(connection) or {}
    except DatabaseDamaged as error:
        session.remark(f"The sizes are not known: {error.message}")
        return {}


def _bytes(one: Table, sizes: Mapping[str, int]) -> int | None:
    """The table's own pages and those of its indexes."""
    if one.name not in sizes:
        return None
    return sizes[one.name] + sum(sizes.get(index.name, 0) for index in one.indexes)


def _entry(line: TableLine) -> dict[str, object]:
    return {
        "name": line.table.name,
        "kind": line.table.kind.value,
        "domain": line.domain.value,
        "rows": line.rows,
        "bytes": line.bytes,
    }


_COLUMNS = [
    Column("Table"),
    Column("Kind"),
    Column("Domain"),
    Column("Rows", numeric=True),
    Column("Size", numeric=True),
]


def _words(line: TableLine) -> list[Word]:
    return [
        Word(line.table.name),
        Word(line.table.kind.value, "dim"),
        Word(line.domain.value, "dim"),
        Word("?" if line.rows is None else f"{line.rows:,}"),
        Word("?" if line.bytes is None else size_text(line.bytes)),
    ]


COMMAND = Command(
    name="tables",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)

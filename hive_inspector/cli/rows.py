"""`rows`: some rows of a table, as a table to read, as JSON or as CSV."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from hive_inspector.cli.command import Command, add_database, add_json, whole_number
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.rowchoice import EXPLAINED, add_choice, chosen
from hive_inspector.cli.rowformats import write_csv, write_json, write_table
from hive_inspector.core.audit import AuditTrail, Entry
from hive_inspector.core.browsing.pages import PageRequest
from hive_inspector.core.browsing.selection import Selection, select_rows
from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.database.values import DISPLAY_LIMIT
from hive_inspector.core.errors import EnvironmentProblem, UsageProblem
from hive_inspector.core.hive.table_secrets import table_masks
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from hive_inspector.cli.session import Session
    from hive_inspector.core.browsing.pages import Page
    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.hive.opening import OpenHive

DESCRIPTION = f"""\
Rows in their natural order (by rowid or primary key, and of a view as they come), or those that filters find, sorted.

{EXPLAINED}

table  cells cut to 80 characters, with everything made visible that would act on a terminal
json   {{"table", "columns", "rows", "total", "offset"}}: whole values; a BLOB as "X'0A0B'", an infinite number
       as "Infinity"; total is null where it is not known, as for a view without end
csv    whole values in UTF-8; NULL is an empty field, an empty text is ""; a BLOB as X'0A0B'. A text that a
       spreadsheet would run as a formula (it starts with = + - @, a tab or a line break) gets an apostrophe
       in front; use json where every character counts

Secrets are dots in every format. --reveal shows them, which is recorded in the audit trail first."""

FORMATS = ("table", "json", "csv")
DEFAULT_LIMIT = 100


@dataclass(frozen=True, slots=True)
class RowsWanted:
    """What the command line asks for."""

    table: Table
    selection: Selection
    offset: int
    limit: int
    format: str
    reveal: bool


def _add_arguments(parser: ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument("table", metavar="TABLE", help="a table or view; case makes no difference")
    add_choice(parser)
    parser.add_argument(
        "--limit",
        metavar="N",
        type=whole_number,
        default=DEFAULT_LIMIT,
        help="rows at most (%(default)s)",
    )
    parser.add_argument(
        "--offset", metavar="N", type=whole_number, default=0, help="rows to leave out first (0)"
    )
    parser.add_argument("--format", choices=FORMATS, default="table", help="table, json or csv")
    parser.add_argument("--reveal", action="store_true", help="show secrets instead of dots")
    add_json(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    with session.opened(arguments.database) as hive:
        table = find_table(hive.schema, arguments.table)
        wanted = RowsWanted(
            table=table,
            selection=chosen(arguments, table),
            offset=arguments.offset,
            limit=arguments.limit,
            format="json" if arguments.json else arguments.format,
            reveal=arguments.reveal,
        )
        return _write(wanted, hive, session)


def _write(wanted: RowsWanted, hive: OpenHive, session: Session) -> Exit:
    table = wanted.table
    columns = tuple(column.name for column in table.columns if not column.hidden)
    request = PageRequest(table, columns, wanted.offset, wanted.limit, DISPLAY_LIMIT)
    reveal = columns if wanted.reveal else ()
    if wanted.reveal:
        _record(table, wanted.format, hive)
    with hive.database.reading(session.token) as connection:
        order = _order(connection, wanted, session, reveal)
        if wanted.format == "table":
            page = write_table(connection, request, order, reveal, sys.stdout)
            return _remark(page, order, wanted, session)
        write = write_json if wanted.format == "json" else write_csv
        write(connection, request, order, reveal, sys.stdout)
    _remark_limit(order, session)
    return Exit.DONE


def _record(table: Table, format_: str, hive: OpenHive) -> None:
    """Record that the secrets of a table are about to be shown.

    Raises:
        EnvironmentProblem: It cannot be recorded.
    """
    trail = AuditTrail(app_paths().audit)
    secrets = ", ".join(mask.column for mask in table_masks(table))
    details: dict[str, str | int] = {"table": table.name, "columns": secrets, "format": format_}
    if not trail.record(Entry("reveal.rows", str(hive.database.real_path), details=details)):
        raise EnvironmentProblem(
            "The secrets stay hidden, because showing them could not be recorded.",
            f"Make room for {trail.path}, or give yourself the right to write it.",
        )


def _order(
    connection: ReadConnection, wanted: RowsWanted, session: Session, reveal: tuple[str, ...]
) -> RowOrder:
    """An exact order; for a person one that is not, where damage keeps the table from being read to its end."""
    order: RowOrder | None = None
    try:
        with session.progress("Looking through rows") as progress:
            for found in select_rows(
                connection, wanted.table, wanted.selection, progress, reveal=reveal
            ):
                order = found
    except DatabaseDamaged:
        if wanted.format != "table" or order is None:
            raise
        session.remark(_incomplete(wanted.selection))
    if order is None:
        raise AssertionError("a selection has at least one order")
    return order


def _incomplete(selection: Selection) -> str:
    if selection.is_natural:
        return "The rows cannot be counted: the file is damaged. Their numbers are estimated."
    return "The file is damaged: these are only the rows that were found before the damage."


def find_table(schema: Schema, name: str) -> Table:
    """The table of that name.

    Raises:
        UsageProblem: There is none.
    """
    table = schema.table(name)
    if table is not None:
        return table
    near = get_close_matches(name, [one.name for one in schema.tables], n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else "hive-inspector tables lists them all."
    raise UsageProblem(f"There is no table “{name}” in this database.", hint)


def _remark(page: Page, order: RowOrder, wanted: RowsWanted, session: Session) -> Exit:
    """Tell what the rows do not."""
    _remark_limit(order, session)
    last = min(wanted.offset + wanted.limit, order.count)
    if page.damage:
        session.remark(page.damage)
    elif order.count == 0:
        session.remark("There are no rows.")
    elif wanted.offset >= order.count:
        session.remark(f"The last row is row {order.count:,}.")
    elif wanted.offset < last < order.count:
        session.remark(f"Rows {wanted.offset + 1:,} to {last:,} of {order.count:,}.")
    return Exit.DONE if order.exact and not page.damage else Exit.PROBLEMS


def _remark_limit(order: RowOrder, session: Session) -> None:
    if order.limited:
        session.remark(f"Only the first {order.count:,} rows can be reached; there are more.")


COMMAND = Command(
    name="rows",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)

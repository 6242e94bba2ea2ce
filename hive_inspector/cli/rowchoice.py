"""Which rows a command is to show, and in which order: `--filter`, `--any` and `--sort`."""

from __future__ import annotations

from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.filters import FilterProblem, RowFilter, parse_filter
from hive_inspector.core.browsing.selection import Selection, SortTerm
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.catalogue import column_note

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from hive_inspector.core.browsing.filters import ColumnFilter
    from hive_inspector.core.database.snapshot import Column, Table

EXPLAINED = """\
--filter and --sort may be given several times. Rows have to pass every filter (with --any, one of them), and are
sorted by the first column first.

FILTER  text (contained)   =x  <>x   >1  >=1  <1  <=1  1..9   x*  *x   /regex/  /regex/i   null  !null
        columns of times also: today  yesterday  24h  7d  2025-09  >2025-09-01  2025-09-01..2025-09-07
        !FILTER finds all other rows; "…" takes what is in it literally; contained texts and x* match ASCII letters
        of either case; masked cells are found by null and !null alone. In front of a - put a space: " -5..5"
SORT    COLUMN or COLUMN:desc; NULL comes first, then numbers, texts, BLOBs"""


def add_choice(parser: ArgumentParser) -> None:
    """The options that choose rows."""
    parser.add_argument(
        "--filter",
        dest="filters",
        metavar=("COLUMN", "FILTER"),
        nargs=2,
        action="append",
        default=[],
        help="only rows with such a cell",
    )
    parser.add_argument(
        "--any", action="store_true", help="rows that pass one of the filters, not all of them"
    )
    parser.add_argument(
        "--sort", metavar="COLUMN[:desc]", action="append", default=[], help="by this column"
    )


def chosen(arguments: Namespace, table: Table) -> Selection:
    """What the options mean for a table.

    Raises:
        UsageProblem: A column is not there, or a filter is unclear.
    """
    now = datetime.now(tz=UTC).astimezone()
    filters = tuple(_filter(table, name, text, now) for name, text in arguments.filters)
    terms = tuple(_sort_term(table, text) for text in arguments.sort)
    return Selection(RowFilter(filters, any_of=arguments.any), terms)


def _filter(table: Table, name: str, text: str, now: datetime) -> ColumnFilter:
    column = _column(table, name)
    try:
        return parse_filter(text, column, column_note(table.name, column.name), now)
    except FilterProblem as problem:
        shown = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
        raise FilterProblem(
            f"The filter “{shown}” is unclear at character {problem.position + 1}: {problem.message}",
            problem.hint,
            problem.position,
        ) from problem


def _sort_term(table: Table, text: str) -> SortTerm:
    """A column's name, or one with `:desc` or `:asc` behind it, unless that belongs to the name."""
    name, _, direction = text.rpartition(":")
    is_directed = direction in {"asc", "desc"} and folded(text) not in map(folded, _names(table))
    column = _column(table, name if is_directed else text)
    return SortTerm(column.name, descending=is_directed and direction == "desc")


def _column(table: Table, name: str) -> Column:
    found = next(
        (one for one in table.columns if folded(one.name) == folded(name) and not one.hidden), None
    )
    if found is not None:
        return found
    names = _names(table)
    near = get_close_matches(name, names, n=3) or names[:_NAMES_SHOWN]
    raise UsageProblem(
        f"“{table.name}” has no column “{name}”.", f"Did you mean {' or '.join(near)}?"
    )


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns if not column.hidden]


_LONGEST_SHOWN = 60
_NAMES_SHOWN = 8

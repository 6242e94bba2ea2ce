"""In which order rows are wanted.

NULL comes first and numbers by their value, then texts by the column's collation, then BLOBs: SQLite's order, which
`desc` turns round as a whole. Rows that are equal in every term follow one another by rowid or primary key, in the
direction of the last term; those of a view by its other columns. A column that is named twice counts the first time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.filter_sql import column_sql
from hive_inspector.core.browsing.keys import key_terms, rowid_name
from hive_inspector.core.browsing.masking import masks_for
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Collection

    from hive_inspector.core.database.snapshot import Table

MOST_TERMS = 64
"""Columns to sort by at once; more would only be there by mistake."""

_MOST_TIES = 32
"""Columns by which equal rows of a view are told apart, so that pages of it fit together."""


@dataclass(frozen=True, slots=True)
class SortTerm:
    """One column to sort by."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Ordering:
    """The terms of an ORDER BY, and of the opposite one."""

    terms: tuple[str, ...]
    """Every column, with the rowid or the key behind them; in ascending order."""
    descending: tuple[bool, ...]
    """The direction of each."""

    @property
    def sql(self) -> str:
        """The terms of ORDER BY."""
        return _directed(self.terms, self.descending)

    @property
    def reversed_sql(self) -> str:
        """The terms of an ORDER BY that starts at the end."""
        return _directed(self.terms, tuple(not one for one in self.descending))

    @property
    def one_way(self) -> bool:
        """Whether all terms have the same direction, so that one comparison of rows tells which comes first."""
        return len(set(self.descending)) <= 1


def ordering_of(
    table: Table, terms: tuple[SortTerm, ...], reveal: Collection[str] = ()
) -> Ordering:
    """The terms as SQL, equal rows told apart; without terms the natural order.

    Args:
        table: The table.
        terms: What to sort by.
        reveal: Columns whose secrets may be sorted by.

    Raises:
        UsageProblem: A column is not there or masked, or there are too many terms.
    """
    if len(terms) > MOST_TERMS:
        raise UsageProblem(
            tr("Rows can be sorted by at most {most_terms} columns.", most_terms=MOST_TERMS),
            tr("Leave some of them out."),
        )
    columns = {folded(column.name): column.name for column in table.columns}
    sql: dict[str, bool] = {}
    for term in terms:
        name = columns.get(folded(term.column))
        if name is None:
            raise UsageProblem(
                tr("“{table}” has no column “{column}”.", table=table.name, column=term.column),
                tr("Sort by another column."),
            )
        _require_open(table, name, reveal)
        sql.setdefault(column_sql(name), term.descending)
    last = list(sql.values())[-1] if sql else False
    for tie, key_descends in _ties(table):
        sql.setdefault(tie, last != key_descends)
    return Ordering(tuple(sql), tuple(sql.values()))


def _require_open(table: Table, column: str, reveal: Collection[str]) -> None:
    """Refuse an order that would tell of what is masked, be it only in some rows.

    Of an address that hides a password it tells no more than between which others it stands.
    """
    masks = masks_for(table, (column,), reveal)
    if any(mask.hides_all or mask.reads for mask in masks):
        raise UsageProblem(
            tr("“{column}” is masked, so rows cannot be sorted by it.", column=column),
            tr("Sort by another column."),
        )


def _ties(table: Table) -> list[tuple[str, bool]]:
    """What tells rows apart that are equal, and whether it runs downwards in the natural order."""
    rowid = rowid_name(table)
    if rowid:
        return [(rowid, False)]
    keys = [(term.sql, term.descending) for term in key_terms(table)]
    shown = [column.name for column in table.columns if not column.hidden]
    return keys or [(column_sql(name), False) for name in shown[:_MOST_TIES]]


def _directed(terms: tuple[str, ...], descending: tuple[bool, ...]) -> str:
    pairs = zip(terms, descending, strict=True)
    return ", ".join(f"{term} DESC" if down else term for term, down in pairs)

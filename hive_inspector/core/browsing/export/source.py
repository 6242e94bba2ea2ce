"""The rows that are written, in lists, with secrets masked; constant memory however many there are."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.browsing.keys import ALIAS, key_terms, rowid_name, source_sql
from hive_inspector.core.browsing.masking import hidden_columns, masks_for
from hive_inspector.core.browsing.order import natural_order, require_readable
from hive_inspector.core.browsing.pages import COLUMNS_AT_ONCE
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.privacy import MASK_TEXT
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hive_inspector.core.browsing.export.request import ExportRequest
    from hive_inspector.core.database.statements import ReadConnection, Row
    from hive_inspector.core.database.values import Cell

_ROWS = 500
"""Rows in a list at most."""


class Source(Protocol):
    """Where the rows of a file come from. Reading them again gives the same ones."""

    @property
    def computes(self) -> bool:
        """Whether `lists` gives what an expression makes of the values; else it gives the values."""

    @property
    def total(self) -> int:
        """How many rows there are, as far as it is known without counting."""

    def lists(self, expression: Callable[[str], str]) -> Iterator[Sequence[Row]]:
        """The rows in lists."""


class RowSource:
    """The rows of a request. Reading them again gives the same ones, within one lease."""

    computes = True

    def __init__(self, connection: ReadConnection, request: ExportRequest) -> None:
        require_readable(request.table)
        if request.order is not None and not request.order.exact:
            raise UsageProblem(
                tr("The rows are still being searched or counted, so not all of them are known."),
                tr("Wait until that is done, then export."),
            )
        self._connection = connection
        self._request = request
        reveal = request.options.reveal
        masks = masks_for(request.table, request.columns, reveal)
        self._whole_columns = {folded(mask.column) for mask in masks if mask.hides_all}
        self._masks = tuple(mask for mask in masks if not mask.hides_all)
        self._witnesses = tuple(
            dict.fromkeys(name for mask in self._masks for name in (mask.column, *mask.reads))
        )

    @property
    def total(self) -> int:
        """How many rows there are, as far as it is known without counting."""
        request = self._request
        if request.order is None:
            return natural_order(self._connection, request.table).count
        return sum(map(len, self._ranges()))

    def lists(self, expression: Callable[[str], str]) -> Iterator[Sequence[Row]]:
        """The rows, of each column what an expression makes of it."""
        expressions = [self._expression(name, expression) for name in self._request.columns]
        expressions += [f"{ALIAS}.{quoted(name)}" for name in self._witnesses]
        for clauses, parameters, keys, backwards in self._statements():
            rows = self._read(clauses, parameters, keys, expressions)
            if backwards:
                rows = iter([list(chain.from_iterable(rows))[::-1]])
            for found in rows:
                present = self._present(found, len(keys)) if keys else found
                yield [self._masked(row) for row in present] if self._masks else present

    def _expression(self, column: str, expression: Callable[[str], str]) -> str:
        name = f"{ALIAS}.{quoted(column)}"
        if folded(column) in self._whole_columns:
            return f"CASE WHEN {name} IS NOT NULL THEN '{MASK_TEXT}' END"
        return expression(name)

    def _statements(self) -> Iterator[tuple[str, Sequence[Cell], tuple[str, ...], bool]]:
        """FROM and what follows, what is bound to it, the key columns, and whether all is reversed."""
        table, order = self._request.table, self._request.order
        if order is None:
            rowid = rowid_name(table)
            terms = ", ".join(term.ordering for term in key_terms(table))
            ordering = f" ORDER BY {rowid or terms}" if rowid or terms else ""
            yield source_sql(table) + ordering, (), (), False
            return
        for rows in self._ranges():
            step = order.at_once or max(1, len(rows))
            for first in range(rows.start, rows.stop, step):
                span = order.span(first, min(step, rows.stop - first))
                yield (
                    span.source(table) + span.clauses,
                    span.parameters,
                    order.key_columns if span.wanted else (),
                    span.backwards,
                )

    def _ranges(self) -> tuple[range, ...]:
        order = self._request.order
        count = 0 if order is None else order.count
        if not self._request.rows:
            return (range(count),)
        return tuple(range(rows.start, min(rows.stop, count)) for rows in self._request.rows)

    def _read(
        self, clauses: str, parameters: Sequence[Cell], keys: Sequence[str], expressions: list[str]
    ) -> Iterator[Sequence[Row]]:
        """Rows with their keys; very many columns come through several statements, side by side."""
        selected = [*keys, *expressions] or ["NULL"]
        if len(selected) <= COLUMNS_AT_ONCE:
            yield from self._connection.bulk(
                f"SELECT {', '.join(selected)}{clauses}", parameters, size=_ROWS
            )
            return
        parts = [
            self._connection.bulk(
                f"SELECT {', '.join(selected[start : start + COLUMNS_AT_ONCE])}{clauses}",
                parameters,
                size=1,
            )
            for start in range(0, len(selected), COLUMNS_AT_ONCE)
        ]
        for pieces in zip(*parts, strict=True):
            yield [sum((piece[0] for piece in pieces), ())]

    def _present(self, rows: Sequence[Row], keys: int) -> Sequence[Row]:
        """The rows that are still there, without their keys."""
        order = self._request.order
        if order is None:
            return rows
        return [row[keys:] for row in rows if not order.is_gone(row[:keys])]

    def _masked(self, row: Row) -> Row:
        """A row with dots for what is hidden in it, and without what only the masks had to see."""
        shown = len(self._request.columns)
        hidden = hidden_columns(self._masks, dict(zip(self._witnesses, row[shown:], strict=True)))
        names = {folded(name) for name in hidden}
        return tuple(
            MASK_TEXT if folded(name) in names else value
            for name, value in zip(self._request.columns, row, strict=False)
        )

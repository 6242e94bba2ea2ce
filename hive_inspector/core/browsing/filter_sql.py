"""A filter as the condition of a WHERE clause, everything bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.browsing.anywhere import contained_in
from hive_inspector.core.browsing.criteria import (
    Compares,
    Comparison,
    Contains,
    During,
    FilterProblem,
    IsNull,
    Like,
    Matches,
    Not,
    Within,
)
from hive_inspector.core.browsing.filter_times import during_sql
from hive_inspector.core.browsing.keys import ALIAS, Condition, bound, source_sql
from hive_inspector.core.browsing.masking import masks_for
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.matching import MATCHED_BYTES, MATCHES
from hive_inspector.core.database.values import copy_text
from hive_inspector.core.hive.embedded_secrets import may_tell_sql
from hive_inspector.core.hive.privacy import NOT_ENCRYPTED, names_a_secret
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from hive_inspector.core.browsing.criteria import Criterion
    from hive_inspector.core.browsing.filters import ColumnFilter, RowFilter
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.hive.privacy import Mask

MOST_SETTINGS = 1_000
"""Different names of settings that are looked at to tell which values may be searched; of more, none is."""
_NOTHING = Condition("0")
_ESCAPE = "\\"


def filter_sql(
    connection: ReadConnection, table: Table, wanted: RowFilter, reveal: Collection[str] = ()
) -> Condition:
    """That a row is wanted; no condition where every row is.

    Args:
        connection: A lease, to look which settings are secret.
        table: The table.
        wanted: The filter.
        reveal: Columns whose secrets may be searched.

    Raises:
        FilterProblem: A column is not there, or all its cells are masked.
        StatementProblem: The table is gone.
    """
    secrets = _Secrets(connection, table, reveal)
    conditions = [_column_sql(table, one, secrets) for one in wanted.columns]
    parts = [_joined(conditions, " OR " if wanted.any_of else " AND ")] if conditions else []
    if wanted.anywhere:
        asked = contained_in(table, wanted.anywhere)
        parts.append(cells_sql(connection, table, asked, reveal))
    return _joined(parts, " AND ") if parts else Condition()


def cells_sql(
    connection: ReadConnection,
    table: Table,
    criteria: Mapping[str, Criterion],
    reveal: Collection[str] = (),
) -> Condition:
    """That a cell of one of these columns, which is not masked, is as its column is asked."""
    secrets = _Secrets(connection, table, reveal)
    cells = [
        secrets.guarded(name, criterion_sql(column_sql(name), criterion))
        for name, criterion in criteria.items()
        if not secrets.hides_all(name)
    ]
    return _joined(cells, " OR ") if cells else _NOTHING


def column_sql(name: str) -> str:
    """A column of the table that a statement reads."""
    return f"{ALIAS}.{quoted(name)}"


def criterion_sql(column: str, criterion: Criterion) -> Condition:
    """That a cell is as the criterion asks.

    Args:
        column: The column as SQL.
        criterion: What is asked.
    """
    match criterion:
        case IsNull():
            return Condition(f"{column} IS NULL")
        case Not(IsNull()):
            return Condition(f"{column} IS NOT NULL")
        case Not(inner):
            found = criterion_sql(column, inner)
            return Condition(f"NOT ifnull({found.sql}, 0)", found.parameters)
        case Contains(text):
            return _like_sql(column, ("", text, ""))
        case Like(pieces):
            return _like_sql(column, pieces)
        case Matches(pattern, ignore_case):
            return _matches_sql(column, pattern, ignore_case=ignore_case)
        case Compares():
            return _compares_sql(column, criterion)
        case Within(low, high):
            return _within_sql(column, low, high)
        case During():
            return during_sql(column, criterion)


def _column_sql(table: Table, wanted: ColumnFilter, secrets: _Secrets) -> Condition:
    names = {folded(column.name): column.name for column in table.columns}
    name = names.get(folded(wanted.column))
    if name is None:
        raise FilterProblem(
            tr("“{table}” has no column “{column}”.", table=table.name, column=wanted.column),
            tr("Reload, or drop this filter."),
            column=wanted.column,
        )
    condition = criterion_sql(column_sql(name), wanted.criterion)
    if wanted.criterion in {IsNull(), Not(IsNull())}:
        return condition
    if secrets.hides_all(name):
        raise FilterProblem(
            tr("“{name}” is masked, so its content cannot be searched.", name=name),
            tr("Use null or !null."),
            column=wanted.column,
        )
    return secrets.guarded(name, condition)


class _Secrets:
    """What of a table no filter may look at."""

    def __init__(
        self, connection: ReadConnection, table: Table, reveal: Collection[str] = ()
    ) -> None:
        masks = masks_for(table, [column.name for column in table.columns], reveal)
        self._masks: Mapping[str, Mask] = {folded(mask.column): mask for mask in masks}
        self._connection = connection
        self._table = table

    def hides_all(self, column: str) -> bool:
        """Whether every cell of the column is masked."""
        mask = self._masks.get(folded(column))
        return mask is not None and mask.hides_all

    def guarded(self, column: str, condition: Condition) -> Condition:
        """The condition, never true of a masked cell."""
        mask = self._masks.get(folded(column))
        if mask is None:
            return condition
        return _joined([condition, *self._harmless(mask)], " AND ")

    def _harmless(self, mask: Mask) -> Iterable[Condition]:
        """That a row is none of those whose cell is masked."""
        if mask.encrypted is not None:
            encrypted = column_sql(mask.encrypted)
            values = tuple(value for value in NOT_ENCRYPTED if value is not None)
            marks = ", ".join("?" * len(values))
            yield Condition(f"({encrypted} IS NULL OR +{encrypted} IN ({marks}))", values)
        if mask.key is not None:
            yield self._harmless_keys(column_sql(mask.key))
        if mask.by_content:
            yield Condition(f"NOT {may_tell_sql(column_sql(mask.column))}")

    def _harmless_keys(self, column: str) -> Condition:
        found = self._connection.rows(
            f"SELECT DISTINCT {column}{source_sql(self._table)} LIMIT {MOST_SETTINGS + 1}"
        )
        keys = [key for (key,) in found if key is not None]
        if len(found) > MOST_SETTINGS:
            return _NOTHING
        marks = [bound(key) for key in keys if not names_a_secret(str(key))]
        return Condition(
            f"({column} IS NULL OR {column} COLLATE BINARY IN ({', '.join(mark.sql for mark in marks)}))",
            tuple(value for mark in marks for value in mark.parameters),
        )


def _like_sql(column: str, pieces: tuple[str, ...]) -> Condition:
    """That a text consists of the pieces, and is no BLOB, whose bytes LIKE would take for a text."""
    escaped = [_escaped(piece) for piece in pieces]
    like = bound("%".join(escaped))
    escape = f" ESCAPE '{_ESCAPE}'" if escaped != list(pieces) else ""
    return Condition(
        f"({column} LIKE {like.sql}{escape} AND typeof({column}) <> 'blob')", like.parameters
    )


def _matches_sql(column: str, pattern: str, *, ignore_case: bool) -> Condition:
    content = f"substr(CAST(CAST({column} AS TEXT) AS BLOB), 1, {MATCHED_BYTES})"
    return Condition(
        f"CASE typeof({column}) WHEN 'null' THEN NULL WHEN 'blob' THEN 0"
        f" ELSE {MATCHES}(?, ?, ifnull({content}, x'')) END",
        (pattern, int(ignore_case)),
    )


def _escaped(piece: str) -> str:
    for character in (_ESCAPE, "%", "_"):
        piece = piece.replace(character, _ESCAPE + character)
    return piece


def _compares_sql(column: str, compares: Compares) -> Condition:
    mark = bound(compares.value)
    if compares.either:
        return Condition(f"{column} IN (?, ?)", (compares.value, copy_text(compares.value)))
    compared = f"{column} {compares.comparison.value} {mark.sql}"
    kind = _same_kind(column, compares.comparison, is_text=isinstance(compares.value, str))
    return Condition(f"({compared}{kind})" if kind else compared, mark.parameters)


def _same_kind(column: str, comparison: Comparison, *, is_text: bool) -> str:
    """What keeps values of another kind out: SQLite orders numbers before texts, and texts before BLOBs."""
    if comparison in {Comparison.ABOVE, Comparison.FROM}:
        return f" AND {column} < x''" if is_text else f" AND {column} < ''"
    return f" AND {column} >= ''" if is_text and comparison is not Comparison.EQUAL else ""


def _within_sql(column: str, low: float | str | None, high: float | str | None) -> Condition:
    ends = [
        _compares_sql(column, Compares(comparison, value))
        for comparison, value in ((Comparison.FROM, low), (Comparison.UP_TO, high))
        if value is not None
    ]
    return _joined(ends, " AND ")


def _joined(conditions: list[Condition], by: str) -> Condition:
    if len(conditions) == 1:
        return conditions[0]
    return Condition(
        "(" + by.join(f"{one.sql}" for one in conditions) + ")",
        tuple(value for one in conditions for value in one.parameters),
    )

"""A rule as SQL: the rows that it makes, and what becomes of each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.language import tr
from hive_inspector.core.support.importing.mappings import SECRET_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hive_inspector.core.database.snapshot import Column, Reference, Schema, Table
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.support.importing.mappings import Move

MOVES = "moves"
MERGES = "merges"
"""Verdicts; any other is the reason why a row stays."""
_OTHER_TABLE = re.compile(r"\{source\}\.(\w+) AS (\w+)")


class Loose(NamedTuple):
    """A reference that a row can do without."""

    column: str
    parent: str
    to: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One rule about one table of one source, in SQL."""

    move: Move
    source: Table
    sources: Schema
    """All that the source has."""
    database: str
    """The source's name among the attached databases."""
    target: Table
    core: Schema
    is_referenced: bool
    """Whether another table of core refers to the target."""
    is_empty: bool
    """Whether the target has no rows yet."""
    secret_keys: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the target that are filled."""
        return tuple(self.move.columns)

    @property
    def parameters(self) -> Mapping[str, Cell]:
        """What is bound."""
        return {"secret_keys": self.secret_keys} if SECRET_KEYS in self.rows else {}

    @property
    def rows(self) -> str:
        """The source rows as the target would have them, and whether each is merged."""
        made = ", ".join(f"{self._value(name)} AS {quoted(name)}" for name in self.columns)
        merged = self._known(self.move.merged_where) if self.move.merged_where else "0"
        where = f" WHERE {self._known(self.move.where)}" if self.move.where else ""
        return f"SELECT {made}, {merged} AS _merged FROM {self._table} AS s{where}"

    @property
    def loose(self) -> tuple[Loose, ...]:
        """References whose column may be NULL: a name that leads to nothing is left out of the row."""
        return tuple(
            Loose(name, reference.table, parent)
            for name, reference, parent in self._references()
            if not self._column(name).not_null
        )

    def counting(self) -> str:
        """How many rows there are of each verdict, and in how many of them a name would be left out."""
        parts = [f"{self._verdict()} AS verdict", "count(*)"]
        parts += [
            f"total({_cell(one.column)} IS NOT NULL AND NOT {_exists(one)})" for one in self.loose
        ]
        return f"SELECT {', '.join(parts)} FROM ({self.rows}) AS q GROUP BY verdict"

    def inserting(self) -> str:
        """The statement that makes the rows of the verdict `MOVES`, but for such as have the key of one before."""
        names = ", ".join(map(quoted, self.columns))
        loose = {one.column: one for one in self.loose}
        values = ", ".join(
            f"CASE WHEN {_exists(loose[name])} THEN {_cell(name)} END"
            if name in loose
            else _cell(name)
            for name in self.columns
        )
        return (
            f"INSERT OR IGNORE INTO main.{quoted(self.target.name)} ({names})"
            f" SELECT {values} FROM ({self.rows}) AS q WHERE {self._verdict()} = '{MOVES}'"
        )

    def replacing(self) -> str:
        """The statement that takes out rows of the migrations for which the source has another row of the same key."""
        same = " OR ".join(
            f"({' AND '.join(f'{_cell(name)} = t.{quoted(name)}' for name in key)})"
            for key in self._given_keys()
        )
        differs = " OR ".join(f"{_cell(n)} IS NOT t.{quoted(n)}" for n in self.columns)
        return (
            f"DELETE FROM main.{quoted(self.target.name)} AS t WHERE EXISTS (SELECT 1 FROM ({self.rows}) AS q"
            f" WHERE ({same}) AND ({differs}) AND {self._fault()} IS NULL)"
        )

    @property
    def can_replace(self) -> bool:
        """Whether a row of the source can stand for a row of the migrations: they have a key in common."""
        return bool(self._given_keys())

    @property
    def _table(self) -> str:
        return f"{self.database}.{quoted(self.source.name)}"

    def _known(self, sql: str) -> str:
        """SQL with the tables of the source that it looks at; those that the source lacks are empty."""

        def table(found: re.Match[str]) -> str:
            name, alias = found.groups()
            read = set(re.findall(rf"\b{alias}\.(\w+)", sql))
            other = self.sources.table(name)
            if other and read <= {folded(column.name) for column in other.columns}:
                return f"{self.database}.{name} AS {alias}"
            columns = ", ".join(f"NULL AS {column}" for column in sorted(read))
            return f"(SELECT {columns} WHERE 0) AS {alias}"

        return _OTHER_TABLE.sub(table, sql)

    def _value(self, name: str) -> str:
        """What goes into a column: a default where it may not be NULL, a new number where the old one says nothing."""
        sql = self._known(self.move.columns[name])
        column = self._column(name)
        if self._is_numbered(name):
            return (
                f"CASE WHEN typeof({sql}) = 'integer' THEN {sql} END" if self.is_empty else "NULL"
            )
        if column.not_null and column.default is not None:
            return f"coalesce({sql}, {column.default})"
        return sql

    def _is_numbered(self, name: str) -> bool:
        """Whether a column is a number that SQLite gives and nobody refers to."""
        is_number = folded(self._column(name).type) == "integer"
        return self.target.primary_key == (name,) and is_number and not self.is_referenced

    def _column(self, name: str) -> Column:
        return next(c for c in self.target.columns if c.name == name)

    def _references(self) -> Iterator[tuple[str, Reference, str]]:
        for reference in self.target.references:
            parent = self.core.table(reference.table)
            if len(reference.columns) == 1 and reference.columns[0] in self.columns and parent:
                yield reference.columns[0], reference, (reference.to or parent.primary_key)[0]

    def _verdict(self) -> str:
        """What becomes of a row, as SQL."""
        cases = [f"WHEN q._merged THEN '{MERGES}'"]
        cases += [f"WHEN {condition} THEN {_text(reason)}" for condition, reason in self._faults()]
        if not self.is_empty:
            cases += self._meetings()
        return f"CASE {' '.join(cases)} ELSE '{MOVES}' END"

    def _fault(self) -> str:
        """Why a row can have no place, or NULL."""
        cases = " ".join(f"WHEN {condition} THEN 1" for condition, _ in self._faults())
        return f"(CASE WHEN q._merged THEN 1 {cases} END)"

    def _faults(self) -> Iterator[tuple[str, str]]:
        for name in self.columns:
            column = self._column(name)
            if (column.not_null or column.key_position) and not self._is_numbered(name):
                yield f"{_cell(name)} IS NULL", tr("It has no {name}, which core needs.", name=name)
        for name, reference, to in self._references():
            if self._column(name).not_null:
                exists = _exists(Loose(name, reference.table, to))
                yield (
                    f"NOT {exists}",
                    tr("Its {name} leads to no row of {table}.", name=name, table=reference.table),
                )
        for check in self.target.checks:
            yield (
                f"NOT ({self._about_row(check)})",
                tr("Core does not allow its values: {check}.", check=check),
            )

    def _about_row(self, check: str) -> str:
        """A rule of the target, about the row that is to come: what is not filled has its default or is NULL."""
        absent = {
            folded(c.name): c.default or "NULL"
            for c in self.target.columns
            if c.name not in self.columns
        }
        return re.sub(r"[A-Za-z_]\w*", lambda found: absent.get(folded(found[0]), found[0]), check)

    def _meetings(self) -> Iterator[str]:
        """Rows that the target has already: the same one, or another one of the same key."""
        compared = [name for name in self.columns if not self._is_numbered(name)]
        indexed = {folded(index.columns[0].name or "") for index in self.target.indexes}
        name = f"main.{quoted(self.target.name)}"
        if any(folded(column) in indexed for column in compared):
            same = " AND ".join(f"t.{quoted(n)} IS {_cell(n)}" for n in compared)
            yield f"WHEN EXISTS (SELECT 1 FROM {name} AS t WHERE {same}) THEN '{MERGES}'"
        for key in self._given_keys():
            same = " AND ".join(f"t.{quoted(n)} = {_cell(n)}" for n in key)
            reason = tr(
                "Core has another row of the same {key} already.", key=tr(" and ").join(key)
            )
            yield f"WHEN EXISTS (SELECT 1 FROM {name} AS t WHERE {same}) THEN {_text(reason)}"

    def _given_keys(self) -> list[tuple[str, ...]]:
        """Keys of the target that a row brings with it."""
        given = {name for name in self.columns if not self._is_numbered(name)}
        return [key for key in self._keys() if key and given.issuperset(key)]

    def _keys(self) -> Iterator[tuple[str, ...]]:
        yield self.target.primary_key
        for index in self.target.indexes:
            if index.unique and index.where is None and index.origin != "pk":
                yield tuple(column.name or "" for column in index.columns)


def _cell(name: str) -> str:
    return f"q.{quoted(name)}"


def _exists(loose: Loose) -> str:
    return (
        f"EXISTS (SELECT 1 FROM main.{quoted(loose.parent)} AS p"
        f" WHERE p.{quoted(loose.to)} = {_cell(loose.column)})"
    )


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

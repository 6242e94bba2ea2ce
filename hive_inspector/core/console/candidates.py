"""Indexes that might help a statement, read off its plan and its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.console.plan import Mark
from hive_inspector.core.console.scope import sources_of
from hive_inspector.core.console.vocabulary import as_name
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.sqltext import TokenKind, tokens, unquoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hive_inspector.core.console.plan import PlanNode
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.database.sqltext import Token

_NAMES = (TokenKind.WORD, TokenKind.NAME)
_EQUAL = frozenset({"=", "==", "IS", "IN"})
_RANGE = frozenset({"<", ">", "<=", ">=", "BETWEEN", "LIKE", "GLOB"})
_BUILT = re.compile(r"\((?P<by>.+)\)$")
_ENDS_A_LIST = ("LIMIT", "HAVING", "WINDOW", "UNION", "EXCEPT", "INTERSECT", "ORDER", "GROUP", ")")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An index that could be made."""

    table: str
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """A name that says what it is."""
        return f"idx_{self.table}_{'_'.join(self.columns)}"

    @property
    def sql(self) -> str:
        """The statement that makes it."""
        columns = ", ".join(map(as_name, self.columns))
        return f"CREATE INDEX {as_name(self.name)} ON {as_name(self.table)} ({columns})"

    @property
    def drop_sql(self) -> str:
        """The statement that takes it away."""
        return f"DROP INDEX {quoted(self.name)}"


def candidates(sql: str, nodes: Sequence[PlanNode], schema: Schema) -> list[Candidate]:
    """Indexes that do not exist yet, the likeliest first: for tables that are passed over, sorted or indexed anew."""
    steps = [step for node in nodes for step in node.walk()]
    sorts = any(step.mark is Mark.SORT for step in steps)
    aliases = {folded(one.name): one.table for one in sources_of(sql) if one.table}
    words = [token for token in tokens(sql) if not token.is_silent]
    found: list[Candidate] = []
    for step in steps:
        table = schema.table(aliases.get(folded(step.table), step.table)) if step.table else None
        if table is None or table.kind is not TableKind.TABLE:
            continue
        if step.mark is Mark.BUILDS_INDEX:
            found += _built(step, table)
        if step.mark is not None or sorts:
            found += _by_words(words, table, folded(step.table))
    unique = dict.fromkeys(found)
    return [one for one in unique if not _exists(one, schema)]


def _built(step: PlanNode, table: Table) -> Iterator[Candidate]:
    """What SQLite builds for this statement alone."""
    by = _BUILT.search(step.sqlite_words)
    parts = by["by"].split(" AND ") if by else []
    columns = _spelled(table, (re.split(r"[<>=]", part)[0].strip() for part in parts))
    if columns:
        yield Candidate(table.name, columns)


def _by_words(words: Sequence[Token], table: Table, alias: str) -> Iterator[Candidate]:
    """What the conditions and orders say of a table."""
    equal = _spelled(table, _compared(words, table, alias, _EQUAL))
    between = _spelled(table, _compared(words, table, alias, _RANGE))
    ordered = _spelled(table, _listed(words, table, alias))
    for columns in (
        (*equal, *ordered),
        (*equal, *between[:1]),
        equal,
        ordered,
        *((column,) for column in (*equal, *between)),
    ):
        unique = tuple(dict.fromkeys(columns))
        if unique and len(unique) <= _MOST_COLUMNS:
            yield Candidate(table.name, unique)


_MOST_COLUMNS = 4


def _compared(
    words: Sequence[Token], table: Table, alias: str, operators: frozenset[str]
) -> Iterator[str]:
    """Columns that are compared by one of these operators."""
    for place, word in enumerate(words):
        if word.text.upper() not in operators:
            continue
        left = place - 1 if not words[place - 1].is_word("NOT") else -1
        if left >= 0:
            yield from _column_at(words, left, table, alias)
        right = place + 1
        if right + 2 < len(words) and words[right + 1].text == ".":
            right += 2
        yield from _column_at(words, right, table, alias)


def _listed(words: Sequence[Token], table: Table, alias: str) -> Iterator[str]:
    """Columns of the first ORDER BY or GROUP BY, as long as they are this table's."""
    starts = (at for at, word in enumerate(words) if word.is_word("BY") and at)
    start = next(starts, None)
    if start is None:
        return
    for place in range(start + 1, len(words)):
        word = words[place]
        if word.is_word(*_ENDS_A_LIST) or word.text in {")", ";"}:
            return
        yield from _column_at(words, place, table, alias)


def _column_at(words: Sequence[Token], place: int, table: Table, alias: str) -> Iterator[str]:
    """The column at a place, if it is one of the table's and no other table is named with it."""
    if not 0 <= place < len(words) or words[place].kind not in _NAMES:
        return
    name = folded(unquoted(words[place].text))
    if place > 1 and words[place - 1].text == ".":
        if folded(unquoted(words[place - 2].text)) != alias:
            return
    elif place + 1 < len(words) and words[place + 1].text in {".", "("}:
        return
    if any(folded(column.name) == name for column in table.columns):
        yield name


def _spelled(table: Table, names: Iterable[str]) -> tuple[str, ...]:
    by_name = {folded(column.name): column.name for column in table.columns}
    return tuple(dict.fromkeys(by_name[name] for name in map(folded, names) if name in by_name))


def _exists(candidate: Candidate, schema: Schema) -> bool:
    table = schema.table(candidate.table)
    wanted = [folded(column) for column in candidate.columns]
    if table is None or schema.table(candidate.name) is not None:
        return True
    if [folded(column) for column in table.primary_key][: len(wanted)] == wanted:
        return True
    return any(
        (
            index.where is None
            and [folded(column.name or "") for column in index.columns[: len(wanted)]] == wanted
        )
        or folded(index.name) == folded(candidate.name)
        for index in table.indexes
    )

"""Two schemas side by side: object by object, line by line, with the differing words marked.

Tables are set as declarations, one column or constraint a line, from what they mean: the order of columns, white space
and quoting make no difference here as they make none to Hive. Views and triggers are set as their text has them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from hive_inspector.core.database.identifiers import folded, quoted_where_needed
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.sqltext import canonical, tokens
from hive_inspector.core.hive.wording import target_text
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hive_inspector.core.database.snapshot import Column, Index, Schema, Table


class Standing(Enum):
    """How an object of one schema stands in the other."""

    SAME = "same"
    CHANGED = "changed"
    ONLY_LEFT = "only left"
    ONLY_RIGHT = "only right"


class Piece(NamedTuple):
    """A part of a line."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of both sides."""

    left: tuple[Piece, ...]
    """Empty where the left side has no such line."""
    right: tuple[Piece, ...]

    @property
    def differs(self) -> bool:
        """Whether the two sides are not the same."""
        return any(piece.differs for piece in (*self.left, *self.right))


@dataclass(frozen=True, slots=True)
class Compared:
    """An object of either schema, beside its counterpart."""

    kind: str
    """`table`, `view`, `virtual table`, `index` or `trigger`."""
    name: str
    standing: Standing
    pairs: tuple[Pair, ...]


class _Line(NamedTuple):
    key: str
    """What makes a line the counterpart of another, such as the name of its column."""
    text: str


class _Object(NamedTuple):
    kind: str
    name: str
    lines: tuple[_Line, ...]


def side_by_side(left: Schema, right: Schema) -> tuple[Compared, ...]:
    """Every object of two schemas: tables and views in order of name, each with its indexes and triggers behind it.

    Shadow tables and SQLite's own are left out.
    """
    here, there = _objects(left), _objects(right)
    keys = sorted({*here, *there})
    return tuple(_compared(here.get(key), there.get(key)) for key in keys)


def _objects(schema: Schema) -> Mapping[tuple[str, int, str], _Object]:
    """By the table that it belongs to, its rank there and its name."""
    found: dict[tuple[str, int, str], _Object] = {}
    for table in schema.tables:
        if table.kind not in _COMPARED:
            continue
        kind = table.kind.noun
        is_table = table.kind is TableKind.TABLE
        lines = tuple(_table_lines(table) if is_table else _text_lines(table.sql))
        found[folded(table.name), 0, folded(table.name)] = _Object(kind, table.name, lines)
        for index in table.indexes:
            if index.origin == "c":
                lines = (_Line("", _index_line(index)),)
                key = folded(table.name), 1, folded(index.name)
                found[key] = _Object(tr("index"), index.name, lines)
    for trigger in schema.triggers:
        lines = tuple(_text_lines(trigger.sql))
        key = folded(trigger.table), 2, folded(trigger.name)
        found[key] = _Object(tr("trigger"), trigger.name, lines)
    return found


_COMPARED = frozenset({TableKind.TABLE, TableKind.VIEW, TableKind.VIRTUAL})


def _table_lines(table: Table) -> Iterator[_Line]:
    for column in table.columns:
        yield _Line(f"column {folded(column.name)}", column_line(column))
    if table.primary_key:
        grows = " AUTOINCREMENT" if table.autoincrement else ""
        yield _Line("key", f"PRIMARY KEY ({_names(table.primary_key)}){grows}")
    for columns in table.unique:
        names = " ".join(sorted(map(folded, columns)))
        yield _Line(f"unique {names}", f"UNIQUE ({_names(columns)})")
    for check in table.checks:
        yield _Line(f"check {canonical(check)}", f"CHECK ({check})")
    for reference in table.references:
        names = _names(reference.columns)
        text = f"FOREIGN KEY ({names}) REFERENCES {target_text(reference)}"
        yield _Line(f"reference {folded(names)}", text)
    if table.without_rowid:
        yield _Line("rowid", "WITHOUT ROWID")
    if table.strict:
        yield _Line("strict", "STRICT")


def column_line(column: Column) -> str:
    """A column's declaration, but for the constraints that a table lists behind its columns."""
    words = [quoted_where_needed(column.name), " ".join(column.type.upper().split())]
    words += ["NOT NULL"] if column.not_null else []
    words += [f"DEFAULT {column.default}"] if column.default is not None else []
    words += [f"GENERATED {column.generated.upper()}"] if column.generated else []
    return " ".join(word for word in words if word)


def _index_line(index: Index) -> str:
    terms = ", ".join(
        (quoted_where_needed(term.name) if term.name else term.expression)
        + (f" COLLATE {term.collation}" if term.collation != "BINARY" else "")
        + (" DESC" if term.descending else "")
        for term in index.columns
    )
    unique = "UNIQUE INDEX" if index.unique else "INDEX"
    where = f" WHERE {index.where}" if index.where else ""
    return f"{unique} ON {quoted_where_needed(index.table)} ({terms}){where}"


def _names(columns: Iterable[str]) -> str:
    return ", ".join(map(quoted_where_needed, columns))


def _text_lines(sql: str) -> Iterator[_Line]:
    """A text as it is; the n-th of equal lines is the counterpart of the n-th."""
    seen: Counter[str] = Counter()
    for line in sql.splitlines():
        key = canonical(line)
        yield _Line(f"{key} {seen[key]}", line)
        seen[key] += 1


def _compared(left: _Object | None, right: _Object | None) -> Compared:
    one = left or right
    assert one is not None  # noqa: S101 - a key stands for an object of either side
    here, there = left.lines if left else (), right.lines if right else ()
    pairs = tuple(_pairs(here, there))
    if left is None:
        standing = Standing.ONLY_RIGHT
    elif right is None:
        standing = Standing.ONLY_LEFT
    elif any(pair.differs for pair in pairs) or left.kind != right.kind:
        standing = Standing.CHANGED
    else:
        standing = Standing.SAME
    return Compared(one.kind, one.name, standing, pairs)


def _pairs(left: Sequence[_Line], right: Sequence[_Line]) -> Iterator[Pair]:
    """Lines beside their counterparts; those without one stand where their own side has them."""
    waiting = {line.key: line for line in right}
    known = {line.key for line in left}
    extras = _extras_before(right, known)
    for line in left:
        for extra in extras.get(line.key, ()):
            yield _pair("", extra.text)
        counterpart = waiting.get(line.key)
        yield _pair(line.text, counterpart.text if counterpart else "")
    for extra in extras.get(None, ()):
        yield _pair("", extra.text)


def _extras_before(right: Sequence[_Line], known: set[str]) -> Mapping[str | None, Sequence[_Line]]:
    """What only the right side has, by the line of both sides that follows it; by None at the end."""
    found: dict[str | None, list[_Line]] = {}
    held: list[_Line] = []
    for line in right:
        if line.key in known:
            found[line.key], held = held, []
        else:
            held.append(line)
    found[None] = held
    return found


def _pair(left: str, right: str) -> Pair:
    if not left or not right:
        return Pair(_whole(left), _whole(right))
    here, there = [t.text for t in tokens(left)], [t.text for t in tokens(right)]
    matcher = SequenceMatcher(a=_as_compared(here), b=_as_compared(there), autojunk=False)
    ours: list[Piece] = []
    theirs: list[Piece] = []
    for tag, start, end, start_there, end_there in matcher.get_opcodes():
        differs = tag != "equal"
        ours += [Piece("".join(here[start:end]), differs)] if end > start else []
        text = "".join(there[start_there:end_there])
        theirs += [Piece(text, differs)] if text else []
    return Pair(tuple(ours), tuple(theirs))


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, differs=True),) if text else ()


def _as_compared(words: Sequence[str]) -> list[str]:
    """Words as they are compared: white space is all one, and case makes no difference."""
    return [" " if word.isspace() else folded(word) for word in words]

"""Which columns of a result are shown as dots, because secrets may be in them.

What a result column is made of is told by SQLite itself: its expression is compiled alone, in front of the statement's
FROM, and what is read then is looked at. A statement that reads no secret has nothing hidden. Of one that does, every
result column is hidden that is not shown to come from elsewhere; of a UNION, where the columns of several statements
mix, all are. A condition may still tell of a secret that is not shown: this keeps from showing by accident, not from
asking on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise
from typing import TYPE_CHECKING

from hive_inspector.core.console.outcomes import ResultColumn
from hive_inspector.core.console.selecting import Item, Selected, selected
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.questions import StatementRefused
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.sqltext import tokens
from hive_inspector.core.hive.privacy import MASK_TEXT, Mask
from hive_inspector.core.hive.table_secrets import table_masks
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from hive_inspector.core.console.splitting import Statement
    from hive_inspector.core.database.questions import Conversation, Read
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import Row

_SHOWING_NOTHING = frozenset({"EXPLAIN", "PRAGMA"})


class Secrets:
    """What is secret in a database."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._masks: dict[str, dict[str, Mask]] = {}

    def of(self, table: str) -> dict[str, Mask]:
        """The masks of a table or view by folded column name."""
        name = folded(table)
        if name not in self._masks:
            self._masks[name] = self._found(name)
        return self._masks[name]

    def among(self, reads: Iterable[Read], sql: str) -> dict[str, Mask]:
        """The masks of the columns that a statement reads itself; what views do inside is told of the views."""
        counts_inside = _names_parts(sql)
        found: dict[str, Mask] = {}
        for read in reads:
            mask = self.of(read.table).get(folded(read.column))
            if mask is None or not (counts_inside or not self._is_view(read.inside)):
                continue
            known = found.get(folded(read.column))
            if known is None or _strictness(mask) > _strictness(known):
                found[folded(read.column)] = mask
        return found

    def _is_view(self, name: str) -> bool:
        table = self._schema.table(name) if name else None
        return table is not None and table.kind is TableKind.VIEW

    def _found(self, name: str) -> dict[str, Mask]:
        table = self._schema.table(name)
        return {} if table is None else {folded(mask.column): mask for mask in table_masks(table)}


@dataclass(frozen=True, slots=True)
class Masking:
    """The columns of a result, and what hides their secrets."""

    columns: tuple[ResultColumn, ...]
    always: frozenset[int] = frozenset()
    """Places whose values are all hidden."""
    by_row: tuple[tuple[int, Mask, dict[str, int]], ...] = ()
    """Places whose values are hidden where other cells of the row say so: the mask, and where its witnesses stand."""

    @property
    def hides(self) -> Callable[[Row], Row] | None:
        """What makes a row fit to be shown; None where every row is."""
        return self._hidden if self.always or self.by_row else None

    @property
    def note(self) -> str:
        """What the user is told about it, or nothing."""
        names = [column.name for column in self.columns if column.masked]
        if not names:
            return ""
        shown = ", ".join(dict.fromkeys(names[:_NAMED])) + (", …" if len(names) > _NAMED else "")
        return tr("Hidden, because secrets are or may be in it: {shown}.", shown=shown)

    def _hidden(self, row: Row) -> Row:
        cells = list(row)
        for place in self.always:
            if cells[place] is not None:
                cells[place] = MASK_TEXT
        for place, mask, witnesses in self.by_row:
            if mask.hides({name: row[at] for name, at in witnesses.items()}):
                cells[place] = MASK_TEXT
        return tuple(cells)


_NAMED = 5


class Level(Enum):
    """What may be in an item of SELECT."""

    NOTHING = auto()
    CONTENT = auto()
    """A column in which some values hold a secret."""
    SECRET = auto()


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What is known of a statement's secrets before its columns are."""

    read: Mapping[str, Mask] = field(default_factory=dict)
    """The masks of the columns that it reads, by column; of several tables' columns of one name, the strictest."""
    parts: Selected | None = None
    levels: tuple[Level, ...] = ()
    """Of each item of SELECT."""

    def settle(self, names: Sequence[str]) -> Masking:
        """The masking of a result with columns of these names."""
        if not self.read:
            return Masking(tuple(map(ResultColumn, names)))
        levels = [Level.SECRET] * len(names)
        origins: dict[str, int] = {}
        if self.parts is not None:
            for place, item in self.parts.places(len(names)):
                levels[place] = self._level(item, names[place])
                origins.setdefault(folded(names[place] if item is None else item.column), place)
        by_row = tuple(self._by_row(levels, origins))
        told = {place for place, _, _ in by_row}
        always = frozenset(
            place
            for place, level in enumerate(levels)
            if level is Level.SECRET and place not in told
        )
        columns = (
            ResultColumn(name, level is not Level.NOTHING)
            for name, level in zip(names, levels, strict=True)
        )
        return Masking(tuple(columns), always, by_row)

    def _level(self, item: Item | None, name: str) -> Level:
        if self.parts is None:
            return Level.SECRET
        if item is not None:
            return self.levels[self.parts.items.index(item)]
        return _level_of(self.read.get(folded(name))) if self.parts.is_plain else Level.SECRET

    def _by_row(
        self, levels: Sequence[Level], origins: Mapping[str, int]
    ) -> Iterator[tuple[int, Mask, dict[str, int]]]:
        """Places where other cells of the row, or the value itself, decide."""
        by_place = {place: name for name, place in origins.items()}
        for place, level in enumerate(levels):
            if level is Level.CONTENT:
                yield place, _BY_CONTENT, {_BY_CONTENT.column: place}
            mask = self.read.get(by_place.get(place, ""))
            if level is not Level.SECRET or mask is None or mask.hides_all:
                continue
            if self.parts is None or not self.parts.single:
                continue
            wanted = {name: origins.get(folded(name)) for name in mask.reads}
            found = {name: at for name, at in wanted.items() if at is not None}
            if len(found) == len(wanted):
                yield place, mask, found | {mask.column: place}


_BY_CONTENT = Mask("value", by_content=True)


def suspect(
    talk: Conversation, statement: Statement, reads: Iterable[Read], secrets: Secrets
) -> Suspicion:
    """Find out which items of a statement read secrets.

    Raises:
        OutOf: There was no time for it.
        Cancelled: The conversation was ended.
    """
    read = secrets.among(reads, statement.text)
    if not read or statement.verb in _SHOWING_NOTHING:
        return Suspicion()
    parts = selected(statement.text)
    if parts is None:
        return Suspicion(read)
    levels = tuple(_probed(talk, parts, item, secrets) for item in parts.items)
    return Suspicion(read, parts, levels)


def _probed(talk: Conversation, parts: Selected, item: Item, secrets: Secrets) -> Level:
    if item.is_constant:
        return Level.NOTHING
    if item.star:
        return Level.SECRET
    probe = parts.probe(item)
    try:
        read = secrets.among(talk.look(probe), probe)
    except (StatementProblem, StatementRefused):
        return Level.SECRET  # it cannot stand alone, so nothing is known of it
    if not read:
        return Level.NOTHING
    is_whole = parts.is_plain and item.column
    return _level_of(read.get(folded(item.column))) if is_whole else Level.SECRET


def _level_of(mask: Mask | None) -> Level:
    if mask is None:
        return Level.NOTHING
    return Level.CONTENT if mask.by_content and not mask.reads else Level.SECRET


def _strictness(mask: Mask) -> tuple[bool, int]:
    return mask.hides_all, len(mask.reads)


def _names_parts(sql: str) -> bool:
    """Whether a statement may name parts of itself, which then could bear the name of a view."""
    words = [token for token in tokens(sql) if not token.is_silent]
    pairs = pairwise(words)
    return any(
        word.is_word("WITH")
        or (word.text == "(" and after.is_word("SELECT", "VALUES", "WITH", "("))
        or (word.text == "(" and after.text == "(")
        for word, after in pairs
    )

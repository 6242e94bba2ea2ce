"""A difference as SQL: statements that make the tables of the left file hold what those of the right one do.

Deletions come before what is inserted, and nothing that a unique key would refuse on the way. Secrets are left out
unless they are asked for; then a row that cannot do without is left out as a whole, and the file says how many.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.literals import literal
from hive_inspector.core.database.values import visible_text
from hive_inspector.core.hive import drift
from hive_inspector.core.hive.wording import counted, listed
from hive_inspector.core.language import tr
from hive_inspector.core.support.comparing.comparison import chosen, reading
from hive_inspector.core.support.comparing.hiding import Hiding
from hive_inspector.core.support.comparing.matching import (
    Apart,
    Match,
    MatchedBy,
    match,
    rowid_of,
)
from hive_inspector.core.support.comparing.merging import LIST_ROWS, Side, Tally, merged
from hive_inspector.core.support.comparing.places import new_file
from hive_inspector.core.support.comparing.showing import differs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import Row
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.support.comparing.comparison import Sides
    from hive_inspector.core.support.comparing.merging import Change


@dataclass(frozen=True, slots=True)
class StatementsRequest:
    """What is to be written, and where to."""

    path: Path
    tables: tuple[str, ...] = ()
    """Only these; all where none are named."""
    with_secrets: bool = False
    """Whether secrets are written as they are."""
    replace: bool = False
    """Whether a file of that name may be replaced."""


@dataclass(frozen=True, slots=True)
class Written:
    """A difference that was written as a file."""

    path: Path
    statements: int
    notes: tuple[str, ...]
    """What the statements leave as it is, as sentences; they stand in the file as well."""


def write_statements(
    left: OpenHive,
    right: OpenHive,
    request: StatementsRequest,
    *,
    token: CancelToken,
    progress: Progress,
) -> Written:
    """Write a file of SQL that makes the left file like the right one, table by table, in one transaction.

    Args:
        left: The file that the statements are for.
        right: What it is to be like.
        request: What is to be written, and where to.
        token: Stops it.
        progress: Hears of tables.

    Raises:
        Refusal: There is such a file, or it is one of the two databases.
        UsageProblem: There is no such table, or the path leads to no place for a file.
        EnvironmentProblem: A file cannot be read or written.
        Cancelled: The token was cancelled; nothing was written.
    """
    notes: list[str] = []
    count = 0
    databases = (left.database.real_path, right.database.real_path)
    with (
        new_file(request.path, databases, replace=request.replace) as file,
        reading(left, right, token) as sides,
    ):
        wanted = chosen(list(sides.pairs()), request.tables)
        for line in _opening(left, right):
            file.write(_encoded(line))
        for done, pair in enumerate(wanted):
            progress(done, len(wanted), tr("Writing {pair}", pair=pair.name))
            script = _Script(sides, pair, with_secrets=request.with_secrets)
            for statement in script.statements():
                count += 1
                file.write(_encoded(f"{statement};\n"))
            said = script.notes()
            notes += said
            file.writelines(_encoded(f"-- {_on_one_line(note)}\n") for note in said)
        file.write(b"COMMIT;\n")
    return Written(request.path, count, tuple(notes))


def _opening(left: OpenHive, right: OpenHive) -> Iterator[str]:
    names = [_on_one_line(str(hive.database.real_path)) for hive in (left, right)]
    yield f"-- Makes the tables of {names[0]}\n-- hold what those of {names[1]} do.\n"
    if differences := len(drift.compare(left.schema, right.schema)):
        yield (
            f"-- The schemas differ in {counted(differences, 'place')}. Only whole tables are made or dropped here;"
            " columns, indexes, views and triggers are left as they are.\n"
        )
    yield "PRAGMA foreign_keys = OFF;\nBEGIN;\n"


def _encoded(text: str) -> bytes:
    """A text as bytes; the bytes of a name that are no UTF-8 stay what they are."""
    return text.encode("utf-8", "surrogateescape")


def _on_one_line(text: str) -> str:
    return visible_text(text).replace("\n", "↵")


class _Script:
    """The statements for one table."""

    def __init__(self, sides: Sides, pair: Match | Apart, *, with_secrets: bool) -> None:
        self._sides = sides
        self._pair = pair
        self._with_secrets = with_secrets
        self._left_out: Counter[str] = Counter()
        self._columns_left_out: set[str] = set()

    def statements(self) -> Iterator[str]:
        """The statements, without semicolon, in the order in which they can be run."""
        pair = self._pair
        if isinstance(pair, Match):
            yield from self._changing(pair)
        elif pair.reason:
            return
        elif pair.right is None:
            yield f"DROP TABLE {quoted(pair.name)}"
        else:
            yield from self._making(pair.right)

    def notes(self) -> tuple[str, ...]:
        """What was left out."""
        pair, name = self._pair, self._pair.name
        notes = []
        if isinstance(pair, Apart):
            notes += [f"{name} is left as it is. {pair.reason}"] if pair.reason else []
        else:
            for columns, side in ((pair.only_left, "left"), (pair.only_right, "right")):
                if columns:
                    listing = listed(columns)
                    notes.append(f"{name}: only the {side} file has {listing}; left as it is.")
        if self._columns_left_out:
            listing = listed(sorted(self._columns_left_out))
            notes.append(f"{name}: secrets in {listing} are left out.")
        for reason, rows in self._left_out.items():
            notes.append(f"{name}: {counted(rows, 'row')} left as they are, since {reason}.")
        return tuple(notes)

    def _changing(self, pair: Match) -> Iterator[str]:
        if pair.by is MatchedBy.WHOLE_ROW:
            tally = Tally()
            rows = sum(1 for _ in self._sides.changes(pair, tally))
            if rows:
                self._left_out["nothing tells equal rows of this table apart"] = rows
            return
        lines = _Lines(pair, rowid_of(pair.left))
        unique = _other_unique_places(pair)
        for is_second in (False, True):
            hiding = Hiding(pair)
            for change in self._sides.changes(pair, Tally()):
                hidden = frozenset() if self._with_secrets else hiding.places(change)
                is_made_anew = self._is_made_anew(pair, change, unique, hidden)
                if is_second:
                    yield from self._second(lines, change, hidden, is_made_anew=is_made_anew)
                elif change.side is Side.LEFT or is_made_anew:
                    yield from self._first(lines, change, hidden)

    def _first(self, lines: _Lines, change: Change, hidden: frozenset[int]) -> Iterator[str]:
        """Take a row out."""
        if self._is_reachable(lines, hidden):
            yield lines.delete(change.row)

    def _second(
        self, lines: _Lines, change: Change, hidden: frozenset[int], *, is_made_anew: bool
    ) -> Iterator[str]:
        """Put a row in, or change it."""
        if change.side is Side.LEFT or change.right is None:
            return
        if change.side is Side.RIGHT or is_made_anew:
            yield from self._inserted(lines, change.right, hidden)
        elif self._is_reachable(lines, hidden):
            places = [p for p in range(len(lines.match.columns)) if differs(change, p)]
            written = [place for place in places if place not in hidden]
            self._note_columns(lines, set(places) & hidden)
            if written:
                yield lines.update(change.right, written)

    def _inserted(self, lines: _Lines, row: Row, hidden: frozenset[int]) -> Iterator[str]:
        full = frozenset(place for place in hidden if row[place] is not None)
        if full & lines.required:
            self._left_out["they need a secret that is left out"] += 1
        else:
            self._note_columns(lines, full)
            yield lines.insert(row, full)

    def _is_reachable(self, lines: _Lines, hidden: frozenset[int]) -> bool:
        """Whether the row can be named without telling a secret."""
        if lines.is_by_rowid or not hidden.intersection(lines.match.key_places):
            return True
        self._left_out["their key is a secret"] += 1
        return False

    def _is_made_anew(
        self, pair: Match, change: Change, unique: frozenset[int], hidden: frozenset[int]
    ) -> bool:
        """Whether a changed row is taken out first, so that what it held uniquely is free for another row."""
        if change.side is not Side.BOTH or pair.only_left or hidden:
            return False
        return any(differs(change, place) for place in unique)

    def _note_columns(self, lines: _Lines, places: Collection[int]) -> None:
        self._columns_left_out.update(lines.match.columns[place] for place in places)

    def _making(self, table: Table) -> Iterator[str]:
        """A table that only the right file has, with its indexes and rows."""
        yield table.sql
        own = match(table, table)
        if isinstance(own, Match):
            lines, hiding = _Lines(own, rowid_of(table)), Hiding(own)
            rows = self._sides.there.bulk(own.sql_of(table), size=LIST_ROWS)
            for change in merged(iter(()), rows, own.key_places, Tally()):
                hidden = frozenset() if self._with_secrets else hiding.places(change)
                yield from self._inserted(lines, change.row, hidden)
        for index in table.indexes:
            if index.sql:
                yield index.sql


class _Lines:
    """Statements about rows of one table."""

    def __init__(self, match: Match, rowid: str | None) -> None:
        self.match = match
        self.is_by_rowid = match.by is MatchedBy.ROWID
        columns = {folded(column.name): column for column in match.left.columns}
        self.required = frozenset(
            place
            for place, name in enumerate(match.columns)
            if columns[folded(name)].not_null and columns[folded(name)].default is None
        ).union(() if self.is_by_rowid else match.key_places)
        """Places of the columns without which no row can be put in."""
        self._table = quoted(match.left.name)
        self._names = [quoted(name) for name in match.columns]
        self._rowid = rowid or ""

    def delete(self, row: Row) -> str:
        """Take a row out."""
        return f"DELETE FROM {self._table} WHERE {self._where(row)}"

    def insert(self, row: Row, left_out: Collection[int]) -> str:
        """Put a row in, without some of its cells."""
        places = [p for p in range(len(self._names)) if p not in left_out]
        names = [self._names[place] for place in places]
        values = [literal(row[place]) for place in places]
        if self.is_by_rowid:
            names, values = [self._rowid, *names], [literal(row[-1]), *values]
        return f"INSERT INTO {self._table} ({', '.join(names)}) VALUES ({', '.join(values)})"

    def update(self, row: Row, places: Collection[int]) -> str:
        """Change some cells of a row."""
        cells = ", ".join(f"{self._names[place]} = {literal(row[place])}" for place in places)
        return f"UPDATE {self._table} SET {cells} WHERE {self._where(row)}"

    def _where(self, row: Row) -> str:
        if self.is_by_rowid:
            return f"{self._rowid} = {literal(row[-1])}"
        terms = (f"{self._names[p]} IS {literal(row[p])}" for p in self.match.key_places)
        return " AND ".join(terms)


def _other_unique_places(pair: Match) -> frozenset[int]:
    """Places of what has to be unique on the left side besides the key; of an expression, every column counts."""
    key = {folded(name) for name in pair.key}
    places = {folded(name): place for place, name in enumerate(pair.columns)}
    found: set[int] = set()
    for index in pair.left.indexes:
        names = {folded(column.name or "") for column in index.columns}
        if index.unique and names != key:
            found |= (
                {places[n] for n in names if n in places} if "" not in names else {*places.values()}
            )
    return frozenset(found)

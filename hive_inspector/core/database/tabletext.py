"""The text of a CREATE TABLE, taken apart and changed in one place, with every other byte left as it is.

What SQLite's ALTER TABLE cannot do (NOT NULL, defaults, types, constraints, references of columns that exist) is done
by declaring the table anew with a text in which just that is otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.sqltext import TokenKind, tokens, unquoted
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.sqltext import Token

_TABLE_CONSTRAINT = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")
_CLAUSE = (
    *("CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE"),
    *("REFERENCES", "GENERATED", "AS"),
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One constraint of a column or of the table."""

    kind: str
    """Its first keyword in upper case: NOT, DEFAULT, UNIQUE, CHECK, REFERENCES, FOREIGN …"""
    name: str
    """What CONSTRAINT calls it, or empty."""
    start: int
    """Offset of its first character, CONSTRAINT included."""
    end: int
    target: tuple[int, int] | None = None
    """Where the name of the table referred to stands, if it is a reference."""


@dataclass(frozen=True, slots=True)
class ColumnText:
    """One column."""

    name: str
    start: int
    name_end: int
    type: tuple[int, int]
    """Where its type stands; of no length directly after the name where it has none."""
    end: int
    """Offset behind its last clause."""
    clauses: tuple[Clause, ...]

    def clause(self, kind: str) -> Clause | None:
        """Its first clause of that kind."""
        return next((one for one in self.clauses if one.kind == kind), None)


@dataclass(frozen=True, slots=True)
class TableText:
    """A CREATE TABLE with what stands where."""

    sql: str
    columns: tuple[ColumnText, ...]
    constraints: tuple[Clause, ...]
    """Of the table as a whole."""
    last: int
    """Offset behind the last column or constraint."""

    def column(self, name: str) -> ColumnText:
        """A column by its name.

        Raises:
            StatementProblem: There is none of that name.
        """
        found = next((one for one in self.columns if folded(one.name) == folded(name)), None)
        if found is None:
            raise StatementProblem(
                tr("There is no column {name}.", name=name), tr("Name a column of the table.")
            )
        return found

    def references(self) -> Iterator[Clause]:
        """All references, of columns and of the table."""
        clauses = [clause for column in self.columns for clause in column.clauses]
        return (one for one in (*clauses, *self.constraints) if one.target is not None)

    def with_text(self, start: int, end: int, text: str) -> str:
        """The whole with another text in one place."""
        return self.sql[:start] + text + self.sql[end:]

    def without(self, start: int, end: int) -> str:
        """The whole without one place and the white space before it."""
        return self.sql[:start].rstrip(" \t") + self.sql[end:]


def parse(create_sql: str) -> TableText:
    """Take a CREATE TABLE apart.

    Args:
        create_sql: As it stands in `sqlite_master`, so that SQLite has accepted it.

    Raises:
        StatementProblem: It is not the declaration of a table with columns.
    """
    significant = [token for token in tokens(create_sql) if not token.is_silent]
    begin = next((i for i, token in enumerate(significant) if token.text == "("), None)
    if begin is None:
        raise StatementProblem(
            tr("The declaration of the table could not be read."),
            tr("Declare the table anew in full."),
        )
    reader = _Reader(significant, begin + 1)
    columns: list[ColumnText] = []
    constraints: list[Clause] = []
    while not reader.at(")"):
        if reader.at(","):
            reader.take()
        elif columns and reader.is_word(*_TABLE_CONSTRAINT):
            constraints.append(reader.clause())
        else:
            columns.append(reader.column())
    return TableText(create_sql, tuple(columns), tuple(constraints), reader.previous_end)


class _Reader:
    """Goes through the significant tokens by SQLite's grammar (sqlite.org/lang_createtable.html)."""

    def __init__(self, significant: list[Token], position: int) -> None:
        self._tokens = significant
        self._position = position

    @property
    def previous_end(self) -> int:
        previous = self._tokens[self._position - 1]
        return previous.start + len(previous.text)

    def at(self, text: str) -> bool:
        return self._now().text == text

    def is_word(self, *words: str) -> bool:
        return self._now().is_word(*words)

    def take(self) -> Token:
        token = self._now()
        self._position += 1
        return token

    def column(self) -> ColumnText:
        name = self.take()
        name_end = self.previous_end
        type_start = self._now().start
        while not self._at_end() and not self.is_word(*_CLAUSE):
            self._skip()
        type_end = self.previous_end
        typed = type_end > name_end
        clauses: list[Clause] = []
        while self.is_word(*_CLAUSE):
            clauses.append(self.clause())
        return ColumnText(
            name=unquoted(name.text),
            start=name.start,
            name_end=name_end,
            type=(type_start, type_end) if typed else (name_end, name_end),
            end=self.previous_end,
            clauses=tuple(clauses),
        )

    def clause(self) -> Clause:
        start, name = self._now().start, ""
        while self.is_word("CONSTRAINT"):
            self.take()
            name = unquoted(self.take().text)
        kind = self._now().text.upper() if self.is_word(*_CLAUSE, "FOREIGN") else ""
        target = _READERS[kind](self) if kind else None
        return Clause(kind, name, start, self.previous_end, target)

    def _now(self) -> Token:
        if self._position >= len(self._tokens):
            raise StatementProblem(
                tr("The declaration of the table could not be read."),
                tr("Declare the table anew in full."),
            )
        return self._tokens[self._position]

    def _at_end(self) -> bool:
        return self._now().text in {",", ")"}

    def _skip(self) -> None:
        """One token, or a whole bracket."""
        if self.take().text != "(":
            return
        depth = 1
        while depth:
            text = self.take().text
            depth += (text == "(") - (text == ")")

    def _skip_words(self, *words: str) -> None:
        while self.is_word(*words):
            self.take()

    def _conflict(self) -> None:
        if self.is_word("ON"):
            for _ in range(3):
                self.take()

    def key(self) -> None:
        """PRIMARY KEY, UNIQUE, NOT NULL and NULL, of a column or of the table."""
        if self.take().is_word("PRIMARY", "NOT"):
            self.take()
        if self.at("("):
            self._skip()
        self._skip_words("ASC", "DESC")
        self._conflict()
        self._skip_words("AUTOINCREMENT")

    def check(self) -> None:
        self.take()
        self._skip()
        self._conflict()

    def default(self) -> None:
        self.take()
        if self._now().text in {"+", "-"}:
            self.take()
        self._skip()

    def collate(self) -> None:
        self.take()
        self.take()

    def generated(self) -> None:
        self._skip_words("GENERATED", "ALWAYS", "AS")
        self._skip()
        if self._now().kind is TokenKind.WORD and not self.is_word(*_CLAUSE):
            self.take()

    def foreign(self) -> tuple[int, int]:
        self._skip_words("FOREIGN", "KEY")
        self._skip()
        return self.reference()

    def reference(self) -> tuple[int, int]:
        self.take()
        name = self.take()
        if self.at("("):
            self._skip()
        self._reference_options()
        return name.start, name.start + len(name.text)

    def _reference_options(self) -> None:
        while True:
            if self.is_word("ON"):
                self.take()
                self.take()
                self._skip_words("SET", "NO")
                self.take()
            elif self.is_word("MATCH"):
                self.take()
                self.take()
            elif self.is_word("DEFERRABLE", "INITIALLY", "DEFERRED", "IMMEDIATE") or (
                self.is_word("NOT") and self._tokens[self._position + 1].is_word("DEFERRABLE")
            ):
                self.take()
            else:
                return


_READERS = {
    "PRIMARY": _Reader.key,
    "UNIQUE": _Reader.key,
    "NOT": _Reader.key,
    "NULL": _Reader.key,
    "CHECK": _Reader.check,
    "DEFAULT": _Reader.default,
    "COLLATE": _Reader.collate,
    "GENERATED": _Reader.generated,
    "AS": _Reader.generated,
    "REFERENCES": _Reader.reference,
    "FOREIGN": _Reader.foreign,
}

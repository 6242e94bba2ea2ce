"""What could come next where somebody types, from the words alone: nothing is asked of the database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING

from hive_inspector.core.console.scope import scope_at
from hive_inspector.core.console.splitting import split, statement_at
from hive_inspector.core.console.vocabulary import Words, as_name
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.sqltext import TokenKind, tokens, unquoted
from hive_inspector.core.hive.catalogue import column_note
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.console.scope import Scope, Source
    from hive_inspector.core.console.vocabulary import Vocabulary
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.sqltext import Token
    from hive_inspector.core.hive.links import Link

MOST_PROPOSALS = 100
_WINDOW = 20_000
"""Characters before and behind the place that are looked at in a long script."""
_BEFORE_A_TABLE = ("FROM", "JOIN", "INTO", "UPDATE", "TABLE")
_QUIET = (TokenKind.STRING, TokenKind.BLOB, TokenKind.NUMBER, TokenKind.VARIABLE)


class ProposalKind(Enum):
    """What a proposal is."""

    COLUMN = "column"
    TABLE = "table"
    VIEW = "view"
    NAMED = "named in this statement"
    JOIN = "join"
    FUNCTION = "function"
    KEYWORD = "keyword"
    PRAGMA = "pragma"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that could stand there."""

    text: str
    """As it is listed."""
    insert: str
    """As it is put in, quoted where it must be."""
    kind: ProposalKind
    detail: str = ""
    """What else is worth knowing: a column's type and table."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What could come next, and what of the text it would replace."""

    start: int
    """Offset in the script of what is there already of the word."""
    end: int
    proposals: tuple[Proposal, ...] = ()
    """The likeliest first."""


def complete(script: str, offset: int, vocabulary: Vocabulary) -> Completion:
    """What could stand at a place in a script.

    Args:
        script: The whole text of the editor.
        offset: Where the text cursor stands.
        vocabulary: The words of the open database.
    """
    begin, window = _window(script, offset)
    statement = statement_at(split(window), offset - begin)
    text, start = (statement.text, statement.start) if statement else ("", offset - begin)
    if statement and statement.end < offset - begin:
        is_behind = statement.complete and statement.text.endswith(";")
        text = "" if is_behind else window[start : offset - begin]
        start = offset - begin if is_behind else start
    return _Completing(text, offset - begin - start, begin + start, vocabulary).completion()


def _window(script: str, offset: int) -> tuple[int, str]:
    """The part of a long script around a place, cut where a statement seems to end."""
    begin = script.rfind(";\n", 0, max(0, offset - _WINDOW)) + 1 if offset > _WINDOW else 0
    if offset - begin > 2 * _WINDOW:
        # Where a line begins: elsewhere it might be within quotes, and all that is outside would seem to be inside.
        begin = script.find("\n", offset - 2 * _WINDOW, offset) + 1 or offset - 2 * _WINDOW
    end = script.find(";\n", offset, offset + _WINDOW)
    return begin, script[begin : end + 1 if end >= 0 else offset + _WINDOW]


class _Completing:
    """One place in one statement."""

    def __init__(self, sql: str, offset: int, base: int, vocabulary: Vocabulary) -> None:
        self._sql = sql
        self._offset = offset
        self._base = base
        self._vocabulary = vocabulary
        self._before: list[Token] = []
        self._word = ""
        self._is_quiet = False
        self._read()

    def completion(self) -> Completion:
        """The proposals."""
        start = self._base + self._offset - len(self._word)
        end = self._base + self._offset
        if self._is_quiet:
            return Completion(end, end)
        found = islice(self._proposals(), MOST_PROPOSALS)
        return Completion(start, end, tuple(dict.fromkeys(found)))

    def _read(self) -> None:
        """Find the word that is being written, and those before it."""
        for token in tokens(self._sql):
            end = token.start + len(token.text)
            if token.start >= self._offset:
                break
            if end >= self._offset and not (token.is_silent and token.kind is TokenKind.SPACE):
                self._meet(token, end)
            elif not token.is_silent:
                self._before.append(token)

    def _meet(self, token: Token, end: int) -> None:
        """The token in which or behind which the place is."""
        if token.kind is TokenKind.WORD:
            self._word = token.text[: self._offset - token.start]
        elif token.kind is TokenKind.UNFINISHED and token.text[0] in '"`[':
            self._word = self._sql[token.start : self._offset]
        elif token.kind is TokenKind.OPERATOR or (
            token.kind is TokenKind.NAME and end == self._offset
        ):
            self._before.append(token)
        else:
            is_line = token.text.startswith("--")
            self._is_quiet = (
                token.kind in {*_QUIET, TokenKind.UNFINISHED} or is_line or end > self._offset
            )

    def _proposals(self) -> Iterator[Proposal]:
        prefix = self._word.lstrip('"`[')
        last = self._before[-1] if self._before else None
        if last is not None and last.text == ".":
            yield from self._behind_dot(prefix)
            return
        if last is not None and last.is_word("PRAGMA"):
            for name in self._vocabulary.pragmas.beginning(prefix):
                yield Proposal(name, name, ProposalKind.PRAGMA)
            return
        if last is None:
            yield from _keywords(prefix, self._vocabulary.beginnings)
            return
        scope = scope_at(self._sql, self._offset)
        if self._wants_table():
            yield from self._tables(prefix, scope)
            return
        if last.is_word("ON"):
            yield from self._conditions(prefix, scope)
        yield from self._columns(prefix, scope.sources)
        yield from _named(prefix, scope.sources)
        yield from self._others(prefix)

    def _wants_table(self) -> bool:
        """Whether a table is expected: behind FROM and its like, and behind the commas of FROM."""
        depth = 0
        for token in reversed(self._before):
            depth += (token.text == ")") - (token.text == "(")
            if depth < 0:
                return False
            if depth or token.text in {",", "."}:
                continue
            if token is self._before[-1]:
                return token.is_word(*_BEFORE_A_TABLE)
            if self._before[-1].text != ",":
                return False
            if token.is_word("SELECT", "WHERE", "ON", "BY", "SET", "HAVING", "VALUES", "RETURNING"):
                return False
            if token.is_word("FROM", "JOIN"):
                return True
        return False

    def _behind_dot(self, prefix: str) -> Iterator[Proposal]:
        owner = unquoted(self._before[-2].text) if len(self._before) > 1 else ""
        scope = scope_at(self._sql, self._offset)
        source = scope.find(owner)
        if source is not None:
            yield from self._columns(prefix, (source,))
        elif folded(owner) == "main":
            yield from self._tables(prefix, scope, with_joins=False)
        elif (table := self._vocabulary.schema.table(owner)) is not None:
            yield from _table_columns(prefix, table)

    def _tables(self, prefix: str, scope: Scope, *, with_joins: bool = True) -> Iterator[Proposal]:
        if with_joins and self._before[-1].is_word("JOIN"):
            yield from self._joins(prefix, scope.sources)
        yield from _named(prefix, scope.named)
        for name in self._vocabulary.tables.beginning(prefix):
            table = self._vocabulary.schema.table(name)
            is_view = table is not None and table.kind.value == "view"
            kind = ProposalKind.VIEW if is_view else ProposalKind.TABLE
            yield Proposal(name, as_name(name), kind)

    def _joins(self, prefix: str, sources: tuple[Source, ...]) -> Iterator[Proposal]:
        """Tables that refer to those that are there or that they refer to, with the condition."""
        for source in sources:
            for owner, link in self._vocabulary.links(source.table):
                for other, condition in _ends(source, owner, link):
                    if folded(other).startswith(folded(prefix)):
                        text = f"{as_name(other)} ON {condition}"
                        yield Proposal(text, text, ProposalKind.JOIN, _origin(link))

    def _conditions(self, prefix: str, sources: Scope) -> Iterator[Proposal]:
        """What the sources have to do with one another."""
        for source in sources.sources:
            for owner, link in self._vocabulary.links(source.table):
                if folded(owner.name) != folded(source.table):
                    continue
                for target in sources.sources:
                    if folded(target.table) == folded(link.table) and target is not source:
                        text = _condition(source.name, link.columns, target.name, link.to)
                        if folded(text).startswith(folded(prefix)):
                            yield Proposal(text, text, ProposalKind.JOIN, _origin(link))

    def _columns(self, prefix: str, sources: tuple[Source, ...]) -> Iterator[Proposal]:
        for source in sources:
            table = self._vocabulary.schema.table(source.table) if source.table else None
            if source.columns is not None:
                for name in Words(source.columns).beginning(prefix):
                    yield Proposal(name, as_name(name), ProposalKind.COLUMN, source.name)
            elif table is not None:
                yield from _table_columns(prefix, table)

    def _others(self, prefix: str) -> Iterator[Proposal]:
        for name in self._vocabulary.functions.beginning(prefix) if prefix else ():
            yield Proposal(f"{name}()", f"{name}(", ProposalKind.FUNCTION)
        yield from _keywords(prefix, self._vocabulary.keywords)
        if not any(token.is_word("SELECT") for token in self._before):
            return
        for name in self._vocabulary.tables.beginning(prefix) if prefix else ():
            yield Proposal(name, as_name(name), ProposalKind.TABLE)


def _keywords(prefix: str, words: Words) -> Iterator[Proposal]:
    for word in words.beginning(prefix):
        shown = word.lower() if prefix.islower() else word
        yield Proposal(shown, shown, ProposalKind.KEYWORD)


def _table_columns(prefix: str, table: Table) -> Iterator[Proposal]:
    types = {column.name: column.type for column in table.columns}
    for name in Words(types).beginning(prefix):
        about = " · ".join(part for part in (types[name], table.name) if part)
        meaning = column_note(table.name, name).description
        detail = f"{about} · {meaning}" if meaning else about
        yield Proposal(name, as_name(name), ProposalKind.COLUMN, detail)


def _named(prefix: str, sources: tuple[Source, ...]) -> Iterator[Proposal]:
    for name in Words(dict.fromkeys(source.name for source in sources if source.name)).beginning(
        prefix
    ):
        yield Proposal(name, as_name(name), ProposalKind.NAMED)


def _ends(source: Source, owner: Table, link: Link) -> Iterator[tuple[str, str]]:
    """The table at the other end of a reference, and the condition; both where a table refers to itself."""
    if folded(owner.name) == folded(source.table):
        yield link.table, _condition(link.table, link.to, source.name, link.columns)
    elif folded(link.table) == folded(source.table):
        yield owner.name, _condition(owner.name, link.columns, source.name, link.to)


def _condition(
    left: str, left_columns: tuple[str, ...], right: str, right_columns: tuple[str, ...]
) -> str:
    pairs = zip(left_columns, right_columns, strict=False)
    return " AND ".join(
        f"{as_name(left)}.{as_name(one)} = {as_name(right)}.{as_name(other)}"
        for one, other in pairs
    )


def _origin(link: Link) -> str:
    return tr("a reference of the schema") if link.declared else tr("a reference that Hive uses")
